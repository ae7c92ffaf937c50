package api

import (
	"github.com/aspro-cities/aspro/indicators"
)

// MeasureView is the figure by which a method other than the linear path judges. Null is undefined, and reason says why.
type MeasureView struct {
	Name   string   `json:"name" binding:"required" enums:"cagr-ratio,current-status-index,anticipated-progress-index"`
	Value  *float64 `json:"value" extensions:"x-nullable" example:"0.5693"`
	Unit   string   `json:"unit" binding:"required"`
	Reason *string  `json:"reason" extensions:"x-nullable" example:"cagr_not_defined"`

	ObservedPercent *float64 `json:"observed_percent_per_year" extensions:"x-nullable"` // of the cagr-ratio: compound growth from baseline to latest
	RequiredPercent *float64 `json:"required_percent_per_year" extensions:"x-nullable"` // of the cagr-ratio: compound growth from baseline to target
	Fit             *FitView `json:"fit" extensions:"x-nullable"`                       // of the anticipated-progress-index
}

// FitView is the least-squares line through the figures on record.
type FitView struct {
	Weights   string                `json:"weights" binding:"required" enums:"equal"`
	Points    int                   `json:"points" binding:"required"` // figures used
	LeftOut   int                   `json:"left_out"`                  // figures not used: censored, or before a change of method
	From      string                `json:"from" binding:"required" format:"date-time"`
	To        string                `json:"to" binding:"required" format:"date-time"` // not included
	PerYear   float64               `json:"per_year"`                                 // in the indicator's unit
	Projected indicators.Projection `json:"projected" binding:"required"`
}

// DoubtView is how sure progress is: Fieller's interval from the standard errors of baseline and latest.
type DoubtView struct {
	Method          string               `json:"method" binding:"required" example:"fieller/1"`
	Confidence      float64              `json:"confidence" binding:"required" example:"0.95"`
	LowPercent      *float64             `json:"low_percent" extensions:"x-nullable"`
	HighPercent     *float64             `json:"high_percent" extensions:"x-nullable"`
	Reason          *string              `json:"reason" extensions:"x-nullable" example:"interval_unbounded"`
	StatusIsCertain *bool                `json:"status_is_certain" extensions:"x-nullable"` // every progress in the interval has the same status on the linear path
	Baseline        indicators.MeanError `json:"baseline" binding:"required"`
	Latest          indicators.MeanError `json:"latest" binding:"required"`
}

func measureView(calendar indicators.Calendar, m *indicators.Measure) *MeasureView {
	if m == nil {
		return nil
	}
	v := &MeasureView{Name: m.Name, Value: tidy(m.Value), Unit: m.Unit, Reason: textOrNil(m.Reason),
		ObservedPercent: tidy(m.ObservedGrowth), RequiredPercent: tidy(m.RequiredGrowth)}
	if f := m.Fit; f != nil {
		v.Fit = &FitView{"equal", f.Points, f.LeftOut, wireTime(f.From.From, calendar.Zone), wireTime(f.To.To, calendar.Zone), *tidy(&f.PerYear),
			indicators.Projection{Period: f.Period, Value: *tidy(&f.Projected)}}
	}
	return v
}

// value is nil where there is no measure.
func (v *MeasureView) value() *float64 {
	if v == nil {
		return nil
	}
	return v.Value
}

func doubtView(d *indicators.ProgressDoubt) *DoubtView {
	if d == nil {
		return nil
	}
	return &DoubtView{"fieller/1", d.Confidence, indicators.RoundPercent(d.Low), indicators.RoundPercent(d.High), textOrNil(d.Reason), d.StatusIsCertain,
		tidyError(d.Baseline), tidyError(d.Latest)}
}

func tidyError(e indicators.MeanError) indicators.MeanError {
	return indicators.MeanError{Days: e.Days, EffectiveDays: tidy(e.EffectiveDays), Lag1: tidy(e.Lag1), StandardError: tidy(e.StandardError)}
}
