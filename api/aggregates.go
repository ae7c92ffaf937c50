package api

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// mostPoints is how many windows one answer may have.
const mostPoints = 100_000

// AggregateView is one window.
type AggregateView struct {
	Period   PeriodView          `json:"period" binding:"required"`
	Value    *float64            `json:"value" extensions:"x-nullable"` // null unless status is ok
	Status   string              `json:"status" binding:"required" enums:"ok,insufficient,no_data,censored"`
	Coverage indicators.Coverage `json:"coverage" binding:"required"`
}

// Aggregates is one statistic of one series over windows.
type Aggregates struct {
	Series    SeriesView      `json:"series" binding:"required"`
	Aggregate string          `json:"aggregate" binding:"required" example:"mean"`
	Window    string          `json:"window,omitempty" example:"P1Y"`
	Rolling   string          `json:"rolling,omitempty" example:"PT24H"`
	Zone      string          `json:"zone" binding:"required" example:"Asia/Manila"`
	Required  float64         `json:"required_percent"` // coverage below which a window has no value
	Data      []AggregateView `json:"data" binding:"required"`
}

type aggregateTable struct{ Aggregates }

func (t aggregateTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write([]string{"series", "aggregate", "unit", "period", "start", "end", "value", "status", "expected", "valid", "coverage", "required"})
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'f', -1, 64)
	}
	for _, a := range t.Data {
		_ = w.Write([]string{t.Series.ID, t.Aggregate, t.Series.Unit, a.Period.Text, a.Period.Start, a.Period.End, number(a.Value), a.Status,
			strconv.Itoa(a.Coverage.Expected), strconv.Itoa(a.Coverage.Valid), number(a.Coverage.Percent), number(&a.Coverage.Required)})
	}
	w.Flush()
	return w.Error()
}

// getAggregates answers a statistic over windows of the local calendar, or rolling ones.
//
// @Summary     Aggregates of one series
// @Description Windows follow the city's calendar (months from the first, days from local midnight). A window whose coverage lies below the
// @Description indicator's rule has no value; expected counts come from the calendar, not from the rows present. Empty windows are shown.
// @ID          listAggregates
// @Tags        observations
// @Produce     json
// @Param       city         path  string true  "city" example(kitakyushu)
// @Param       indicator    path  string true  "indicator" example(so2-ppb)
// @Param       site         query string false "site" default(citywide)
// @Param       resolution   query string false "resolution of the series, where there are several" example(P1D)
// @Param       statistic    query string false "statistic of the series, where there are several"
// @Param       window       query string false "ISO 8601 duration; this or rolling" example(P1Y)
// @Param       rolling      query string false "ISO 8601 duration of a window that ends with each observation" example(PT24H)
// @Param       aggregate    query string false "what to compute" Enums(mean, sum, min, max, count, median, sd) default(mean)
// @Param       min_coverage query number false "percent of the expected observations that a value needs; default the indicator's rule" minimum(0) maximum(100)
// @Param       from         query string false "windows that start at or after: RFC 3339 with offset, or a local date, month or year" example(2011)
// @Param       to           query string false "windows that start before" example(2019)
// @Param       format       query string false "form of the answer" Enums(json, csv)
// @Success     200 {object} Aggregates
// @Failure     404 {object} Problem "no such city, indicator, site or series"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /cities/{city}/indicators/{indicator}/aggregates [get]
func getAggregates(c *call) (int, any, error) {
	city, indicator, info, err := c.oneSeries()
	if err != nil {
		return 0, nil, err
	}
	zone := c.api.Catalogue.Zone(city.ID)
	q := indicators.AggregateQuery{Series: info.Series, Statistic: c.text("aggregate"), Zone: zone, Required: indicator.Completeness.Percent}
	if q.Statistic == "" {
		q.Statistic = "mean"
	}
	if err := c.windows(&q, info); err != nil {
		return 0, nil, err
	}
	if percent, err := c.number("min_coverage"); err != nil {
		return 0, nil, err
	} else if percent != nil {
		if *percent < 0 || *percent > 100 {
			return 0, nil, indicators.Errorf(indicators.Invalid, "min_coverage is %v; it must be from 0 to 100", *percent).Coded("bad_parameter").At("min_coverage")
		}
		q.Required = *percent
	}
	aggregates, err := indicators.Aggregates(c.Request.Context(), c.api.Store, q)
	if err != nil {
		if e, ok := errors.AsType[*indicators.Error](err); ok && e.Field == "statistic" {
			e.Field = "aggregate"
		}
		return 0, nil, err
	}
	v := aggregateTable{Aggregates{Series: c.api.seriesView(info), Aggregate: q.Statistic, Window: q.Window.String(), Rolling: q.Rolling.String(),
		Zone: zone.String(), Required: q.Required, Data: make([]AggregateView, 0, len(aggregates))}}
	calendar := c.api.Catalogue.Calendar(city.ID)
	for _, a := range aggregates {
		v.Data = append(v.Data, AggregateView{periodView(calendar, a.Period, q.Window), a.Value, a.Status, a.Coverage})
	}
	if c.text("to") != "" && len(aggregates) > 0 {
		c.settled(aggregates[len(aggregates)-1].Period.To, c.api.reachOf(info))
	}
	return statusOK(v, nil)
}

// windows reads which windows are asked for, and bounds how many there are before any is computed. Open ends
// are those of the series, widened to whole windows.
func (c *call) windows(q *indicators.AggregateQuery, info indicators.SeriesInfo) error {
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
	if c.text("from") == "" {
		q.Period.From = time.Unix(info.First, 0).UTC()
		if year := indicators.YearPeriod(q.Period.From.In(q.Zone).Year(), q.Zone); !q.Window.IsZero() {
			q.Period.From = firstStart(q.Window, year.From, q.Period.From, q.Zone)
		}
	}
	if c.text("to") == "" {
		q.Period.To = time.Unix(info.Last+1, 0).UTC()
	}
	if !q.Period.From.Before(q.Period.To) {
		q.Period.To = q.Period.From.Add(time.Second)
	}
	step := q.Window
	if step.IsZero() {
		step = q.Series.Resolution
	}
	if length := step.Approx(); length > 0 && q.Period.To.Sub(q.Period.From)/length > mostPoints {
		return indicators.Errorf(indicators.Invalid, "this would be more than %d windows", mostPoints).Coded("too_many_points").At("window").
			Try("Ask for longer windows, or for less time with from and to.")
	}
	return nil
}

// firstStart is the start of the window in which at falls.
func firstStart(window indicators.Resolution, year, at time.Time, zone *time.Location) time.Time {
	begin := year
	if window.Months > 12 || window.Days > 0 || window.Seconds > 0 {
		begin = at.AddDate(0, -int(window.Months), -int(window.Days)-1)
	}
	for _, w := range indicators.Windows(indicators.Period{From: begin, To: at.Add(time.Second)}, window, zone) {
		if w.Contains(at) {
			return w.From
		}
	}
	return at
}
