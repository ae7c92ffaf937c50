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
	c.judge(y, censored, known, untied)
	c.akritas([]censoredBlock{{t, y, censored}})
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
