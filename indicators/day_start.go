package indicators

import "time"

const secondsPerDay = 86400

// civilDate is the number of days from 1970-01-01 to a date of the proleptic Gregorian calendar; months
// outside 1–12 and days outside the month carry over.
// Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil.
func civilDate(year, month, day int) int64 {
	if carry := FloorDiv(int64(month)-1, 12); carry != 0 {
		year, month = year+int(carry), month-12*int(carry)
	}
	if month <= 2 {
		year--
	}
	era := FloorDiv(int64(year), 400)
	yearOfEra := int64(year) - era*400
	dayOfYear := (153*int64((month+9)%12)+2)/5 + int64(day) - 1
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468
}

// dayStart is the first instant (Unix seconds) of the local day number date: where a clock change skips
// midnight (Manila, 21 May 1990) the instant after the gap, where it repeats midnight the first of the two.
func dayStart(date int64, zone *time.Location) int64 {
	wall := date * secondsPerDay
	at := time.Unix(wall-16*3600, 0).In(zone) // before the day begins anywhere on earth
	for range 4 {
		_, offset := at.Zone()
		from, to := at.ZoneBounds()
		start := wall - int64(offset)
		if !from.IsZero() {
			start = max(start, from.Unix())
		}
		if to.IsZero() || start < to.Unix() {
			return start
		}
		at = to
	}
	_, offset := at.Zone()
	return wall - int64(offset)
}

// monthStart is the first instant of the local month; month counts from year 0, January (12·year + month − 1).
func monthStart(month int64, zone *time.Location) int64 {
	return dayStart(civilDate(0, int(month)+1, 1), zone)
}

// monthOf is the local month in which t falls, counted as monthStart counts.
func monthOf(t time.Time, zone *time.Location) int64 {
	year, month, _ := t.In(zone).Date()
	return int64(year)*12 + int64(month) - 1
}

// FloorDiv is the quotient rounded down; b > 0.
func FloorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func daysInMonth(year, month int) int {
	return int(civilDate(year, month+1, 1) - civilDate(year, month, 1))
}
