package stat

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// QuantileRule says how a quantile is read from sorted values.
type QuantileRule int

// Types 1 to 9 are those of Hyndman and Fan (1996); type 7 is the default of R, NumPy and spreadsheets. Weakness: up to
// n = 20 or near the ends they differ by whole ranks, so an answer names its rule.
const (
	Type1 QuantileRule = 1 + iota
	Type2
	Type3
	Type4
	Type5
	Type6
	Type7
	Type8
	Type9
	// EURank is the value of rank p·n rounded half up: Decision 97/101/EC.
	EURank
	// EPARank is the value of rank ⌊p·n⌋+1: 40 CFR 50 Appendix N.
	EPARank
)

// String is "type 7", "EU rank" or "EPA rank".
func (r QuantileRule) String() string {
	switch {
	case r >= Type1 && r <= Type9:
		return "type " + strconv.Itoa(int(r))
	case r == EURank:
		return "EU rank"
	case r == EPARank:
		return "EPA rank"
	}
	return "unknown"
}

// Quantile reads the quantile p in 0…1 of values in any order, which stay as they are; false for no values, a NaN,
// another p or an unknown rule. See QuantileOfSorted.
func Quantile(values []float64, p float64, rule QuantileRule) (float64, bool) {
	for _, x := range values {
		if math.IsNaN(x) {
			return 0, false
		}
	}
	return QuantileOfSorted(slices.Sorted(slices.Values(values)), p, rule)
}

// QuantileOfSorted is Quantile of values in ascending order without NaN:
//
//	Q = x_j + γ(x_{j+1} − x_j);  j = ⌊p·n + m⌋;  g = p·n + m − j;  ranks kept within 1…n
//
// γ = g with m = 0, ½, p, 1−p, (p+1)/3, p/4+3/8 for types 4 to 9. Type 1: m = 0, γ = 1 if g > 0; type 2 the same with
// γ = ½ if g = 0; type 3: m = −½, γ = 0 if g = 0 and j is even, otherwise 1. Hyndman and Fan (1996).
// p·n is computed in exact decimals of the shortest text of p: 0.29·100 is 29.
func QuantileOfSorted(sorted []float64, p float64, rule QuantileRule) (float64, bool) {
	n := len(sorted)
	if n == 0 || !(p >= 0 && p <= 1) || rule < Type1 || rule > EPARank {
		return 0, false
	}
	whole, j, g := positionOf(n, p, rule)
	at := func(rank int) float64 { return sorted[min(max(rank, 1), n)-1] }
	switch rule {
	case EURank, EPARank:
		return at(j), true
	case Type1, Type2, Type3:
		switch {
		case !whole:
			return at(j + 1), true
		case rule == Type2:
			return at(j)/2 + at(j+1)/2, true
		case rule == Type3 && j%2 != 0:
			return at(j + 1), true
		}
		return at(j), true
	default: // types 4 to 9 lie between two ranks
	}
	low, high := at(j), at(j+1)
	if whole || low == high {
		return low, true
	}
	if d := high - low; !math.IsInf(d, 0) {
		return low + g*d, true
	}
	return low*(1-g) + high*g, true
}

// positionOf is ⌊p·n + m⌋ with its fraction, and whether that is 0, in integers of 1/(24·10^k) for a p of k decimals.
// The rank rules are m = ½ and m = 1.
func positionOf(n int, p float64, rule QuantileRule) (whole bool, j int, g float64) {
	a, ten := decimal(p)
	unit := 24 * ten
	var m uint64 // one more than m, so that −½ stays positive
	switch rule {
	case Type1, Type2, Type4:
		m = unit
	case Type3:
		m = unit / 2
	case Type5, EURank:
		m = unit + unit/2
	case Type6:
		m = unit + 24*a
	case Type7:
		m = 2*unit - 24*a
	case Type8:
		m = unit + 8*a + 8*ten
	case Type9:
		m = unit + 6*a + 9*ten
	case EPARank:
		m = 2 * unit
	}
	high, low := bits.Mul64(uint64(n), 24*a)
	low, carry := bits.Add64(low, m, 0)
	quotient, rest := bits.Div64(high+carry, low, unit)
	return rest == 0, int(quotient) - 1, float64(rest) / float64(unit)
}

// decimal is p = a/10^k by its shortest text, cut after 17 decimals.
func decimal(p float64) (a, ten uint64) {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(p, 'f', -1, 64), ".")
	fraction = fraction[:min(len(fraction), 17)]
	a, _ = strconv.ParseUint(whole+fraction, 10, 64)
	ten = 1
	for range fraction {
		ten *= 10
	}
	return a, ten
}
