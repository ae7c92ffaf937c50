package stat

import "math"

// exactUpTo is the largest number of values without ties whose p is exact.
const exactUpTo = 10

// Kendall is the result of a Mann–Kendall test.
type Kendall struct {
	N        int
	S        float64
	Variance float64
	// Tau is 2S/(n(n−1)), as EnvStats gives it; TauB divides by the pairs that are not tied. Nil below two values, TauB also when all are tied.
	Tau, TauB *float64
	// Z carries the continuity correction and is 0 where S is 0; ZPlain carries none, and is nil when the variance is 0.
	Z, ZPlain *float64
	// P is two-sided: PExact where that exists, PNormal otherwise; nil below 4 values.
	P *float64
	// PNormal goes with Z. PExact exists for 2 to 10 values without ties.
	PNormal, PExact *float64
	// Ties and TiedTimes count the values that share their value, or their time, with another.
	Ties, TiedTimes int
	// Reason says why P is nil.
	Reason   Note
	Warnings []Note
}

// MannKendall tests values y at times t (any unit, any order) for a monotone trend:
//
//	S = Σ_{i<j} sgn(t_j−t_i)·sgn(y_j−y_i);  z = (S − sgn S)/√Var S;  p = 2Φ(−|z|)
//
// with the variance for ties in both. For n ≤ 10 without ties p is the exact one. O(n log n).
// Mann (1945); Kendall (1975). Weakness: the values must be independent (autocorrelation makes p too small, see
// HamedRao) and without a season (see SeasonalKendall); S says nothing of the size of a trend.
func MannKendall(t, y []float64) Kendall {
	if !finite(t, y) {
		return Kendall{N: len(y), Reason: NotFinite}
	}
	return scoreOf(t, y).test()
}

func (sc score) test() Kendall {
	k := Kendall{N: sc.n, S: sc.s, Variance: sc.variance, Ties: sc.tiedValues, TiedTimes: sc.tiedTimes}
	if sc.n >= 2 {
		k.Tau = new(sc.s / sc.pairs)
		if untied := math.Sqrt((sc.pairs - sc.timePairs) * (sc.pairs - sc.valuePairs)); untied > 0 {
			k.TauB = new(sc.s / untied)
		}
		k.normal()
		if sc.n <= exactUpTo && sc.tiedTimes == 0 && sc.tiedValues == 0 {
			k.PExact = new(exactP(sc.n, sc.s))
		}
	}
	k.P = k.PNormal
	if k.PExact != nil {
		k.P = k.PExact
	}
	switch {
	case sc.n < 4:
		k.P, k.Reason = nil, TooFewValues
	case sc.n < 5:
		k.Warnings = append(k.Warnings, CannotReachFivePercent)
	}
	if sc.n >= 2 && sc.variance == 0 {
		k.Warnings = append(k.Warnings, AllEqual)
	} else if sc.n >= 4 && sc.n <= exactUpTo && k.PExact == nil {
		k.Warnings = append(k.Warnings, SmallSampleNormal)
	}
	return k
}

// normal fills Z, ZPlain and PNormal from S and the variance; without variance z = 0 and p = 1.
func (k *Kendall) normal() {
	k.Z = new(zOf(k.S, k.Variance))
	k.PNormal = new(NormalTwoSided(*k.Z))
	if k.Variance > 0 {
		k.ZPlain = new(k.S / math.Sqrt(k.Variance))
	}
}

// zOf is z = (S − sgn S)/√Var S, 0 where S or the variance is 0.
func zOf(s, variance float64) float64 {
	switch {
	case variance <= 0 || s == 0:
		return 0
	case s > 0:
		return (s - 1) / math.Sqrt(variance)
	}
	return (s + 1) / math.Sqrt(variance)
}
