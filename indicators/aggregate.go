package indicators

import (
	"context"
	"slices"
	"time"
)

// AggregateQuery asks for one statistic of one series in windows of the calendar, or in rolling windows.
type AggregateQuery struct {
	Series     Series
	Period     Period         // windows that start in it
	Window     Resolution     // length of the windows; zero when Rolling is set
	Rolling    Resolution     // length of a window that ends with each observation period that starts in Period
	FirstMonth int            // in which years and quarters begin; 0 or 1 is January
	Statistic  string         // one of AggregateStatistics
	Zone       *time.Location // of the city
	Required   float64        // percent of the expected observations a figure needs; below 0: no rule
}

// AggregateStatistics are the statistics that Aggregates knows.
func AggregateStatistics() []string {
	return []string{"mean", "sum", "min", "max", "count", "median", "sd"}
}

// The states of an aggregate. Only AggregateOK has a value, but for counts, which always have one.
const (
	AggregateOK           = "ok"
	AggregateInsufficient = "insufficient" // fewer valid observations than required, or too few for the statistic
	AggregateNoData       = "no_data"      // no valid observation
	AggregateCensored     = "censored"     // some values are only known to lie below or above a limit
)

// Aggregate is one window with its figure.
type Aggregate struct {
	Period   Period
	Value    *float64 // nil unless Status is ok (or the statistic is count); never rounded
	Status   string
	Coverage Coverage
}

// Aggregates computes the figure of every window, also of those without data, oldest first. A sum needs every
// expected observation, whatever Required says. Windows of whole days are made from day summaries and
// nothing is unpacked, but for median and sd.
//
// Errors: Invalid (unknown_statistic; window_missing unless exactly one of Window and Rolling is set;
// window_too_fine when the series' resolution is longer than the window), or the store's.
func Aggregates(ctx context.Context, store Store, q AggregateQuery) ([]Aggregate, error) {
	all, err := AggregatesOf(ctx, store, []Series{q.Series}, q)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// AggregatesOf is Aggregates of several series, in the order given; q.Series is not looked at. Where day summaries are
// enough the store is asked once for all of them.
func AggregatesOf(ctx context.Context, store Store, series []Series, q AggregateQuery) ([][]Aggregate, error) {
	all, fromDays := make([][]Aggregate, len(series)), []Series{}
	windows := WindowsFrom(q.Period, q.Window, q.Zone, q.FirstMonth)
	for i, one := range series {
		q.Series = one
		if err := q.check(); err != nil {
			return nil, err
		}
		var err error
		switch {
		case !q.Rolling.IsZero():
			all[i], err = rollingAggregates(ctx, store, q)
		case len(windows) == 0:
			all[i] = []Aggregate{}
		case q.fromDays():
			fromDays = append(fromDays, one)
		default:
			all[i], err = q.overObservations(ctx, store, windows)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(fromDays) == 0 {
		return all, nil
	}
	days, err := store.Days(ctx, fromDays, reach(windows), q.Zone, q.dayNumbers())
	if err != nil {
		return nil, err
	}
	for i, one := range series {
		if all[i] == nil {
			q.Series = one
			all[i], days = q.overDays(days[0].Days, windows), days[1:]
		}
	}
	return all, nil
}

// reach is from the first window's start to the last one's end; there is at least one.
func reach(windows []Period) Period { return Period{windows[0].From, windows[len(windows)-1].To} }

func (q AggregateQuery) check() error {
	window := q.Window
	if window.IsZero() {
		window = q.Rolling
	}
	switch {
	case q.Window.IsZero() == q.Rolling.IsZero():
		return Errorf(Invalid, "exactly one of window and rolling is needed").Coded("window_missing").At("window")
	case !slices.Contains(AggregateStatistics(), q.Statistic):
		return Errorf(Invalid, "statistic %q is none of mean, sum, min, max, count, median, sd", q.Statistic).
			Coded("unknown_statistic").At("statistic")
	case q.Series.Resolution.Approx() > window.Approx():
		return Errorf(Invalid, "the window %s is shorter than the series' resolution %s", window, q.Series.Resolution).
			Coded("window_too_fine").At("window").Try("ask for %s or longer", q.Series.Resolution)
	}
	return nil
}

// fromDays reports whether day summaries are enough.
func (q AggregateQuery) fromDays() bool {
	return q.Window.IsCalendar() && q.Series.Resolution.Approx() <= P1D.Approx() && q.Statistic != "median" && q.Statistic != "sd"
}

// dayNumbers is what the statistic is made from.
func (q AggregateQuery) dayNumbers() DayNumbers {
	switch q.Statistic {
	case "mean", "sum":
		return DaySum
	case "min":
		return DayMin
	case "max":
		return DayMax
	}
	return 0
}

func (q AggregateQuery) overDays(days []Day, windows []Period) []Aggregate {
	aggregates := make([]Aggregate, len(windows))
	for i, window := range windows {
		end, t := DateOf(window.To, q.Zone), tally{}
		for len(days) > 0 && days[0].Date < end {
			t.merge(days[0])
			days = days[1:]
		}
		aggregates[i] = q.judge(window, &t)
	}
	return aggregates
}

func (q AggregateQuery) overObservations(ctx context.Context, store Store, windows []Period) ([]Aggregate, error) {
	observations, err := store.Select(ctx, q.Series, reach(windows))
	if err != nil {
		return nil, err
	}
	aggregates := make([]Aggregate, len(windows))
	t := tally{}
	for i, window := range windows {
		t = tally{values: t.values[:0]}
		for len(observations) > 0 && observations[0].Start < window.To.Unix() {
			t.add(observations[0])
			observations = observations[1:]
		}
		aggregates[i] = q.judge(window, &t)
	}
	return aggregates, nil
}

// judge makes the aggregate of a window, or says why it has no value.
func (q AggregateQuery) judge(window Period, t *tally) Aggregate {
	required := q.Required
	if q.Statistic == "sum" {
		required = 100
	}
	a := Aggregate{Period: window, Status: AggregateOK}
	a.Coverage = newCoverage(t, Expected(window, q.Series.Resolution, q.Zone), required)
	switch {
	case q.Statistic == "count":
	case a.Coverage.Valid == 0:
		a.Status = AggregateNoData
	case !a.Coverage.IsEnough():
		a.Status = AggregateInsufficient
	case a.Coverage.Censored > 0:
		a.Status = AggregateCensored
	}
	if a.Status != AggregateOK {
		return a
	}
	if value, ok := t.value(q.Statistic); ok {
		a.Value = &value
	} else {
		a.Status = AggregateInsufficient
	}
	return a
}
