package indicators

import (
	"slices"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// The methods of a trend, each with its version. Censored values are always judged by CensoredKendall.
const (
	MannKendall     = "mann-kendall/1"     // Mann–Kendall with the Theil–Sen slope
	SeasonalKendall = "seasonal-kendall/1" // the same month of different years alone is compared
	HamedRao        = "hamed-rao/1"        // Mann–Kendall with the variance corrected for autocorrelation, 3 lags
	CensoredKendall = "censored-kendall/1" // Kendall's S of pairs whose order is known, Akritas–Theil–Sen slope
)

// The verdicts of a trend at the confidence asked for.
const (
	Increasing     = "increasing"
	Decreasing     = "decreasing"
	NoClearTrend   = "no_clear_trend"     // p is above 1 − confidence
	Unclear        = "unclear"            // p is small, but not when autocorrelation is allowed for
	TrendNotJudged = "cannot_be_assessed" // no p, or so few values that no p could be small enough
)

// TrendInput is all that a trend depends on.
type TrendInput struct {
	Points       []TrendPoint // oldest first, periods of one length that do not overlap
	Step         Resolution   // the length of a period: P1Y, P1M, P3M, …
	Method       string       // a method, with or without its version; "" for the default of the step
	Confidence   float64      // of the interval, and 1 − the p below which a trend is called one; 0 means 0.95
	Breaks       []MethodBreak
	AcrossBreaks bool // make the headline of all values, whatever changed between them
	Calendar     Calendar
	LeftOut      map[string]int // periods without a figure, by reason; kept as they are
}

// Trend is what a series says about change over time. Nil is undefined, and Reasons says why; nothing is rounded.
// Slopes are in the indicator's unit per year: a yearly figure counts as its year, anything finer as the days to the middle
// of its period ÷ 365.2425, and a season as its year.
type Trend struct {
	Method     string
	Step       Resolution
	Confidence float64
	N          int // figures used
	Censored   int // of them, how many are below or above a limit
	Span       Period
	Verdict    string
	// Estimate is the headline: within the segments between breaks of method, unless AcrossBreaks asked otherwise.
	Estimate TrendEstimate
	// Breaks are the known changes of method between the figures, with the step at each; empty without any.
	Breaks     []TrendBreak
	Ignoring   *TrendEstimate // what comes out when the breaks are ignored; nil without a break
	Respecting *TrendEstimate // and when they are respected
	Segments   []TrendSegment // each by itself; empty without a break
	Seasons    []TrendSeason  // each by itself, whatever the breaks; empty unless the method is seasonal
	// Heterogeneity asks whether seasons (or segments) share one trend; nil with fewer than two.
	Heterogeneity   *stat.Heterogeneity
	Autocorrelation TrendAutocorrelation
	// Smallest is the smallest slope, up or down, that these figures would have shown in nine cases of ten; see smallestTrend.
	Smallest *float64
	Question *TrendQuestion // where an unannounced change of method may lie; nil where nothing suggests one
	LeftOut  map[string]int // periods that are not used, by reason; never nil
	Reasons  []string       // why a number is undefined; never nil
	Warnings []string       // what a reader should know beside the numbers; never nil
}

// TrendEstimate is one answer on the same figures.
type TrendEstimate struct {
	N         int
	Slope     *float64 // per year
	Intercept *float64 // at year 0; nil where breaks are respected
	Interval  *stat.Interval
	P         *float64 // two-sided
	Exact     bool     // P comes from all orders of the values, not from the normal approximation
	S         float64
	Variance  float64
	Tau, TauB *float64
	Z         *float64
	Ties      int // values that share their value with another
	Pairs     int // slopes that the median is of
}

// TrendBreak is a change of method with the jump of the values at it.
type TrendBreak struct {
	MethodBreak
	Step *float64 // in the indicator's unit, positive upward; nil where it cannot be told
}

// TrendSegment is the figures between two breaks.
type TrendSegment struct {
	Span Period
	TrendEstimate
}

// TrendSeason is the figures of one season: month or quarter of the year, from 1.
type TrendSeason struct {
	Season int
	TrendEstimate
}

// TrendAutocorrelation tells how far the figures hang together.
type TrendAutocorrelation struct {
	Lag1       *float64   // of the ranks after slope, season and steps are taken out
	EffectiveN *float64   // how many independent figures they are worth; Hamed and Rao (1998), 3 lags
	Lags       []stat.Lag // significant ones of the first three
	P          *float64   // with the variance of S corrected for it; nil where it could not be
	Of         string     // "hamed-rao/1", or "correlated-seasons/1" (Hirsch and Slack 1984); "" without P
}

// TrendOf judges the figures. See the method constants; docs/methods.md section 3.
func TrendOf(in TrendInput) Trend {
	if in.Confidence == 0 {
		in.Confidence = 0.95
	}
	t := Trend{Step: in.Step, Confidence: in.Confidence, Breaks: []TrendBreak{}, Segments: []TrendSegment{}, Seasons: []TrendSeason{},
		LeftOut: map[string]int{}, Reasons: []string{}, Warnings: []string{}}
	for reason, n := range in.LeftOut {
		t.LeftOut[reason] = n
	}
	l := newTrendLine(in, &t)
	t.Method = l.method
	if t.N = len(l.points); t.N > 0 {
		t.Span = Period{l.points[0].Period.From, l.points[t.N-1].Period.To}
	}
	if t.N < 4 {
		t.Verdict = TrendNotJudged
		t.reason("too_few_values")
		return t
	}
	switch {
	case l.censoredCount() > 0:
		t.Censored = l.censoredCount()
		l.censoredTrend(&t)
	case l.method == SeasonalKendall:
		l.seasonalTrend(&t)
	default:
		l.plainTrend(&t)
	}
	if t.Estimate = l.headline(&t); t.Censored == 0 {
		l.autocorrelation(&t)
		t.Smallest = smallestTrend(&t)
		l.ask(&t)
	}
	t.judge()
	return t
}

// headline chooses between the two answers where there is a break.
func (l *trendLine) headline(t *Trend) TrendEstimate {
	switch {
	case t.Respecting == nil:
		return t.Estimate
	case l.in.AcrossBreaks:
		t.warn("break_ignored")
		return *t.Ignoring
	}
	t.warn("break_respected")
	return *t.Respecting
}

// judge fills the verdict.
func (t *Trend) judge() {
	alpha := 1 - t.Confidence + 1e-12 // 1 − 0.95 is not 0.05
	e := t.Estimate
	corrected := t.Autocorrelation.P
	switch {
	case e.P == nil:
		t.Verdict = TrendNotJudged
	case e.cannotReach(alpha):
		t.Verdict = TrendNotJudged
		t.reason("too_few_values_for_confidence")
	case *e.P > alpha || e.S == 0:
		t.Verdict = NoClearTrend
	case corrected != nil && *corrected > alpha:
		t.Verdict = Unclear
		t.warn("not_significant_with_autocorrelation")
	case e.S > 0:
		t.Verdict = Increasing
	default:
		t.Verdict = Decreasing
	}
}

// cannotReach reports whether even a steady rise of these figures has a p above alpha: 4 values reach 0.083, 5 reach 0.017.
func (e TrendEstimate) cannotReach(alpha float64) bool {
	if e.Exact || e.Pairs == 0 {
		_, ok := stat.CriticalS(e.N, alpha)
		return e.N <= 10 && !ok
	}
	return e.Variance > 0 && stat.NormalTwoSided(stat.ContinuityZ(float64(e.Pairs), e.Variance)) > alpha
}

// PercentPerYear is the slope in percent of the median figure; nil where that is zero or a figure is below or above a limit.
func (t *Trend) PercentPerYear(points []TrendPoint) *float64 {
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.Value
	}
	middle, ok := stat.Median(values)
	if !ok || middle == 0 || t.Censored > 0 || t.Estimate.Slope == nil {
		return nil
	}
	return finite(100 * *t.Estimate.Slope / max(middle, -middle))
}

func (t *Trend) reason(code string) {
	if !slices.Contains(t.Reasons, code) {
		t.Reasons = append(t.Reasons, code)
	}
}

func (t *Trend) warn(codes ...string) {
	for _, code := range codes {
		if !slices.Contains(t.Warnings, code) {
			t.Warnings = append(t.Warnings, code)
		}
	}
}
