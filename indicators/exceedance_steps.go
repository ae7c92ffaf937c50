package indicators

import (
	"context"
	"slices"
	"time"
)

// averaging is how the values of a limit's averaging time are made from a series.
type averaging struct {
	window  Resolution // calendar or clock windows; zero for samples and years
	counted string
	rolling bool // the highest mean that ends in the day counts for the day
}

// averagingOf tells how a standard's averaging time is computed; false when it is not, with the reason.
func averagingOf(s Standard) (averaging, string) {
	switch s.Averaging {
	case "1h":
		return averaging{window: PT1H, counted: "hours"}, ""
	case "8h":
		if s.rules().Blocks {
			return averaging{window: Resolution{Seconds: 8 * 3600}, counted: "8-hour blocks"}, ""
		}
		return averaging{window: Resolution{Seconds: 8 * 3600}, counted: "days", rolling: true}, ""
	case "24h":
		return averaging{window: P1D, counted: "days"}, ""
	case "annual":
		return averaging{window: P1Y, counted: "years"}, ""
	case "sample":
		return averaging{counted: "samples"}, ""
	case "not stated", "unknown", "":
		return averaging{}, "averaging_not_stated"
	}
	return averaging{}, "averaging_not_computed"
}

// seriesFor picks the series whose values are judged: of those that are as long as the averaging time or finer, the one that
// reaches over most of the period; of two the coarser, which needs less computing. False with the reason when none serves.
func (a averaging) seriesFor(list []SeriesInfo, indicator Indicator, level bool, within Period) (SeriesInfo, string) {
	var best SeriesInfo
	var reach time.Duration
	for _, info := range list {
		s := info.Series
		exact := s.Resolution == a.window
		switch {
		case a.counted == "samples":
			if s.Statistic != "instant" && (s.Resolution.Approx() > P1D.Approx() || s.Statistic != indicator.Statistic) {
				continue
			}
		case exact:
			if s.Statistic != indicator.Statistic && s.Statistic != "mean" {
				continue // one sample of a day is no mean of it
			}
		case s.Resolution.Approx() > a.window.Approx(), level, indicator.Statistic != "mean" || s.Statistic != "mean" && s.Statistic != "instant":
			continue
		}
		from, to := unix(info.First), unix(info.Last+1)
		if from.Before(within.From) {
			from = within.From
		}
		if to.After(within.To) {
			to = within.To
		}
		if length := to.Sub(from); best.Count == 0 || length > reach || length == reach && s.Resolution.Approx() > best.Series.Resolution.Approx() {
			best, reach = info, length
		}
	}
	if best.Count == 0 {
		return best, "averaging_differs"
	}
	return best, ""
}

// stepsOf are the values of the averaging time in a period, one for every expected one. required is the percent of a window
// that a mean needs.
func (a averaging) stepsOf(ctx context.Context, store Store, series Series, rules Judgement, period Period, zone *time.Location, required float64) ([]step, error) {
	if rules.HoursOfDay > 0 && a.window == P1D {
		required = 100 * float64(rules.HoursOfDay) / 24
	}
	var steps []step
	var err error
	switch {
	case a.counted == "samples" || series.Resolution == a.window:
		steps, err = a.observed(ctx, store, series, period, zone)
	case a.rolling:
		steps, err = computed(ctx, store, AggregateQuery{Series: series, Period: period, Window: P1D, Statistic: DailyMax8h, Zone: zone, Required: threeQuarters})
	default:
		steps, err = computed(ctx, store, AggregateQuery{Series: series, Period: period, Window: a.window, Statistic: "mean", Zone: zone, Required: required})
	}
	if rules.ToHour > 0 {
		steps = slices.DeleteFunc(steps, func(s step) bool {
			hour := s.period.From.In(zone).Hour()
			return hour < rules.FromHour || hour >= rules.ToHour
		})
	}
	return steps, err
}

// computed are means of windows; one whose period ends after the query's is left to the next.
func computed(ctx context.Context, store Store, q AggregateQuery) ([]step, error) {
	aggregates, err := Aggregates(ctx, store, q)
	steps := make([]step, 0, len(aggregates))
	for _, a := range aggregates {
		s := step{period: a.Period, valid: a.Value != nil}
		if a.Value != nil {
			s.value = *a.Value
		}
		if q.Series.Resolution == PT1H {
			s.hours = a.Coverage.Valid
		}
		steps = append(steps, s)
	}
	return steps, err
}

// observed are observations as they are, with a gap wherever the calendar expects one; samples come when they come.
func (a averaging) observed(ctx context.Context, store Store, series Series, period Period, zone *time.Location) ([]step, error) {
	observations, err := store.Select(ctx, series, period)
	if err != nil {
		return nil, err
	}
	held := map[int64]step{}
	var steps []step
	for _, o := range observations {
		s := step{Period{o.Time(), unix(series.Resolution.End(o.Start, zone))}, o.Value, o.Censored, o.IsValid(), 0}
		if series.Resolution == PT1H {
			s.hours = 1
		}
		if s.valid {
			held[o.Start] = s
			steps = append(steps, s)
		}
	}
	if a.counted == "samples" {
		return steps, nil
	}
	windows := Windows(period, a.window, zone)
	all := make([]step, len(windows))
	for i, w := range windows {
		all[i] = step{period: w}
		if s, ok := held[w.From.Unix()]; ok {
			all[i] = s
		}
	}
	if matched := len(steps); matched > 0 && !slices.ContainsFunc(all, func(s step) bool { return s.valid }) {
		return steps, nil // stamps that lie beside the calendar's windows
	}
	return all, nil
}
