package indicators

import "github.com/aspro-cities/aspro/indicators/stat"

// plainTrend is Mann–Kendall with Theil–Sen, over all figures or within segments.
func (l *trendLine) plainTrend(t *Trend) {
	if len(l.breaks) == 0 {
		trend := stat.TheilSen(l.year, l.y, t.Confidence)
		t.take(trend)
		t.Estimate = estimateOf(trend)
		return
	}
	breaks := make([]float64, len(l.breaks)) // in the time of the points: the first figure by the new method
	for k := range breaks {
		for i := range l.points {
			if l.segment[i] == k+1 {
				breaks[k] = l.year[i]
				break
			}
		}
	}
	s := stat.SegmentedTrend(l.year, l.y, breaks, t.Confidence)
	t.take(s.Respecting)
	t.Heterogeneity = heterogeneityOf(s.Heterogeneity)
	t.Ignoring, t.Respecting = new(estimateOf(s.Ignoring)), new(estimateOf(s.Respecting))
	for i, segment := range s.Segments {
		t.Segments = append(t.Segments, TrendSegment{l.spanOf(i), estimateOf(segment)})
	}
	for k, b := range l.breaks {
		found := TrendBreak{MethodBreak: b}
		if k < len(s.Steps) {
			found.Step = &s.Steps[k].Size
		}
		t.Breaks = append(t.Breaks, found)
	}
}

// seasonalTrend compares the same season of different years alone, within segments where there are breaks.
func (l *trendLine) seasonalTrend(t *Trend) {
	var whole stat.Seasonal
	var correlated stat.Correlated
	if len(l.breaks) == 0 {
		whole = stat.SeasonalKendall(l.year, l.season, l.y, t.Confidence)
		t.Estimate = estimateOf(whole.Trend)
		correlated = whole.Correlated
	} else {
		s := stat.SegmentedSeasonalTrend(l.year, l.season, l.segment, l.y, t.Confidence)
		whole = s.Respecting
		if correlated = s.Respecting.Correlated; l.in.AcrossBreaks {
			correlated = s.Ignoring.Correlated
		}
		t.Ignoring, t.Respecting = new(estimateOf(s.Ignoring.Trend)), new(estimateOf(s.Respecting.Trend))
		for i, segment := range s.Segments {
			t.Segments = append(t.Segments, TrendSegment{l.spanOf(i), estimateOf(segment.Trend)})
		}
		for k, b := range l.breaks {
			found := TrendBreak{MethodBreak: b}
			if len(s.Steps) == len(l.breaks) {
				found.Step = &s.Steps[k]
			}
			t.Breaks = append(t.Breaks, found)
		}
		whole.Seasons = s.Ignoring.Seasons
	}
	t.take(whole.Trend)
	t.Heterogeneity = heterogeneityOf(whole.Heterogeneity)
	years := 0
	for _, season := range whole.Seasons {
		t.Seasons = append(t.Seasons, TrendSeason{season.Season + 1, estimateOf(season.Trend)})
		years = max(years, season.N)
	}
	if years < 4 {
		t.warn("fewer_than_four_years")
	}
	if correlated.P != nil {
		t.Autocorrelation.P, t.Autocorrelation.Of = correlated.P, "correlated-seasons/1"
	}
}

// censoredTrend scores only pairs whose order is known, within seasons and segments.
func (l *trendLine) censoredTrend(t *Trend) {
	if l.method == HamedRao {
		t.warn("autocorrelation_not_corrected")
	}
	l.method, t.Method = CensoredKendall, CensoredKendall
	whole := l.censoredOf(func(int) bool { return true }, l.season)
	if len(l.breaks) == 0 {
		t.takeCensored(whole)
		t.Estimate = censoredEstimate(whole)
		return
	}
	groups := make([]int, len(l.y))
	for i := range groups {
		groups[i] = 12*l.segment[i] + l.season[i]
	}
	respecting := l.censoredOf(func(int) bool { return true }, groups)
	t.takeCensored(respecting)
	t.Ignoring, t.Respecting = new(censoredEstimate(whole)), new(censoredEstimate(respecting))
	for k := range len(l.breaks) + 1 {
		one := l.censoredOf(func(i int) bool { return l.segment[i] == k }, l.season)
		t.Segments = append(t.Segments, TrendSegment{l.spanOf(k), censoredEstimate(one)})
	}
	for _, b := range l.breaks {
		t.Breaks = append(t.Breaks, TrendBreak{MethodBreak: b})
	}
	t.reason("step_needs_values_without_limits")
}

func (l *trendLine) censoredOf(is func(int) bool, group []int) stat.CensoredTrend {
	var year, y []float64
	var censored []int8
	var groups []int
	for i := range l.y {
		if is(i) {
			year, y, censored, groups = append(year, l.year[i]), append(y, l.y[i]), append(censored, l.censored[i]), append(groups, group[i])
		}
	}
	return stat.CensoredGroups(year, y, censored, groups)
}

func estimateOf(trend stat.Trend) TrendEstimate {
	e := TrendEstimate{N: trend.N, Slope: trend.Slope, Intercept: trend.Intercept, Interval: trend.Interval, P: trend.P, S: trend.S,
		Variance: trend.Variance, Tau: trend.Tau, TauB: trend.TauB, Z: trend.Z, Ties: trend.Ties, Pairs: trend.Pairs}
	e.Exact = trend.P != nil && trend.PExact != nil && *trend.P == *trend.PExact
	return e
}

func censoredEstimate(c stat.CensoredTrend) TrendEstimate {
	return TrendEstimate{N: c.N, Slope: c.Slope, P: c.P, S: c.S, Variance: c.Variance, Tau: c.Tau, TauB: c.TauB, Z: c.Z}
}

func heterogeneityOf(h stat.Heterogeneity) *stat.Heterogeneity {
	if h.P == nil {
		return nil
	}
	return &h
}

// take carries over why a number is missing and what to know.
func (t *Trend) take(trend stat.Trend) {
	if trend.Reason != "" {
		t.reason(string(trend.Reason))
	}
	for _, note := range trend.Warnings {
		t.note(note)
	}
}

func (t *Trend) takeCensored(c stat.CensoredTrend) {
	t.warn("values_below_or_above_a_limit")
	for _, note := range []stat.Note{c.Reason, c.SlopeReason} {
		if note != "" {
			t.reason(string(note))
		}
	}
	for _, note := range c.Warnings {
		t.note(note)
	}
	t.reason("interval_needs_values_without_limits")
}

func (t *Trend) note(note stat.Note) {
	switch note {
	case stat.NoInterval, stat.NoSlope:
		t.reason(string(note))
	case stat.CannotReachFivePercent: // told for the confidence asked for
	default:
		t.warn(string(note))
	}
}
