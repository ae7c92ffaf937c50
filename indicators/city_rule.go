package indicators

import (
	"slices"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// CityRules are the ways in which the figures of several sites make one of the city; "none" makes none.
func CityRules() []string { return []string{"mean", "median", "max", "sum", "none"} }

// LeastSites is how many of the sites asked for a city figure needs: the caller's number, else the indicator's, else one;
// all of them for a sum, as a sum over fewer is another quantity.
func LeastSites(indicator Indicator, asked, sites int) int {
	switch {
	case indicator.CityRule == "sum":
		return sites
	case asked > 0:
		return asked
	case indicator.CityMinSites > 0:
		return indicator.CityMinSites
	}
	return 1
}

// CityValue is the figure of the city from those of its sites for one period; false for no value and for an unknown rule.
//
//	mean: Σx/n, every site alike;  median;  max;  sum
//
// Weakness: sites are not weighted by the people they stand for, and when sites come and go the mean moves with them.
func CityValue(rule string, values []float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	switch rule {
	case "mean":
		return stat.Mean(values)
	case "median":
		return stat.Median(values)
	case "max":
		return slices.Max(values), true
	case "sum":
		return stat.Sum(values), true
	}
	return 0, false
}

// CityPoints combines the points of several sites period by period, oldest first. Periods with fewer than least sites are
// counted as few_sites, those with a value below or above a limit as censored. vary tells that not all periods stand on the
// same sites; used is how many sites each point stands on.
func CityPoints(rule string, least int, sites [][]TrendPoint) (points []TrendPoint, used []int, leftOut map[string]int, vary bool) {
	type period struct {
		TrendPoint
		values   []float64
		sites    []int
		censored bool
	}
	at, order := map[Period]*period{}, []*period{}
	for i, site := range sites {
		for _, p := range site {
			held := at[p.Period]
			if held == nil {
				held = &period{TrendPoint: TrendPoint{Period: p.Period}}
				at[p.Period], order = held, append(order, held)
			}
			held.values, held.sites = append(held.values, p.Value), append(held.sites, i)
			held.censored = held.censored || p.Censored != NotCensored
		}
	}
	slices.SortFunc(order, func(a, b *period) int { return a.Period.From.Compare(b.Period.From) })
	leftOut = map[string]int{}
	var first []int
	for _, p := range order {
		value, ok := CityValue(rule, p.values)
		switch {
		case p.censored:
			leftOut["censored"]++
		case len(p.values) < max(least, 1) || !ok:
			leftOut["few_sites"]++
		default:
			p.Value = value
			points, used = append(points, p.TrendPoint), append(used, len(p.values))
			if first == nil {
				first = p.sites
			}
			vary = vary || !slices.Equal(first, p.sites)
		}
	}
	return points, used, leftOut, vary
}
