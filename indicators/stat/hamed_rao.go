package stat

// FirstLags is how many lags HamedRao takes by default; AllLags asks for every one.
const (
	FirstLags = 3
	AllLags   = 0
)

// Autocorrelated is a Mann–Kendall test whose variance allows for autocorrelation.
type Autocorrelated struct {
	// Trend has the corrected Variance, Z, P and Interval; S, Tau, Slope and Intercept are those without correction.
	// P is nil where Ratio is, and never exact.
	Trend
	// Uncorrected is the plain test of the same values.
	Uncorrected Kendall
	// Ratio is n/n*; EffectiveN is n*. Nil when the ranks do not vary or the ratio is not positive.
	Ratio, EffectiveN *float64
	// Lag1 is the autocorrelation of the ranks at lag 1, significant or not; nil when the ranks do not vary or no two values are neighbours.
	Lag1 *float64
	// Lags are the lags that entered Ratio, with |r| > 1.959964/√n.
	Lags []Lag
}

// Lag is the autocorrelation R at a distance of Lag grid steps.
type Lag struct {
	Lag int
	R   float64
}

// HamedRao corrects the variance of S for autocorrelation:
//
//	n/n* = 1 + 2/(n(n−1)(n−2))·Σ_k (n−k)(n−k−1)(n−k−2)·r_k;  Var* = Var S·n/n*
//
// r_k is the biased autocorrelation of the average ranks of y − slope·t at lags k = 1…lags with |r_k| > 1.959964/√n.
// index is each value's place on the grid of periods, ascending: values k places apart make a pair of lag k, so that
// pairs across gaps are left out. Hamed and Rao (1998).
// Weakness: r is poorly known below some twenty values; with AllLags chance correlations enter and the test finds far
// too many trends (on one published array z goes from −0.885 to −3.842), so prefer FirstLags.
func HamedRao(t, y []float64, index []int64, lags int, confidence float64) Autocorrelated {
	n := len(y)
	if !finite(t, y) || len(index) != n {
		return Autocorrelated{Trend: Trend{Kendall: Kendall{N: n, Reason: NotFinite}}}
	}
	if !ascending(index) {
		return Autocorrelated{Trend: Trend{Kendall: Kendall{N: n, Reason: NotAscending}}}
	}
	plain := TheilSen(t, y, confidence)
	result := Autocorrelated{Trend: plain, Uncorrected: plain.Kendall}
	result.P, result.PExact, result.Z, result.ZPlain, result.PNormal = nil, nil, nil, nil, nil
	result.Interval, result.Gilbert, result.Exact = nil, nil, nil
	if plain.Reason != "" || plain.Slope == nil {
		return result
	}
	if plain.Variance == 0 {
		result.normal()
		result.P = result.PNormal
		return result
	}
	e := EffectiveSize(t, y, index, *plain.Slope, lags)
	result.Lag1, result.Lags, result.Ratio, result.EffectiveN = e.Lag1, e.Lags, e.Ratio, e.N
	if result.Reason = e.Reason; result.Reason != "" {
		return result
	}
	result.Variance = plain.Variance * *e.Ratio
	result.normal()
	result.P = result.PNormal
	corrected := Trend{}
	corrected.slopes([]block{{t, y}}, result.Variance, confidence)
	result.Interval, result.Gilbert = corrected.Gilbert, corrected.Gilbert
	return result
}
