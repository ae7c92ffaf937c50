package indicators

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// TrendQuery asks for the trend of an indicator at one site, or at several and of the city over them.
type TrendQuery struct {
	City         string
	Indicator    Indicator
	Sites        []string // at least one; a single one without figures of its own stands for those below it
	Resolution   Resolution
	Statistic    string // of the series; "" is the indicator's own
	Aggregate    string // of a figure made from finer observations; "" is the statistic of the series
	Period       Period // figures that start in it
	Window       Resolution
	FirstMonth   int // in which years and quarters begin; 0 or 1 is January
	Method       string
	Confidence   float64
	AcrossBreaks bool
	MinSites     int       // that a city figure needs; 0 is the indicator's rule
	Required     *float64  // percent; nil is the indicator's rule
	Until        time.Time // figures whose period ends later are not over and left out
}

// SiteTrend is the trend at one site.
type SiteTrend struct {
	Site      string
	Series    []Series // that the figures were read from; a stated one first
	Points    []TrendPoint
	Trend     Trend
	AdjustedP *float64 // Benjamini–Hochberg over the sites tested; nil for one site and where there is no p
}

// TrendAnswer is what TrendQuery asks for.
type TrendAnswer struct {
	Asked     []string   // the sites asked for; Sites are those below where the one asked for has nothing of its own
	Window    Resolution // the length of the figures
	Statistic string
	Aggregate string
	City      Trend        // over the sites by the indicator's rule; of one site, that site's
	Points    []TrendPoint // of City
	Used      []int        // sites that each point stands on; nil for one site
	Rule      string       // "" for one site
	Least     int          // sites that a city figure needed
	Sites     []SiteTrend
	Tested    int // sites with a p: the family of AdjustedP
}

// Trends reads the figures and judges them. With Window (a year where it is not given; the series' own length where only
// Resolution is) figures are the stated ones of that length, as they are, and aggregates of the finest series there is;
// where both have a period the stated one stands. Errors: NotFound (no_series) when a site has nothing that fits; Invalid from
// Aggregates or TrendMethod; the store's.
func Trends(ctx context.Context, store Store, catalogue *Catalogue, q TrendQuery) (TrendAnswer, error) {
	q.fill()
	answer := TrendAnswer{Asked: q.Sites, Window: q.Window, Statistic: q.Statistic, Aggregate: q.Aggregate}
	if _, err := TrendMethod(q.Method, q.Window); err != nil {
		return answer, err
	}
	if catalogue.IsDirection(q.Indicator) {
		return answer, Errorf(Invalid, "%s is a direction, which has no trend along a line", q.Indicator.ID).Coded("statistic_not_possible").At("indicator")
	}
	found, err := q.figures(ctx, store, catalogue)
	if err != nil {
		return answer, err
	}
	calendar := catalogue.Calendar(q.City)
	answer.Sites = make([]SiteTrend, len(found))
	together(len(found), func(i int) {
		f := found[i]
		in := q.input(f.points, f.leftOut, calendar)
		in.Breaks = catalogue.BreaksOf(q.City, f.site, q.Indicator.ID)
		one := SiteTrend{Site: f.site, Series: f.series, Points: f.points, Trend: TrendOf(in)}
		if f.mixed {
			one.Trend.warn("stated_and_computed_figures")
		}
		answer.Sites[i] = one
	})
	points, ps := make([][]TrendPoint, len(found)), make([]*float64, len(found))
	for i, site := range answer.Sites {
		points[i] = site.Points
		if site.Trend.Verdict != TrendNotJudged {
			ps[i] = site.Trend.Estimate.P
		}
	}
	if len(answer.Sites) == 1 {
		answer.City, answer.Points = answer.Sites[0].Trend, answer.Sites[0].Points
		return answer, nil
	}
	adjusted := stat.AdjustP(ps)
	answer.Tested = adjusted.Tested
	for i := range answer.Sites {
		answer.Sites[i].AdjustedP = adjusted.BenjaminiHochberg[i]
	}
	q.city(&answer, points, catalogue)
	return answer, nil
}

// together does n independent pieces of work on all processors.
func together(n int, do func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

// fill sets what is not given.
func (q *TrendQuery) fill() {
	if q.Statistic == "" {
		q.Statistic = q.Indicator.Statistic
	}
	if q.Aggregate == "" {
		q.Aggregate = q.Statistic
		if q.Statistic == "instant" {
			q.Aggregate = "mean"
		}
	}
	if q.Window.IsZero() {
		q.Window = P1Y
		if q.Resolution.Months > 0 {
			q.Window = q.Resolution
		}
	}
	if q.Required == nil {
		q.Required = &q.Indicator.Completeness.Percent
	}
}

func (q *TrendQuery) input(points []TrendPoint, leftOut map[string]int, calendar Calendar) TrendInput {
	return TrendInput{Points: points, Step: q.Window, Method: q.Method, Confidence: q.Confidence, AcrossBreaks: q.AcrossBreaks, Calendar: calendar, LeftOut: leftOut}
}

// city makes the trend over the sites. A break at any of them is a break of the city's figures.
func (q *TrendQuery) city(answer *TrendAnswer, points [][]TrendPoint, catalogue *Catalogue) {
	answer.Rule, answer.Least = q.Indicator.CityRule, LeastSites(q.Indicator, q.MinSites, len(q.Sites))
	var leftOut map[string]int
	var vary bool
	if q.Indicator.CityRule != "none" {
		answer.Points, answer.Used, leftOut, vary = CityPoints(answer.Rule, answer.Least, points)
	}
	in := q.input(answer.Points, leftOut, catalogue.Calendar(q.City))
	for _, site := range q.Sites {
		for _, b := range catalogue.BreaksOf(q.City, site, q.Indicator.ID) {
			if !slices.ContainsFunc(in.Breaks, func(known MethodBreak) bool { return known.At.Equal(b.At) }) {
				in.Breaks = append(in.Breaks, b)
			}
		}
	}
	answer.City = TrendOf(in)
	if vary {
		answer.City.warn("sites_vary")
	}
	if q.Indicator.CityRule == "none" {
		answer.City.reason("no_rule_for_the_city")
	}
}
