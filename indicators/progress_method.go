package indicators

import (
	"math"
	"slices"
	"strings"
)

// ProgressMethod is a way of judging progress, with its version: a status names the method that gave it, for on the
// same figures they disagree (docs/methods.md).
type ProgressMethod string

// The methods. The linear path is the default.
const (
	LinearPath         ProgressMethod = "linear-path/1"
	EurostatCAGR       ProgressMethod = "eurostat-cagr/1"
	ESCAPCurrentStatus ProgressMethod = "escap-current-status/1"
	ESCAPAnticipated   ProgressMethod = "escap-anticipated/1"
)

// ProgressMethods lists them, the default first.
func ProgressMethods() []ProgressMethod {
	return []ProgressMethod{LinearPath, EurostatCAGR, ESCAPCurrentStatus, ESCAPAnticipated}
}

// Name is the method without its version.
func (m ProgressMethod) Name() string {
	name, _, _ := strings.Cut(string(m), "/")
	return name
}

// ParseProgressMethod reads a method by its name, or by name and version ("eurostat-cagr/1"); "" is the linear path.
// Invalid, "unknown_method", for any other, also for a version that is not computed here.
func ParseProgressMethod(text string) (ProgressMethod, error) {
	all := ProgressMethods()
	if text == "" {
		return all[0], nil
	}
	if at := slices.IndexFunc(all, func(m ProgressMethod) bool { return text == m.Name() || text == string(m) }); at >= 0 {
		return all[at], nil
	}
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = m.Name()
	}
	return "", Errorf(Invalid, "there is no method %q", text).Coded("unknown_method").At("method").Try("One of: %s.", strings.Join(names, ", "))
}

// Measure is the figure by which a method other than the linear path judges. Nil is undefined, and Reason says why.
type Measure struct {
	Name   string   // "cagr-ratio", "current-status-index", "anticipated-progress-index"
	Value  *float64 // in Unit
	Unit   string
	Reason string // cagr_not_defined, baseline_met_target, too_few_figures, …; "" when there is a value

	// ObservedGrowth and RequiredGrowth are compound rates in percent a year, of the cagr-ratio.
	ObservedGrowth, RequiredGrowth *float64
	// Fit is the line of the anticipated-progress-index.
	Fit *Fit
}

// pace is how far the way gone keeps up with the way expected: 1 exactly so, below 0 the wrong way. It is judged
// rounded to 1e-9, or a figure exactly at a cut point would fall to the side that floating point takes.
type pace struct {
	ratio  float64
	reason string // why there is none
}

func paceOf(ratio float64) pace {
	if math.IsNaN(ratio) || math.IsInf(ratio, 0) {
		return pace{reason: "progress_not_defined"}
	}
	return pace{ratio: math.Round(ratio*1e9) / 1e9}
}

// measure fills in the pace and gives the method's own figure; nil for the linear path.
func (c *comparison) measure() *Measure {
	switch c.Method {
	case EurostatCAGR:
		return c.cagrRatio()
	case ESCAPCurrentStatus:
		c.pace = c.linearPace()
		return c.currentStatus()
	case ESCAPAnticipated:
		return c.anticipated()
	case LinearPath:
	}
	c.pace = c.linearPace()
	return nil
}

// isComparable reports whether baseline, target and latest are plain numbers of one method of measurement, in this order.
func (c *comparison) isComparable() bool {
	return c.line.passed >= 0 && c.Latest != nil && c.Latest.Censored == NotCensored && c.hasBaseline() && c.Target.IsKnown() && (!c.isBroken() || c.AcrossBreaks)
}

// linearPace is the share of the way gone over the share of the time gone. Without a target period only its sign is known.
func (c *comparison) linearPace() pace {
	switch {
	case !c.isComparable() || c.Target.IsMetBy(*c.Baseline.Value):
		return pace{}
	case c.line.whole <= 0 || c.line.passed <= 0:
		return paceOf(c.wayGone())
	}
	return paceOf(c.wayGone() / min(1, c.line.passed/c.line.whole))
}
