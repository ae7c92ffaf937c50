package stat

import "math"

// ContinuityZ is z = (S − sgn S)/√variance, 0 where S or the variance is 0: Kendall (1975).
func ContinuityZ(s, variance float64) float64 { return zOf(s, variance) }

// IntervalOf is the interval of TheilSen for the slope within groups, with a variance of S of the caller's (one corrected for
// autocorrelation). Nil when too few slopes carry it.
func IntervalOf(t, y []float64, group []int, variance, confidence float64) *Interval {
	if !finite(t, y) || len(group) != len(y) || !validConfidence(confidence) || math.IsNaN(variance) || variance < 0 {
		return nil
	}
	blocks, _ := bySeason(t, group, y)
	return gilbert(blocks, slopePairs(blocks), variance, confidence)
}

// StepAt is the jump of values at a known time, with the slope that both sides share: what SegmentedTrend gives for one break,
// without the rest. The slope and the step are nil where a side, or both, have too few values.
func StepAt(t, y []float64, at float64) (slope, step *float64) {
	if !finite(t, y) {
		return nil, nil
	}
	var before, after block
	for i := range t {
		if t[i] < at {
			before.t, before.y = append(before.t, t[i]), append(before.y, y[i])
		} else {
			after.t, after.y = append(after.t, t[i]), append(after.y, y[i])
		}
	}
	blocks := []block{before, after}
	pairs := slopePairs(blocks)
	if pairs == 0 || len(before.t) == 0 || len(after.t) == 0 {
		return nil, nil
	}
	var list rankList
	list.median(pairs)
	found := selectRanks(eachSlope(blocks), pairs, list.ranks)
	b := found[0]/2 + found[1]/2
	return &b, new(stepOf(before, after, b))
}
