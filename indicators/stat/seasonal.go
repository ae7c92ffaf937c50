package stat

import (
	"math"
	"slices"
)

// Heterogeneity tests whether groups share one trend: χ² = Σz_g² − m·z̄², m−1 degrees of freedom, z_g without
// continuity correction, groups without variance left out. Van Belle and Hughes (1984).
// Weakness: little power with short groups; takes the groups as independent. P is nil below two groups.
type Heterogeneity struct {
	ChiSquare float64
	DF        int
	P         *float64
}

// Seasonal is a seasonal Mann–Kendall test with the seasonal slope.
type Seasonal struct {
	// Trend pools the seasons: S and Variance are sums over independent seasons, Tau the mean of the seasons' tau weighted
	// by their counts, Slope the median of all slopes within seasons per unit of t, Intercept the median of the seasons' intercepts.
	Trend
	// Seasons in ascending order of their numbers.
	Seasons       []SeasonTrend
	Heterogeneity Heterogeneity
	// Correlated is the same with the variance for seasons that depend on each other.
	Correlated Correlated
}

// SeasonTrend is one season by itself.
type SeasonTrend struct {
	Season int
	Trend
}

// SeasonalKendall tests values y of a year and a season (month, quarter) for a trend shared by the seasons:
//
//	S = ΣS_g;  Var S = ΣVar S_g;  z = (S − sgn S)/√Var S
//
// Slope per year, interval as in TheilSen from all slopes within seasons. Missing values are left out by the caller;
// the years stay real. Hirsch, Slack and Smith (1982); Gilbert (1987) ch. 17; tau and intercept as EnvStats.
// Weakness: opposite trends cancel (read Heterogeneity); neighbouring seasons often depend on each other (read Correlated).
func SeasonalKendall(year []float64, season []int, y []float64, confidence float64) Seasonal {
	if !finite(year, y) || len(season) != len(y) {
		return Seasonal{Trend: Trend{Kendall: Kendall{N: len(y), Reason: NotFinite}}}
	}
	var result Seasonal
	blocks, names := bySeason(year, season, y)
	var intercepts []float64
	for i, b := range blocks {
		one := SeasonTrend{names[i], TheilSen(b.t, b.y, confidence)}
		result.Seasons = append(result.Seasons, one)
		if one.Intercept != nil {
			intercepts = append(intercepts, *one.Intercept)
		}
	}
	result.Trend, result.Heterogeneity = pool(blocks, confidence)
	if m, ok := Median(intercepts); ok {
		result.Intercept = &m
	}
	result.Correlated = correlated(year, season, y, result.Trend, blocks, confidence)
	return result
}

// pool sums the blocks as independent groups.
func pool(blocks []block, confidence float64) (Trend, Heterogeneity) {
	var trend Trend
	var zs []float64
	pairs, untied, weighted, weight := 0.0, 0.0, 0.0, 0.0
	for _, b := range blocks {
		sc := scoreOf(b.t, b.y)
		trend.N += sc.n
		trend.S += sc.s
		trend.Variance += sc.variance
		trend.Ties += sc.tiedValues
		trend.TiedTimes += sc.tiedTimes
		pairs += sc.pairs
		untied += math.Sqrt((sc.pairs - sc.timePairs) * (sc.pairs - sc.valuePairs))
		if sc.n > 1 {
			weighted += float64(sc.n) * sc.s / sc.pairs
			weight += float64(sc.n)
		}
		if sc.variance > 0 {
			zs = append(zs, sc.s/math.Sqrt(sc.variance))
		}
	}
	if weight > 0 {
		trend.Tau = new(weighted / weight)
	}
	if untied > 0 {
		trend.TauB = new(trend.S / untied)
	}
	if pairs > 0 {
		trend.normal()
		trend.P = trend.PNormal
		if trend.Variance == 0 {
			trend.Warnings = append(trend.Warnings, AllEqual)
		}
	}
	if trend.N < 4 || pairs == 0 {
		trend.P, trend.Reason = nil, TooFewValues
	}
	trend.slopes(blocks, trend.Variance, confidence)
	trend.Interval = trend.Gilbert
	if trend.Interval == nil && trend.Slope != nil && validConfidence(confidence) {
		trend.Warnings = append(trend.Warnings, NoInterval)
	}
	h := heterogeneity(zs)
	if h.P != nil && *h.P < 0.05 {
		trend.Warnings = append(trend.Warnings, GroupsDiffer)
	}
	return trend, h
}

func heterogeneity(zs []float64) Heterogeneity {
	mean, ok := Mean(zs)
	if !ok {
		return Heterogeneity{}
	}
	squares := make([]float64, len(zs))
	for i, z := range zs {
		squares[i] = (z - mean) * (z - mean)
	}
	h := Heterogeneity{ChiSquare: Sum(squares), DF: len(zs) - 1}
	if p, ok := ChiSquareUpper(h.ChiSquare, h.DF); ok {
		h.P = &p
	}
	return h
}

// bySeason sorts values into one block a season, in ascending order of the seasons' numbers.
func bySeason(year []float64, season []int, y []float64) ([]block, []int) {
	names := slices.Compact(slices.Sorted(slices.Values(season)))
	blocks := make([]block, len(names))
	for i, s := range season {
		at, _ := slices.BinarySearch(names, s)
		blocks[at].t = append(blocks[at].t, year[i])
		blocks[at].y = append(blocks[at].y, y[i])
	}
	return blocks, names
}
