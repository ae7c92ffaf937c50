package stat

import "math"

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
	for i := 1; i < n; i++ {
		if index[i] <= index[i-1] {
			return Autocorrelated{Trend: Trend{Kendall: Kendall{N: n, Reason: NotAscending}}}
		}
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
	ranks, squares := detrendedRanks(t, y, *plain.Slope)
	if squares == 0 {
		result.Reason = NoResiduals
		return result
	}
	result.lags(ranks, squares, index, lags)
	ratio := ratioOf(n, result.Lags)
	if ratio <= 0 {
		result.Reason = NoVariance
		return result
	}
	result.Ratio, result.EffectiveN = &ratio, new(float64(n)/ratio)
	result.Variance = plain.Variance * ratio
	result.normal()
	result.P = result.PNormal
	corrected := Trend{}
	corrected.slopes([]block{{t, y}}, result.Variance, confidence)
	result.Interval, result.Gilbert = corrected.Gilbert, corrected.Gilbert
	return result
}

// detrendedRanks are the average ranks of y − slope·t less their mean, and the sum of their squares. What rounding alone
// sets apart (twelve digits of the largest value) is a tie.
func detrendedRanks(t, y []float64, slope float64) ([]float64, float64) {
	residuals, scale := make([]float64, len(y)), 0.0
	for i := range y {
		residuals[i] = y[i] - slope*(t[i]-t[0])
		scale = max(scale, math.Abs(y[i]), math.Abs(residuals[i]))
	}
	for i, r := range residuals {
		residuals[i] = math.Round(r / scale * 1e12)
	}
	ranks, middle, squares := Ranks(residuals), float64(len(y)+1)/2, 0.0
	for i := range ranks {
		ranks[i] -= middle
		squares += ranks[i] * ranks[i]
	}
	return ranks, squares
}

// lags fills Lag1 and Lags.
func (a *Autocorrelated) lags(ranks []float64, squares float64, index []int64, most int) {
	n := len(ranks)
	limit := NormalQuantile(0.975) / math.Sqrt(float64(n))
	if most <= AllLags || most >= n {
		most = n - 1
	}
	for lag := 1; lag <= most; lag++ {
		sum, pairs := 0.0, 0
		for i, j := 0, 0; j < n; j++ {
			for index[i] < index[j]-int64(lag) {
				i++
			}
			if index[i] == index[j]-int64(lag) {
				sum += ranks[i] * ranks[j]
				pairs++
			}
		}
		r := sum / squares
		if lag == 1 && pairs > 0 {
			a.Lag1 = &r
		}
		if math.Abs(r) > limit {
			a.Lags = append(a.Lags, Lag{lag, r})
		}
	}
}

func ratioOf(count int, lags []Lag) float64 {
	n, sum := float64(count), 0.0
	for _, l := range lags {
		k := float64(l.Lag)
		sum += (n - k) * (n - k - 1) * (n - k - 2) * l.R
	}
	return 1 + 2/(n*(n-1)*(n-2))*sum
}
