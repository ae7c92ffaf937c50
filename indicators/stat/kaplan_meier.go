package stat

import (
	"cmp"
	"slices"
)

// CensoredMean is a mean of values of which some are only known to lie beyond a limit.
type CensoredMean struct {
	N, Censored int
	Mean        *float64
	Reason      Note
	Warnings    []Note
}

// KaplanMeierMean is the mean of the Kaplan–Meier distribution of values censored on one side (Below, as detection limits
// are, or Above). From the far end inward each detected value x takes the share
//
//	F·d/n;  F the share left, d the values detected at x, n all values and limits ≤ x (for Above: ≥ x)
//
// Kaplan and Meier (1958); Helsel (2012) ch. 6 for the reversal. What is left beyond the last detected value stands at the
// outermost limit (Efron 1967), and the mean is then an upper bound (Above: a lower one), which LowestCensored says.
// Nothing is replaced by half a limit. Weakness: with more than half censored the mean hangs on few values.
func KaplanMeierMean(values []float64, censored []int8) CensoredMean {
	m := CensoredMean{N: len(values), Censored: countCensored(censored)}
	if !finite(values) || len(censored) != len(values) {
		m.Reason = NotFinite
		return m
	}
	where, ok := side(censored)
	if !ok {
		m.Reason = MixedCensoring
		return m
	}
	if m.Censored == m.N {
		m.Reason = FewDetected
		return m
	}
	// Outermost first: from the largest value down for Below, from the smallest up for Above; at a limit the detected first.
	order := make([]int, m.N)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		c := cmp.Compare(values[b], values[a])
		if where == Above {
			c = -c
		}
		if c == 0 {
			c = cmp.Compare(isCensored(censored[a]), isCensored(censored[b]))
		}
		return c
	})
	left, shares := 1.0, make([]float64, 0, m.N)
	for from := 0; from < m.N; {
		i := order[from]
		if censored[i] != Detected {
			from++
			continue
		}
		to := from
		for to < m.N && values[order[to]] == values[i] && censored[order[to]] == Detected {
			to++
		}
		taken := left * float64(to-from) / float64(m.N-from)
		shares = append(shares, taken*values[i])
		left -= taken
		if to == m.N {
			left = 0
		}
		from = to
	}
	if last := order[m.N-1]; censored[last] != Detected {
		shares = append(shares, left*values[last])
		m.Warnings = append(m.Warnings, LowestCensored)
	}
	m.Mean = new(Sum(shares))
	return m
}

func isCensored(c int8) int {
	if c == Detected {
		return 0
	}
	return 1
}
