package stat

import (
	"cmp"
	"slices"
)

// Ranks are 1…n from the smallest value up; equal values share the mean of their ranks. Values without NaN.
func Ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	ranks := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return ranks
}

// tieSums are Σu(u−1), Σu(u−1)(u−2), Σu(u−1)(2u+5) over the groups of u equal values, and how many values are in such groups.
type tieSums struct {
	pairs, triples, variance float64
	values                   int
}

// ties reads the groups of equal neighbours of n sorted values.
func ties(n int, equal func(i, j int) bool) tieSums {
	var sums tieSums
	for from := 0; from < n; {
		to := from + 1
		for to < n && equal(from, to) {
			to++
		}
		if to-from > 1 {
			u := float64(to - from)
			sums.pairs += u * (u - 1)
			sums.triples += u * (u - 1) * (u - 2)
			sums.variance += u * (u - 1) * (2*u + 5)
			sums.values += to - from
		}
		from = to
	}
	return sums
}
