package indicators

import "math"

// GrowthRate is the compound annual growth rate (to/from)^(1/years) − 1, as a share. False unless both values and the
// years are above zero: a rate of growth has no meaning from, to or across zero.
func GrowthRate(from, to, years float64) (float64, bool) {
	if !(from > 0 && to > 0 && years > 0) {
		return 0, false
	}
	rate := math.Pow(to/from, 1/years) - 1
	return rate, !math.IsInf(rate, 0)
}

// cagrRatio is Eurostat's R = CAGR_a / CAGR_r: the growth from baseline to latest over the growth that leads from baseline
// to target by its year (EU SDG monitoring; cut points 0.95, 0.60 and 0 as in Open SDG, docs/progress-methodology.md).
//
// Weakness: not defined at or below zero, nor for bands. When the baseline met the target, both rates point away from it and
// a target that was lost would show a high ratio; there is none then, and the status says lost or maintained.
func (c *comparison) cagrRatio() *Measure {
	m := &Measure{Name: "cagr-ratio", Unit: "1"}
	missing := func(reason string) *Measure {
		m.Reason = reason
		c.pace = pace{reason: reason}
		return m
	}
	if c.Target.Direction == Band && c.Target.IsKnown() {
		return missing("cagr_not_defined_for_a_band")
	}
	if c.Latest == nil || c.Latest.Censored != NotCensored || !c.hasBaseline() || c.isBroken() && !c.AcrossBreaks {
		return missing("figures_missing")
	}
	observed, ok := GrowthRate(*c.Baseline.Value, c.Latest.Value, c.line.passed)
	if ok {
		m.ObservedGrowth = finite(100 * observed)
	}
	switch {
	case !c.Target.IsKnown():
		return missing("target_missing")
	case c.line.whole <= 0:
		return missing("target_period_not_stated")
	}
	required, isDefined := GrowthRate(*c.Baseline.Value, *c.Target.Value, c.line.whole)
	if isDefined {
		m.RequiredGrowth = finite(100 * required)
	}
	switch {
	case c.Target.IsMetBy(*c.Baseline.Value):
		return missing("baseline_met_target")
	case !ok || !isDefined || required == 0:
		return missing("cagr_not_defined")
	}
	c.pace = paceOf(observed / required)
	m.Value = finite(observed / required)
	return m
}
