package api

import (
	"io"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// ObservationView is one value with its period and where it comes from.
type ObservationView struct {
	Period    PeriodView `json:"period" binding:"required"`
	Value     float64    `json:"value" binding:"required"`
	Qualifier string     `json:"qualifier" enums:",<,>"`                     // "<": the true value lies below, ">": above
	Quality   int        `json:"quality" binding:"required" enums:"1,2,3,4"` // QARTOD: 1 good, 2 not evaluated, 3 suspect, 4 fail
	Status    string     `json:"status" binding:"required" enums:"observed,provisional,estimated,projected,modelled"`
	Upload    *string    `json:"upload" extensions:"x-nullable" example:"u1"` // null: not from a file
	Line      *int       `json:"line" extensions:"x-nullable"`                // of the file, from 1
	Source    *string    `json:"source" extensions:"x-nullable"`              // as the row or its profile states it; null where none is known
	Note      *string    `json:"note" extensions:"x-nullable"`
	Text      *string    `json:"text" extensions:"x-nullable"`      // the cell as it was written
	TextUnit  *string    `json:"text_unit" extensions:"x-nullable"` // its unit as it was written, or as the profile states it; value is in the unit of the series

	Provenance *indicators.Provenance `json:"provenance" extensions:"x-nullable"` // null where the source was not read
}

// Observations is one page of a series.
type Observations struct {
	Series SeriesView        `json:"series" binding:"required"`
	Data   []ObservationView `json:"data" binding:"required"`
	Page   Page              `json:"page" binding:"required"`
}

// observationPage is Observations with what its CSV needs.
type observationPage struct {
	Observations
	api     *API
	series  indicators.Series
	held    []indicators.Observation
	origins map[ingest.RowRef]ingest.RowOrigin
}

func (p observationPage) writeCSV(to io.Writer) error {
	export := ingest.NewExport(to, p.api.Catalogue)
	for _, o := range p.held {
		if err := export.Write(ingest.ExportRow{Series: p.series, Observation: o, Origin: p.origins[refOf(p.series, o)]}); err != nil {
			return err
		}
	}
	return export.Flush()
}

func refOf(s indicators.Series, o indicators.Observation) ingest.RowRef {
	return ingest.RowRef{Upload: o.Upload, Line: o.Line, Indicator: s.Indicator, Statistic: s.Statistic, Site: s.Site, Start: o.Start}
}

// origins reads sources, notes and cells again from the kept uploads; nothing for many rows.
func (c *call) origins(s indicators.Series, held []indicators.Observation) (map[ingest.RowRef]ingest.RowOrigin, error) {
	if len(held) > sourcedRows {
		return nil, nil
	}
	refs := make([]ingest.RowRef, len(held))
	for i, o := range held {
		refs[i] = refOf(s, o)
	}
	origins, err := ingest.Provenance(c.Request.Context(), c.api.Ledger, c.api.Catalogue, refs)
	c.licensed(licencesOf(c, origins)...)
	return origins, err
}

func (a *API) observationView(s indicators.Series, o indicators.Observation, origins map[ingest.RowRef]ingest.RowOrigin) ObservationView {
	calendar := a.Catalogue.Calendar(s.City)
	v := ObservationView{Period: periodView(calendar, calendar.PeriodOf(o.Start, s.Resolution), s.Resolution), Value: o.Value,
		Qualifier: o.Censored.Mark(), Quality: int(o.Quality), Status: o.Status.String()}
	if o.Upload != 0 {
		id := o.Upload.String()
		v.Upload = &id
	}
	if o.Line != 0 {
		line := int(o.Line)
		v.Line = &line
	}
	origin, ok := origins[refOf(s, o)]
	if ok {
		v.Source, v.Note, v.Text, v.TextUnit = textOrNil(origin.Source), textOrNil(origin.Note), textOrNil(origin.Text), textOrNil(origin.Unit)
	}
	if ok || o.Upload == 0 {
		of := origin.Provenance(a.Catalogue, s.City, s.Site)
		v.Provenance = &of
	}
	return v
}

func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// getObservations answers the observations of one series.
//
// @Summary     Observations of one series
// @Description Values as they were stored, unrounded, oldest first, of every quality and status. The CSV imports again with every row unchanged. Every form comes in pages: the header Link names the next one, JSON in page too, and a workbook on its sheet about.
// @ID          listObservations
// @Tags        observations
// @Produce     json
// @Param       city       path  string true  "city" example(cebu)
// @Param       indicator  path  string true  "indicator" example(solid-waste-generated)
// @Param       site       query string false "site" default(citywide) example(cebu-city)
// @Param       resolution query string false "ISO 8601 duration, where there are several series" example(P1Y)
// @Param       statistic  query string false "statistic, where there are several series" example(mean)
// @Param       from       query string false "periods that start at or after: RFC 3339 with offset, or a local date, month or year" example(2010)
// @Param       to         query string false "periods that start before" example(2014)
// @Param       limit      query int    false "rows a page" minimum(1) maximum(100000) default(1000)
// @Param       cursor     query string false "next_cursor of the page before"
// @Param       format     query string false "form of the answer" Enums(json, csv)
// @Success     200 {object} Observations
// @Failure     404 {object} Problem "no such city, indicator, site or series"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /cities/{city}/indicators/{indicator}/observations [get]
func getObservations(c *call) (int, any, error) {
	city, info, err := c.oneSeries()
	if err != nil {
		return 0, nil, err
	}
	limit, err := c.limit(1000, mostPoints)
	if err != nil {
		return 0, nil, err
	}
	if min(int64(limit), info.Count) > plainPage {
		if err := c.enterHeavy(); err != nil {
			return 0, nil, err
		}
	}
	calendar := c.api.Catalogue.Calendar(city.ID)
	period, err := c.span(calendar.Zone)
	if err != nil {
		return 0, nil, err
	}
	if err := c.startAtPlace(&period); err != nil {
		return 0, nil, err
	}
	held, err := c.selectSome(info, period, limit+1)
	if err != nil {
		return 0, nil, err
	}
	v := observationPage{api: c.api, series: info.Series}
	v.Page.Limit = limit
	if len(held) > limit {
		c.more(&v.Page, strconv.FormatInt(held[limit].Start, 10))
		held = held[:limit]
	}
	if v.origins, err = c.origins(info.Series, held); err != nil {
		return 0, nil, err
	}
	v.Series, v.held, v.Data = c.api.seriesView(info), held, make([]ObservationView, 0, len(held))
	if c.text("to") != "" {
		c.settled(period.To, c.api.reachOf(info))
	}
	if !c.wantsCSV() {
		for _, o := range held {
			v.Data = append(v.Data, c.api.observationView(info.Series, o, v.origins))
		}
	}
	return statusOK(v, nil)
}

// startAtPlace moves the begin of the period to where the cursor says.
func (c *call) startAtPlace(period *indicators.Period) error {
	place, err := c.place()
	if err != nil || place == "" {
		return err
	}
	start, err := strconv.ParseInt(place, 10, 64)
	period.From = time.Unix(start, 0).UTC()
	return err
}

// selectSome reads the first n observations of the period without unpacking all of a long series: it reads
// twice the time that n observations without a gap would need, and four times as much when that was not enough.
func (c *call) selectSome(info indicators.SeriesInfo, period indicators.Period, n int) ([]indicators.Observation, error) {
	from, end := max(period.From.Unix(), info.First), min(period.To.Unix(), info.Last+1)
	held := []indicators.Observation{}
	span := max(int64(2*float64(n)*info.Series.Resolution.Approx().Seconds()), 7*86400)
	for from < end && len(held) < n {
		to := end
		if span < end-from {
			to = from + span
		}
		some, err := c.api.Store.Select(c.Request.Context(), info.Series, indicators.Period{From: time.Unix(from, 0), To: time.Unix(to, 0)})
		if err != nil {
			return nil, err
		}
		held = append(held, some...)
		from, span = to, span*4
	}
	return held[:min(n, len(held))], nil
}
