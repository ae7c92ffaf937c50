package stat

import (
	"cmp"
	"slices"
)

// score is Kendall's S of one group of values with its variance.
type score struct {
	n                     int
	s, variance           float64
	pairs                 float64 // n(n−1)/2
	timePairs, valuePairs float64 // pairs with equal time, with equal value
	tiedTimes, tiedValues int
}

// scoreOf is S = Σ_{i<j} sgn(t_j−t_i)·sgn(y_j−y_i) by Knight's merge sort, O(n log n), with
//
//	Var S = [n(n−1)(2n+5) − Σu(u−1)(2u+5) − Σw(w−1)(2w+5)]/18
//	      + Σu(u−1)(u−2)·Σw(w−1)(w−2)/[9n(n−1)(n−2)] + Σu(u−1)·Σw(w−1)/[2n(n−1)]
//
// u the sizes of groups of equal values, w of equal times. Knight (1966); Kendall (1975) ch. 4, as in EnvStats.
func scoreOf(t, y []float64) score {
	n := len(t)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	before := func(a, b int) int {
		if c := cmp.Compare(t[a], t[b]); c != 0 {
			return c
		}
		return cmp.Compare(y[a], y[b])
	}
	if !slices.IsSortedFunc(order, before) {
		slices.SortFunc(order, before)
	}
	times := ties(n, func(i, j int) bool { return t[order[i]] == t[order[j]] })
	both := ties(n, func(i, j int) bool { return t[order[i]] == t[order[j]] && y[order[i]] == y[order[j]] })
	sorted := make([]float64, n)
	for i, k := range order {
		sorted[i] = y[k]
	}
	discordant := inversions(sorted, make([]float64, n))
	values := ties(n, func(i, j int) bool { return sorted[i] == sorted[j] })

	m := float64(n)
	sc := score{n: n, pairs: m * (m - 1) / 2, timePairs: times.pairs / 2, valuePairs: values.pairs / 2,
		tiedTimes: times.values, tiedValues: values.values}
	sc.s = sc.pairs - sc.timePairs - sc.valuePairs + both.pairs/2 - 2*discordant
	if n > 1 {
		sc.variance = (m*(m-1)*(2*m+5) - values.variance - times.variance) / 18
		sc.variance += values.pairs * times.pairs / (2 * m * (m - 1))
	}
	if n > 2 {
		sc.variance += values.triples * times.triples / (9 * m * (m - 1) * (m - 2))
	}
	sc.variance = max(sc.variance, 0)
	return sc
}

// inversions sorts the values and counts the pairs i < j with values[i] > values[j].
func inversions(values, spare []float64) float64 {
	n := len(values)
	count := 0.0
	const run = 8
	for from := 0; from < n; from += run {
		for i := from + 1; i < min(from+run, n); i++ {
			for j := i; j > from && values[j-1] > values[j]; j-- {
				values[j-1], values[j] = values[j], values[j-1]
				count++
			}
		}
	}
	from, to := values, spare
	for width := run; width < n; width *= 2 {
		for low := 0; low < n; low += 2 * width {
			middle, high := min(low+width, n), min(low+2*width, n)
			i, j := low, middle
			for k := low; k < high; k++ {
				if i < middle && (j >= high || from[i] <= from[j]) {
					to[k] = from[i]
					i++
				} else {
					to[k] = from[j]
					count += float64(middle - i)
					j++
				}
			}
		}
		from, to = to, from
	}
	if n > 0 && &from[0] != &values[0] {
		copy(values, from)
	}
	return count
}
