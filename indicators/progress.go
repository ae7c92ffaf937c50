package indicators

import (
	"math"
	"strconv"
	"time"
)

// ProgressInput is all that an assessment depends on.
type ProgressInput struct {
	Method       ProgressMethod // "": the linear path
	Indicator    Indicator
	Baseline     ResolvedBaseline
	Target       ResolvedTarget
	Latest       *Figure   // the last good figure that ends no later than At; nil when there is none
	At           time.Time // the instant of the judgement: the end of the day, or of the milestone's year
	Breaks       []MethodBreak
	AcrossBreaks bool // compare across a change of method, with a warning
	Calendar     Calendar

	// History is every figure on record; ESCAP's methods draw their line through those of the latest one's length.
	History []Figure
	// BaselineError and LatestError are the doubts of computed means; nil where a figure is none.
	BaselineError, LatestError *MeanError
}

// Progress is how far a city has come on the straight line from baseline to target. Nil is undefined, and
// Reasons says why; nothing is rounded.
//
//	progress = (latest − baseline) / (target − baseline)
//	expected = (t − t0) / (T − t0), at most 1
//
// For a band: progress = (distance0 − distance) / distance0, with the distance outside of the band.
// Time is counted in calendar years when all three figures are yearly and begin in the same month, else
// between the middles of their periods, in years of 365.2425 days.
//
// The other methods add a Measure, and it is theirs that the status is judged by.
type Progress struct {
	Method          ProgressMethod
	Baseline        ResolvedBaseline
	Target          ResolvedTarget
	Latest          *Figure
	At              time.Time
	Delta           Delta
	ProgressPercent *float64
	ExpectedPercent *float64
	RequiredPerYear *float64 // from latest to target: (target − latest) / (T − t)
	ObservedPerYear *float64 // from baseline to latest: (latest − baseline) / (t − t0)
	Projected       *Projection
	Measure         *Measure       // of a method other than the linear path
	Doubt           *ProgressDoubt // nil unless baseline and latest are computed means
	Status          ProgressStatus
	Reasons         []string // why the status cannot be assessed, or a number is undefined; never nil
	Warnings        []string // what a reader should know beside the numbers; never nil
}

// Delta is the difference of the latest figure, in the indicator's unit.
type Delta struct {
	FromBaseline        *float64 `json:"from_baseline" extensions:"x-nullable"`         // latest − baseline
	FromBaselinePercent *float64 `json:"from_baseline_percent" extensions:"x-nullable"` // 100 × (latest − baseline) / |baseline|; nil for a baseline of zero
	ToTarget            *float64 `json:"to_target" extensions:"x-nullable"`             // target − latest; for a band the way to its nearer limit
}

// Projection is the value at the target's period if the rate since the baseline goes on.
type Projection struct {
	Period string  `json:"period"`
	Value  float64 `json:"value"`
}

// RoundPercent is a percent for display: two decimals, half away from zero. Nil stays nil.
func RoundPercent(percent *float64) *float64 {
	if percent == nil {
		return nil
	}
	rounded := math.Round(*percent*100) / 100
	if rounded == 0 {
		rounded = 0 // no −0
	}
	return &rounded
}

// Assess is the pure function from figures to progress; the rules of the status are in progress_status.go.
func Assess(in ProgressInput) Progress {
	if in.Method == "" {
		in.Method = LinearPath
	}
	p := Progress{Method: in.Method, Target: in.Target, Latest: in.Latest, At: in.At, Reasons: []string{}, Warnings: append([]string{}, in.Target.Warnings...)}
	c := comparison{ProgressInput: in}
	c.interpolateBaseline(&p)
	c.line, p.Baseline = newTimeline(c.ProgressInput), c.Baseline
	c.compare(&p)
	p.Measure = c.measure()
	p.Status = c.status(&p)
	p.Doubt = c.doubt()
	return p
}

// comparison is an assessment on its way.
type comparison struct {
	ProgressInput
	line timeline
	pace pace // as the method judges it
}

// hasBaseline reports whether there is a number to start from.
func (c *comparison) hasBaseline() bool {
	return c.Baseline.Value != nil && c.Baseline.Censored == NotCensored
}

// compare fills in every number that is defined.
func (c *comparison) compare(p *Progress) {
	c.warn(p)
	if c.Latest == nil || c.Latest.Censored != NotCensored {
		return
	}
	latest := c.Latest.Value
	if c.Target.IsKnown() {
		p.Delta.ToTarget = finite(c.Target.gap(latest))
	}
	if !c.hasBaseline() || c.isBroken() && !c.AcrossBreaks || c.line.passed < 0 {
		return
	}
	change := latest - *c.Baseline.Value
	p.Delta.FromBaseline = finite(change)
	if *c.Baseline.Value != 0 {
		p.Delta.FromBaselinePercent = finite(100 * change / math.Abs(*c.Baseline.Value))
	} else {
		p.Reasons = append(p.Reasons, "baseline_is_zero")
	}
	if c.line.passed > 0 {
		p.ObservedPerYear = finite(change / c.line.passed)
	}
	if c.Target.IsKnown() {
		c.compareWithPath(p, change)
	}
}

// compareWithPath fills in what needs a target: the way gone, the way that should be gone, and the rates.
func (c *comparison) compareWithPath(p *Progress, change float64) {
	if !c.Target.IsMetBy(*c.Baseline.Value) {
		p.ProgressPercent = finite(100 * c.wayGone())
	}
	if c.line.whole > 0 {
		p.ExpectedPercent = finite(100 * min(1, c.line.passed/c.line.whole))
	}
	if c.line.left > 0 && !c.isOver() {
		p.RequiredPerYear = finite(*p.Delta.ToTarget / c.line.left)
		if c.line.passed > 0 {
			p.Projected = &Projection{Period: c.Target.Text, Value: c.Latest.Value + change/c.line.passed*c.line.left}
		}
	}
}

// wayGone is progress as a ratio, for a baseline that does not meet the target.
func (c *comparison) wayGone() float64 {
	baseline, latest := *c.Baseline.Value, c.Latest.Value
	if c.Target.Direction == Band {
		from := c.Target.distance(baseline)
		return (from - c.Target.distance(latest)) / from
	}
	return (latest - baseline) / (*c.Target.Value - baseline)
}

// isBroken reports whether a change of method lies between the beginning of the baseline and the end of the latest figure.
func (c *comparison) isBroken() bool {
	for _, b := range c.Breaks {
		if c.Latest != nil && c.Baseline.Period.From.Before(b.At) && b.At.Before(c.Latest.Period.To) {
			return true
		}
	}
	return false
}

// isOver reports whether the target's period has ended.
func (c *comparison) isOver() bool {
	return !c.Target.Period.To.IsZero() && !c.At.Before(c.Target.Period.To)
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	if x == 0 {
		x = 0 // no −0
	}
	return &x
}

// Tidy drops the noise of binary fractions from a computed number: twelve significant digits, so that
// 329 − 305.5 is 23.5 and 70 − 93.69 is −23.69. Nil stays nil; what is not finite is nil.
func Tidy(v *float64) *float64 {
	if v == nil || math.IsNaN(*v) || math.IsInf(*v, 0) {
		return nil
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(*v, 'g', 12, 64), 64)
	if err != nil {
		return v
	}
	return &short
}
