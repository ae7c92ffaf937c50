package indicators

import (
	"context"
	"slices"
	"time"
)

// computedFigures are the complete calendar years of a finer series, and by name its fiscal years, where the city has other
// ones, and its quarters. Values are read once for all of them. A year with nothing detected is a figure below its limit.
func computedFigures(ctx context.Context, store Store, calendar Calendar, q AggregateQuery, info SeriesInfo, until time.Time) ([]Figure, error) {
	if !isStatistic(q.Statistic) || q.Statistic == DailyMax8h || q.Directions && q.Statistic != "mean" {
		return nil, nil
	}
	extent := Period{unix(info.First), unix(info.Last + 1)}
	if until.Before(extent.To) {
		extent.To = until
	}
	kinds := []Figure{{Length: P1Y}, {Length: P3M, ByName: true}}
	lists := [][]Period{windowsOver(extent, P1Y, calendar.zone(), 1), windowsOver(extent, P3M, calendar.zone(), 1)}
	if first := calendar.fiscalMonth(); first != 1 {
		kinds = append(kinds, Figure{Length: P1Y, ByName: true})
		lists = append(lists, windowsOver(extent, P1Y, calendar.zone(), first))
	}
	all, err := q.overLists(ctx, store, lists)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for k, aggregates := range all {
		for _, a := range aggregates {
			if a.Value == nil && a.Bound == nil || a.Period.To.After(until) {
				continue
			}
			f := kinds[k]
			f.Series, f.Period, f.Quality, f.Status = q.Series, a.Period, NotEvaluated, Observed
			f.Coverage, f.Computed, f.Statistic = &a.Coverage, true, q.Statistic
			if a.Value != nil {
				f.Value = *a.Value
			} else {
				f.Value, f.Censored = *a.Bound, a.Qualifier
			}
			figures = append(figures, f)
		}
	}
	return figures, nil
}

// windowsOver are the whole windows that the extent touches.
func windowsOver(extent Period, window Resolution, zone *time.Location, firstMonth int) []Period {
	if !extent.From.Before(extent.To) {
		return nil
	}
	return WindowsFrom(Period{WindowOf(extent.From, window, zone, firstMonth).From, extent.To}, window, zone, firstMonth)
}

// overLists makes the aggregates of several lists of windows of the same series from one reading.
func (q AggregateQuery) overLists(ctx context.Context, store Store, lists [][]Period) ([][]Aggregate, error) {
	var whole Period
	for _, windows := range lists {
		if len(windows) == 0 {
			continue
		}
		r := reach(windows)
		if whole.To.IsZero() || r.From.Before(whole.From) {
			whole.From = r.From
		}
		if r.To.After(whole.To) {
			whole.To = r.To
		}
	}
	all := make([][]Aggregate, len(lists))
	if whole.To.IsZero() {
		return all, nil
	}
	q.Window = P1Y
	if !q.fromDays() {
		observations, err := store.Select(ctx, q.Series, whole)
		for i, windows := range lists {
			all[i] = q.ofObservations(observations, windows)
		}
		return all, err
	}
	days, err := store.Days(ctx, []Series{q.Series}, whole, q.Zone, q.dayNumbers())
	if err != nil {
		return nil, err
	}
	for i, windows := range lists {
		if len(windows) == 0 {
			continue
		}
		begin := DateOf(windows[0].From, q.Zone)
		at, _ := slices.BinarySearchFunc(days[0].Days, begin, func(d Day, date int32) int { return int(d.Date - date) })
		if all[i], err = q.overDays(ctx, store, days[0].Days[at:], windows); err != nil {
			return nil, err
		}
	}
	return all, nil
}
