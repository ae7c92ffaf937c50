package api

import (
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// question is which progress is asked for.
type question struct {
	city         indicators.City
	site         string
	indicator    indicators.Indicator
	programme    string            // "" for the caller's own target
	target       indicators.Target // of the programme
	own          indicators.OwnAim
	at           string // as asked
	until        time.Time
	acrossBreaks bool
	method       indicators.ProgressMethod
}

// getProgress answers one indicator.
//
// @Summary     Progress of one indicator
// @Description Against a target of a programme, or with a baseline and a target of the caller's own (each then says origin "request").
// @Description The linear path: progress = (latest − baseline) / (target − baseline), expected = share of the time that has passed.
// @Description Other methods judge the status by a measure of their own; on the same figures they disagree, so the answer names method and version.
// @ID          getProgress
// @Tags        progress
// @Produce     json
// @Param       city            path  string true  "city" example(cebu)
// @Param       indicator       path  string true  "indicator" example(solid-waste-generated)
// @Param       site            query string false "site; default the target's, else citywide" example(cebu-city)
// @Param       at              query string false "milestone of the programme, year, month, date or RFC 3339; a year counts to its end; default now" example(2012)
// @Param       programme       query string false "programme whose target is meant; needed when several have one" example(kitaq-composting)
// @Param       target          query string false "target of the programme, when it has several" example(cebu-city-solid-waste)
// @Param       baseline_period query string false "own baseline: a period with a figure on record, such as 2010"
// @Param       target_value    query number false "own target, in the indicator's unit"
// @Param       target_low      query number false "own target: low end of a band, included; with target_high"
// @Param       target_high     query number false "own target: high end of a band, included; equal ends are an ideal value"
// @Param       target_standard query string false "own target: id of a standard of the indicator, such as ph-reported-class-d-bod"
// @Param       target_year     query string false "own target: year or date, such as 2015, by whose end it is to be reached"
// @Param       across_breaks   query boolean false "compare across a change of method, with a warning"
// @Param       method          query string false "how the status is judged" Enums(linear-path, eurostat-cagr, escap-current-status, escap-anticipated) default(linear-path)
// @Success     200 {object} Progress
// @Failure     404 {object} Problem "no such city, indicator, site, programme, target or standard"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /cities/{city}/indicators/{indicator}/progress [get]
func getProgress(c *call) (int, any, error) {
	q, err := c.question()
	if err != nil {
		return 0, nil, err
	}
	v, err := c.assess(q)
	c.settledProgress(q.until, v)
	return statusOK(v, err)
}

// question reads the request.
func (c *call) question() (q question, err error) {
	if q.city, err = c.city(); err != nil {
		return q, err
	}
	if q.indicator, err = c.indicator(); err != nil {
		return q, err
	}
	if q.site, err = c.site(q.city.ID); err != nil {
		return q, err
	}
	if q.acrossBreaks, err = c.flag("across_breaks"); err != nil {
		return q, err
	}
	if q.method, err = indicators.ParseProgressMethod(c.text("method")); err != nil {
		return q, err
	}
	if q.own, err = c.ownAim(); err != nil {
		return q, err
	}
	if q.own == (indicators.OwnAim{}) {
		err = c.programmeTarget(&q)
	} else if c.text("programme") != "" || c.text("target") != "" {
		err = indicators.Errorf(indicators.Invalid, "programme and a target of your own contradict each other").Coded("contradictory_parameters").At("programme").
			Try("Leave out programme and target, or baseline_period, target_value, target_low, target_high, target_standard and target_year.")
	}
	if err != nil {
		return q, err
	}
	q.at, q.until, err = c.moment(q.programme, q.city.ID)
	return q, err
}

// ownAim is the caller's own baseline and target.
func (c *call) ownAim() (aim indicators.OwnAim, err error) {
	aim.BaselinePeriod, aim.Standard, aim.TargetYear = c.text("baseline_period"), c.text("target_standard"), c.text("target_year")
	for name, to := range map[string]**float64{"target_value": &aim.TargetValue, "target_low": &aim.Low, "target_high": &aim.High} {
		if *to, err = c.number(name); err != nil {
			return aim, err
		}
	}
	return aim, nil
}

// programmeTarget finds the one target that is meant.
func (c *call) programmeTarget(q *question) error {
	type candidate struct {
		programme string
		target    indicators.Target
	}
	wanted := c.text("programme")
	if wanted != "" {
		programme, err := c.programme(wanted)
		if err != nil {
			return err
		}
		if programme.TargetsFrom != "" && len(programme.Targets) == 0 {
			wanted = programme.TargetsFrom
		}
	}
	var found []candidate
	for _, programme := range c.api.Catalogue.Programmes {
		for _, target := range programme.Targets {
			if (wanted == "" || wanted == programme.ID) && target.City == q.city.ID && target.Indicator == q.indicator.ID &&
				(c.text("site") == "" || target.Site == q.site) && (c.text("target") == "" || target.ID == c.text("target")) {
				found = append(found, candidate{programme.ID, target})
			}
		}
	}
	switch len(found) {
	case 1:
		q.programme, q.target, q.site = found[0].programme, found[0].target, found[0].target.Site
		if c.text("programme") != "" {
			q.programme = c.text("programme")
		}
		return nil
	case 0:
		return indicators.Errorf(indicators.NotFound, "no programme has such a target for %s in %s", q.indicator.ID, q.city.ID).Coded("no_target").At("programme").
			Try("Bring your own: target_value or target_standard, and baseline_period and target_year.")
	}
	var ids []string
	for _, f := range found {
		ids = append(ids, "programme="+f.programme+"&target="+f.target.ID)
	}
	return indicators.Errorf(indicators.Invalid, "%d targets are meant", len(found)).Coded("target_ambiguous").At("programme").Try("Add one of: %s.", strings.Join(ids, "; "))
}

// moment reads at: a milestone of the programme, a period of the city's calendar (whose end counts), or now.
func (c *call) moment(programme, city string) (text string, until time.Time, err error) {
	calendar := c.api.Catalogue.Calendar(city)
	if text = c.text("at"); text == "" {
		text = c.today(calendar.Zone)
	}
	meant := text
	if p, ok := c.api.Catalogue.Programme(programme); ok {
		for _, m := range p.Milestones {
			if m.ID == text {
				meant = m.At
			}
		}
	}
	until, err = calendar.EndOf(meant)
	if err != nil {
		e := indicators.Errorf(indicators.Invalid, "at is %q; it must be a milestone of the programme, a year, a month, a date or a time with offset", text).Coded("bad_moment").At("at")
		if p, ok := c.api.Catalogue.Programme(programme); ok {
			e = e.Try("Milestones of %s: %s.", programme, strings.Join(milestoneIDs(p), ", "))
		}
		return text, until, e
	}
	return text, until, nil
}

func milestoneIDs(p indicators.Programme) []string {
	var ids []string
	for _, m := range p.Milestones {
		ids = append(ids, m.ID)
	}
	return ids
}

// assess answers a question from the figures on record.
func (c *call) assess(q question) (Progress, error) {
	catalogue := c.api.Catalogue
	figures, err := indicators.Figures(c.Request.Context(), c.api.Store, catalogue, q.city.ID, q.site, q.indicator.ID, "", q.until)
	if err != nil {
		return Progress{}, err
	}
	in := indicators.ProgressInput{Method: q.method, Indicator: q.indicator, At: q.until, AcrossBreaks: q.acrossBreaks, Calendar: catalogue.Calendar(q.city.ID),
		Breaks: catalogue.BreaksOf(q.city.ID, q.site, q.indicator.ID), History: figures}
	if q.programme != "" {
		in.Baseline, in.Target, err = indicators.ResolveTarget(catalogue, q.target, figures)
	} else {
		in.Baseline, in.Target, err = indicators.ResolveOwn(catalogue, q.city.ID, q.indicator.ID, q.own, figures)
	}
	if err != nil {
		return Progress{}, err
	}
	if latest, ok := indicators.LatestFigure(figures, q.until); ok {
		in.Latest = &latest
	}
	if err := c.doubts(&in); err != nil {
		return Progress{}, err
	}
	return c.progressView(q, indicators.Assess(in))
}

// doubts finds the standard errors of baseline and latest where both are computed means.
func (c *call) doubts(in *indicators.ProgressInput) (err error) {
	if in.Latest == nil || !in.Latest.Computed || in.Baseline.Figure == nil || !in.Baseline.Figure.Computed {
		return nil
	}
	ctx, zone := c.Request.Context(), in.Calendar.Zone
	if in.BaselineError, err = indicators.MeanErrorOf(ctx, c.api.Store, zone, in.Baseline.Figure); err != nil {
		return err
	}
	in.LatestError, err = indicators.MeanErrorOf(ctx, c.api.Store, zone, in.Latest)
	return err
}
