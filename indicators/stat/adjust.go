package stat

import (
	"cmp"
	"slices"
)

// Adjusted is the p of a family of tests, adjusted for their number. Its lists have the order of the input, nil for untestable ones.
type Adjusted struct {
	// Tested is the size of the family; Untestable series are counted and not part of it.
	Tested, Untestable      int
	BenjaminiHochberg, Holm []*float64
	Reason                  Note
}

// AdjustP adjusts the p of every series that a review tested (nil for the untestable ones):
//
//	Benjamini–Hochberg: p_(r)* = min over s ≥ r of m·p_(s)/s;  Holm: p_(r)* = max over s ≤ r of (m−s+1)·p_(s);  both at most 1
//
// Benjamini and Hochberg (1995) hold the share of false findings, Holm (1979) the chance of any. Weakness: under strong
// correlation between stations Benjamini–Hochberg is approximate; Wilks (2016) takes twice the level then.
func AdjustP(p []*float64) Adjusted {
	a := Adjusted{BenjaminiHochberg: make([]*float64, len(p)), Holm: make([]*float64, len(p))}
	var order []int
	for i, x := range p {
		if x == nil {
			a.Untestable++
			continue
		}
		if !(*x >= 0 && *x <= 1) {
			return Adjusted{Reason: NotAProbability}
		}
		order = append(order, i)
	}
	a.Tested = len(order)
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(*p[i], *p[j]) })
	m, least, most := float64(len(order)), 1.0, 0.0
	for r := len(order) - 1; r >= 0; r-- {
		least = min(least, m*(*p[order[r]])/float64(r+1))
		a.BenjaminiHochberg[order[r]] = new(least)
	}
	for r, i := range order {
		most = min(1, max(most, (m-float64(r))*(*p[i])))
		a.Holm[i] = new(most)
	}
	return a
}
