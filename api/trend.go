package api

import (
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// mostSites is how many sites one question may name.
const mostSites = 200

// getTrend answers how figures change over time, with the doubt of it and a sentence to quote.
//
// @Summary     Trend of an indicator
// @Description Mann–Kendall with the Theil–Sen slope for years, the seasonal test for months and quarters; known changes of method are respected, and the
// @Description figure that ignores them stands beside. Yearly figures as published stand as they are; others are made from finer series by the indicator's
// @Description completeness rule. Several sites (site=a,b, or a site whose figures lie below it) give the trend of the city by the indicator's rule, and each by
// @Description itself with p adjusted after Benjamini and Hochberg. The sentence follows Accept-Language: en, id, ceb, ja. Formulas: docs/methods.md, section 3.
// @ID          getTrend
// @Tags        observations
// @Produce     json
// @Param       city            path   string  true  "city" example(surabaya)
// @Param       indicator       path   string  true  "indicator" example(solid-waste-generated)
// @Param       site            query  string  false "site, or several with commas between" default(citywide) example(citywide)
// @Param       resolution      query  string  false "only series of this resolution" example(P1Y)
// @Param       statistic       query  string  false "statistic of the series; default the indicator's own" example(mean)
// @Param       aggregate       query  string  false "what to make of finer observations; default the statistic of the series" example(mean)
// @Param       window          query  string  false "length of the figures, ISO 8601; default a year, or the resolution where that is given and at least a month" example(P1Y)
// @Param       year            query  string  false "years and quarters that windows follow: the calendar's, or the city's fiscal years" Enums(calendar, fiscal) default(calendar)
// @Param       from            query  string  false "figures that start at or after: RFC 3339 with offset, or a local date, month or year" example(2019)
// @Param       to              query  string  false "figures that start before" example(2025)
// @Param       method          query  string  false "default seasonal-kendall for windows that divide the year, else mann-kendall" Enums(mann-kendall, seasonal-kendall, hamed-rao)
// @Param       confidence      query  number  false "of the interval, in percent; a trend is one when p is at most 100 − confidence percent" minimum(50) maximum(99.9) default(95)
// @Param       min_coverage    query  number  false "percent of the expected observations that a figure needs; default the indicator's rule" minimum(0) maximum(100)
// @Param       min_sites       query  integer false "sites that a figure of the city needs; default the indicator's rule" minimum(1)
// @Param       across_breaks   query  boolean false "make the headline of all figures, whatever change of method lies between them"
// @Param       format          query  string  false "form of the answer" Enums(json, csv)
// @Param       Accept-Language header string  false "language of the sentence: en, id, ceb, ja" example(id)
// @Success     200 {object} Trend
// @Failure     404 {object} Problem "no such city, indicator or site, or nothing to make a trend of"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /cities/{city}/indicators/{indicator}/trend [get]
func getTrend(c *call) (int, any, error) {
	q, err := c.trendQuery()
	if err != nil {
		return 0, nil, err
	}
	answer, err := indicators.Trends(c.Request.Context(), c.api.Store, c.api.Catalogue, q)
	if err != nil {
		if e, ok := errors.AsType[*indicators.Error](err); ok && e.Code == "no_series" {
			city, _ := c.api.Catalogue.City(q.City)
			return 0, nil, c.withOthers(e, city, q.Indicator)
		}
		return 0, nil, err
	}
	if err := enoughSites(q.MinSites, len(answer.Sites)); err != nil {
		return 0, nil, err
	}
	if err := c.settledTrend(q.Period.To, answer); err != nil {
		return 0, nil, err
	}
	v, err := c.trendView(q, answer)
	return statusOK(trendTable{v}, err)
}

// settledTrend is settled when the figures of every site end at to or after it.
func (c *call) settledTrend(to time.Time, answer indicators.TrendAnswer) error {
	end := to
	var read []indicators.Series
	for _, site := range answer.Sites {
		if len(site.Points) == 0 || site.Points[len(site.Points)-1].Period.To.Before(to) {
			return nil
		}
		if last := site.Points[len(site.Points)-1].Period.To; last.After(end) {
			end = last
		}
		read = append(read, site.Series...)
	}
	return c.settledSeries(end, read...)
}

// trendQuery reads the request.
func (c *call) trendQuery() (q indicators.TrendQuery, err error) {
	city, err := c.city()
	if err != nil {
		return q, err
	}
	q.City, q.Until, q.Statistic, q.Aggregate, q.Method = city.ID, c.now(c.api.Catalogue.Zone(city.ID)), c.text("statistic"), c.text("aggregate"), c.text("method")
	if q.Indicator, err = c.indicator(); err != nil {
		return q, err
	}
	if q.Sites, err = c.sites(city.ID); err != nil {
		return q, err
	}
	if q.Resolution, err = c.resolution("resolution"); err != nil {
		return q, err
	}
	if q.Window, err = c.resolution("window"); err != nil {
		return q, err
	}
	if !q.Window.IsZero() && q.Window.Approx() < indicators.P1D.Approx() {
		c.neverKept() // what is over changes with the hour
	}
	if q.FirstMonth, err = c.firstMonth(city.ID); err != nil {
		return q, err
	}
	if q.Period, err = c.span(c.api.Catalogue.Zone(city.ID)); err != nil {
		return q, err
	}
	if q.AcrossBreaks, err = c.flag("across_breaks"); err != nil {
		return q, err
	}
	if q.Required, err = c.percent("min_coverage", 0, 100); err != nil {
		return q, err
	}
	if q.MinSites, err = c.leastSites(); err != nil {
		return q, err
	}
	confidence, err := c.percent("confidence", 50, 99.9)
	if confidence != nil {
		q.Confidence = *confidence / 100
	}
	return q, err
}

// leastSites is how many sites a figure of the city needs; 0 where the request does not say.
func (c *call) leastSites() (int, error) {
	least, err := c.percent("min_sites", 1, mostSites)
	if err != nil || least == nil {
		return 0, err
	}
	if *least != math.Trunc(*least) {
		return 0, indicators.Errorf(indicators.Invalid, "%s is %v; it must be a whole number", "min_sites", *least).Coded("bad_parameter").At("min_sites")
	}
	return int(*least), nil
}

// enoughSites refuses a number of sites where the figures are of a single one: they would be answered as if enough sites stood behind them.
func enoughSites(least, sites int) error {
	if least <= 1 || sites > 1 {
		return nil
	}
	return indicators.Errorf(indicators.Invalid, "min_sites is %d, and the figures are of one site", least).Coded("contradictory_parameters").At("min_sites").
		Try("Leave min_sites out, or ask for more sites.")
}

// sites are the sites of a list with commas, citywide when there is none.
func (c *call) sites(city string) ([]string, error) {
	text := c.text("site")
	if text == "" {
		return []string{indicators.Citywide}, nil
	}
	sites := strings.Split(text, ",")
	if len(sites) > mostSites {
		return nil, indicators.Errorf(indicators.Invalid, "site names %d sites; at most %d are taken", len(sites), mostSites).Coded("bad_parameter").At("site")
	}
	for i, site := range sites {
		if _, ok := c.api.Catalogue.Site(city, site); !ok {
			return nil, c.noSite(city, site)
		}
		if slices.Contains(sites[:i], site) {
			return nil, indicators.Errorf(indicators.Invalid, "site names %s twice", site).Coded("bad_parameter").At("site")
		}
	}
	return sites, nil
}

// firstMonth is the month in which the years asked for begin.
func (c *call) firstMonth(city string) (int, error) {
	switch year := c.text("year"); year {
	case "", "calendar":
		return 1, nil
	case "fiscal":
		return c.api.Catalogue.Calendar(city).FiscalYearStart, nil
	default:
		return 0, indicators.Errorf(indicators.Invalid, "year is %q; it must be calendar or fiscal", year).Coded("bad_parameter").At("year")
	}
}

// percent is a decimal parameter within bounds, both included; nil when it is absent.
func (c *call) percent(name string, least, most float64) (*float64, error) {
	value, err := c.number(name)
	if err != nil || value == nil {
		return nil, err
	}
	if *value < least || *value > most {
		return nil, indicators.Errorf(indicators.Invalid, "%s is %v; it must be from %v to %v", name, *value, least, most).Coded("bad_parameter").At(name)
	}
	return value, nil
}
