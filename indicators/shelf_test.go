package indicators

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// shelf is a store in memory, for reading: enough to compute aggregates and figures from known observations. Of a day
// it gives no number that was not asked for: who reads one finds NaN.
type shelf struct {
	Store
	series map[Series][]Observation
}

func (s shelf) Select(_ context.Context, series Series, period Period) ([]Observation, error) {
	found := []Observation{}
	for _, o := range s.series[series] {
		if period.Contains(o.Time()) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b Observation) int { return cmp.Compare(a.Start, b.Start) })
	return found, nil
}

func (s shelf) Days(ctx context.Context, series []Series, period Period, zone *time.Location, needed DayNumbers) ([]DaySeries, error) {
	var all []DaySeries
	for _, one := range series {
		observations, _ := s.Select(ctx, one, period)
		days := DaySeries{Series: one}
		for _, o := range observations {
			date := DateOf(o.Time(), zone)
			if n := len(days.Days); n == 0 || days.Days[n-1].Date != date {
				days.Days = append(days.Days, Day{Date: date})
			}
			days.Days[len(days.Days)-1].Add(o)
		}
		for i := range days.Days {
			d := &days.Days[i]
			for number, at := range []*float64{&d.Sum, &d.Min, &d.Max} {
				if needed&(1<<number) == 0 {
					*at = math.NaN()
				}
			}
		}
		all = append(all, days)
	}
	return all, nil
}

func (s shelf) SeriesList(_ context.Context, filter SeriesFilter) ([]SeriesInfo, error) {
	var list []SeriesInfo
	for series, observations := range s.series {
		if filter.Match(series) && len(observations) > 0 {
			info := SeriesInfo{Series: series, First: observations[0].Start, Last: observations[len(observations)-1].Start, Count: int64(len(observations))}
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b SeriesInfo) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	return list, nil
}
