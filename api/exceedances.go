package api

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// mostStandards is how many standards one question may name.
const mostStandards = 50

// getExceedances answers how values stand against limits, year by year.
//
// @Summary     Exceedances of limits
// @Description For every year the limits that were law then and those that are law now, side by side, and beside them guidelines with their interim targets.
// @Description A value equal to a limit does not exceed it, unless the limit is strict. Means of the limit's averaging time are made from finer values; what differs in
// @Description reference state or averaging is not compared, and not_compared says why. That a limit was met needs 90 % of the values (Directive 2008/50/EC, Annex VII)
// @Description or what the standard says; what is over it for certain is exceeded however few there are. Formulas: docs/methods.md, section 5.
// @ID          listExceedances
// @Tags        observations
// @Produce     json
// @Param       city       path  string true  "city" example(cebu)
// @Param       indicator  path  string true  "indicator" example(pm2-5)
// @Param       site       query string false "site" default(citywide) example(talisay-city-station)
// @Param       from       query string false "RFC 3339 with offset, or a local date, month or year" example(2019)
// @Param       to         query string false "not included" example(2020)
// @Param       standard   query string false "ids of standards with commas between, such as who-2021-pm2-5-24h; default the law of the city and every guideline"
// @Param       class      query string false "class of water or area, such as C, where the instrument has classes"
// @Param       at         query string false "the day whose law is law now: a year, month, date or RFC 3339; default today" example(2019-12-31)
// @Param       legal      query string false "which law is shown" Enums(both, then, now) default(both)
// @Param       year       query string false "years of the calendar, or the city's fiscal years" Enums(calendar, fiscal) default(calendar)
// @Param       resolution query string false "only series of this resolution" example(P1D)
// @Param       format     query string false "form of the answer" Enums(json, csv)
// @Success     200 {object} Exceedances
// @Failure     404 {object} Problem "no such city, indicator, site or standard, or no observations"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /cities/{city}/indicators/{indicator}/exceedances [get]
func getExceedances(c *call) (int, any, error) {
	city, err := c.city()
	if err != nil {
		return 0, nil, err
	}
	indicator, err := c.indicator()
	if err != nil {
		return 0, nil, err
	}
	q, err := c.exceedanceQuery(city, indicator)
	if err != nil {
		return 0, nil, err
	}
	legal := c.text("legal")
	switch legal {
	case "", "both", "then", "now":
	default:
		return 0, nil, indicators.Errorf(indicators.Invalid, "legal is %q; it must be both, then or now", legal).Coded("bad_parameter").At("legal")
	}
	report, err := indicators.Exceedances(c.Request.Context(), c.api.Store, c.api.Catalogue, q)
	if err != nil {
		if e, ok := errors.AsType[*indicators.Error](err); ok && e.Code == "no_series" {
			return 0, nil, c.withOthers(e, city, indicator)
		}
		return 0, nil, err
	}
	if legal == "then" || c.text("at") != "" { // what is law now may be another one tomorrow
		if err := c.settledSeries(q.Period.To, seriesJudged(report)...); err != nil {
			return 0, nil, err
		}
	}
	v, err := c.exceedancesView(q, indicator, report, legal)
	return statusOK(exceedanceTable{v}, err)
}

// seriesJudged are the series that the report stands on.
func seriesJudged(report indicators.ExceedanceReport) (read []indicators.Series) {
	for _, year := range report.Years {
		for _, e := range slices.Concat(year.Then, year.Now, year.Others) {
			if e.Series.City != "" && !slices.Contains(read, e.Series) {
				read = append(read, e.Series)
			}
		}
	}
	return read
}

// exceedanceQuery reads the request.
func (c *call) exceedanceQuery(city indicators.City, indicator indicators.Indicator) (q indicators.ExceedanceQuery, err error) {
	q.City, q.Indicator = city.ID, indicator.ID
	if q.Class, err = c.class(); err != nil {
		return q, err
	}
	if q.Site, err = c.site(city.ID); err != nil {
		return q, err
	}
	calendar := c.api.Catalogue.Calendar(city.ID)
	if q.Period, err = c.span(calendar.Zone); err != nil {
		return q, err
	}
	if q.Resolution, err = c.resolution("resolution"); err != nil {
		return q, err
	}
	first, err := c.firstMonth(city.ID)
	if err != nil {
		return q, err
	}
	q.Fiscal = first > 1
	if text := c.text("standard"); text != "" {
		q.Standards = strings.Split(text, ",")
	}
	if len(q.Standards) > mostStandards {
		return q, indicators.Errorf(indicators.Invalid, "standard names %d standards; at most %d are taken", len(q.Standards), mostStandards).Coded("bad_parameter").At("standard")
	}
	q.Now, err = c.lawAt(calendar)
	return q, err
}

// lawAt is the instant whose law counts as that of now: the end of the parameter at, else of today.
func (c *call) lawAt(calendar indicators.Calendar) (time.Time, error) {
	text := c.text("at")
	if text == "" {
		text = c.today(calendar.Zone)
	}
	end, err := calendar.EndOf(text)
	return end.Add(-time.Second), atParameter(err, "at") // the last second of the day or year
}
