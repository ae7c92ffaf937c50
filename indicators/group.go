package indicators

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The groups by which observations can be gathered over the whole period.
const (
	HourOfDay   = "hour_of_day"   // local clock hours 00 to 23, by the start of the observation
	DayOfWeek   = "day_of_week"   // monday to sunday
	MonthOfYear = "month_of_year" // 01 to 12
)

// AggregateGroups are the groups there are.
func AggregateGroups() []string { return []string{HourOfDay, DayOfWeek, MonthOfYear} }

var weekdays = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// groupNames are the names of a kind's groups, in order.
func groupNames(kind string) []string {
	switch kind {
	case DayOfWeek:
		return weekdays[:]
	case MonthOfYear:
		return numbered(1, 12)
	}
	return numbered(0, 23)
}

func numbered(from, to int) []string {
	var names []string
	for i := from; i <= to; i++ {
		names = append(names, fmt.Sprintf("%02d", i))
	}
	return names
}

func (q AggregateQuery) checkGroup() error {
	coarsest := map[string]Resolution{HourOfDay: PT1H, DayOfWeek: P1D, MonthOfYear: P1M}
	most, ok := coarsest[q.GroupBy]
	switch {
	case !ok:
		return Errorf(Invalid, "group_by is %q; it must be one of %s", q.GroupBy, strings.Join(AggregateGroups(), ", ")).Coded("bad_parameter").At("group_by")
	case q.Series.Resolution.Approx() > most.Approx():
		return Errorf(Invalid, "a series of %s cannot be grouped by %s", q.Series.Resolution, q.GroupBy).Coded("window_too_fine").At("group_by")
	}
	return nil
}

// groupOf is the group of a local day, and for hours of the instant.
func (q AggregateQuery) groupOf(at time.Time) int {
	local := at.In(q.Zone)
	switch q.GroupBy {
	case DayOfWeek:
		return (int(local.Weekday()) + 6) % 7
	case MonthOfYear:
		return int(local.Month()) - 1
	}
	return local.Hour()
}

// groupAggregates gives one aggregate a group, over all observations of the period. Where day summaries are enough none is
// unpacked.
func groupAggregates(ctx context.Context, store Store, q AggregateQuery) ([]Aggregate, error) {
	names := groupNames(q.GroupBy)
	tallies := make([]tally, len(names))
	isDone := false
	if q.GroupBy != HourOfDay && q.fromDays() && q.isWholeDays() {
		series, err := store.Days(ctx, []Series{q.Series}, q.Period, q.Zone, q.dayNumbers())
		if err != nil {
			return nil, err
		}
		for _, day := range series[0].Days {
			tallies[q.groupOf(DateStart(day.Date, q.Zone))].merge(day)
		}
		isDone = !slices.ContainsFunc(tallies, func(t tally) bool { return t.Censored > 0 })
	}
	if !isDone {
		observations, err := store.Select(ctx, q.Series, q.Period)
		if err != nil {
			return nil, err
		}
		tallies = make([]tally, len(names))
		for _, o := range observations {
			tallies[q.groupOf(o.Time())].add(o)
		}
	}
	expected := q.expectedByGroup(len(names))
	aggregates := make([]Aggregate, len(names))
	for i, name := range names {
		aggregates[i] = q.judgeExpected(q.Period, &tallies[i], expected[i])
		aggregates[i].Group = name
	}
	return aggregates, nil
}

// isWholeDays reports whether the period begins and ends at local midnights.
func (q AggregateQuery) isWholeDays() bool {
	for _, end := range []time.Time{q.Period.From, q.Period.To} {
		if !DateStart(DateOf(end, q.Zone), q.Zone).Equal(end) {
			return false
		}
	}
	return true
}

// expectedByGroup counts, by the calendar, the observations that fall in each group: by the hour for hours, else by the day, or
// by the month for a series of months.
func (q AggregateQuery) expectedByGroup(groups int) []int {
	expected := make([]int, groups)
	step := P1D
	switch {
	case q.GroupBy == HourOfDay:
		step = PT1H
	case q.Series.Resolution.Months > 0:
		step = P1M
	}
	for _, window := range Windows(q.Period, step, q.Zone) {
		if window.To.After(q.Period.To) {
			window.To = q.Period.To
		}
		expected[q.groupOf(window.From)] += Expected(window, q.Series.Resolution, q.Zone)
	}
	return expected
}
