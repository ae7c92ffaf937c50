package indicators

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// SeriesSummary is what an upload holds of one series, to be looked at by whoever sent it.
type SeriesSummary struct {
	Series   Series
	Period   Period // of all its values, from the start of the first to the end of the last
	Spread   Spread // of the values of the upload that are stored
	Stored   int64  // how many there are, censored ones among them
	Doubtful int64  // of these, suspect or failed
	Gaps     int64  // stretches without a value between the first and the last
	Missing  int64  // periods in these
	Longest  int64  // periods in the longest of them
	Constant int64  // values in the longest row that does not change
	Before   Period // the same months a year earlier, where the values lie within a year
	Then     Spread // of what is stored of the series there; Count 0: nothing
}

// Spread is count, minimum, median and maximum of values that are not censored. The others are undefined when Count is 0.
type Spread struct {
	Count            int64
	Min, Median, Max float64
}

// SummarySeries is how many series of an upload are summed up.
const SummarySeries = 100

// Summarize sums up the values of a committed upload as they are stored, series by series, as far as its receipt lists
// them. Values that a later upload has corrected are not among them.
func Summarize(ctx context.Context, store Store, calendar func(city string) Calendar, u Upload) ([]SeriesSummary, error) {
	all := []SeriesSummary{}
	touched, _ := u.SeriesOf()
	for _, t := range touched[:min(len(touched), SummarySeries)] {
		zone := calendar(t.Series.City).Zone
		held, err := store.Select(ctx, t.Series, Period{From: time.Unix(t.First, 0).UTC(), To: time.Unix(t.Last+1, 0).UTC()})
		if err != nil {
			return nil, err
		}
		s := SeriesSummary{Series: t.Series}
		if !s.sum(held, u.ID, zone) {
			continue
		}
		if s.Before = monthsBefore(s.Period, zone); !s.Before.From.IsZero() {
			if held, err = store.Select(ctx, t.Series, s.Before); err != nil {
				return nil, err
			}
			s.Then = spreadOf(held)
		}
		all = append(all, s)
	}
	return all, nil
}

// sum goes through the observations of the upload; false when there are none.
func (s *SeriesSummary) sum(held []Observation, id UploadID, zone *time.Location) bool {
	r := s.Series.Resolution
	var own []Observation
	row := int64(0)
	for _, o := range held {
		if o.Upload != id {
			continue
		}
		if o.Quality == Suspect || o.Quality == Fail {
			s.Doubtful++
		}
		if n := len(own); n > 0 {
			s.gap(own[n-1].Start, o.Start, zone)
			if own[n-1].Value != o.Value || own[n-1].Censored != o.Censored {
				row = 0
			}
		}
		row++
		s.Constant = max(s.Constant, row)
		own = append(own, o)
	}
	if len(own) == 0 {
		return false
	}
	s.Period = Period{From: own[0].Time(), To: time.Unix(r.End(own[len(own)-1].Start, zone), 0).UTC()}
	s.Spread, s.Stored = spreadOf(own), int64(len(own))
	return true
}

// gap counts the periods that are not there between two that are.
func (s *SeriesSummary) gap(before, after int64, zone *time.Location) {
	r := s.Series.Resolution
	missing, next := int64(0), r.End(before, zone)
	if !r.IsCalendar() {
		missing = (after - next) / int64(r.Seconds)
	} else {
		for ; next < after; missing++ {
			next = r.End(next, zone)
		}
	}
	if missing > 0 {
		s.Gaps++
		s.Missing += missing
		s.Longest = max(s.Longest, missing)
	}
}

func spreadOf(held []Observation) Spread {
	var values []float64
	for _, o := range held {
		if o.Censored == NotCensored {
			values = append(values, o.Value)
		}
	}
	s := Spread{Count: int64(len(values))}
	for i, v := range values {
		if i == 0 || v < s.Min {
			s.Min = v
		}
		if i == 0 || v > s.Max {
			s.Max = v
		}
	}
	s.Median, _ = stat.Median(values)
	return s
}

// monthsBefore is the whole months of a period a year earlier; none when it is longer than a year.
func monthsBefore(p Period, zone *time.Location) Period {
	if p.To.Sub(p.From) > 366*24*time.Hour {
		return Period{}
	}
	from, to := p.From.In(zone), p.To.Add(-time.Second).In(zone)
	return Period{From: time.Date(from.Year()-1, from.Month(), 1, 0, 0, 0, 0, zone).UTC(), To: time.Date(to.Year()-1, to.Month()+1, 1, 0, 0, 0, 0, zone).UTC()}
}
