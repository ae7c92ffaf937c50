package indicators

import (
	"cmp"
	"math"
	"slices"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// flattened is the figures with season and steps taken out; the slope stays in.
func (l *trendLine) flattened(t *Trend) []float64 {
	y := slices.Clone(l.y)
	if len(t.Breaks) > 0 && !l.in.AcrossBreaks {
		for i := range y {
			for k := range l.segment[i] {
				if step := t.Breaks[k].Step; step != nil {
					y[i] -= *step
				}
			}
		}
	}
	if l.method != SeasonalKendall || t.Estimate.Slope == nil {
		return y
	}
	level := make([]float64, len(y)) // a season's mean without the slope, so that missing years do not bend it
	for i := range y {
		level[i] = y[i] - *t.Estimate.Slope*(l.time[i]-l.time[0])
	}
	rest, _ := stat.Deseasonalised(level, l.season)
	for i := range y {
		y[i] = rest[i] + *t.Estimate.Slope*(l.time[i]-l.time[0])
	}
	return y
}

// autocorrelation fills lag 1 and the effective n; for a trend that is not seasonal the corrected p too, which is the
// headline's where the method is hamed-rao.
func (l *trendLine) autocorrelation(t *Trend) {
	a := &t.Autocorrelation
	if t.Estimate.Slope == nil {
		return
	}
	e := stat.EffectiveSize(l.time, l.flattened(t), l.index, *t.Estimate.Slope, stat.FirstLags)
	a.Lag1, a.EffectiveN, a.Lags = e.Lag1, e.N, e.Lags
	if l.method == SeasonalKendall || e.Ratio == nil || t.Estimate.Variance <= 0 {
		if l.method == HamedRao {
			t.Estimate.P, t.Estimate.Exact, t.Estimate.Interval = nil, false, nil
			t.reason(string(cmp.Or(e.Reason, stat.NoVariance)))
		}
		return
	}
	if len(e.Lags) > 0 {
		t.warn("autocorrelated")
	}
	variance := t.Estimate.Variance * *e.Ratio
	z := stat.ContinuityZ(t.Estimate.S, variance)
	p := stat.NormalTwoSided(z)
	if l.method == HamedRao {
		whole := stat.IntervalOf(l.year, l.y, l.headlineGroups(t), variance, t.Confidence)
		t.Estimate.P, t.Estimate.Z, t.Estimate.Exact, t.Estimate.Variance, t.Estimate.Interval = &p, &z, false, variance, whole
	}
	if len(l.y) > 10 { // below, r is too poorly known to correct anything
		a.P, a.Of = &p, HamedRao
	}
}

// headlineGroups are the segments whose pairs the headline is made of.
func (l *trendLine) headlineGroups(t *Trend) []int {
	if t.Respecting != nil && !l.in.AcrossBreaks {
		return l.segment
	}
	return make([]int, len(l.y))
}

// detectionPower is the chance with which the smallest trend would have been found.
const detectionPower = 0.9

// smallestTrend is the smallest steady slope, up or down, that figures with this scatter would have shown:
//
//	smallest = (z_{1−α/2} + z_{0.9}) · SE;  SE = (high − low) / (2·z_{(1+c)/2}) · √max(1, n/n*)
//
// with α = 1 − the confidence asked for, c the confidence that the interval of the slope reached, and n* the effective n.
// After Weatherhead et al. (1998), who take 90 % as the chance of finding it and √((1+φ)/(1−φ)) for √(n/n*). The standard
// error is read from the interval instead of a least-squares fit, so that outliers do not inflate it. Nil without an
// interval, or when no value differs. Weakness: the estimates of slopes are taken as normal; the interval of few figures
// is wide, and of figures in whole units jumpy.
func smallestTrend(t *Trend) *float64 {
	interval := t.Estimate.Interval
	if interval == nil || interval.High <= interval.Low {
		return nil
	}
	se := (interval.High - interval.Low) / (2 * stat.NormalQuantile((1+interval.Confidence)/2))
	if n := t.Autocorrelation.EffectiveN; n != nil && *n < float64(t.N) && t.Method != HamedRao {
		se *= math.Sqrt(float64(t.N) / *n)
	}
	return finite((stat.NormalQuantile(0.5+t.Confidence/2) + stat.NormalQuantile(detectionPower)) * se)
}

// TrendQuestion is where an unannounced change of method may lie. It is a question to whoever measured, never a finding.
type TrendQuestion struct {
	Before, After Period  // the last figure before and the first after
	P             float64 // of Pettitt's test
	Step          float64 // what the level would have jumped by, in the indicator's unit
}

// nearby is how many figures on each side of a place are compared before every pair across it is.
const nearby = 12

// isJump is the cheap part of the screen: the medians of up to twelve figures before and after differ, beyond the slope, by
// half of what the whole screen asks for.
func (l *trendLine) isJump(y []float64, at int, slope *float64) bool {
	if slope == nil {
		return false
	}
	rest := make([]float64, len(y))
	for i := range y {
		rest[i] = y[i] - *slope*l.time[i]
	}
	before, _ := stat.Median(rest[max(0, at-nearby):at])
	after, _ := stat.Median(rest[at:min(len(rest), at+nearby)])
	steps := make([]float64, 0, len(rest)) // from one figure to the next: noise of √2 times the scatter
	for i := 1; i < len(rest); i++ {
		steps = append(steps, math.Abs(rest[i]-rest[i-1]))
	}
	scatter, _ := stat.Median(steps)
	return math.Abs(after-before) >= 1.5*1.4826*scatter/math.Sqrt2
}

// ask looks for one unannounced change of level by Pettitt's test (1979), after season and announced steps are taken out.
// A steady trend makes Pettitt's test find a change too, so it is asked only where, with one slope on both sides of the place
// found, the jump is at least three times the scatter about it (1.4826 · median |residual|): a screen of ours, not a test.
func (l *trendLine) ask(t *Trend) {
	y := l.flattened(t)
	found := stat.PettittTest(y)
	if found.P == nil || *found.P >= 0.05 || found.Last == 0 || found.Last == len(y) {
		return
	}
	if !l.isJump(y, found.Last, t.Estimate.Slope) {
		return
	}
	slope, step := stat.StepAt(l.time, y, l.time[found.Last])
	if slope == nil || step == nil {
		return
	}
	residuals := make([]float64, len(y))
	for i := range y {
		residuals[i] = y[i] - *slope*l.time[i]
		if i >= found.Last {
			residuals[i] -= *step
		}
	}
	middle, _ := stat.Median(residuals)
	for i, r := range residuals {
		residuals[i] = math.Abs(r - middle)
	}
	scatter, _ := stat.Median(residuals)
	if math.Abs(*step) < 3*1.4826*scatter || *step == 0 || math.IsInf(*step, 0) {
		return
	}
	t.Question = &TrendQuestion{l.points[found.Last-1].Period, l.points[found.Last].Period, *found.P, *step}
	t.warn("unannounced_change_possible")
}
