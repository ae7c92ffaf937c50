package stat

import "math"

// Pettitt is the result of a search for one unknown change of level.
type Pettitt struct {
	N int
	K float64
	// Last is how many values lie before the change most likely; 0 when all are equal.
	Last int
	// P is two-sided and approximate; nil below 4 values.
	P      *float64
	Reason Note
}

// PettittTest looks for one change of level in values in order of time:
//
//	U_k = 2·Σ_{i≤k} R_i − k(n+1);  K = max|U_k|;  p = min(1, 2·exp(−6K²/(n³+n²)))
//
// with average ranks; the first k that reaches K. Pettitt (1979).
// Weakness: a trend or autocorrelation makes a change appear; only a question to the laboratory, never a finding. p is good below 0.5.
func PettittTest(y []float64) Pettitt {
	result := Pettitt{N: len(y)}
	if !finite(y) {
		result.Reason = NotFinite
		return result
	}
	n, u := float64(len(y)), 0.0
	for i, r := range Ranks(y) {
		u += 2*r - (n + 1)
		if math.Abs(u) > result.K {
			result.K, result.Last = math.Abs(u), i+1
		}
	}
	if len(y) < 4 {
		result.Reason = TooFewValues
		return result
	}
	result.P = new(min(1, 2*math.Exp(-6*result.K*result.K/(n*n*n+n*n))))
	return result
}
