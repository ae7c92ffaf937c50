package indicators

import (
	"context"
	"slices"
	"time"
)

// MostTrendFigures is how many figures a series may have: slopes are taken of all pairs. mostTrendWork bounds the pairs of all series.
const (
	MostTrendFigures = 4000
	mostTrendWork    = 64e6
)

// siteFigures is what a trend at one site is computed from.
type siteFigures struct {
	site    string
	series  []Series
	points  []TrendPoint
	leftOut map[string]int
	mixed   bool
}

// figures reads the figures of every site, in the order asked for; the store computes days of all sites at once.
func (q *TrendQuery) figures(ctx context.Context, store Store, catalogue *Catalogue) ([]siteFigures, error) {
	list, err := store.SeriesList(ctx, SeriesFilter{City: q.City, Indicator: q.Indicator.ID, Resolution: q.Resolution, ExtentOnly: true})
	if err != nil {
		return nil, err
	}
	zone := catalogue.Zone(q.City)
	has := func(site string) bool {
		stated, computed := q.choose(list, site)
		return stated != nil || computed != nil
	}
	if len(q.Sites) == 1 && !has(q.Sites[0]) {
		if below := catalogue.SitesBelow(q.City, q.Sites[0], has); len(below) > 0 {
			q.Sites = below
		}
	}
	found := make([]siteFigures, len(q.Sites))
	var finer []SeriesInfo
	owner := []int{}
	for i, site := range q.Sites {
		found[i] = siteFigures{site: site, leftOut: map[string]int{}}
		stated, computed := q.choose(list, site)
		if stated == nil && computed == nil {
			return nil, Errorf(NotFound, "there are no figures of %s at %s in %s that a trend in steps of %s could be made of", q.Indicator.ID, site, q.City, q.Window).
				Coded("no_series").At("site")
		}
		if stated != nil {
			if err := q.stated(ctx, store, zone, *stated, &found[i]); err != nil {
				return nil, err
			}
		}
		if computed != nil {
			finer, owner = append(finer, *computed), append(owner, i)
		}
	}
	return found, q.computed(ctx, store, zone, finer, func(k int) *siteFigures { return &found[owner[k]] })
}

// choose finds the series of a site whose observations are figures of the window's length, and the finest of those from which
// such figures can be made: of the statistic asked for, else of samples.
func (q *TrendQuery) choose(list []SeriesInfo, site string) (stated, computed *SeriesInfo) {
	for _, info := range list {
		s := info.Series
		if s.Site != site || s.Statistic != q.Statistic && s.Statistic != "instant" {
			continue
		}
		switch {
		case s.Resolution == q.Window && s.Resolution.Months > 0 && s.Statistic == q.Statistic && q.Aggregate == q.Statistic:
			stated = &info
		case s.Resolution.Approx() > q.Window.Approx():
		case computed == nil || finerSeries(s, computed.Series, q.Statistic):
			computed = &info
		}
	}
	return stated, computed
}

func finerSeries(a, b Series, statistic string) bool {
	if a.Statistic != b.Statistic {
		return a.Statistic == statistic
	}
	return a.Resolution.Approx() < b.Resolution.Approx()
}

// stated takes the observations of a series as figures.
func (q *TrendQuery) stated(ctx context.Context, store Store, zone *time.Location, info SeriesInfo, to *siteFigures) error {
	figures, err := statedFigures(ctx, store, zone, info, q.Until)
	if err != nil {
		return err
	}
	to.series = append(to.series, info.Series)
	if q.FirstMonth > 1 { // asked for by name: calendar years are other years
		figures = slices.DeleteFunc(figures, func(f Figure) bool {
			isOther := q.Window == P1Y && int(f.Period.From.In(zone).Month()) != q.FirstMonth
			if isOther {
				to.leftOut["other_year"]++
			}
			return isOther
		})
	}
	if q.Window == P1Y {
		var other map[string]int
		to.points, other, _ = YearlyPoints(figures, Calendar{Zone: zone, FiscalYearStart: q.FirstMonth})
		for reason, n := range other {
			to.leftOut[reason] += n
		}
		to.points = slices.DeleteFunc(to.points, func(p TrendPoint) bool { return !q.Period.Contains(p.Period.From) })
		return nil
	}
	for _, f := range figures {
		switch {
		case !q.Period.Contains(f.Period.From):
		case f.IsValid():
			to.points = append(to.points, TrendPoint{Period: f.Period, Value: f.Value, Censored: f.Censored, Figure: &f})
		default:
			to.leftOut["projected"]++
		}
	}
	return nil
}

