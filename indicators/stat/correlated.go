package stat

import "slices"

// Correlated is a seasonal test whose variance holds the covariances between seasons.
type Correlated struct {
	Variance float64
	// Z carries the continuity correction; Z and P are nil when the variance is not positive.
	Z, P     *float64
	Interval *Interval
	Reason   Note
}

// correlated adds the covariances of Dietz and Killeen (1981), as Hirsch and Slack (1984) use them:
//
//	Var S = ΣVar S_g + 2Σ_{g<h} cov_gh;  cov_gh = [K_gh + 4·Σ_i R_ig·R_ih − n(n_g+1)(n_h+1)]/3
//
// with K_gh = Σ_{i<j} sgn[(y_jg−y_ig)(y_jh−y_ih)] over the n years, R the rank within the season; a missing value takes the
// mid-rank and no sign. Weakness: the estimate is poor below about ten years, and may come out negative; it needs one value
// a year and season (further ones of the same year and season enter with their mean).
func correlated(year []float64, season []int, y []float64, pooled Trend, blocks []block, confidence float64) Correlated {
	c := Correlated{Variance: pooled.Variance}
	columns := grid(year, season, y)
	for g := range columns {
		for h := range g {
			c.Variance += 2 * covariance(columns[g], columns[h])
		}
	}
	if c.Variance <= 0 {
		c.Reason = NoVariance
		return c
	}
	if c.Reason = pooled.Reason; c.Reason != "" {
		return c
	}
	c.Z = new(zOf(pooled.S, c.Variance))
	c.P = new(NormalTwoSided(*c.Z))
	c.Interval = gilbert(blocks, pooled.Pairs, c.Variance, confidence)
	return c
}

// column is one season: a value, its presence and its rank for every year of the grid, and how many are present.
type column struct {
	value, rank []float64
	present     []bool
	n           int
}

func grid(year []float64, season []int, y []float64) []column {
	years := slices.Compact(slices.Sorted(slices.Values(year)))
	seasons := slices.Compact(slices.Sorted(slices.Values(season)))
	columns := make([]column, len(seasons))
	for g := range columns {
		sums, counts := make([]float64, len(years)), make([]int, len(years))
		for i := range y {
			if season[i] == seasons[g] {
				at, _ := slices.BinarySearch(years, year[i])
				sums[at] += y[i]
				counts[at]++
			}
		}
		columns[g] = columnOf(sums, counts)
	}
	return columns
}

func columnOf(sums []float64, counts []int) column {
	c := column{value: sums, rank: make([]float64, len(sums)), present: make([]bool, len(sums))}
	var values []float64
	for i, n := range counts {
		if n > 0 {
			c.value[i] /= float64(n)
			c.present[i] = true
			values = append(values, c.value[i])
		}
	}
	c.n = len(values)
	ranks := Ranks(values)
	for i := range c.rank {
		c.rank[i] = float64(c.n+1) / 2
		if c.present[i] {
			c.rank[i], ranks = ranks[0], ranks[1:]
		}
	}
	return c
}

func covariance(g, h column) float64 {
	k, products := 0.0, 0.0
	for j := range g.value {
		products += g.rank[j] * h.rank[j]
		if !g.present[j] || !h.present[j] {
			continue
		}
		for i := range j {
			if g.present[i] && h.present[i] {
				k += sign(g.value[j]-g.value[i]) * sign(h.value[j]-h.value[i])
			}
		}
	}
	return (k + 4*products - float64(len(g.value))*float64(g.n+1)*float64(h.n+1)) / 3
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
