package api

import (
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TargetTrend is the trend of the yearly figures of one target up to the moment of the review, in short; link has all of it.
type TargetTrend struct {
	Method   string        `json:"method" binding:"required" example:"mann-kendall/1"`
	Verdict  string        `json:"verdict" binding:"required" enums:"increasing,decreasing,no_clear_trend,unclear,cannot_be_assessed"` // by p, not by p_adjusted
	N        int           `json:"n"`
	Slope    *float64      `json:"slope_per_year" extensions:"x-nullable"` // in the indicator's unit
	Interval *IntervalView `json:"interval" extensions:"x-nullable"`
	P        *float64      `json:"p" extensions:"x-nullable"`
	Adjusted *float64      `json:"p_adjusted" extensions:"x-nullable"` // Benjamini and Hochberg, over the programme; null for the untestable
	Reasons  []string      `json:"reasons" binding:"required"`
	Link     string        `json:"link" binding:"required"`
}

// FamilyView says over how many series p was adjusted.
type FamilyView struct {
	Correction string `json:"correction" binding:"required" enums:"benjamini-hochberg"`
	Tested     int    `json:"tested"`     // series with a p: the family
	Untestable int    `json:"untestable"` // series without figures, or with too few
}

// withTrends puts the trend beside each target of a review, and its p adjusted for their number.
func (c *call) withTrends(questions []question, v *ProgrammeProgress) error {
	trends := make([]*indicators.Trend, len(questions))
	for i, q := range questions {
		t, err := c.trendOf(q, v.Data[i])
		if err != nil {
			return err
		}
		trends[i] = t
	}
	family := indicators.AdjustTrends(trends)
	v.Trends = FamilyView{"benjamini-hochberg", family.Tested, family.Untestable}
	for i, t := range trends {
		if t == nil {
			continue
		}
		q := questions[i]
		e := t.Estimate
		v.Data[i].Trend = &TargetTrend{Method: t.Method, Verdict: t.Verdict, N: t.N, Slope: tidy(e.Slope), Interval: intervalView(e), P: tidy(e.P),
			Adjusted: tidy(family.Adjusted[i]), Reasons: t.Reasons, Link: base + "/cities/" + q.city.ID + "/indicators/" + q.indicator.ID + "/trend?site=" + q.site}
	}
	return nil
}

// trendOf is the trend of the figures that end by the moment of the review; nil when there are none.
func (c *call) trendOf(q question, p Progress) (*indicators.Trend, error) {
	t := indicators.TrendQuery{City: q.city.ID, Indicator: q.indicator, Sites: []string{q.site}, Until: q.until, AcrossBreaks: q.acrossBreaks,
		Period: indicators.Period{From: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1), To: q.until}}
	if p.Latest != nil && strings.HasPrefix(p.Latest.Period, "FY") {
		t.FirstMonth = c.api.Catalogue.Calendar(q.city.ID).FiscalYearStart
	}
	answer, err := indicators.Trends(c.Request.Context(), c.api.Store, c.api.Catalogue, t)
	if kind := indicators.KindOf(err); kind == indicators.NotFound || kind == indicators.Invalid {
		return nil, nil // nothing of which a trend can be made
	}
	if err != nil || answer.City.N == 0 {
		return nil, err
	}
	return &answer.City, nil
}
