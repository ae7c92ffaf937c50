package stat

import (
	"math"
	"slices"
)

// CensoredTrend is a test for trend in values of which some are only known to lie beyond a limit.
type CensoredTrend struct {
	N, Censored int
	S, Variance float64
	// Tau is 2S/(n(n−1)); TauB divides by the pairs of known order.
	Tau, TauB *float64
	// Z carries the continuity correction; P is two-sided and normal. Nil below 4 values and when no order is known.
	Z, P *float64
	// Slope is the middle of Zero, the slopes at which S of what is left is 0; per unit of t.
	Slope *float64
	Zero  *ZeroInterval
	// Recensored is the plain test with all values below the highest limit, RecensoredAt, taken as one tie: simple, and
	// blind to whatever happens below. Nil without values below a limit, or with some above one.
	Recensored   *Kendall
	RecensoredAt *float64
	Reason       Note
	// SlopeReason says why Slope is nil.
	SlopeReason Note
	Warnings    []Note
}

// ZeroInterval is closed; it is where S = 0, not a confidence interval.
type ZeroInterval struct{ Low, High float64 }

// CensoredKendall tests for trend with Kendall's S that scores only the pairs whose order is known (a value below its limit
// is smaller than one detected at or above that limit):
//
//	S = Σ_{i<j} sgn(t_j−t_i)·b_ij, b_ij = +1, −1 or 0 when the order is unknown
//	Var S = (Σa_i²−Σa_ij²)(Σb_i²−Σb_ij²)/(n(n−1)(n−2)) + Σa_ij²·Σb_ij²/(2n(n−1)), a_ij = sgn(t_j−t_i), sums over all i, j
//
// the exact permutation variance (Daniels 1944; Kendall 1975). The slope makes S of the residuals zero: Akritas, Murphy and
// LaValley (1995); Helsel (2012) ch. 12. A limit that falls over the years makes no trend.
// Weakness: the variance takes limits as unrelated to time, so p is approximate where they changed (LimitsChange);
// many censored values leave few pairs. Time grows with n².
func CensoredKendall(t, y []float64, censored []int8) CensoredTrend {
	c := CensoredTrend{N: len(y), Censored: countCensored(censored)}
	if !finite(t, y) || len(censored) != len(y) {
		c.Reason, c.SlopeReason = NotFinite, NotFinite
		return c
	}
	known, untied := c.score(t, y, censored)
	n := float64(c.N)
	if c.N >= 2 {
		c.Tau = new(2 * c.S / (n * (n - 1)))
	}
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
	c.akritas(t, y, censored)
	c.recensor(t, y, censored)
	return c
}

// score fills S and Variance; known counts the pairs of known order, untied those with different times.
func (c *CensoredTrend) score(t, y []float64, censored []int8) (known, untied float64) {
	a, b := make([]float64, c.N), make([]float64, c.N)
	for j := range y {
		lowJ, highJ := ends(y[j], censored[j])
		for i := range j {
			lowI, highI := ends(y[i], censored[i])
			time, order := sign(t[j]-t[i]), 0.0
			if highI <= lowJ {
				order++
			}
			if highJ <= lowI {
				order--
			}
			c.S += time * order
			a[i], a[j] = a[i]+time, a[j]-time
			b[i], b[j] = b[i]+order, b[j]-order
			untied += time * time
			known += order * order
		}
	}
	if c.N < 3 {
		return known, untied
	}
	n, rowsA, rowsB := float64(c.N), -2*untied, -2*known
	for i := range a {
		rowsA += a[i] * a[i]
		rowsB += b[i] * b[i]
	}
	c.Variance = max(0, rowsA*rowsB/(n*(n-1)*(n-2))+2*untied*known/(n*(n-1)))
	return known, untied
}

// akritas fills Slope and Zero. Each pair i before j gives up to two thresholds where S(b) of y − b·t falls by one:
// (low_j−high_i)/(t_j−t_i), up to which j is known to be above i, and (high_j−low_i)/(t_j−t_i), from which it is known to be
// below. With U of the first kind S is zero between the U-th and the next of all thresholds.
func (c *CensoredTrend) akritas(t, y []float64, censored []int8) {
	thresholds := func(rise, fall func(float64)) {
		for j := range y {
			for i := range y {
				if !(t[i] < t[j]) {
					continue
				}
				lowI, highI := ends(y[i], censored[i])
				lowJ, highJ := ends(y[j], censored[j])
				if up := lowJ - highI; !math.IsInf(up, 0) {
					rise(up / (t[j] - t[i]))
				}
				if down := highJ - lowI; !math.IsInf(down, 0) {
					fall(down / (t[j] - t[i]))
				}
			}
		}
	}
	ups, downs := 0, 0
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

func (c *CensoredTrend) recensor(t, y []float64, censored []int8) {
	if where, ok := side(censored); !ok || where != Below {
		return
	}
	highest := math.Inf(-1)
	for i, x := range y {
		if censored[i] == Below {
			highest = max(highest, x)
		}
	}
	tied := slices.Clone(y)
	for i, x := range y {
		if censored[i] == Below || x < highest {
			tied[i] = math.Nextafter(highest, math.Inf(-1))
		}
	}
	c.Recensored, c.RecensoredAt = new(MannKendall(t, tied)), &highest
}

func limitsDiffer(y []float64, censored []int8) bool {
	limits := map[int8]float64{}
	for i, x := range y {
		if censored[i] == Detected {
			continue
		}
		if first, known := limits[censored[i]]; known && first != x {
			return true
		}
		limits[censored[i]] = x
	}
	return false
}
