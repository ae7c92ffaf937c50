package indicators

import "github.com/aspro-cities/aspro/indicators/stat"

// tally is what an aggregate is computed from: the counts of a Day and, where the statistic needs them, the values.
type tally struct {
	Day
	values []float64 // of the summable observations; empty when only day summaries were read
}

// add counts one observation with its value.
func (t *tally) add(o Observation) {
	t.Add(o)
	if o.IsSummable() {
		t.values = append(t.values, o.Value)
	}
}

// merge counts a whole day.
func (t *tally) merge(d Day) {
	if d.Count > 0 {
		if t.Count == 0 || d.Min < t.Min {
			t.Min = d.Min
		}
		if t.Count == 0 || d.Max > t.Max {
			t.Max = d.Max
		}
	}
	t.Count += d.Count
	t.Sum += d.Sum
	t.Censored += d.Censored
	t.Suspect += d.Suspect
	t.Failed += d.Failed
	t.Projected += d.Projected
}

// value is the statistic over the summable observations; false where it is not defined.
func (t *tally) value(statistic string) (float64, bool) {
	if statistic == "count" {
		return float64(t.Count + t.Censored), true
	}
	if t.Count == 0 {
		return 0, false
	}
	switch statistic {
	case "mean":
		if len(t.values) > 0 {
			return stat.Mean(t.values)
		}
		return t.Sum / float64(t.Count), true
	case "sum":
		if len(t.values) > 0 {
			return stat.Sum(t.values), true
		}
		return t.Sum, true
	case "min":
		return t.Min, true
	case "max":
		return t.Max, true
	case "median":
		return stat.Median(t.values)
	case "sd":
		return stat.StandardDeviation(t.values)
	}
	return 0, false
}
