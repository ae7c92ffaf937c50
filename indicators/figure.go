package indicators

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Figure is one number that a review can cite: an observation of a month or longer as it was published, or
// the figure of a year or a quarter computed from finer observations.
type Figure struct {
	Series    Series // of a computed figure: the series it was computed from
	Period    Period
	Value     float64 // in the indicator's unit, never rounded
	Censored  Censored
	Quality   Quality
	Status    Status
	Upload    UploadID  // 0 for a computed figure
	Line      int32     // 0 for a computed figure
	Coverage  *Coverage // nil: not stated by the source
	Computed  bool
	Length    Resolution // of a computed figure: P1Y or P3M
	ByName    bool       // a computed fiscal year or quarter: it answers for its own period, and is never the latest figure
	Statistic string     // of the figure itself
}

// Resolution is how long the figure's period is: the series' resolution, or the length of a computed one.
func (f Figure) Resolution() Resolution {
	if !f.Computed {
		return f.Series.Resolution
	}
	if f.Length.IsZero() {
		return P1Y
	}
	return f.Length
}

// IsValid reports whether the figure may stand in a comparison: good or not evaluated, and no projection.
func (f Figure) IsValid() bool {
	return (f.Quality == Good || f.Quality == NotEvaluated) && f.Status != Projected
}

// Figures gives every figure of the indicator at exactly this site, oldest first, whose period ends no later
// than until: observations of series of a month or longer as they are (projections too; suspect and failed
// ones not), and from finer series the calendar years, the city's fiscal years and the quarters that meet the indicator's
// completeness rule.
// An empty statistic means the indicator's own. Samples (instant) make figures of the statistic asked for.
func Figures(ctx context.Context, store Store, catalogue *Catalogue, city, site, indicator, statistic string, until time.Time) ([]Figure, error) {
	known, ok := catalogue.Indicator(indicator)
	if !ok {
		return nil, Errorf(NotFound, "there is no indicator %q", indicator)
	}
	if statistic == "" {
		statistic = known.Statistic
	}
	list, err := store.SeriesList(ctx, SeriesFilter{City: city, Site: site, Indicator: indicator, ExtentOnly: true})
	if err != nil {
		return nil, err
	}
	figures := []Figure{}
	for _, info := range list {
		var some []Figure
		switch of := info.Series.Statistic; {
		case info.Series.Resolution.Months > 0 && of == statistic:
			some, err = statedFigures(ctx, store, catalogue.Zone(city), info, until)
		case info.Series.Resolution.Months == 0 && (of == statistic || of == "instant"):
			some, err = computedFigures(ctx, store, catalogue.Calendar(city), AggregateQuery{Series: info.Series, Statistic: statistic,
				Zone: catalogue.Zone(city), Required: known.Completeness.Percent, Directions: catalogue.IsDirection(known)}, info, until)
		}
		if err != nil {
			return nil, err
		}
		figures = append(figures, some...)
	}
	slices.SortStableFunc(figures, compareFigures)
	return figures, nil
}

// statedFigures are the observations of a series as they are.
func statedFigures(ctx context.Context, store Store, zone *time.Location, info SeriesInfo, until time.Time) ([]Figure, error) {
	extent := Period{unix(info.First), unix(info.Last + 1)}
	observations, err := store.Select(ctx, info.Series, extent)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, o := range observations {
		figure := Figure{
			Series: info.Series, Value: o.Value, Censored: o.Censored, Quality: o.Quality, Status: o.Status,
			Period:    Period{unix(o.Start), unix(info.Series.Resolution.End(o.Start, zone))},
			Upload:    o.Upload,
			Line:      o.Line,
			Statistic: info.Series.Statistic,
		}
		if (figure.IsValid() || figure.Status == Projected) && !figure.Period.To.After(until) {
			figures = append(figures, figure)
		}
	}
	return figures, nil
}

// compareFigures puts the figure that ends later behind; of two that end together the longer, and of those
// the stated one.
func compareFigures(a, b Figure) int {
	order := func(f Figure) int {
		if f.Computed {
			return 0
		}
		return 1
	}
	return cmp.Or(a.Period.To.Compare(b.Period.To), b.Period.From.Compare(a.Period.From), cmp.Compare(order(a), order(b)))
}

// LatestFigure is the last figure that may stand in a comparison and ends no later than until; of several that
// end together the longest period, then a stated one before a computed one. Of computed figures only calendar years: a quarter
// beside the year of a baseline would show the season.
func LatestFigure(figures []Figure, until time.Time) (Figure, bool) {
	return bestFigure(figures, func(f Figure) bool { return !f.ByName && !f.Period.To.After(until) })
}

// FigureOf is the figure of exactly this period that may stand in a comparison, a stated one before a computed one.
func FigureOf(figures []Figure, period Period) (Figure, bool) {
	return bestFigure(figures, func(f Figure) bool { return f.Period.From.Equal(period.From) && f.Period.To.Equal(period.To) })
}

func bestFigure(figures []Figure, may func(Figure) bool) (best Figure, ok bool) {
	for _, f := range figures {
		if f.IsValid() && may(f) && (!ok || compareFigures(f, best) >= 0) {
			best, ok = f, true
		}
	}
	return best, ok
}
