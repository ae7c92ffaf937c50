package api

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// AggregateView is one window, or one group of hours, weekdays or months.
type AggregateView struct {
	Period   PeriodView          `json:"period" binding:"required"`
	Group    string              `json:"group,omitempty" example:"07"` // of group_by: 00 to 23, monday to sunday, 01 to 12
	Coverage indicators.Coverage `json:"coverage" binding:"required"`
	ValueView
	Also  []AlsoView          `json:"also,omitempty"`  // further statistics of the same window, in the order asked for
	Sites []SiteAggregateView `json:"sites,omitempty"` // the figures of the sites that this one is made of
}

// ValueView is one statistic of a window.
type ValueView struct {
	Value     *float64 `json:"value" extensions:"x-nullable"` // with twelve significant digits; null unless status is ok
	Status    string   `json:"status" binding:"required" enums:"ok,insufficient,no_data,censored,undefined"`
	Method    string   `json:"method,omitempty" enums:"kaplan-meier,regression-on-order-statistics,exact"` // how values below or above a limit were taken in
	Qualifier string   `json:"qualifier,omitempty" enums:"<,>"`                                            // with status censored: the value lies below or above
	Bound     *float64 `json:"bound,omitempty"`                                                            // this
	Note      string   `json:"note,omitempty" example:"extreme_value_censored"`                            // a code for what to know
	Resultant *float64 `json:"resultant,omitempty"`                                                        // of directions: length of the mean vector, 0 to 1
}

// AlsoView is a further statistic.
type AlsoView struct {
	Aggregate string `json:"aggregate" binding:"required" example:"p98"`
	ValueView
}

// SiteAggregateView is the figure of one site.
type SiteAggregateView struct {
	Site     string              `json:"site" binding:"required"`
	Coverage indicators.Coverage `json:"coverage" binding:"required"`
	ValueView
}

// Aggregates is statistics of one series, or of several sites, over windows.
type Aggregates struct {
	Series      SeriesView      `json:"series" binding:"required"` // over several sites: their common name and extent
	Aggregate   string          `json:"aggregate" binding:"required" example:"mean"`
	Also        []string        `json:"also" binding:"required"`                                       // the further statistics
	Percentiles *string         `json:"percentile_rule" extensions:"x-nullable" example:"type 7"`      // of percentiles; null without any
	Averaging   *string         `json:"direction_mean" extensions:"x-nullable" example:"unit vectors"` // how directions are averaged; null for other quantities
	Window      string          `json:"window,omitempty" example:"P1Y"`
	Rolling     string          `json:"rolling,omitempty" example:"PT24H"`
	GroupBy     string          `json:"group_by,omitempty" example:"hour_of_day"`
	Zone        string          `json:"zone" binding:"required" example:"Asia/Manila"`
	Required    float64         `json:"required_percent"`                                                   // coverage below which a window has no value
	CityRule    *string         `json:"city_rule" extensions:"x-nullable" enums:"mean,median,max,sum,none"` // how the sites make a figure of the city; null for one site
	LeastSites  *int            `json:"min_sites" extensions:"x-nullable"`                                  // that a figure of the city needs
	AllSeries   []SeriesView    `json:"all_series" binding:"required"`                                      // one a site
	Data        []AggregateView `json:"data" binding:"required"`
}

// aggregateTable is Aggregates with what it takes to fill and to write it.
type aggregateTable struct {
	Aggregates
	calendar indicators.Calendar
	omit     bool // windows without data
}

