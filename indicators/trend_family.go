package indicators

import "github.com/aspro-cities/aspro/indicators/stat"

// TrendFamily is the p of every series that a review tested, adjusted for their number after Benjamini and Hochberg
// (1995): of twenty series without any trend one would show p < 0.05 by chance.
type TrendFamily struct {
	Adjusted   []*float64 // in the order of the trends; nil for the untestable ones
	Tested     int        // the size of the family
	Untestable int        // without a p, or with so few figures that none could be small enough
}

// AdjustTrends makes the family; a nil trend is one for which there are no figures.
func AdjustTrends(trends []*Trend) TrendFamily {
	ps := make([]*float64, len(trends))
	for i, t := range trends {
		if t != nil && t.Verdict != TrendNotJudged {
			ps[i] = t.Estimate.P
		}
	}
	a := stat.AdjustP(ps)
	return TrendFamily{a.BenjaminiHochberg, a.Tested, a.Untestable}
}
