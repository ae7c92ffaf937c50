package stat

import "math"

// Effective is how much independent information autocorrelated values carry.
type Effective struct {
	// Lag1 is the autocorrelation of the detrended ranks at lag 1, significant or not; nil when the ranks do not vary or no
	// two values are neighbours.
	Lag1 *float64
	// Ratio is n/n*; N is n*. Nil when the ranks do not vary or the ratio is not positive.
	Ratio, N *float64
	// Lags are the lags that entered Ratio, with |r| > 1.959964/√n.
	Lags   []Lag
	Reason Note
}

// EffectiveSize is the n* of HamedRao for values about a line of known slope, in O(n log n): no slopes of pairs are made.
// index is each value's place on the grid of periods, ascending. Weakness: as HamedRao.
func EffectiveSize(t, y []float64, index []int64, slope float64, lags int) Effective {
	var e Effective
	switch {
	case !finite(t, y) || len(index) != len(y) || math.IsNaN(slope) || math.IsInf(slope, 0):
		e.Reason = NotFinite
	case len(y) < 4:
		e.Reason = TooFewValues
	case !ascending(index):
		e.Reason = NotAscending
	}
	if e.Reason != "" {
		return e
	}
	ranks, squares := detrendedRanks(t, y, slope)
	if squares == 0 {
		e.Reason = NoResiduals
		return e
	}
	e.lags(ranks, squares, index, lags)
	ratio := ratioOf(len(y), e.Lags)
	if ratio <= 0 {
		e.Reason = NoVariance
		return e
	}
	e.Ratio, e.N = &ratio, new(float64(len(y))/ratio)
	return e
}

func ascending(index []int64) bool {
	for i := 1; i < len(index); i++ {
		if index[i] <= index[i-1] {
			return false
		}
	}
	return true
}

// detrendedRanks are the average ranks of y − slope·t less their mean, and the sum of their squares. What rounding alone
// sets apart (twelve digits of the largest value) is a tie.
func detrendedRanks(t, y []float64, slope float64) ([]float64, float64) {
	residuals, scale := make([]float64, len(y)), 0.0
	for i := range y {
		residuals[i] = y[i] - slope*(t[i]-t[0])
		scale = max(scale, math.Abs(y[i]), math.Abs(residuals[i]))
	}
	if scale == 0 {
		return residuals, 0
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
func (e *Effective) lags(ranks []float64, squares float64, index []int64, most int) {
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
			e.Lag1 = &r
		}
		if math.Abs(r) > limit {
			e.Lags = append(e.Lags, Lag{lag, r})
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
