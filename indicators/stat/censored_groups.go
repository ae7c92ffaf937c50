package stat

import "math"

// CensoredGroups is CensoredKendall within groups (seasons, segments between breaks of method), pooled:
//
//	S = ΣS_g;  Var S = ΣVar S_g;  slope where ΣS_g of the residuals is 0, from the thresholds within all groups
//
// as SeasonalKendall pools values that are all known (Hirsch, Slack and Smith 1982). One group gives CensoredKendall but for
// Recensored, which is nil here. Tau is the mean of the groups' tau weighted by their counts. Weakness: as CensoredKendall, and
// groups are taken as independent.
func CensoredGroups(t, y []float64, censored []int8, group []int) CensoredTrend {
	c := CensoredTrend{N: len(y), Censored: countCensored(censored)}
	if !finite(t, y) || len(censored) != len(y) || len(group) != len(y) {
		c.Reason, c.SlopeReason = NotFinite, NotFinite
		return c
	}
	places := map[int][]int{}
	var order []int
	for i, g := range group {
		if places[g] == nil {
			order = append(order, g)
		}
		places[g] = append(places[g], i)
	}
	known, untied, weighted, weight := 0.0, 0.0, 0.0, 0.0
	var blocks []censoredBlock
	for _, g := range order {
		b := censoredBlock{}
		for _, i := range places[g] {
			b.t, b.y, b.censored = append(b.t, t[i]), append(b.y, y[i]), append(b.censored, censored[i])
		}
		blocks = append(blocks, b)
		one := CensoredTrend{N: len(b.y)}
		k, u := one.score(b.t, b.y, b.censored)
		known, untied = known+k, untied+u
		c.S, c.Variance = c.S+one.S, c.Variance+one.Variance
		if n := float64(one.N); n > 1 {
			weighted, weight = weighted+n*2*one.S/(n*(n-1)), weight+n
		}
	}
	if weight > 0 {
		c.Tau = new(weighted / weight)
	}
	c.judge(y, censored, known, untied)
	c.akritas(blocks)
	return c
}

// judge fills TauB, Z and P, or says why not.
func (c *CensoredTrend) judge(y []float64, censored []int8, known, untied float64) {
	if known > 0 && untied > 0 {
		c.TauB = new(c.S / math.Sqrt(known*untied))
	}
	switch {
	case c.N < 4:
		c.Reason = TooFewValues
	case known == 0 && c.Censored > 0 || untied == 0:
		c.Reason = NoKnownOrder
	default:
		c.Z = new(zOf(c.S, c.Variance))
		c.P = new(NormalTwoSided(*c.Z))
		if c.Variance == 0 {
			c.Warnings = append(c.Warnings, AllEqual)
		}
	}
	if c.N == 4 {
		c.Warnings = append(c.Warnings, CannotReachFivePercent)
	}
	if c.N >= 4 && c.N <= exactUpTo {
		c.Warnings = append(c.Warnings, SmallSampleNormal)
	}
	if limitsDiffer(y, censored) {
		c.Warnings = append(c.Warnings, LimitsChange)
	}
}

// censoredBlock is the values of one group with their times.
type censoredBlock struct {
	t, y     []float64
	censored []int8
}

// akritas fills Slope and Zero. Each pair i before j gives up to two thresholds where S(b) of y − b·t falls by one:
// (low_j−high_i)/(t_j−t_i), up to which j is known to be above i, and (high_j−low_i)/(t_j−t_i), from which it is known to be
// below. With U of the first kind S is zero between the U-th and the next of all thresholds.
func (c *CensoredTrend) akritas(blocks []censoredBlock) {
	ups, downs := 0, 0
	thresholds := func(rise, fall func(float64)) {
		for _, b := range blocks {
			b.thresholds(rise, fall)
		}
	}
	thresholds(func(float64) { ups++ }, func(float64) { downs++ })
	switch {
	case ups == 0 && downs == 0:
		c.SlopeReason = NoKnownOrder
		return
	case ups == 0 || downs == 0:
		c.SlopeReason = OneSidedOrder
		return
	}
	found := selectRanks(func(visit func(float64)) { thresholds(visit, visit) }, ups+downs, []int{ups, ups + 1})
	c.Zero = &ZeroInterval{found[0], found[1]}
	c.Slope = new(found[0]/2 + found[1]/2)
}

func (b censoredBlock) thresholds(rise, fall func(float64)) {
	for j := range b.y {
		for i := range b.y {
			if !(b.t[i] < b.t[j]) {
				continue
			}
			lowI, highI := ends(b.y[i], b.censored[i])
			lowJ, highJ := ends(b.y[j], b.censored[j])
			if up := lowJ - highI; !math.IsInf(up, 0) {
				rise(up / (b.t[j] - b.t[i]))
			}
			if down := highJ - lowI; !math.IsInf(down, 0) {
				fall(down / (b.t[j] - b.t[i]))
			}
		}
	}
}
