package stat

import "slices"

// Segmented is a trend across known breaks of method: the figure that respects them beside the one that does not.
type Segmented struct {
	Ignoring   Trend
	Respecting Trend
	// Segments in order of time; a segment holds what lies at or after its break and before the next.
	Segments      []Trend
	Heterogeneity Heterogeneity
	// Steps are the jumps at the breaks that have values on both sides, in order of time.
	Steps []Step
}

// Step is how far the values jump at a break, in units of y; positive upward.
type Step struct{ At, Size float64 }

// SegmentedTrend respects breaks of method at known times:
//
//	S = ΣS_g, Var S = ΣVar S_g over segments g; slope b = median of all slopes within segments, interval as in TheilSen
//	step = median of y_j − y_i − b·(t_j−t_i) over i in the segment before the break, j in the one after
//
// Hirsch, Alexander and Smith (1991); Darken (1999); Helsel et al. (2020) ch. 12. Tau and TauB as in SeasonalKendall;
// the intercept of Respecting is nil. Weakness: one slope for all segments (read Heterogeneity); short segments carry little.
func SegmentedTrend(t, y, breaks []float64, confidence float64) Segmented {
	result := Segmented{Ignoring: TheilSen(t, y, confidence)}
	if !finite(t, y) || !finite(breaks) {
		result.Respecting.Reason, result.Respecting.N = NotFinite, len(y)
		return result
	}
	at := slices.Compact(slices.Sorted(slices.Values(breaks)))
	blocks := make([]block, len(at)+1)
	for i := range t {
		place, found := slices.BinarySearch(at, t[i])
		if found {
			place++
		}
		blocks[place].t = append(blocks[place].t, t[i])
		blocks[place].y = append(blocks[place].y, y[i])
	}
	for i := len(blocks) - 1; i >= 0; i-- { // breaks before the first value or after the last part nothing
		if len(blocks[i].t) == 0 {
			blocks = slices.Delete(blocks, i, i+1)
			at = slices.Delete(at, max(i-1, 0), min(max(i-1, 0)+1, len(at)))
		}
	}
	result.Respecting, result.Heterogeneity = pool(blocks, confidence)
	for i, b := range blocks {
		result.Segments = append(result.Segments, TheilSen(b.t, b.y, confidence))
		if i > 0 && result.Respecting.Slope != nil {
			result.Steps = append(result.Steps, Step{at[i-1], stepOf(blocks[i-1], b, *result.Respecting.Slope)})
		}
	}
	return result
}

// stepOf is the median of the differences between what two segments leave after the common slope. Hodges and Lehmann (1963).
func stepOf(before, after block, slope float64) float64 {
	count := len(before.y) * len(after.y)
	each := func(visit func(float64)) {
		for j := range after.y {
			for i := range before.y {
				visit(after.y[j] - before.y[i] - slope*(after.t[j]-before.t[i]))
			}
		}
	}
	var list rankList
	list.median(count)
	found := selectRanks(each, count, list.ranks)
	return found[0]/2 + found[1]/2
}
