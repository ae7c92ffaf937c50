package api

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// ChangeView is one thing that happened to the value of one period.
type ChangeView struct {
	What   string           `json:"what" binding:"required" enums:"created,corrected,restored,removed"`
	At     *string          `json:"at" format:"date-time" extensions:"x-nullable"` // of a reading that was posted: at the latest then, for the upload of its day grows; null: not known, for it came by no upload
	Key    *string          `json:"key" extensions:"x-nullable"`                   // id of the key, or cli; null: not known
	Reason string           `json:"reason" binding:"required"`
	Old    *ObservationView `json:"old" extensions:"x-nullable"` // what stood before; null for created
	New    *ObservationView `json:"new" extensions:"x-nullable"` // what stands after; null for removed
}

// HistoryView is everything that happened to the value of one period.
type HistoryView struct {
	Series string       `json:"series" binding:"required" example:"cebu/cebu-city/solid-waste-generated/P1Y/mean"`
	Unit   string       `json:"unit" binding:"required"`
	Period PeriodView   `json:"period" binding:"required"`
	Data   []ChangeView `json:"data" binding:"required"` // oldest first; empty: nothing was ever stored for the period
}

// getHistory answers everything that happened to one value.
//
// @Summary     History of the value of one period
// @Description Who stored it, corrected it, took it back, when and why, oldest first, each with the value before and after and with the upload and the line that it was read from.
// @ID          getHistory
// @Tags        observations
// @Produce     json
// @Param       city       path  string true  "city" example(cebu)
// @Param       indicator  path  string true  "indicator" example(pm10)
// @Param       period     query string true  "the period, as a file writes it" example(2013)
// @Param       site       query string false "site" default(citywide)
// @Param       resolution query string false "ISO 8601 duration; needed where the period has a clock time" example(P1Y)
// @Param       statistic  query string false "statistic; default the indicator's" example(mean)
// @Success     200 {object} HistoryView
// @Failure     404 {object} Problem "no such city, indicator or site"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /cities/{city}/indicators/{indicator}/observations/history [get]
func getHistory(c *call) (int, any, error) {
	city, err := c.city()
	if err != nil {
		return 0, nil, err
	}
	indicator, err := c.indicator()
	if err != nil {
		return 0, nil, err
	}
	series := indicators.Series{City: city.ID, Indicator: indicator.ID, Statistic: c.text("statistic")}
	if series.Statistic == "" {
		series.Statistic = indicator.Statistic
	}
	if series.Site, err = c.site(city.ID); err != nil {
		return 0, nil, err
	}
	if series.Resolution, err = c.resolution("resolution"); err != nil {
		return 0, nil, err
	}
	if c.text("period") == "" {
		return 0, nil, indicators.Errorf(indicators.Invalid, "period is missing").Coded("period_missing").At("period").Try("Write it as a file does: 2010, 2010-03, 2010-03-04 or 2010-03-04T13:00+07:00.")
	}
	calendar := c.api.Catalogue.Calendar(city.ID)
	start, resolution, err := calendar.ParsePeriod(c.text("period"), series.Resolution)
	if err != nil {
		return 0, nil, atParameter(err, "period")
	}
	series.Resolution = resolution
	changes, err := indicators.History(c.Request.Context(), c.api.Store, c.api.Ledger, series, start)
	if err != nil {
		return 0, nil, err
	}
	v := HistoryView{Series: series.String(), Unit: indicator.Unit, Period: periodView(calendar, calendar.PeriodOf(start, resolution), resolution)}
	v.Data, err = c.changeViews(series, changes)
	return statusOK(v, err)
}

func (c *call) changeViews(series indicators.Series, changes []indicators.Change) ([]ChangeView, error) {
	var all []indicators.Observation
	for _, change := range changes {
		for _, o := range []*indicators.Observation{change.Old, change.New} {
			if o != nil {
				all = append(all, *o)
			}
		}
	}
	origins, err := c.origins(series, all)
	if err != nil {
		return nil, err
	}
	view := func(o *indicators.Observation) *ObservationView {
		if o == nil {
			return nil
		}
		v := c.api.observationView(series, *o, origins)
		return &v
	}
	views := []ChangeView{}
	for _, change := range changes {
		v := ChangeView{What: string(change.Kind), Key: textOrNil(change.KeyID), Reason: change.Reason, Old: view(change.Old), New: view(change.New)}
		if !change.At.IsZero() {
			v.At = textOrNil(wireTime(change.At, time.UTC))
		}
		views = append(views, v)
	}
	return views, nil
}
