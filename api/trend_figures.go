package api

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// statedRef is where a published figure was read.
func statedRef(f indicators.Figure) ingest.RowRef {
	return ingest.RowRef{Upload: f.Upload, Line: f.Line, Indicator: f.Series.Indicator, Statistic: f.Series.Statistic}
}

// trendFigures fills in the figures of the headline, and the sources and uploads behind every site.
func (c *call) trendFigures(v *Trend, calendar indicators.Calendar, a indicators.TrendAnswer) error {
	var refs []ingest.RowRef
	for _, site := range a.Sites {
		for _, p := range site.Points {
			if p.Figure != nil && len(refs) < sourcedRows {
				refs = append(refs, statedRef(*p.Figure))
			}
		}
	}
	origins, err := ingest.Provenance(c.Request.Context(), c.api.Ledger, c.api.Catalogue, refs)
	if err != nil {
		return err
	}
	for i, p := range a.Points {
		f := TrendFigureView{Period: periodView(calendar, p.Period, a.Window), Value: *tidy(&p.Value), Qualifier: p.Censored.Mark(), Computed: p.Figure == nil}
		if p.Coverage != nil {
			f.Coverage = p.Coverage.Percent
		}
		if a.Used != nil {
			f.Sites = &a.Used[i]
		}
		if p.Figure != nil && p.Figure.Upload != 0 {
			id, line := p.Figure.Upload.String(), int(p.Figure.Line)
			f.Upload, f.Line, f.Value = &id, &line, p.Value
			if origin, ok := origins[statedRef(*p.Figure)]; ok {
				of := origin.Provenance(c.api.Catalogue, v.City, p.Figure.Series.Site)
				f.Source, f.Provenance = textOrNil(origin.Source), &of
				c.licensed(of.Licence)
			}
		}
		v.Figures = append(v.Figures, f)
	}
	for _, ref := range refs { // in the order of sites and time
		v.cite(origins[ref].Source, ref.Upload)
	}
	for _, b := range v.Breaks {
		v.cite(b.Source, 0)
	}
	return c.citeSeries(v, a)
}

// cite adds a source and an upload that are not there yet.
func (v *Trend) cite(source string, upload indicators.UploadID) {
	if source != "" && !slices.Contains(v.Sources, source) {
		v.Sources = append(v.Sources, source)
	}
	if id := upload.String(); upload != 0 && !slices.Contains(v.Uploads, id) {
		v.Uploads = append(v.Uploads, id)
	}
}

// citeSeries adds, of every finer series, the upload of its last valid observation and the source of its profile.
func (c *call) citeSeries(v *Trend, a indicators.TrendAnswer) error {
	var finer []indicators.Series
	for _, site := range a.Sites {
		if len(site.Series) > 0 && slices.ContainsFunc(site.Points, func(p indicators.TrendPoint) bool { return p.Figure == nil }) {
			finer = append(finer, site.Series[len(site.Series)-1])
		}
	}
	if len(finer) == 0 {
		return nil
	}
	latest, err := c.api.Store.Latest(c.Request.Context(), finer)
	if err != nil {
		return err
	}
	profiles := map[indicators.UploadID]indicators.Profile{}
	for _, l := range latest {
		id := l.Observation.Upload
		if !l.OK || id == 0 {
			continue
		}
		profile, known := profiles[id]
		if !known {
			upload, err := c.api.Ledger.Upload(c.Request.Context(), id)
			if err != nil && indicators.KindOf(err) != indicators.NotFound {
				return err
			}
			profile, _ = c.api.Catalogue.Profile(upload.Profile)
			profiles[id] = profile
		}
		v.cite(profile.Source, id)
		at := slices.IndexFunc(v.Sites, func(site SiteTrendView) bool { return site.Site == l.Series.Site })
		of := c.api.Catalogue.ProvenanceOf(v.City, l.Series.Site, profile.Source, profile.Licence)
		v.Sites[at].Provenance = &of
		c.licensed(of.Licence)
	}
	return nil
}

// coverageOf is valid ÷ expected over the figures made from finer observations, in percent; nil where all are stated.
func coverageOf(points []indicators.TrendPoint) *float64 {
	valid, expected := 0, 0
	for _, p := range points {
		if p.Coverage != nil {
			valid, expected = valid+p.Coverage.Valid, expected+p.Coverage.Expected
		}
	}
	if expected == 0 {
		return nil
	}
	return tidy(new(100 * float64(valid) / float64(expected)))
}

// trendLinks lead to what the numbers stand on.
func trendLinks(v Trend, a indicators.TrendAnswer) map[string]string {
	of := base + "/cities/" + v.City + "/indicators/" + v.Indicator
	links := map[string]string{"indicator": base + "/indicators/" + v.Indicator, "latest": of + "/latest?site=" + a.Sites[0].Site}
	if len(a.Sites) == 1 && len(a.Sites[0].Series) > 0 {
		s := a.Sites[0].Series[0]
		query := "resolution=" + s.Resolution.String() + "&site=" + s.Site + "&statistic=" + s.Statistic
		links["observations"] = of + "/observations?" + query
		if s.Resolution != a.Window {
			links["aggregates"] = of + "/aggregates?aggregate=" + v.Aggregate + "&" + query + "&window=" + v.Window
		}
	}
	if len(v.Uploads) > 0 {
		links["upload"] = base + "/uploads/" + v.Uploads[0]
	}
	return links
}

// trendTable is a trend as CSV: a row for the headline of several sites, and one for every site.
type trendTable struct{ Trend }

func (t trendTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write([]string{"city", "site", "indicator", "unit", "aggregate", "window", "method", "start", "end", "n", "slope_per_year", "low", "high", "confidence_percent",
		"p", "p_adjusted", "tau", "verdict", "warnings", "sentence", "sources"})
	row := func(site string, period *PeriodView, e TrendEstimate, adjusted *float64, verdict string, warnings []string, sentence string) {
		start, end, low, high, confidence := "", "", "", "", ""
		if period != nil {
			start, end = period.Start, period.End
		}
		if i := e.Interval; i != nil {
			low, high, confidence = cellOf(&i.Low), cellOf(&i.High), cellOf(&i.Confidence)
		}
		_ = w.Write([]string{t.City, site, t.Indicator, t.Unit, t.Aggregate, t.Window, t.Method, start, end, strconv.Itoa(e.N), cellOf(e.Slope), low, high, confidence,
			cellOf(e.P), cellOf(adjusted), cellOf(e.Tau), verdict, strings.Join(warnings, " | "), ingest.Guarded(sentence), joined(t.Sources)})
	}
	site := t.Site
	if len(t.Sites) == 1 { // a row of a single station is that station's, whatever was asked for
		site = t.Sites[0].Site
	}
	row(site, t.Period, t.TrendEstimate, nil, t.Verdict, t.Warnings, t.Sentence)
	if len(t.Sites) > 1 {
		for _, s := range t.Sites {
			row(s.Site, s.Period, s.TrendEstimate, s.AdjustedP, s.Verdict, s.Warnings, "")
		}
	}
	w.Flush()
	return w.Error()
}

func cellOf(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}
