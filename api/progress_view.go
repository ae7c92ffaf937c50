package api

import (
	"maps"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// Progress is how far a city has come from a baseline to a target. Null is undefined or unknown; reasons say why.
type Progress struct {
	City            string                 `json:"city" binding:"required" example:"cebu"`
	Site            string                 `json:"site" binding:"required" example:"cebu-city"`
	Indicator       string                 `json:"indicator" binding:"required" example:"solid-waste-generated"`
	Unit            string                 `json:"unit" binding:"required" example:"t/day"`
	Direction       string                 `json:"direction" binding:"required" enums:"decrease,increase,band"`
	Programme       *string                `json:"programme" extensions:"x-nullable"` // null: the caller's own target
	TargetID        *string                `json:"target_id" extensions:"x-nullable"`
	At              string                 `json:"at" binding:"required" example:"2012"`                      // as it was asked for
	AtEnd           string                 `json:"at_end" binding:"required" format:"date-time"`              // the instant of the judgement
	Method          string                 `json:"method" binding:"required" example:"linear-path/1"`         // with its version
	Baseline        BaselineView           `json:"baseline" binding:"required"`                               //
	Target          TargetView             `json:"target" binding:"required"`                                 //
	Latest          *FigureView            `json:"latest" extensions:"x-nullable"`                            // the last good figure that ends by at_end
	Delta           indicators.Delta       `json:"delta" binding:"required"`                                  // in the indicator's unit
	ProgressPercent *float64               `json:"progress_percent" extensions:"x-nullable" example:"85.71"`  // (latest − baseline) / (target − baseline)
	ExpectedPercent *float64               `json:"expected_percent" extensions:"x-nullable" example:"66.67"`  // share of the time that has passed
	RequiredPerYear *float64               `json:"required_per_year" extensions:"x-nullable" example:"-23.5"` // from latest to target
	ObservedPerYear *float64               `json:"observed_per_year" extensions:"x-nullable" example:"-70.5"` // from baseline to latest
	Projected       *indicators.Projection `json:"projected" extensions:"x-nullable"`                         // if the observed rate goes on
	Measure         *MeasureView           `json:"measure" extensions:"x-nullable"`                           // by which another method than the linear path judges
	Doubt           *DoubtView             `json:"doubt" extensions:"x-nullable"`                             // of progress_percent; null unless baseline and latest are computed means
	Trend           *TargetTrend           `json:"trend,omitempty"`                                           // in the answer of a programme: of the yearly figures up to then
	Status          string                 `json:"status" binding:"required" enums:"achieved,maintained,achieved_but_worsening,on_track,acceleration_needed,limited,moving_away,lost,missed,cannot_be_assessed"`
	Reasons         []string               `json:"reasons" binding:"required"`  // why it cannot be assessed, or a number is null
	Warnings        []string               `json:"warnings" binding:"required"` // what to know beside the numbers
	Sources         []string               `json:"sources" binding:"required"`
	Links           map[string]string      `json:"links" binding:"required"`
}

// BaselineView is what progress is measured from.
type BaselineView struct {
	State  string      `json:"state" binding:"required" enums:"stated,unknown"`
	Period *string     `json:"period" extensions:"x-nullable" example:"2010"`
	Value  *float64    `json:"value" extensions:"x-nullable" example:"470"`
	Origin *string     `json:"origin" extensions:"x-nullable" enums:"programme,stored,request,interpolated"` // who states it
	Source *string     `json:"source" extensions:"x-nullable"`
	Figure *FigureView `json:"figure" extensions:"x-nullable"` // the figure on record, when the value is its
	Reason *string     `json:"reason" extensions:"x-nullable" example:"baseline_year_not_stated"`
}

// TargetView is what is to be reached.
type TargetView struct {
	Kind          string   `json:"kind" binding:"required" enums:"absolute,relative,band,standard"`
	ChangePercent *float64 `json:"change_percent" extensions:"x-nullable" example:"-35"`
	Value         *float64 `json:"value" extensions:"x-nullable" example:"305.5"`
	Low           *float64 `json:"low" extensions:"x-nullable"` // of a band, included
	High          *float64 `json:"high" extensions:"x-nullable"`
	Period        *string  `json:"period" extensions:"x-nullable" example:"2013"` // by whose end it is to be reached
	Origin        string   `json:"origin" binding:"required" enums:"programme,request"`
	Standard      *string  `json:"standard" extensions:"x-nullable"`
	National      bool     `json:"national"` // set by a state for the country, not by the city
	Source        *string  `json:"source" extensions:"x-nullable"`
	Reason        *string  `json:"reason" extensions:"x-nullable"`
}

// FigureView is a number that can be cited: a published one as stored, or the figure of a year computed from finer observations.
type FigureView struct {
	Period       string               `json:"period" binding:"required" example:"2012"`
	Start        string               `json:"start" binding:"required" format:"date-time"`
	End          string               `json:"end" binding:"required" format:"date-time"` // not included
	Value        float64              `json:"value" binding:"required" example:"329"`
	Qualifier    string               `json:"qualifier" enums:",<,>"`
	Statistic    string               `json:"statistic" binding:"required" example:"mean"`
	Status       string               `json:"status" binding:"required" example:"estimated"`
	Quality      int                  `json:"quality" binding:"required" example:"2"`
	Computed     bool                 `json:"computed"`                         // by us, from a finer series
	Coverage     *indicators.Coverage `json:"coverage" extensions:"x-nullable"` // null: not stated by the source
	CoverageNote *string              `json:"coverage_note" extensions:"x-nullable" example:"not stated by the source"`
	Series       string               `json:"series" binding:"required"`
	Upload       *string              `json:"upload" extensions:"x-nullable" example:"u1"`
	Line         *int                 `json:"line" extensions:"x-nullable" example:"12"`
	Source       *string              `json:"source" extensions:"x-nullable"`
	Note         *string              `json:"note" extensions:"x-nullable"`

	Provenance *indicators.Provenance `json:"provenance" extensions:"x-nullable"` // of a computed figure: that of the last observation in it; null where it was not read
}

// progressView words an assessment, with the source of every number in it.
func (c *call) progressView(q question, p indicators.Progress) (Progress, error) {
	origins, err := c.figureOrigins(p.Latest, p.Baseline.Figure)
	if err != nil {
		return Progress{}, err
	}
	calendar := c.api.Catalogue.Calendar(q.city.ID)
	v := Progress{
		City: q.city.ID, Site: q.site, Indicator: q.indicator.ID, Unit: q.indicator.Unit, Direction: string(q.indicator.Direction),
		Programme: textOrNil(q.programme), TargetID: textOrNil(q.target.ID), At: q.at, AtEnd: wireTime(q.until, calendar.Zone), Method: string(p.Method),
		Baseline: BaselineView{State: p.Baseline.State, Period: textOrNil(p.Baseline.Text), Value: tidy(p.Baseline.Value), Origin: textOrNil(p.Baseline.Origin),
			Source: textOrNil(p.Baseline.Source), Figure: c.api.figureView(p.Baseline.Figure, origins), Reason: textOrNil(p.Baseline.Reason)},
		Target: TargetView{Kind: p.Target.Kind, ChangePercent: p.Target.ChangePercent, Value: tidy(p.Target.Value), Low: p.Target.Low, High: p.Target.High,
			Period: textOrNil(p.Target.Text), Origin: p.Target.Origin, Standard: textOrNil(p.Target.Standard), National: p.Target.National,
			Source: textOrNil(p.Target.Source), Reason: textOrNil(p.Target.Reason)},
		Latest:          c.api.figureView(p.Latest, origins),
		Delta:           indicators.Delta{FromBaseline: tidy(p.Delta.FromBaseline), FromBaselinePercent: tidy(p.Delta.FromBaselinePercent), ToTarget: tidy(p.Delta.ToTarget)},
		ProgressPercent: indicators.RoundPercent(p.ProgressPercent), ExpectedPercent: indicators.RoundPercent(p.ExpectedPercent),
		RequiredPerYear: tidy(p.RequiredPerYear), ObservedPerYear: tidy(p.ObservedPerYear),
		Measure: measureView(calendar, p.Measure), Doubt: doubtView(p.Doubt), Status: string(p.Status), Reasons: p.Reasons, Warnings: p.Warnings, Sources: []string{},
	}
	if p.Projected != nil {
		v.Projected = &indicators.Projection{Period: p.Projected.Period, Value: *tidy(&p.Projected.Value)}
	}
	for _, source := range []*string{v.Baseline.Source, sourceOf(v.Baseline.Figure), v.Target.Source, sourceOf(v.Latest)} {
		if source != nil && !slices.Contains(v.Sources, *source) {
			v.Sources = append(v.Sources, *source)
		}
	}
	v.Links = progressLinks(v)
	return v, nil
}

// figureOrigins finds where figures were read; for a computed one, where the last observation in it was.
func (c *call) figureOrigins(figures ...*indicators.Figure) (map[*indicators.Figure]ingest.RowOrigin, error) {
	refs := map[*indicators.Figure]ingest.RowRef{}
	for _, f := range figures {
		if f == nil {
			continue
		}
		ref, err := c.refOfFigure(*f)
		if err != nil {
			return nil, err
		}
		refs[f] = ref
	}
	read, err := ingest.Provenance(c.Request.Context(), c.api.Ledger, c.api.Catalogue, slices.Collect(maps.Values(refs)))
	if err != nil {
		return nil, err
	}
	c.licensed(licencesOf(c, read)...)
	origins := map[*indicators.Figure]ingest.RowOrigin{}
	for f, ref := range refs {
		if origin, ok := read[ref]; ok || ref.Upload == 0 { // a reading that was posted has no row
			origins[f] = origin
		}
	}
	return origins, nil
}

func (c *call) refOfFigure(f indicators.Figure) (ingest.RowRef, error) {
	ref := ingest.RowRef{Upload: f.Upload, Line: f.Line, Indicator: f.Series.Indicator, Statistic: f.Series.Statistic, Site: f.Series.Site}
	if !f.Computed {
		return ref, nil
	}
	last := indicators.Period{From: f.Period.To.AddDate(0, 0, -7), To: f.Period.To}
	held, err := c.api.Store.Select(c.Request.Context(), f.Series, last)
	if len(held) > 0 {
		ref.Upload, ref.Line = held[len(held)-1].Upload, held[len(held)-1].Line
	}
	return ref, err
}

func (a *API) figureView(f *indicators.Figure, origins map[*indicators.Figure]ingest.RowOrigin) *FigureView {
	if f == nil {
		return nil
	}
	calendar := a.Catalogue.Calendar(f.Series.City)
	period := periodView(calendar, f.Period, f.Resolution())
	v := FigureView{Period: period.Text, Start: period.Start, End: period.End, Value: f.Value, Qualifier: f.Censored.Mark(), Statistic: f.Statistic,
		Status: f.Status.String(), Quality: int(f.Quality), Computed: f.Computed, Coverage: f.Coverage, Series: f.Series.String()}
	if f.Coverage == nil {
		v.CoverageNote = textOrNil("not stated by the source")
	}
	if f.Upload != 0 {
		id, line := f.Upload.String(), int(f.Line)
		v.Upload, v.Line = &id, &line
	}
	if origin, ok := origins[f]; ok {
		v.Source, v.Note = textOrNil(origin.Source), textOrNil(origin.Note)
		of := origin.Provenance(a.Catalogue, f.Series.City, f.Series.Site)
		v.Provenance = &of
	}
	return &v
}

func sourceOf(f *FigureView) *string {
	if f == nil {
		return nil
	}
	return f.Source
}

// progressLinks lead to what the numbers stand on.
func progressLinks(v Progress) map[string]string {
	of := base + "/cities/" + v.City + "/indicators/" + v.Indicator
	links := map[string]string{"indicator": base + "/indicators/" + v.Indicator, "latest": of + "/latest?site=" + v.Site}
	if v.Latest != nil {
		if s, err := indicators.ParseSeries(v.Latest.Series); err == nil {
			links["observations"] = of + "/observations?resolution=" + s.Resolution.String() + "&site=" + v.Site + "&statistic=" + s.Statistic
		}
		if v.Latest.Upload != nil {
			links["upload"] = base + "/uploads/" + *v.Latest.Upload
		}
	}
	if v.Programme != nil {
		links["programme"] = base + "/programmes/" + *v.Programme
	}
	return links
}

func tidy(v *float64) *float64 { return indicators.Tidy(v) }
