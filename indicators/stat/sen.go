package stat

import "math"

// Trend is a Mann–Kendall test with the slope of Theil and Sen.
type Trend struct {
	Kendall
	// Slope is in units of y per unit of t; nil when no two times differ. Intercept is at t = 0.
	Slope, Intercept *float64
	// Pairs counts the slopes between values at different times.
	Pairs int
	// Interval is Exact where that is due (n ≤ 10 without ties), Gilbert otherwise; nil when too few slopes carry it.
	Interval, Gilbert, Exact *Interval
}

// TheilSen gives the trend of values y at times t, in any order, with an interval of the confidence asked (0.95):
//
//	slope = median of (y_j−y_i)/(t_j−t_i) over t_i ≠ t_j;  intercept = median(y) − slope·median(t)
//	C = z_{1−α/2}·√Var S;  interval from rank (N−C)/2 to rank (N+C)/2 + 1 of the N slopes, interpolated
//
// Theil (1950); Sen (1968); Conover (1999) for the intercept; Gilbert (1987) ch. 16 for the interval, interpolated as
// EnvStats does. For n ≤ 10 without ties the interval is the exact one of Hollander and Wolfe (1999) sec. 9.3, whose
// confidence is at least the one asked. Time grows with n², memory does not.
// Weakness: one straight line; with many equal values the slope may be 0 though p is small; independence as for MannKendall.
func TheilSen(t, y []float64, confidence float64) Trend {
	if !finite(t, y) {
		return Trend{Kendall: Kendall{N: len(y), Reason: NotFinite}}
	}
	sc := scoreOf(t, y)
	trend := Trend{Kendall: sc.test()}
	trend.slopes([]block{{t, y}}, sc.variance, confidence)
	if trend.Slope == nil {
		return trend
	}
	trend.Intercept = new(median(y) - *trend.Slope*median(t))
	exact := sc.n <= exactUpTo && sc.tiedTimes == 0 && sc.tiedValues == 0
	if !exact {
		trend.Interval = trend.Gilbert
	} else if low, high, achieved, ok := exactRanks(sc.n, confidence); ok && validConfidence(confidence) {
		ends := selectRanks(eachSlope([]block{{t, y}}), trend.Pairs, []int{low, high})
		trend.Exact = &Interval{ends[0], ends[1], achieved, true}
		trend.Interval = trend.Exact
	}
	if trend.Interval == nil && validConfidence(confidence) {
		trend.Warnings = append(trend.Warnings, NoInterval)
	}
	return trend
}

// slopes fills Slope, Pairs and Gilbert from the slopes inside the blocks.
func (trend *Trend) slopes(blocks []block, variance, confidence float64) {
	if trend.Pairs = slopePairs(blocks); trend.Pairs == 0 {
		trend.Warnings = append(trend.Warnings, NoSlope)
		return
	}
	n := float64(trend.Pairs)
	var list rankList
	list.median(trend.Pairs)
	low, high := 0.0, 0.0
	if validConfidence(confidence) {
		c := NormalQuantile(0.5+confidence/2) * math.Sqrt(variance)
		low, high = (n-c)/2, (n+c)/2+1
	} else {
		trend.Warnings = append(trend.Warnings, NotAConfidence)
	}
	inside := low >= 1 && high <= n
	if inside {
		list.position(low, trend.Pairs)
		list.position(high, trend.Pairs)
	}
	found := selectRanks(eachSlope(blocks), trend.Pairs, list.ranks)
	trend.Slope = new(found[0]/2 + found[1]/2)
	if inside {
		trend.Gilbert = &Interval{between(found[2], found[3], low), between(found[4], found[5], high), confidence, false}
	}
}

// gilbert is the interval alone, without the slope: from rank (N−C)/2 to (N+C)/2 + 1 of the slopes; nil when they carry none.
func gilbert(blocks []block, pairs int, variance, confidence float64) *Interval {
	if pairs == 0 || !validConfidence(confidence) {
		return nil
	}
	n := float64(pairs)
	c := NormalQuantile(0.5+confidence/2) * math.Sqrt(variance)
	low, high := (n-c)/2, (n+c)/2+1
	if low < 1 || high > n {
		return nil
	}
	var list rankList
	list.position(low, pairs)
	list.position(high, pairs)
	found := selectRanks(eachSlope(blocks), pairs, list.ranks)
	return &Interval{between(found[0], found[1], low), between(found[2], found[3], high), confidence, false}
}

// block is the values of one season or segment with their times.
type block struct{ t, y []float64 }

// slopePairs counts the pairs within blocks whose times differ.
func slopePairs(blocks []block) int {
	pairs := 0
	for _, b := range blocks {
		sc := scoreOf(b.t, b.t)
		pairs += int(sc.pairs - sc.timePairs)
	}
	return pairs
}

// eachSlope visits the slopes of all pairs within blocks whose times differ.
func eachSlope(blocks []block) func(func(float64)) {
	return func(visit func(float64)) {
		for _, b := range blocks {
			for j := range b.t {
				tj, yj := b.t[j], b.y[j]
				for i, ti := range b.t[:j] {
					if ti != tj {
						visit((yj - b.y[i]) / (tj - ti))
					}
				}
			}
		}
	}
}

// median of at least one value.
func median(values []float64) float64 {
	m, _ := Median(values)
	return m
}
