package indicators

import (
	"math"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// judge makes the aggregate of a window, or says why it has no value.
func (q AggregateQuery) judge(window Period, t *tally) Aggregate {
	return q.judgeExpected(window, t, Expected(window, q.Series.Resolution, q.Zone))
}

// judgeExpected is judge where so many observations are expected.
func (q AggregateQuery) judgeExpected(window Period, t *tally, expected int) Aggregate {
	a := Aggregate{Period: window}
	a.Coverage = newCoverage(t, expected, q.requiredBy(q.Statistic))
	a.AggregateValue = q.valueOf(q.Statistic, t, a.Coverage)
	for _, s := range q.More {
		c := a.Coverage
		c.Required = max(0, q.requiredBy(s))
		a.More = append(a.More, q.valueOf(s, t, c))
	}
	return a
}

func (q AggregateQuery) requiredBy(statistic string) float64 {
	if statistic == "sum" {
		return 100
	}
	return q.Required
}

// valueOf is one statistic of a window of this coverage.
func (q AggregateQuery) valueOf(statistic string, t *tally, c Coverage) AggregateValue {
	v := AggregateValue{Statistic: statistic, Status: AggregateOK}
	switch {
	case statistic == "count":
		value := float64(t.Count + t.Censored)
		v.Value = &value
	case c.Valid == 0:
		v.Status = AggregateNoData
	case !c.IsEnough():
		v.Status = AggregateInsufficient
	case q.Directions:
		t.direction(&v)
	case c.Censored > 0 && len(t.limits) == 0: // only days were read; their values come next
		v.Status = AggregateCensored
	case c.Censored > 0:
		t.censoredValue(&v, q.Rule)
	default:
		t.value(&v, q.Rule)
	}
	if v.Value != nil && (math.IsInf(*v.Value, 0) || math.IsNaN(*v.Value)) { // beyond what a number can hold
		v.Value, v.Status, v.Note = nil, AggregateUndefined, string(stat.NotFinite)
	}
	return v
}
