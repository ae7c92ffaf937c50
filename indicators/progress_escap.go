package indicators

// The origin of a baseline that ESCAP's methods read from the line through the figures.
const OriginInterpolated = "interpolated"

// currentStatus is ESCAP's current status index (Asia-Pacific SDG progress assessment), from 0 at the baseline to 10 at the
// target, below 0 when worse than the baseline:
//
//	CSI = 10 · (latest − baseline) / (target − baseline);  bands and parity: 10 − 10 · distance / distance of the baseline
//
// A target that is met counts 10, also where the formula gives more. ESCAP gives no verdict with it: the status compares
// CSI/10 with the share of the time that has passed.
func (c *comparison) currentStatus() *Measure {
	m := &Measure{Name: "current-status-index", Unit: "index: 0 at the baseline, 10 at the target"}
	switch {
	case c.Latest != nil && c.Target.IsKnown() && c.Target.isSurelyMetBy(c.Latest.Value, c.Latest.Censored):
		m.Value = finite(10)
	case !c.isComparable():
		m.Reason = "figures_missing"
	case c.Target.IsMetBy(*c.Baseline.Value):
		m.Reason = "baseline_met_target"
	default:
		m.Value = finite(10 * c.wayGone())
	}
	return m
}

// anticipated is ESCAP's anticipated progress index: how much of the way from baseline to target will be left at the
// target's time if the line through the figures goes on, in percent. 0 when the target will be met, above 100 when the
// line leads away. The index keeps pace when nothing is left; it is judged by 1 − index/100 with the same cut points.
//
//	API = 100 · |target − projected| / |target − baseline|
//
// ESCAP weighs later years more and does not publish the weights; the line here is ordinary least squares. Weakness: one
// outlier bends it, and it runs straight on for as many years as the target is away.
func (c *comparison) anticipated() *Measure {
	m := &Measure{Name: "anticipated-progress-index", Unit: "% of the way from baseline to target that would be left"}
	missing := func(reason string) *Measure {
		m.Reason = reason
		c.pace = pace{reason: reason}
		return m
	}
	switch {
	case !c.isComparable():
		return missing("figures_missing")
	case c.Target.Period.To.IsZero():
		return missing("target_period_not_stated")
	case c.isOver():
		return missing("target_period_over")
	case c.Target.IsMetBy(*c.Baseline.Value):
		return missing("baseline_met_target")
	}
	fit, ok := c.fit()
	if !ok {
		return missing("too_few_figures")
	}
	fit.Period, fit.Projected = c.Target.Text, fit.line.At(c.timeOf(c.Target.Period))
	m.Fit = &fit
	left := 0.0
	if !c.Target.IsMetBy(fit.Projected) {
		left = c.Target.span(fit.Projected) / c.Target.span(*c.Baseline.Value)
	}
	c.pace = paceOf(1 - left)
	m.Value = finite(100 * left)
	return m
}

// span is how far a value lies from the target, or outside of the band.
func (t ResolvedTarget) span(value float64) float64 {
	if t.Direction == Band {
		return t.distance(value)
	}
	return max(*t.Value-value, value-*t.Value)
}

// interpolateBaseline reads a baseline that is stated but has no figure from the line through the figures around it;
// ESCAP's methods do so, with a warning. It never reaches beyond the first or last figure.
func (c *comparison) interpolateBaseline(p *Progress) {
	isESCAP := c.Method == ESCAPCurrentStatus || c.Method == ESCAPAnticipated
	if !isESCAP || c.Latest == nil || c.Baseline.Value != nil || c.Baseline.Reason != "baseline_figure_missing" || c.Target.Kind == "relative" {
		return
	}
	fit, ok := c.fit()
	at := c.timeOf(c.Baseline.Period)
	if !ok || at < fit.first || at > fit.last {
		return
	}
	c.Baseline.Value, c.Baseline.Origin, c.Baseline.Reason = finite(fit.line.At(at)), OriginInterpolated, ""
	p.Warnings = append(p.Warnings, "baseline_is_interpolated")
}
