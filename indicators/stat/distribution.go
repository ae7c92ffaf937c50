package stat

import "math"

// NormalTwoSided is p = 2Φ(−|z|) = erfc(|z|/√2), the chance that a standard normal lies at least as far out as z.
func NormalTwoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// NormalQuantile is Φ⁻¹(p) for p in (0, 1); ±Inf at the ends.
func NormalQuantile(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }

// ChiSquareUpper is P(χ² ≥ x) for a whole number of degrees of freedom, by the finite sums of
// Abramowitz and Stegun (1964) 26.4.4 and 26.4.5; false for df < 1. Terms are summed in logarithms' stead by
// recurrence, good to 1e-12 for df up to some hundreds.
func ChiSquareUpper(x float64, df int) (float64, bool) {
	if df < 1 || math.IsNaN(x) {
		return 0, false
	}
	if x <= 0 {
		return 1, true
	}
	half := x / 2
	if df%2 == 0 {
		term, sum := math.Exp(-half), 0.0
		for k := 0; k < df/2; k++ {
			if k > 0 {
				term *= half / float64(k)
			}
			sum += term
		}
		return min(1, sum), true
	}
	sum := math.Erfc(math.Sqrt(half))
	term := math.Exp(-half) * math.Sqrt(half) / (math.SqrtPi / 2)
	for k := 1; k <= (df-1)/2; k++ {
		if k > 1 {
			term *= half / (float64(k) - 0.5)
		}
		sum += term
	}
	return min(1, sum), true
}
