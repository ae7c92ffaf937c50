package api

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// mostWork is how many observations one answer may read or go through.
const mostWork = 20_000_000

// mostStatistics is how many statistics one answer may have.
const mostStatistics = 20

// getAggregates answers statistics over windows of the local calendar, over rolling ones, or by hour, weekday or month.
//
// @Summary     Aggregates of one series, or over several sites
// @Description Windows follow the city's calendar (months from the first, days from local midnight). A window whose coverage lies below the
// @Description indicator's rule has no value; expected counts come from the calendar, not from the rows present. Empty windows are shown unless gaps=omit.
// @Description Values below or above a limit are taken in by the methods for censored values; docs/methods.md, sections 1 and 2.
// @Description Several sites (site=a,b, or a site whose series lie below it) give figures of the city by the indicator's rule, with those of each site.
// @ID          listAggregates
// @Tags        observations
// @Produce     json
// @Param       city            path  string  true  "city" example(cebu)
// @Param       indicator       path  string  true  "indicator" example(pm2-5)
// @Param       site            query string  false "site, or several with commas between" default(citywide) example(talisay-city-station)
// @Param       resolution      query string  false "resolution of the series, where there are several" example(P1D)
// @Param       statistic       query string  false "statistic of the series, where there are several" example(mean)
// @Param       window          query string  false "ISO 8601 duration; this, rolling or group_by" example(P1D)
// @Param       rolling         query string  false "ISO 8601 duration of a window that ends with each observation, such as PT24H; looks back before from"
// @Param       group_by        query string  false "one figure over the whole period for each of" Enums(hour_of_day, day_of_week, month_of_year)
// @Param       year            query string  false "years and quarters that windows follow: the calendar's, or the city's fiscal years" Enums(calendar, fiscal) default(calendar)
// @Param       tz              query string  false "IANA zone of the calendar; default the city's" example(Asia/Manila)
// @Param       aggregate       query string  false "what to compute, several with commas between: mean, sum, min, max, count, median, sd, gmean, p1 to p99, or max8h (the daily maximum 8-hour mean, alone and with window=P1D)" default(mean) example(mean,max,count)
// @Param       percentile_rule query string  false "rule of percentiles" Enums(type-7, type-1, type-2, type-3, type-4, type-5, type-6, type-8, type-9, eu-rank, epa-rank) default(type-7)
// @Param       min_coverage    query number  false "percent of the expected observations that a value needs; default the indicator's rule" minimum(0) maximum(100)
// @Param       min_sites       query integer false "sites that a figure of the city needs; default the indicator's rule" minimum(1)
// @Param       gaps            query string  false "omit leaves windows without data out" Enums(explicit, omit) default(explicit)
// @Param       from            query string  false "windows that start at or after: RFC 3339 with offset, or a local date, month or year" example(2019-09-18)
// @Param       to              query string  false "windows that start before" example(2019-09-27)
// @Param       format          query string  false "form of the answer" Enums(json, csv)
// @Success     200 {object} Aggregates
// @Failure     404 {object} Problem "no such city, indicator, site or series"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /cities/{city}/indicators/{indicator}/aggregates [get]
func getAggregates(c *call) (int, any, error) {
	city, indicator, infos, err := c.seriesOfSites()
	if err != nil {
		return 0, nil, err
	}
	q, err := c.aggregateQuery(city, indicator, infos)
	if err != nil {
		return 0, nil, err
	}
	least, err := c.leastSites()
	if err != nil {
		return 0, nil, err
	}
	if err := enoughSites(least, len(infos)); err != nil {
		return 0, nil, err
	}
	series := make([]indicators.Series, len(infos))
	for i, info := range infos {
		series[i] = info.Series
	}
	all, err := indicators.AggregatesOf(c.Request.Context(), c.api.Store, series, q)
	if err != nil {
		if e, ok := errors.AsType[*indicators.Error](err); ok && e.Field == "statistic" {
			e.Field = "aggregate"
		}
		return 0, nil, err
	}
	v := c.aggregatesView(city, q, infos)
	if len(all) == 1 {
		for _, a := range all[0] {
			v.add(q, indicators.CityAggregate{Aggregate: a}, series)
		}
		c.settledWindows(all[0], infos)
		return statusOK(v, nil)
	}
	needed := indicators.LeastSites(indicator, least, len(infos))
	v.CityRule, v.LeastSites = &indicator.CityRule, &needed
	for _, a := range indicators.CityAggregates(indicator.CityRule, needed, all) {
		v.add(q, a, series)
	}
	c.settledWindows(all[0], infos)
	return statusOK(v, nil)
}

