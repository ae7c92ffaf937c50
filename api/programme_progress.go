package api

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// ProgrammeProgress is every target of a programme at one moment.
type ProgrammeProgress struct {
	Programme   string         `json:"programme" binding:"required" example:"aspro"`
	At          string         `json:"at" binding:"required" example:"five-year-evaluation-2010"`
	Milestone   *MilestoneView `json:"milestone" extensions:"x-nullable"`    // null: at is no milestone of the programme
	TargetsFrom *string        `json:"targets_from" extensions:"x-nullable"` // the programme whose targets are shown, when it has none of its own
	Note        string         `json:"note"`
	Source      string         `json:"source" binding:"required"`
	Method      string         `json:"method" binding:"required" example:"linear-path/1"`
	Counts      map[string]int `json:"counts" binding:"required"` // targets by status
	Trends      FamilyView     `json:"trends" binding:"required"` // over which p_adjusted of the targets is
	Data        []Progress     `json:"data" binding:"required"`
}

// MilestoneView is a point at which a programme is looked at.
type MilestoneView struct {
	ID   string `json:"id" binding:"required"`
	Name string `json:"name" binding:"required"`
	At   string `json:"at" binding:"required" example:"2010"`
}

type programmeTable struct{ ProgrammeProgress }

func (t programmeTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write(append([]string{"programme", "at", "city", "site", "indicator", "unit", "baseline_period", "baseline_value", "target_period", "target_value", "change_percent",
		"latest_period", "latest_value", "latest_status", "to_target", "progress_percent", "expected_percent", "method", "measure", "trend_slope_per_year", "trend_p", "trend_p_adjusted", "status", "reasons", "warnings", "sources"},
		indicators.ProvenanceColumns()...))
	text := func(v *string) string {
		if v == nil {
			return ""
		}
		return *v
	}
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'f', -1, 64)
	}
	for _, p := range t.Data {
		latest := FigureView{}
		value, trend := "", TargetTrend{}
		if p.Trend != nil {
			trend = *p.Trend
		}
		if p.Latest != nil {
			latest, value = *p.Latest, p.Latest.Qualifier+number(&p.Latest.Value)
		}
		row := []string{t.Programme, t.At, p.City, p.Site, p.Indicator, p.Unit, text(p.Baseline.Period), number(p.Baseline.Value), text(p.Target.Period),
			number(p.Target.Value), number(p.Target.ChangePercent), latest.Period, value, latest.Status, number(p.Delta.ToTarget), number(p.ProgressPercent),
			number(p.ExpectedPercent), p.Method, number(p.Measure.value()), number(trend.Slope), number(trend.P), number(trend.Adjusted), p.Status, joined(p.Reasons), joined(p.Warnings), joined(p.Sources)}
		of := indicators.Provenance{}
		if latest.Provenance != nil {
			of = *latest.Provenance
		}
		for _, cell := range of.Cells() {
			row = append(row, ingest.Guarded(cell))
		}
		_ = w.Write(row)
	}
	w.Flush()
	return w.Error()
}

// joined is a list in one cell, guarded against spreadsheets that take text for a formula.
func joined(texts []string) string { return ingest.Guarded(strings.Join(texts, " | ")) }

// getProgrammeProgress answers a whole programme.
//
// @Summary     Progress of a programme
// @Description Every target of the programme at a milestone or another moment; for a programme without targets in numbers, those of the programme it names.
// @Description Beside each stands the trend of its yearly figures up to then, with p adjusted for the number of series tested (Benjamini and Hochberg).
// @ID          getProgrammeProgress
// @Tags        progress
// @Produce     json
// @Param       programme     path  string  true  "programme" example(aspro)
// @Param       at            query string  false "milestone, year, month, date or RFC 3339; default now" example(five-year-evaluation-2010)
// @Param       across_breaks query boolean false "compare across a change of method, with a warning"
// @Param       method        query string  false "how the statuses are judged" Enums(linear-path, eurostat-cagr, escap-current-status, escap-anticipated) default(linear-path)
// @Param       format        query string  false "form of the answer" Enums(json, csv)
// @Success     200 {object} ProgrammeProgress
// @Failure     404 {object} Problem "no such programme"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /programmes/{programme}/progress [get]
func getProgrammeProgress(c *call) (int, any, error) {
	programme, err := c.programme(c.Param("programme"))
	if err != nil {
		return 0, nil, err
	}
	across, err := c.flag("across_breaks")
	if err != nil {
		return 0, nil, err
	}
	method, err := indicators.ParseProgressMethod(c.text("method"))
	if err != nil {
		return 0, nil, err
	}
	targets, from := programme.Targets, programme
	if len(targets) == 0 && programme.TargetsFrom != "" {
		if from, err = c.programme(programme.TargetsFrom); err != nil {
			return 0, nil, err
		}
		targets = from.Targets
	}
	v := ProgrammeProgress{Programme: programme.ID, Note: programme.Note, Source: programme.Source, Method: string(method), Counts: map[string]int{}, Data: []Progress{}}
	if from.ID != programme.ID {
		v.TargetsFrom = &from.ID
	}
	var until time.Time
	var questions []question
	for _, target := range targets {
		city, _ := c.api.Catalogue.City(target.City)
		indicator, _ := c.api.Catalogue.Indicator(target.Indicator)
		q := question{city: city, site: target.Site, indicator: indicator, programme: from.ID, target: target, acrossBreaks: across, method: method}
		if q.at, q.until, err = c.moment(programme.ID, city.ID); err != nil {
			return 0, nil, err
		}
		if q.until.After(until) {
			until = q.until
		}
		p, err := c.assess(q)
		if err != nil {
			return 0, nil, err
		}
		v.Data, questions = append(v.Data, p), append(questions, q)
		v.Counts[p.Status]++
	}
	if err := c.withTrends(questions, &v); err != nil {
		return 0, nil, err
	}
	v.At, v.Milestone = c.text("at"), milestoneView(programme, c.text("at"))
	if len(v.Data) > 0 {
		v.At = v.Data[0].At
	}
	c.settledProgress(until, v.Data...)
	return statusOK(programmeTable{v}, nil)
}

func milestoneView(p indicators.Programme, id string) *MilestoneView {
	for _, m := range p.Milestones {
		if m.ID == id {
			return &MilestoneView{m.ID, m.Name, m.At}
		}
	}
	return nil
}
