package indicators

import (
	"slices"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// tally is what an aggregate is computed from: the counts of a Day and, where the statistic needs them, the values.
type tally struct {
	Day
	values []float64 // of the summable observations; empty when only day summaries were read
	limits []float64 // of the valid ones below or above a limit, the limit, and
	sides  []int8    // on which side
}

// reset empties the tally and keeps its memory.
func (t *tally) reset() { *t = tally{values: t.values[:0], limits: t.limits[:0], sides: t.sides[:0]} }

// add counts one observation with its value.
func (t *tally) add(o Observation) {
	t.Add(o)
	switch {
	case o.IsSummable():
		t.values = append(t.values, o.Value)
	case o.IsValid():
		t.limits, t.sides = append(t.limits, o.Value), append(t.sides, int8(o.Censored))
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

// value fills in the statistic over the summable observations, of which there is at least one.
func (t *tally) value(v *AggregateValue, rule stat.QuantileRule) {
	value, ok := 0.0, true
	switch v.Statistic {
	case "mean":
		if value = t.Sum / float64(t.Count); len(t.values) > 0 {
			value, ok = stat.Mean(t.values)
		}
	case "sum":
		if value = t.Sum; len(t.values) > 0 {
			value = stat.Sum(t.values)
		}
	case "min":
		value = t.Min
	case "max":
		value = t.Max
	case "sd":
		value, ok = stat.StandardDeviation(t.values)
	case "gmean":
		g := stat.GeometricMean(t.values)
		if g.Mean == nil {
			v.Status, v.Note = AggregateUndefined, string(g.Reason)
			return
		}
		value = *g.Mean
	default:
		value, ok = quantile(t.values, v.Statistic, rule)
	}
	if !ok {
		v.Status = AggregateInsufficient
		return
	}
	v.Value = &value
}

// quantile is the median or a percentile.
func quantile(values []float64, statistic string, rule stat.QuantileRule) (float64, bool) {
	if statistic == "median" {
		return stat.Median(values)
	}
	p, ok := PercentileOf(statistic)
	if !ok {
		return 0, false
	}
	if rule == 0 {
		rule = stat.Type7
	}
	return stat.Quantile(values, p, rule)
}

// direction fills in the mean of directions in degrees, unit vectors: every observation counts alike, whatever the speed.
func (t *tally) direction(v *AggregateValue) {
	d := stat.MeanDirection(t.values, nil)
	v.Value, v.Resultant = d.Mean, d.Resultant
	if d.Mean == nil {
		v.Status, v.Note = AggregateUndefined, string(d.Reason)
	}
}

// censoredValue fills in the statistic where some values are only known to lie below or above a limit:
//
//	mean: Kaplan–Meier; gmean, sd: robust regression on order statistics (3 detected values or more, limits below);
//	min, max, median, percentiles: where the answer is the same whatever the censored values are, that; else the median by
//	regression, and of the others the bound
//
// Helsel (2012). Nothing is replaced by half a limit. A sum is not known.
func (t *tally) censoredValue(v *AggregateValue, rule stat.QuantileRule) {
	all := append(slices.Clone(t.values), t.limits...)
	sides := append(make([]int8, len(t.values)), t.sides...)
	v.Status = AggregateCensored
	switch v.Statistic {
	case "mean":
		m := stat.KaplanMeierMean(all, sides)
		if m.Mean == nil {
			t.bound(v, all)
			return
		}
		v.Value, v.Status, v.Method = m.Mean, AggregateOK, "kaplan-meier"
		if len(m.Warnings) > 0 {
			v.Note = string(m.Warnings[0])
		}
	case "gmean":
		v.take(stat.RegressionOnOrderStatistics(all, sides).GeometricMean)
	case "sd":
		v.take(stat.RegressionOnOrderStatistics(all, sides).SD)
	case "sum":
	default:
		t.censoredRank(v, all, sides, rule)
	}
}

// take takes a figure made by regression on order statistics, if there is one.
func (v *AggregateValue) take(figure *float64) {
	if figure != nil {
		v.Value, v.Status, v.Method = figure, AggregateOK, "regression-on-order-statistics"
	}
}

// bound says of a mean with nothing detected that it lies below the highest, or above the lowest limit.
func (t *tally) bound(v *AggregateValue, all []float64) {
	if t.Count > 0 || !t.isOneSided() {
		return
	}
	v.Qualifier = Censored(t.sides[0])
	limit := slices.Max(all)
	if v.Qualifier == Above {
		limit = slices.Min(all)
	}
	v.Bound = &limit
}

func (t *tally) isOneSided() bool {
	return !slices.ContainsFunc(t.sides, func(side int8) bool { return side != t.sides[0] })
}

// censoredRank is a minimum, maximum, median or percentile: with the censored values at their limits it is a bound, and the
// answer itself where moving them as far as they may go changes nothing.
func (t *tally) censoredRank(v *AggregateValue, all []float64, sides []int8, rule stat.QuantileRule) {
	of := func(values []float64) (float64, bool) {
		switch v.Statistic {
		case "min":
			return slices.Min(values), true
		case "max":
			return slices.Max(values), true
		}
		return quantile(values, v.Statistic, rule)
	}
	bound, ok := of(all)
	if !ok || !t.isOneSided() {
		return
	}
	const far = 1e300
	moved := slices.Clone(all)
	for i, side := range sides {
		if side != 0 {
			moved[i] = far * float64(side)
		}
	}
	if other, _ := of(moved); other == bound {
		v.Value, v.Status, v.Method = &bound, AggregateOK, "exact"
		return
	}
	if v.Statistic == "median" {
		if r := stat.RegressionOnOrderStatistics(all, sides); r.Median != nil {
			v.take(r.Median)
			return
		}
	}
	v.Bound, v.Qualifier = &bound, Censored(t.sides[0])
}
