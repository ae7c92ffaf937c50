package sheet

import (
	"math"
	"time"
)

// date writes the day number as an ISO date of the parts that the format shows: 2026, 2026-03, 2026-03-04,
// 2026-03-04T13:00 or 13:00; more than it shows when the number is not the beginning of what is shown. Day 60 of the calendar of 1900 is 29 February 1900, which never was: false, as for what lies outside of 1900 to 9999.
func (f format) date(serial float64, is1904 bool) (string, bool) {
	seconds := math.Round(serial * 86400)
	if serial < 0 || serial >= 2958466 {
		return "", false
	}
	if f.clock && !f.year && !f.month && !f.day {
		if serial >= 1 {
			return "", false // a length of time
		}
		return clock(time.Unix(int64(seconds), 0).UTC()), true
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case is1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case serial < 60:
		epoch = epoch.AddDate(0, 0, 1)
	case serial < 61:
		return "", false
	}
	at := epoch.AddDate(0, 0, int(seconds/86400)).Add(time.Duration(math.Mod(seconds, 86400)) * time.Second)
	isMidnight := math.Mod(seconds, 86400) == 0
	switch {
	case !f.month && !f.day && !f.clock && isMidnight && at.YearDay() == 1:
		return at.Format("2006"), true
	case f.year && f.month && !f.day && !f.clock && isMidnight && at.Day() == 1:
		return at.Format("2006-01"), true
	case !f.clock && isMidnight:
		return at.Format("2006-01-02"), true
	}
	return at.Format("2006-01-02") + "T" + clock(at), true
}

func clock(at time.Time) string {
	if at.Second() == 0 {
		return at.Format("15:04")
	}
	return at.Format("15:04:05")
}
