package indicators

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// AggregateQuery asks for statistics of one series in windows of the calendar, in rolling windows, or by the hour, weekday or
// month in which observations fall.
type AggregateQuery struct {
	Series     Series
	Period     Period            // windows that start in it
	Window     Resolution        // length of the windows; zero when Rolling or GroupBy is set
	Rolling    Resolution        // length of a window that ends with each observation period that starts in Period
	GroupBy    string            // one of AggregateGroups; "" for none
	FirstMonth int               // in which years and quarters begin; 0 or 1 is January
	Statistic  string            // one of AggregateStatistics, or a percentile
	More       []string          // further ones of the same windows
	Rule       stat.QuantileRule // of percentiles; 0 is type 7
	Directions bool              // values are directions in degrees: their mean is that of vectors
	Zone       *time.Location    // whose calendar counts
	Required   float64           // percent of the expected observations a figure needs; below 0: no rule
}

// The states of an aggregate. Only AggregateOK has a value, but for counts, which always have one.
const (
	AggregateOK           = "ok"
	AggregateInsufficient = "insufficient" // fewer valid observations than required, or too few for the statistic
	AggregateNoData       = "no_data"      // no valid observation
	AggregateCensored     = "censored"     // values below or above a limit leave the statistic unknown; see Bound
	AggregateUndefined    = "undefined"    // not defined for these values: a geometric mean with zeros, opposite directions
)

// Aggregate is one window with its figures.
type Aggregate struct {
	Period   Period
	Group    string // of GroupBy: 00…23, monday…sunday, 01…12
	Coverage Coverage
	AggregateValue
	More []AggregateValue // in the order of AggregateQuery.More
}

// AggregateValue is one statistic of a window.
type AggregateValue struct {
	Statistic string
	Value     *float64 // nil unless Status is ok (or the statistic is count); never rounded
	Status    string
	// Method is how values below or above a limit were taken in: "kaplan-meier", "regression-on-order-statistics", or "exact"
	// where they make no difference; "" without any.
	Method string
	// Bound and Qualifier are what is known where Status is censored: the value lies below (<) or above (>) the bound.
	Bound     *float64
	Qualifier Censored
	Note      string   // a code for what to know: extreme_value_censored (a mean by Kaplan–Meier is a bound), values_not_positive
	Resultant *float64 // length of the mean vector of directions, 0…1
}

// Aggregates computes the figures of every window, also of those without data, oldest first. A sum needs every
// expected observation, whatever Required says. Windows of whole days are made from day summaries and
// nothing is unpacked, unless a statistic needs the values or some lie below or above a limit.
//
// Errors: Invalid (unknown_statistic, statistic_not_possible; window_missing unless exactly one of Window, Rolling and GroupBy
// is set; window_too_fine when the series' resolution is longer than the window), or the store's.
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
		case q.GroupBy != "":
			all[i], err = groupAggregates(ctx, store, q)
		case !q.Rolling.IsZero():
			all[i], err = rollingAggregates(ctx, store, q)
		case len(windows) == 0:
			all[i] = []Aggregate{}
		case q.Statistic == DailyMax8h:
			all[i], err = dailyMax8h(ctx, store, q, windows)
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
			if all[i], err = q.overDays(ctx, store, days[0].Days, windows); err != nil {
				return nil, err
			}
			days = days[1:]
		}
	}
	return all, nil
}

// reach is from the first window's start to the last one's end; there is at least one.
func reach(windows []Period) Period { return Period{windows[0].From, windows[len(windows)-1].To} }

func (q AggregateQuery) check() error {
	window, ways := q.Window, 0
	for _, is := range []bool{!q.Window.IsZero(), !q.Rolling.IsZero(), q.GroupBy != ""} {
		if is {
			ways++
		}
	}
	if window.IsZero() {
		window = q.Rolling
	}
	switch {
	case ways != 1:
		return Errorf(Invalid, "exactly one of window, rolling and group_by is needed").Coded("window_missing").At("window")
	case q.GroupBy != "":
		if err := q.checkGroup(); err != nil {
			return err
		}
	case q.Series.Resolution.Approx() > window.Approx():
		return Errorf(Invalid, "the window %s is shorter than the series' resolution %s", window, q.Series.Resolution).
			Coded("window_too_fine").At("window").Try("ask for %s or longer", q.Series.Resolution)
	}
	return q.checkStatistics()
}

// NeedsValues reports whether every observation has to be read: day summaries are not enough.
func (q AggregateQuery) NeedsValues() bool { return !q.fromDays() || q.GroupBy == HourOfDay }

// fromDays reports whether day summaries are enough.
func (q AggregateQuery) fromDays() bool {
	if !q.Window.IsCalendar() && q.GroupBy == "" || q.Series.Resolution.Approx() > P1D.Approx() || q.Directions {
		return false
	}
	for _, s := range q.statistics() {
		if !isOfDays(s) {
			return false
		}
	}
	return true
}

// dayNumbers is what the statistics are made from.
func (q AggregateQuery) dayNumbers() (needed DayNumbers) {
	for _, s := range q.statistics() {
		switch s {
		case "mean", "sum":
			needed |= DaySum
		case "min":
			needed |= DayMin
		case "max":
			needed |= DayMax
		}
	}
	return needed
}

// overDays makes windows from day summaries; from the first to the last of those with values below or above a limit, the
// values themselves are read.
func (q AggregateQuery) overDays(ctx context.Context, store Store, days []Day, windows []Period) ([]Aggregate, error) {
	aggregates := make([]Aggregate, len(windows))
	first, last := -1, -1
	for i, window := range windows {
		end, t := DateOf(window.To, q.Zone), tally{}
		for len(days) > 0 && days[0].Date < end {
			t.merge(days[0])
			days = days[1:]
		}
		aggregates[i] = q.judge(window, &t)
		if t.Censored > 0 {
			if last = i; first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return aggregates, nil
	}
	again, err := q.overObservations(ctx, store, windows[first:last+1])
	copy(aggregates[first:], again)
	return aggregates, err
}

func (q AggregateQuery) overObservations(ctx context.Context, store Store, windows []Period) ([]Aggregate, error) {
	observations, err := store.Select(ctx, q.Series, reach(windows))
	if err != nil {
		return nil, err
	}
	return q.ofObservations(observations, windows), nil
}

// ofObservations makes windows, one after the other, from observations that are sorted; those before the first do not count.
func (q AggregateQuery) ofObservations(observations []Observation, windows []Period) []Aggregate {
	aggregates := make([]Aggregate, len(windows))
	for len(windows) > 0 && len(observations) > 0 && observations[0].Start < windows[0].From.Unix() {
		observations = observations[1:]
	}
	t := tally{}
	for i, window := range windows {
		t.reset()
		for len(observations) > 0 && observations[0].Start < window.To.Unix() {
			t.add(observations[0])
			observations = observations[1:]
		}
		aggregates[i] = q.judge(window, &t)
	}
	return aggregates
}
