package stat

import "math"

// exactP is P(|S| ≥ |s|) for n values without ties, all n! orders alike:
// the counts are the coefficients of Π_{k=2..n} (1+q+…+q^{k−1}). Kendall (1975) ch. 5.
// Weakness: holds only without ties in values and times.
func exactP(n int, s float64) float64 {
	chance := []float64{1} // by the number of discordant pairs
	for k := 2; k <= n; k++ {
		next := make([]float64, len(chance)+k-1)
		for i, c := range chance {
			for j := range k {
				next[i+j] += c / float64(k)
			}
		}
		chance = next
	}
	pairs, p := float64(n*(n-1)/2), 0.0
	for discordant, c := range chance {
		if math.Abs(pairs-2*float64(discordant)) >= math.Abs(s) {
			p += c
		}
	}
	return min(1, p)
}

// ExactKendallP is the exact two-sided p of S for n values without ties; false unless 2 ≤ n ≤ 10 and |S| ≤ n(n−1)/2.
func ExactKendallP(n int, s float64) (float64, bool) {
	if n < 2 || n > exactUpTo || math.Abs(s) > float64(n*(n-1)/2) {
		return 0, false
	}
	return exactP(n, s), true
}

// CriticalS is the smallest |S| with an exact p ≤ alpha for n values without ties; false where there is none, or n > 10.
func CriticalS(n int, alpha float64) (float64, bool) {
	if n < 2 || n > exactUpTo {
		return 0, false
	}
	top := n * (n - 1) / 2
	for s := top % 2; s <= top; s += 2 {
		if exactP(n, float64(s)) <= alpha {
			return float64(s), true
		}
	}
	return 0, false
}

// exactRanks are the ranks of the exact Theil interval among all N = n(n−1)/2 slopes, both included, and its confidence:
// with k the critical S, ranks (N−k)/2+1 and (N+k)/2. Hollander and Wolfe (1999) sec. 9.3.
func exactRanks(n int, confidence float64) (low, high int, achieved float64, ok bool) {
	// A hair of room: 1 − 0.95 is not 0.05.
	k, ok := CriticalS(n, 1-confidence+1e-12)
	if !ok {
		return 0, 0, 0, false
	}
	pairs := n * (n - 1) / 2
	return (pairs-int(k))/2 + 1, (pairs + int(k)) / 2, 1 - exactP(n, k), true
}
