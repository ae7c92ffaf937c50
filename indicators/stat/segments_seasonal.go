package stat

// SegmentedSeasonal is a seasonal trend across known breaks of method: the figure that respects them beside the one that does not.
type SegmentedSeasonal struct {
	Ignoring Seasonal
	// Respecting takes every season of every segment as a group of its own; its Seasons are numbered segment·stride + season.
	Respecting Seasonal
	// Segments in order; those without values are left out.
	Segments []Seasonal
	// Steps are the jumps from each segment to the next that has values, in units of y.
	Steps []float64
}

// SegmentedSeasonalTrend is SegmentedTrend for values with a season: S, variance and slopes come from pairs of the same
// season and segment; a step is the median over pairs of the same season across the break. segment counts from 0 and does
// not fall in time. Hirsch, Slack and Smith (1982) with blocks as Hirsch, Alexander and Smith (1991).
// Weakness: a segment of one year says nothing; the heterogeneity test mixes seasons and segments.
func SegmentedSeasonalTrend(year []float64, season, segment []int, y []float64, confidence float64) SegmentedSeasonal {
	result := SegmentedSeasonal{Ignoring: SeasonalKendall(year, season, y, confidence)}
	if result.Ignoring.Reason == NotFinite || len(segment) != len(y) {
		result.Respecting.Reason, result.Respecting.N = NotFinite, len(y)
		return result
	}
	stride := 1
	for _, s := range season {
		stride = max(stride, s+1)
	}
	groups, parts := make([]int, len(y)), map[int][]int{}
	last := 0
	for i := range y {
		groups[i] = segment[i]*stride + season[i]
		parts[segment[i]] = append(parts[segment[i]], i)
		last = max(last, segment[i])
	}
	result.Respecting = SeasonalKendall(year, groups, y, confidence)
	result.Respecting.Intercept = nil
	var before []int
	for part := range last + 1 {
		members := parts[part]
		if len(members) == 0 {
			continue
		}
		years, seasons, values := make([]float64, len(members)), make([]int, len(members)), make([]float64, len(members))
		for k, i := range members {
			years[k], seasons[k], values[k] = year[i], season[i], y[i]
		}
		result.Segments = append(result.Segments, SeasonalKendall(years, seasons, values, confidence))
		if before != nil && result.Respecting.Slope != nil {
			if step, ok := seasonalStep(year, season, y, before, members, *result.Respecting.Slope); ok {
				result.Steps = append(result.Steps, step)
			}
		}
		before = members
	}
	return result
}

// seasonalStep is the median of y_j − y_i − b·(t_j−t_i) over pairs of one season across a break; false without such a pair.
func seasonalStep(year []float64, season []int, y []float64, before, after []int, slope float64) (float64, bool) {
	var differences []float64
	for _, j := range after {
		for _, i := range before {
			if season[i] == season[j] {
				differences = append(differences, y[j]-y[i]-slope*(year[j]-year[i]))
			}
		}
	}
	return Median(differences)
}