// aggregatesView is the answer without its windows.
func (c *call) aggregatesView(city indicators.City, q indicators.AggregateQuery, infos []indicators.SeriesInfo) *aggregateTable {
	v := &aggregateTable{Aggregates: Aggregates{Series: c.api.seriesView(infos[0]), Aggregate: q.Statistic, Also: q.More, Window: q.Window.String(), Rolling: q.Rolling.String(),
		GroupBy: q.GroupBy, Zone: q.Zone.String(), Required: max(0, q.Required), AllSeries: []SeriesView{}, Data: []AggregateView{}},
		calendar: indicators.Calendar{Zone: q.Zone, FiscalYearStart: c.api.Catalogue.Calendar(city.ID).FiscalYearStart}, omit: c.text("gaps") == "omit"}
	whole := infos[0]
	for i, info := range infos {
		v.AllSeries = append(v.AllSeries, c.api.seriesView(info))
		if i > 0 {
			whole.First, whole.Last, whole.Count = min(whole.First, info.First), max(whole.Last, info.Last), whole.Count+info.Count
		}
	}
	if len(infos) > 1 {
		whole.Series.Site = c.text("site")
		if whole.Series.Site == "" {
			whole.Series.Site = indicators.Citywide
		}
		v.Series = c.api.seriesView(whole)
	}
	for _, s := range append([]string{q.Statistic}, q.More...) {
		if _, ok := indicators.PercentileOf(s); ok {
			v.Percentiles = new(q.Rule.String())
		}
	}
	if q.Directions {
		v.Averaging = textOrNil("unit vectors")
	}
	return v
}

// add shows one window.
func (v *aggregateTable) add(q indicators.AggregateQuery, a indicators.CityAggregate, series []indicators.Series) {
	if v.omit && a.Coverage.Valid == 0 {
		return
	}
	one := AggregateView{Period: periodView(v.calendar, a.Period, q.Window), Group: a.Group, Coverage: a.Coverage, ValueView: valueView(a.AggregateValue)}
	for _, more := range a.More {
		one.Also = append(one.Also, AlsoView{more.Statistic, valueView(more)})
	}
	for i, site := range a.Sites {
		one.Sites = append(one.Sites, SiteAggregateView{series[i].Site, site.Coverage, valueView(site.AggregateValue)})
	}
	v.Data = append(v.Data, one)
}

// valueView has the figure as it is the same on every way of computing it: a sum over days and one over hours differ in the last bits.
func valueView(a indicators.AggregateValue) ValueView {
	return ValueView{Value: tidy(a.Value), Status: a.Status, Method: a.Method, Qualifier: a.Qualifier.Mark(), Bound: a.Bound, Note: a.Note, Resultant: a.Resultant}
}

func (v *aggregateTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	header := []string{"series", "aggregate", "unit", "period", "start", "end", "value", "status", "expected", "valid", "coverage", "required",
		"group", "qualifier", "bound", "method", "note", "censored", "excluded", "sites"}
	for _, s := range v.Also {
		header = append(header, s, s+"_status")
	}
	_ = w.Write(header)
	for _, a := range v.Data {
		row := []string{v.Series.ID, v.Aggregate, v.Series.Unit, a.Period.Text, a.Period.Start, a.Period.End, cellOf(a.Value), a.Status,
			strconv.Itoa(a.Coverage.Expected), strconv.Itoa(a.Coverage.Valid), cellOf(a.Coverage.Percent), cellOf(&a.Coverage.Required),
			a.Group, a.Qualifier, cellOf(a.Bound), a.Method, a.Note, strconv.Itoa(a.Coverage.Censored), excludedCell(a.Coverage), sitesCell(a.Sites)}
		for _, also := range a.Also {
			row = append(row, cellOf(also.Value), also.Status)
		}
		_ = w.Write(row)
	}
	w.Flush()
	return w.Error()
}

// excludedCell is "suspect 3 | fail 1".
func excludedCell(c indicators.Coverage) string {
	var parts []string
	for _, reason := range []string{"suspect", "fail", "projected"} {
		if n := c.Excluded[reason]; n > 0 {
			parts = append(parts, reason+" "+strconv.Itoa(n))
		}
	}
	return strings.Join(parts, " | ")
}

// sitesCell is the sites that have a value, with blanks between.
func sitesCell(sites []SiteAggregateView) string {
	var used []string
	for _, site := range sites {
		if site.Value != nil {
			used = append(used, site.Site)
		}
	}
	return strings.Join(used, " ")
}
