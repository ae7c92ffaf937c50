package api

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// PeriodView is a half-open interval [start, end).
type PeriodView struct {
	Text     string `json:"text" binding:"required" example:"2012"`                                          // as a file writes it
	Start    string `json:"start" binding:"required" format:"date-time" example:"2012-01-01T00:00:00+08:00"` // in the city's offset
	End      string `json:"end" binding:"required" format:"date-time" example:"2013-01-01T00:00:00+08:00"`   // not included
	StartUTC string `json:"start_utc" binding:"required" format:"date-time" example:"2011-12-31T16:00:00Z"`
	EndUTC   string `json:"end_utc" binding:"required" format:"date-time" example:"2012-12-31T16:00:00Z"`
}

// periodView shows a period in a city's calendar; r is its length where that has a name, else zero.
func periodView(calendar indicators.Calendar, p indicators.Period, r indicators.Resolution) PeriodView {
	var text string
	if !r.IsZero() && r.End(p.From.Unix(), calendar.Zone) == p.To.Unix() {
		text = calendar.FormatPeriod(p.From.Unix(), r)
	} else {
		text = wireTime(p.From, calendar.Zone) + "/" + wireTime(p.To, calendar.Zone)
	}
	return PeriodView{text, wireTime(p.From, calendar.Zone), wireTime(p.To, calendar.Zone), wireTime(p.From, time.UTC), wireTime(p.To, time.UTC)}
}

// wireTime is RFC 3339 with the zone's offset; in UTC where the offset has seconds, which RFC 3339 cannot write.
func wireTime(t time.Time, zone *time.Location) string {
	local := t.In(zone)
	if _, offset := local.Zone(); offset%60 != 0 {
		local = t.UTC()
	}
	return local.Format(time.RFC3339)
}