// computed adds the aggregates of finer series where no stated figure has the period.
func (q *TrendQuery) computed(ctx context.Context, store Store, zone *time.Location, finer []SeriesInfo, of func(int) *siteFigures) error {
	if len(finer) == 0 {
		return nil
	}
	series := make([]Series, len(finer))
	first, last := finer[0].First, finer[0].Last
	for k, info := range finer {
		series[k] = info.Series
		first, last = min(first, info.First), max(last, info.Last)
	}
	window := WindowOf(unix(max(first, q.Period.From.Unix())), q.Window, zone, q.FirstMonth)
	period := Period{window.From, unix(min(last+1, q.Period.To.Unix()))}
	if period.From.Before(q.Period.From) {
		period.From = q.Period.From
	}
	if n := float64(period.To.Sub(period.From)) / float64(q.Window.Approx()); n > MostTrendFigures || n*n*float64(len(finer)) > mostTrendWork {
		return Errorf(Invalid, "a trend of %.0f figures at %d sites is more than is computed at once", n, len(finer)).Coded("too_many_points").At("window").
			Try("Ask for longer windows such as P1M or P1Y, for fewer sites, or for less time with from and to.")
	}
	all, err := AggregatesOf(ctx, store, series, AggregateQuery{Period: period, Window: q.Window, FirstMonth: q.FirstMonth, Statistic: q.Aggregate, Zone: zone, Required: *q.Required})
	if err != nil {
		return atField(err, "aggregate")
	}
	for k, aggregates := range all {
		of(k).add(finer[k], aggregates, q.Until, q.Window, zone)
	}
	return nil
}

// add takes the aggregates between the first and the last observation of a series.
func (f *siteFigures) add(info SeriesInfo, aggregates []Aggregate, until time.Time, window Resolution, zone *time.Location) {
	stated := len(f.points)
	aggregates = slices.DeleteFunc(aggregates, func(a Aggregate) bool {
		return a.Period.To.Unix() <= info.First || a.Period.From.Unix() > info.Last ||
			slices.ContainsFunc(f.points, func(p TrendPoint) bool { return p.Period.Overlaps(a.Period) })
	})
	begun := len(aggregates)
	aggregates = slices.DeleteFunc(aggregates, func(a Aggregate) bool { return a.Period.To.After(until) })
	if n := begun - len(aggregates); n > 0 {
		f.leftOut["not_over"] += n
	}
	if stated > 0 && window == P1Y { // a fiscal year does not stand in a line with calendar years
		month := f.points[0].Period.From.In(zone).Month()
		aggregates = slices.DeleteFunc(aggregates, func(a Aggregate) bool {
			differs := a.Period.From.In(zone).Month() != month
			if differs {
				f.leftOut["other_year"]++
			}
			return differs
		})
	}
	points, leftOut := AggregatePoints(aggregates)
	for reason, n := range leftOut {
		f.leftOut[reason] += n
	}
	if len(points) > 0 || stated == 0 {
		f.series = append(f.series, info.Series)
	}
	f.points = append(f.points, points...)
	f.mixed = stated > 0 && len(points) > 0
	slices.SortFunc(f.points, func(a, b TrendPoint) int { return a.Period.From.Compare(b.Period.From) })
}