// settledWindows is settled for windows up to a named end, when every series reaches up to the last one's.
func (c *call) settledWindows(windows []indicators.Aggregate, infos []indicators.SeriesInfo) {
	if c.text("to") == "" || len(windows) == 0 {
		return
	}
	reach := c.api.reachOf(infos[0])
	for _, info := range infos[1:] {
		if one := c.api.reachOf(info); one.Before(reach) {
			reach = one
		}
	}
	c.settled(windows[len(windows)-1].Period.To, reach)
}

// seriesOfSites is the series of every site asked for; of the sites below where a single one has none of its own.
func (c *call) seriesOfSites() (city indicators.City, indicator indicators.Indicator, infos []indicators.SeriesInfo, err error) {
	if city, err = c.city(); err != nil {
		return city, indicator, nil, err
	}
	if indicator, err = c.indicator(); err != nil {
		return city, indicator, nil, err
	}
	sites, err := c.sites(city.ID)
	if err != nil {
		return city, indicator, nil, err
	}
	all, err := c.candidates(city, indicator, "")
	if err != nil {
		return city, indicator, nil, err
	}
	has := func(site string) bool {
		return slices.ContainsFunc(all, func(i indicators.SeriesInfo) bool { return i.Series.Site == site })
	}
	if len(sites) == 1 && !has(sites[0]) {
		if below := c.api.Catalogue.SitesBelow(city.ID, sites[0], has); len(below) > 0 {
			sites = below
		}
	}
	for _, site := range sites {
		info, err := c.seriesAt(city, indicator, site, all)
		if err != nil {
			return city, indicator, nil, err
		}
		infos = append(infos, info)
	}
	return city, indicator, infos, nil
}

// aggregateQuery reads what is asked of the series.
func (c *call) aggregateQuery(city indicators.City, indicator indicators.Indicator, infos []indicators.SeriesInfo) (q indicators.AggregateQuery, err error) {
	statistics := strings.Split(cmp.Or(c.text("aggregate"), "mean"), ",")
	if len(statistics) > mostStatistics {
		return q, indicators.Errorf(indicators.Invalid, "aggregate names %d statistics; at most %d are taken", len(statistics), mostStatistics).Coded("bad_parameter").At("aggregate")
	}
	q = indicators.AggregateQuery{Series: infos[0].Series, Statistic: statistics[0], More: statistics[1:], GroupBy: c.text("group_by"),
		Directions: c.api.Catalogue.IsDirection(indicator), Zone: c.api.Catalogue.Zone(city.ID), Required: indicator.Completeness.Percent}
	for i, s := range statistics {
		if slices.Contains(statistics[:i], s) {
			return q, indicators.Errorf(indicators.Invalid, "aggregate names %s twice", s).Coded("bad_parameter").At("aggregate")
		}
	}
	if name := c.text("tz"); name != "" {
		if q.Zone, err = time.LoadLocation(name); err != nil || name == "Local" {
			return q, indicators.Errorf(indicators.Invalid, "tz is %q; it must be an IANA name such as Asia/Jakarta", name).Coded("bad_parameter").At("tz")
		}
	}
	if q.Rule, err = indicators.PercentileRule(c.text("percentile_rule")); err != nil {
		return q, err
	}
	if q.FirstMonth, err = c.firstMonth(city.ID); err != nil {
		return q, err
	}
	switch c.text("gaps") {
	case "", "explicit", "omit":
	default:
		return q, indicators.Errorf(indicators.Invalid, "gaps is %q; it must be explicit or omit", c.text("gaps")).Coded("bad_parameter").At("gaps")
	}
	percent, err := c.percent("min_coverage", 0, 100)
	if err != nil {
		return q, err
	}
	if percent != nil {
		q.Required = *percent
	}
	if err := c.windows(&q, infos); err != nil {
		return q, err
	}
	total := int64(0)
	for _, info := range infos {
		from, to := max(q.Period.From.Unix(), info.First), min(q.Period.To.Unix(), info.Last+1)
		total += min(info.Count, max(0, to-from)/max(1, int64(info.Series.Resolution.Approx()/time.Second))+1)
	}
	if total > mostWork && (q.NeedsValues() || q.Zone.String() != c.api.Catalogue.Zone(city.ID).String()) {
		return q, indicators.Errorf(indicators.Invalid, "this would read %d observations one by one", total).Coded("too_many_points").At("site").
			Try("Ask for fewer sites, or for mean, min, max, sum and count in windows of days or longer in the city's zone.")
	}
	if len(infos) > 1 && !q.Rolling.IsZero() {
		return q, indicators.Errorf(indicators.Invalid, "rolling windows are of one site, and %d are meant", len(infos)).Coded("contradictory_parameters").At("rolling").
			Try("Ask for one site, or for window.")
	}
	return q, nil
}

