package api

import (
	"math"

	"github.com/aspro-cities/aspro/indicators"
)

// SpreadView is count, minimum, median and maximum; null where there is no value.
type SpreadView struct {
	Count  int64    `json:"count" binding:"required"`
	Min    *float64 `json:"min" extensions:"x-nullable"`
	Median *float64 `json:"median" extensions:"x-nullable"`
	Max    *float64 `json:"max" extensions:"x-nullable"`
}

func spreadView(s indicators.Spread) SpreadView {
	v := SpreadView{Count: s.Count}
	if s.Count > 0 {
		v.Min, v.Median, v.Max = &s.Min, &s.Median, &s.Max
	}
	return v
}

// SeriesSummaryView is what an upload holds of one series.
type SeriesSummaryView struct {
	Series          string      `json:"series" binding:"required" example:"surabaya/citywide/pm2-5/PT1H/mean"`
	Unit            string      `json:"unit" binding:"required"`
	Start           string      `json:"start" binding:"required" format:"date-time"` // of the first value, in the city's offset
	End             string      `json:"end" binding:"required" format:"date-time"`   // of the last value's period, not included
	Values          SpreadView  `json:"values" binding:"required"`
	DoubtfulPercent float64     `json:"doubtful_percent" binding:"required"` // share of values that are suspect or failed
	Gaps            int64       `json:"gaps" binding:"required"`             // stretches without a value between the first and the last
	MissingPeriods  int64       `json:"missing_periods" binding:"required"`  // in all gaps
	LongestGap      int64       `json:"longest_gap" binding:"required"`      // in periods
	LongestConstant int64       `json:"longest_constant" binding:"required"` // values in the longest row that does not change
	YearBefore      *YearBefore `json:"year_before" extensions:"x-nullable"` // null where the values span more than a year
}

// YearBefore is what is stored of the series in the same months a year earlier.
type YearBefore struct {
	Start  string     `json:"start" binding:"required" format:"date-time"`
	End    string     `json:"end" binding:"required" format:"date-time"` // not included
	Values SpreadView `json:"values" binding:"required"`
}

// UploadSummary is the values of an upload at a glance.
type UploadSummary struct {
	Upload string              `json:"upload" binding:"required" example:"u17"`
	State  string              `json:"state" binding:"required"`
	Data   []SeriesSummaryView `json:"data" binding:"required"` // at most 100 series; empty unless the upload is committed
}

// UploadSummaryOf is a summary as it is answered.
func UploadSummaryOf(c *indicators.Catalogue, u indicators.Upload, all []indicators.SeriesSummary) UploadSummary {
	v := UploadSummary{Upload: u.ID.String(), State: string(u.State), Data: []SeriesSummaryView{}}
	for _, s := range all {
		zone := c.Zone(s.Series.City)
		indicator, _ := c.Indicator(s.Series.Indicator)
		one := SeriesSummaryView{Series: s.Series.String(), Unit: indicator.Unit, Start: wireTime(s.Period.From, zone), End: wireTime(s.Period.To, zone), Values: spreadView(s.Spread),
			Gaps: s.Gaps, MissingPeriods: s.Missing, LongestGap: s.Longest, LongestConstant: s.Constant}
		if s.Stored > 0 {
			one.DoubtfulPercent = math.Round(1e4*float64(s.Doubtful)/float64(s.Stored)) / 100
		}
		if !s.Before.From.IsZero() {
			one.YearBefore = &YearBefore{wireTime(s.Before.From, zone), wireTime(s.Before.To, zone), spreadView(s.Then)}
		}
		v.Data = append(v.Data, one)
	}
	return v
}

// getSummary answers the values of an upload at a glance.
//
// @Summary     Values of an upload at a glance
// @Description For every series: count, minimum, median and maximum beside those of the same months a year earlier, the share of doubtful values, gaps and stretches that do not change. It shows at a glance a slipped decimal, a wrong unit or a wrong month.
// @ID          getUploadSummary
// @Tags        uploads
// @Produce     json
// @Security    Key
// @Param       upload path string true "upload" example(u5)
// @Success     200 {object} UploadSummary
// @Failure     404 {object} Problem "no such upload for this key"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /uploads/{upload}/summary [get]
func getSummary(c *call) (int, any, error) {
	u, err := c.myUpload(c.Param("upload"))
	if err != nil {
		return 0, nil, err
	}
	var all []indicators.SeriesSummary
	if u.State == indicators.Committed {
		if all, err = indicators.Summarize(c.Request.Context(), c.api.Store, c.api.Catalogue.Calendar, u); err != nil {
			return 0, nil, err
		}
	}
	return statusOK(UploadSummaryOf(c.api.Catalogue, u, all), nil)
}
