package api

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// CorrectionView is a value that was replaced.
type CorrectionView struct {
	Period PeriodView      `json:"period" binding:"required"`
	Old    ObservationView `json:"old" binding:"required"`
	New    ObservationView `json:"new" binding:"required"`
	Key    string          `json:"key" binding:"required"` // the id of the key that corrected, or cli
	Reason string          `json:"reason" binding:"required"`
	At     string          `json:"at" binding:"required" format:"date-time"`

	Reverts bool `json:"reverts"` // it took an upload back: new is what old had replaced
}

// Corrections is what was replaced in a series.
type Corrections struct {
	Series SeriesView       `json:"series" binding:"required"`
	Data   []CorrectionView `json:"data" binding:"required"`
}

// getCorrections answers the replaced values of one series.
//
// @Summary     Corrections of one series
// @Description Every value that a later upload replaced: what it was, what it became, who did it, when and why; oldest correction first.
// @ID          listCorrections
// @Tags        observations
// @Produce     json
// @Param       city       path  string true  "city" example(cebu)
// @Param       indicator  path  string true  "indicator" example(pm10)
// @Param       site       query string false "site" default(citywide)
// @Param       resolution query string false "ISO 8601 duration, where there are several series" example(P1Y)
// @Param       statistic  query string false "statistic, where there are several series" example(mean)
// @Param       from       query string false "periods that start at or after" example(2012)
// @Param       to         query string false "periods that start before" example(2019)
// @Success     200 {object} Corrections
// @Failure     404 {object} Problem "no such city, indicator, site or series"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /cities/{city}/indicators/{indicator}/corrections [get]
func getCorrections(c *call) (int, any, error) {
	city, info, err := c.oneSeries()
	if err != nil {
		return 0, nil, err
	}
	calendar := c.api.Catalogue.Calendar(city.ID)
	period, err := c.span(calendar.Zone)
	if err != nil {
		return 0, nil, err
	}
	found, err := c.api.Ledger.Corrections(c.Request.Context(), info.Series, period)
	if err != nil {
		return 0, nil, err
	}
	if len(found) > mostPoints {
		return 0, nil, indicators.Errorf(indicators.Invalid, "there are more than %d corrections", mostPoints).Coded("too_many_points").At("from").Try("Ask for less time with from and to.")
	}
	v := Corrections{Series: c.api.seriesView(info), Data: []CorrectionView{}}
	var all []indicators.Observation
	for _, f := range found {
		all = append(all, f.Old, f.New)
	}
	origins, err := c.origins(info.Series, all)
	if err != nil {
		return 0, nil, err
	}
	for _, f := range found {
		before, after := c.api.observationView(info.Series, f.Old, origins), c.api.observationView(info.Series, f.New, origins)
		v.Data = append(v.Data, CorrectionView{after.Period, before, after, f.KeyID, f.Reason, wireTime(f.At, time.UTC), f.Reverts})
	}
	return statusOK(v, nil)
}
