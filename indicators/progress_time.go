package indicators

// timeline is the time of an assessment in years. Fields that need an unknown period are 0.
type timeline struct {
	passed float64 // t − t0: baseline to latest; below 0 when the latest figure is the older one
	whole  float64 // T − t0: baseline to target
	left   float64 // T − t: latest to target
}

const daysPerYear = 365.2425

// newTimeline counts calendar years when baseline, latest and target are yearly and begin in the same month;
// a target given as a plain year follows the year of the figures. Otherwise it counts between midpoints.
func newTimeline(in ProgressInput) timeline {
	var line timeline
	hasBaseline, hasLatest, hasTarget := in.Baseline.Value != nil, in.Latest != nil, !in.Target.Period.To.IsZero()
	between := func(a, b Period) float64 { return b.Midpoint().Sub(a.Midpoint()).Hours() / 24 / daysPerYear }
	if in.isYearly() {
		zone := in.Calendar.zone()
		between = func(a, b Period) float64 { return float64(b.From.In(zone).Year() - a.From.In(zone).Year()) }
	}
	if hasBaseline && hasLatest {
		line.passed = between(in.Baseline.Period, in.Latest.Period)
	}
	if hasBaseline && hasTarget {
		line.whole = between(in.Baseline.Period, in.Target.Period)
	}
	if hasLatest && hasTarget {
		line.left = between(in.Latest.Period, in.Target.Period)
	}
	return line
}

// isYearly reports whether every period there is is one year long and those of the figures begin in the same month.
func (in ProgressInput) isYearly() bool {
	zone := in.Calendar.zone()
	if in.Target.Resolution != P1Y && !in.Target.Resolution.IsZero() {
		return false
	}
	if in.Latest != nil && in.Latest.Resolution() != P1Y || in.Baseline.Value != nil && in.Baseline.Resolution != P1Y {
		return false
	}
	return in.Latest == nil || in.Baseline.Value == nil ||
		in.Latest.Period.From.In(zone).YearDay() == in.Baseline.Period.From.In(zone).YearDay() ||
		in.Latest.Period.From.In(zone).Month() == in.Baseline.Period.From.In(zone).Month()
}
