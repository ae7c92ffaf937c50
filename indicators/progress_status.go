package indicators

// ProgressStatus is the verdict.
type ProgressStatus string

// The statuses. "On track" and the like compare progress with the straight line.
const (
	Achieved             ProgressStatus = "achieved"               // latest meets the target
	Maintained           ProgressStatus = "maintained"             // met from the start, and no worse
	AchievedButWorsening ProgressStatus = "achieved_but_worsening" // met from the start and still, but worse than then
	OnTrack              ProgressStatus = "on_track"               // at least 95 % of the way expected by now
	AccelerationNeeded   ProgressStatus = "acceleration_needed"    // 60 to 95 %
	Limited              ProgressStatus = "limited"                // 0 to 60 %
	MovingAway           ProgressStatus = "moving_away"            // worse than the baseline
	Lost                 ProgressStatus = "lost"                   // met at the start, no longer
	Missed               ProgressStatus = "missed"                 // the target's period is over and latest does not meet it
	CannotBeAssessed     ProgressStatus = "cannot_be_assessed"     // Reasons says why
)

// ProgressStatuses lists them all.
func ProgressStatuses() []ProgressStatus {
	return []ProgressStatus{
		Achieved, Maintained, AchievedButWorsening, OnTrack, AccelerationNeeded, Limited, MovingAway, Lost, Missed, CannotBeAssessed,
	}
}

// Shares of the expected way; "on track" and "acceleration needed" as Eurostat and Open SDG draw them.
const (
	onTrackShare      = 0.95
	accelerationShare = 0.60
)

// status is the first rule that matches. Order: latest or target missing · latest censored · baseline missing ·
// break of method · latest older than the baseline · no time passed · target met from the start · target met ·
// target's period over · worse than the baseline · share of the expected way.
func (c *comparison) status(p *Progress) ProgressStatus {
	cannot := func(reasons ...string) ProgressStatus {
		p.Reasons = append(p.Reasons, reasons...)
		return CannotBeAssessed
	}
	if missing := c.missing(); len(missing) > 0 {
		return cannot(missing...)
	}
	latest := *c.Latest
	meets := c.Target.isSurelyMetBy(latest.Value, latest.Censored)
	switch {
	case !c.hasBaseline() && meets:
		p.Reasons = append(p.Reasons, c.baselineReason())
		return Achieved
	case !c.hasBaseline():
		return cannot(c.baselineReason())
	case c.isBroken() && !c.AcrossBreaks:
		return cannot("series_break")
	case c.line.passed < 0:
		return cannot("latest_before_baseline")
	case c.line.passed == 0 && !c.isOver():
		return cannot("too_early")
	case latest.Censored != NotCensored && !meets:
		return cannot("latest_censored")
	case c.Target.IsMetBy(*c.Baseline.Value):
		return c.statusFromMet(p, meets)
	case meets:
		if latest.Censored != NotCensored {
			p.Reasons = append(p.Reasons, "latest_censored")
		}
		return Achieved
	case c.isOver():
		p.Reasons = append(p.Reasons, "target_period_over")
		return Missed
	case c.pace.reason != "":
		return cannot(c.pace.reason)
	case c.pace.ratio < 0:
		return MovingAway
	case c.line.whole <= 0:
		return cannot("target_period_not_stated")
	}
	return statusOnPath(c.pace.ratio)
}

// missing lists what there must be before anything can be said.
func (c *comparison) missing() []string {
	var reasons []string
	if c.Latest == nil {
		reasons = append(reasons, "no_figure")
	}
	if !c.Target.IsKnown() || c.Target.Reason != "" {
		reasons = append(reasons, cmpOr(c.Target.Reason, "target_missing"))
	}
	return reasons
}

func (c *comparison) baselineReason() string {
	if c.Baseline.Value != nil {
		return "baseline_censored"
	}
	return cmpOr(c.Baseline.Reason, "baseline_missing")
}

// statusFromMet judges a target that the baseline met already: there was no way to go, so progress is undefined.
func (c *comparison) statusFromMet(p *Progress, meets bool) ProgressStatus {
	p.Reasons = append(p.Reasons, "baseline_met_target")
	baseline, latest := *c.Baseline.Value, c.Latest.Value
	worse := c.Target.Direction == Decrease && latest > baseline || c.Target.Direction == Increase && latest < baseline
	switch {
	case !meets:
		return Lost
	case worse && c.Latest.Censored != NotCensored: // "<8" against a baseline of 5 may be either
		p.Reasons = append(p.Reasons, "latest_censored")
		return CannotBeAssessed
	case worse:
		return AchievedButWorsening
	}
	return Maintained
}

// statusOnPath is the status of a way gone to a way expected, both ahead.
func statusOnPath(ratio float64) ProgressStatus {
	switch {
	case ratio >= onTrackShare:
		return OnTrack
	case ratio >= accelerationShare:
		return AccelerationNeeded
	}
	return Limited
}

// warn tells how far the figures can be trusted.
func (c *comparison) warn(p *Progress) {
	warn := func(is bool, warning string) {
		if is {
			p.Warnings = append(p.Warnings, warning)
		}
	}
	if c.Latest != nil {
		warn(c.Latest.Status == Estimated || c.Latest.Status == Modelled, "latest_is_derived")
		warn(c.Latest.Status == Provisional, "latest_is_provisional")
		warn(c.isOver() && c.Latest.Period.To.Before(c.Target.Period.To), "latest_before_target_period")
	}
	if base := c.Baseline.Figure; base != nil {
		warn(base.Status == Estimated || base.Status == Modelled, "baseline_is_derived")
		warn(base.Status == Provisional, "baseline_is_provisional")
		warn(c.Latest != nil && base.Computed != c.Latest.Computed, "stated_and_computed_figures_compared")
	}
	warn(c.AcrossBreaks && c.hasBaseline() && c.isBroken(), "series_break")
	warn(c.Target.National, "target_is_national")
}
