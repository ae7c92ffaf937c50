package stat

import "math"

// Doubt is the uncertainty of progress in percent.
type Doubt struct {
	Progress *float64
	// StandardError and Delta are first-order; Fieller is nil when the interval has no ends.
	StandardError  *float64
	Delta, Fieller *Interval
	// G is z²·s0²/(target−baseline)²; Fieller exists below 1.
	G      *float64
	Reason Note
}

// ProgressDoubt gives an interval for progress % = 100·(y−y0)/(yT−y0) from the standard errors s0 of the baseline and s of
// the latest mean, taken as independent, and an exact target. With N = y−y0, D = yT−y0, Var N = s²+s0², Var D = Cov = s0²,
// the interval is every θ with (N−θD)² ≤ z²·Var(N−θD); none when g = z²·s0²/D² ≥ 1. Fieller (1954); delta method beside it.
// Weakness: the errors must be those of effectively independent values, see StandardErrorOf.
func ProgressDoubt(base, seBase, latest, seLatest, target, confidence float64) Doubt {
	switch {
	case !finite([]float64{base, seBase, latest, seLatest, target}):
		return Doubt{Reason: NotFinite}
	case seBase < 0 || seLatest < 0:
		return Doubt{Reason: NegativeError}
	case !validConfidence(confidence):
		return Doubt{Reason: NotAConfidence}
	case target == base:
		return Doubt{Reason: TargetIsBaseline}
	}
	return ratioDoubt(latest-base, target-base, seLatest*seLatest+seBase*seBase, seBase*seBase, seBase*seBase, confidence)
}

// RelativeProgressDoubt is ProgressDoubt for a target that is itself a change of the baseline, yT = (1+k)·y0 with the exact
// change k (−0.35 is a cut by 35 %): D = k·y0, Var D = k²·s0², Cov = −k·s0². The baseline's error then enters twice.
func RelativeProgressDoubt(base, seBase, latest, seLatest, change, confidence float64) Doubt {
	switch {
	case !finite([]float64{base, seBase, latest, seLatest, change}):
		return Doubt{Reason: NotFinite}
	case seBase < 0 || seLatest < 0:
		return Doubt{Reason: NegativeError}
	case !validConfidence(confidence):
		return Doubt{Reason: NotAConfidence}
	case change*base == 0:
		return Doubt{Reason: TargetIsBaseline}
	}
	varBase := seBase * seBase
	return ratioDoubt(latest-base, change*base, seLatest*seLatest+varBase, change*change*varBase, -change*varBase, confidence)
}

// ratioDoubt is the doubt of 100·n/d from the variances of both and their covariance.
func ratioDoubt(n, d, varN, varD, cov, confidence float64) Doubt {
	ratio, z := n/d, NormalQuantile(0.5+confidence/2)
	se := math.Sqrt(max(0, varN-2*ratio*cov+ratio*ratio*varD)) / math.Abs(d)
	g := z * z * varD / (d * d)
	doubt := Doubt{Progress: new(100 * ratio), StandardError: new(100 * se), G: &g,
		Delta: &Interval{100 * (ratio - z*se), 100 * (ratio + z*se), confidence, false}}
	if g >= 1 {
		doubt.Reason = Unbounded
		return doubt
	}
	a, b, c := d*d-z*z*varD, n*d-z*z*cov, n*n-z*z*varN
	root := math.Sqrt(max(0, b*b-a*c))
	doubt.Fieller = &Interval{100 * (b - root) / a, 100 * (b + root) / a, confidence, false}
	return doubt
}
