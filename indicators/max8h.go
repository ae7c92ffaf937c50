package indicators

import "context"

// eightHours is the width of the running means of DailyMax8h, and threeQuarters the share of their hours (6 of 8), and of the
// running means of a day (18 of 24), that must be there: Directive 2008/50/EC, annex VII.
var eightHours = Resolution{Seconds: 8 * 3600}

const threeQuarters = 75

// dailyMax8h is, for every local day, the highest of the running 8-hour means that end in it: the first from 17:00 of the day
// before to 01:00, the last from 16:00 to 24:00. Coverage counts running means: 18 of 24 are needed (or what q.Required says),
// each with 6 of its 8 hours. The evening before is read too.
func dailyMax8h(ctx context.Context, store Store, q AggregateQuery, days []Period) ([]Aggregate, error) {
	running := q
	running.Statistic, running.Window, running.Rolling, running.Period, running.Required = "mean", Resolution{}, eightHours, reach(days), threeQuarters
	means, err := rollingAggregates(ctx, store, running)
	if err != nil {
		return nil, err
	}
	aggregates := make([]Aggregate, len(days))
	for i, day := range days {
		t := tally{}
		expected := 0
		for len(means) > 0 && !means[0].Period.To.After(day.To) {
			expected++
			if mean := means[0]; mean.Value != nil {
				t.Add(Observation{Value: *mean.Value, Quality: NotEvaluated, Status: Observed})
			}
			means = means[1:]
		}
		of := q
		of.Statistic = "max"
		aggregates[i] = of.judgeExpected(day, &t, expected)
		aggregates[i].Statistic = DailyMax8h
	}
	return aggregates, nil
}
