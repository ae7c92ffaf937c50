package indicators

import (
	"context"
	"slices"
)

// IndexQuery asks for an index of breakpoints at one site, day by day.
type IndexQuery struct {
	City, Site string
	Index      Index
	Period     Period // local days that start in it, cut to the days of the series
}

// IndexDay is one local day on an index.
type IndexDay struct {
	Period   Period
	Number   *int           // the highest of its substances; nil above the scale, without numbers, and without values
	Category *IndexCategory // the worst of its substances; nil without values, and where the worst is not verified
	Dominant []string       // indicators that give the number, in the order of the index; never nil
	Parts    []IndexPart    // substances with a value; never nil
	Missing  []string       // substances without one, measured here or not; never nil
}

// IndexPart is one substance of a day.
type IndexPart struct {
	Indicator     string
	Series        Series
	Concentration float64 // in the unit of the breakpoints
	Unit          string
	Reading       IndexReading
	Coverage      Coverage
}

// IndexDays computes the index of every day from daily means that meet each indicator's completeness rule; the highest
// substance gives the number of the day. A day that lacks a substance may really be worse: Missing names it. Errors:
// NotFound (no_series) when no substance is measured at the site, Invalid (not_an_index_of_days) for an index of another
// kind, or the store's.
func IndexDays(ctx context.Context, store Store, catalogue *Catalogue, q IndexQuery) ([]IndexDay, error) {
	if q.Index.Kind != "breakpoints" {
		return nil, Errorf(Invalid, "%s is not an index of days", q.Index.ID).Coded("not_an_index_of_days").At("index")
	}
	zone := catalogue.Zone(q.City)
	lines, extent, err := q.lines(ctx, store, catalogue)
	if err != nil {
		return nil, err
	}
	period := q.Period
	if first := DateStart(DateOf(extent.From, zone), zone); period.From.Before(first) {
		period.From = first
	}
	if extent.To.Before(period.To) {
		period.To = extent.To
	}
	windows := Windows(period, P1D, zone)
	days := make([]IndexDay, len(windows))
	for i, w := range windows {
		days[i] = IndexDay{Period: w, Dominant: []string{}, Parts: []IndexPart{}, Missing: []string{}}
	}
	for at, s := range q.Index.Substances {
		aggregates := make([]Aggregate, len(windows))
		if line := lines[at]; line != nil && len(windows) > 0 {
			indicator, _ := catalogue.Indicator(s.Indicator)
			aggregates, err = Aggregates(ctx, store, AggregateQuery{Series: *line, Period: period, Window: P1D, Statistic: "mean", Zone: zone,
				Required: indicator.Completeness.Percent})
			if err != nil {
				return nil, err
			}
		}
		for i := range days {
			if aggregates[i].Value == nil {
				days[i].Missing = append(days[i].Missing, s.Indicator)
				continue
			}
			concentration := catalogue.inUnit(*aggregates[i].Value, s.Indicator, s.Unit)
			days[i].Parts = append(days[i].Parts, IndexPart{s.Indicator, *lines[at], concentration, s.Unit, q.Index.Read(s, concentration), aggregates[i].Coverage})
		}
	}
	for i := range days {
		days[i].combine(q.Index)
	}
	return days, nil
}

// lines are the series of the index's substances at the site, nil where there is none, and how far they reach together.
func (q IndexQuery) lines(ctx context.Context, store Store, catalogue *Catalogue) ([]*Series, Period, error) {
	lines := make([]*Series, len(q.Index.Substances))
	var extent Period
	daily := averaging{window: P1D, counted: "days"}
	for i, s := range q.Index.Substances {
		list, err := store.SeriesList(ctx, SeriesFilter{City: q.City, Site: q.Site, Indicator: s.Indicator, ExtentOnly: true})
		if err != nil {
			return nil, extent, err
		}
		indicator, _ := catalogue.Indicator(s.Indicator)
		info, reason := daily.seriesFor(list, indicator, false, q.Period)
		if reason != "" {
			continue
		}
		lines[i] = &info.Series
		first, last := unix(info.First), unix(info.Last+1)
		if extent.From.IsZero() || first.Before(extent.From) {
			extent.From = first
		}
		if last.After(extent.To) {
			extent.To = last
		}
	}
	if extent.From.IsZero() {
		return nil, extent, Errorf(NotFound, "nothing that %s is made from is measured by the day at %s in %s", q.Index.ID, q.Site, q.City).Coded("no_series").At("site")
	}
	return lines, extent, nil
}

// inUnit converts a value from its indicator's unit to another of the same dimension.
func (c *Catalogue) inUnit(value float64, indicator, unit string) float64 {
	of, _ := c.Indicator(indicator)
	from, _ := c.Unit(of.Unit)
	to, _ := c.Unit(unit)
	if from.Factor == to.Factor || to.Factor == 0 {
		return value
	}
	return value * from.Factor / to.Factor
}

// combine makes the day's number and category from its substances.
func (d *IndexDay) combine(x Index) {
	rank := func(r IndexReading) int { // by badness: the number, above all numbers, or the category
		switch {
		case r.Above:
			return 1 << 30
		case r.Number != nil:
			return *r.Number
		case r.Category == nil:
			return -1
		}
		return slices.IndexFunc(x.Categories, func(c IndexCategory) bool { return c.ID == r.Category.ID })
	}
	worst := -1
	for _, p := range d.Parts {
		switch r := rank(p.Reading); {
		case r < 0 || r < worst:
		case r > worst:
			worst, d.Number, d.Category = r, p.Reading.Number, p.Reading.Category
			d.Dominant = []string{p.Indicator}
		default:
			d.Dominant = append(d.Dominant, p.Indicator)
		}
	}
}