// windows reads which windows are asked for, and bounds how many there are before any is computed. Open ends
// are those of the series, widened to whole windows.
func (c *call) windows(q *indicators.AggregateQuery, infos []indicators.SeriesInfo) error {
	var err error
	if q.Window, err = c.resolution("window"); err != nil {
		return err
	}
	if q.Rolling, err = c.resolution("rolling"); err != nil {
		return err
	}
	if q.Period, err = c.span(q.Zone); err != nil {
		return err
	}
	first, last, step := infos[0].First, infos[0].Last, infos[0].Series.Resolution
	for _, info := range infos {
		first, last = min(first, info.First), max(last, info.Last)
		if info.Series.Resolution.Approx() < step.Approx() {
			step = info.Series.Resolution
		}
	}
	widened := q.Window
	if q.GroupBy != "" {
		widened = indicators.P1D
	}
	if c.text("from") == "" {
		q.Period.From = time.Unix(first, 0).UTC()
		if !widened.IsZero() {
			q.Period.From = indicators.WindowOf(q.Period.From, widened, q.Zone, q.FirstMonth).From
		}
	}
	if c.text("to") == "" {
		q.Period.To = time.Unix(last+1, 0).UTC()
		if q.GroupBy != "" {
			q.Period.To = indicators.WindowOf(time.Unix(last, 0), widened, q.Zone, q.FirstMonth).To
		}
	}
	if !q.Period.From.Before(q.Period.To) {
		q.Period.To = q.Period.From.Add(time.Second)
	}
	if q.GroupBy != "" {
		q.Period = within(q.Period, first, last+1)
		return nil
	}
	if !q.Window.IsZero() {
		step = q.Window
	}
	length := step.Approx()
	most := int64(mostPoints / len(infos))
	if each := int64(q.Rolling.Approx() / max(1, length)); each > 0 { // what every window looks at anew
		most = min(most, mostWork/each)
	}
	if length > 0 && int64(q.Period.To.Sub(q.Period.From)/length) > most {
		from := q.Period.From.Unix()
		return indicators.Errorf(indicators.Invalid, "this would be more than %d windows", most).Coded("too_many_points").At("window").
			Try("Ask for longer windows, or for less time: %s would do.", timeText(from, from+most*int64(length/time.Second)))
	}
	return nil
}

// within cuts a period that reaches far beyond what there is (a century of nothing) to a year around it.
func within(p indicators.Period, first, last int64) indicators.Period {
	if begin := time.Unix(first, 0).UTC().AddDate(-1, 0, 0); p.From.Before(begin) {
		p.From = begin
	}
	if end := time.Unix(last, 0).UTC().AddDate(1, 0, 0); p.To.After(end) {
		p.To = end
	}
	if !p.From.Before(p.To) {
		p.To = p.From.Add(time.Second)
	}
	return p
}
