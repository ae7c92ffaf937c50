package indicators

import (
	"context"
	"slices"
	"time"
)

// rollingAggregates gives, for every observation period of the calendar that starts in q.Period, the figure of
// the window of length q.Rolling that ends with it. It reads as far back before the period as the
// first window reaches; hours before the first observation of a series count as missing.
func rollingAggregates(ctx context.Context, store Store, q AggregateQuery) ([]Aggregate, error) {
	back := q.Rolling.Add(q.Period.From, -1, q.Zone)
	observations, err := store.Select(ctx, q.Series, Period{back, q.Period.To})
	if err != nil {
		return nil, err
	}
	slots := q.slots(observations)
	aggregates := make([]Aggregate, 0, len(slots))
	first, t := 0, tally{}
	for _, slot := range slots {
		to := q.Series.Resolution.Add(slot, 1, q.Zone)
		window := Period{q.Rolling.Add(to, -1, q.Zone), to}
		for first < len(observations) && observations[first].Start < window.From.Unix() {
			first++
		}
		t.reset()
		for _, o := range observations[first:] {
			if o.Start > slot.Unix() {
				break
			}
			t.add(o)
		}
		aggregates = append(aggregates, q.judge(window, &t))
	}
	return aggregates, nil
}

// slots lists the starts of the observation periods in q.Period: by the calendar of the zone and, where the
// stamps of a clock resolution lie beside it (five past the hour), as the first observation lies.
func (q AggregateQuery) slots(observations []Observation) []time.Time {
	r := q.Series.Resolution
	var starts []time.Time
	if r.IsCalendar() || len(observations) == 0 {
		for _, window := range Windows(q.Period, r, q.Zone) {
			starts = append(starts, window.From)
		}
		return starts
	}
	step, phase := int64(r.Seconds), observations[0].Start
	from, to := q.Period.From.Unix(), q.Period.To.Unix()
	for start := phase + step*FloorDiv(from-phase+step-1, step); start < to; start += step {
		starts = append(starts, unix(start))
	}
	return slices.Clip(starts)
}
