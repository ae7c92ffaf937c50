package indicators

import (
	"strings"
	"time"
)

// Calendar is how a city counts time: its zone, and the month in which its fiscal year begins (1 where that is January).
type Calendar struct {
	Zone            *time.Location
	FiscalYearStart int
}

// Calendar is the calendar of a city; UTC from January for a city that does not exist.
func (c *Catalogue) Calendar(city string) Calendar {
	known := c.cities[city]
	return Calendar{c.Zone(city), max(known.FiscalYearStart, 1)}
}

// PeriodOf is the period of an observation that starts at the Unix second start.
func (c Calendar) PeriodOf(start int64, r Resolution) Period {
	return Period{time.Unix(start, 0).UTC(), time.Unix(r.End(start, c.Zone), 0).UTC()}
}

// ParsePeriod reads 2010 · FY2010 · 2010-Q1 · 2010-03 · 2010-03-04 · 2010-03-04T13:00+07:00 (as long as the
// given resolution) · start/end (end not included). It gives the start as a Unix second and the resolution;
// a given resolution that contradicts the text is Invalid. A calendar year begins on 1 January local, a fiscal
// year where the city's catalogue says. Codes: period_unreadable, not_in_time, naive_datetime, before_1900,
// empty_period, resolution_missing, resolution_mismatch.
func (c Calendar) ParsePeriod(text string, given Resolution) (start int64, r Resolution, err error) {
	if first, second, ok := strings.Cut(text, "/"); ok {
		return c.parseInterval(text, first, second, given)
	}
	at, r, err := c.parsePoint(text)
	if err != nil {
		return 0, r, err
	}
	switch {
	case r.IsZero() && given.IsZero():
		return 0, r, Errorf(Invalid, "%q is an instant: how long the period lasts is not stated", text).Coded("resolution_missing").
			Try("Add a column resolution with an ISO 8601 duration such as PT1H.")
	case r.IsZero():
		r = given
	case !given.IsZero() && given != r:
		return 0, r, Errorf(Invalid, "%q lasts %s, but the resolution is given as %s", text, r, given).Coded("resolution_mismatch")
	}
	return at.Unix(), r, nil
}

// parsePoint reads one form without a slash; the resolution is zero for a clock time.
func (c Calendar) parsePoint(text string) (at time.Time, r Resolution, err error) {
	year, ok := digits(text, 0, 4)
	switch {
	case strings.HasPrefix(text, "FY") && len(text) == 6:
		if year, ok = digits(text, 2, 6); ok {
			at, r = time.Date(year, time.Month(c.FiscalYearStart), 1, 0, 0, 0, 0, c.Zone), P1Y
		}
	case !ok:
	case len(text) == 4:
		at, r = time.Date(year, 1, 1, 0, 0, 0, 0, c.Zone), P1Y
	case len(text) == 7 && text[4] == '-' && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4':
		at, r = time.Date(year, time.Month(1+3*int(text[6]-'1')), 1, 0, 0, 0, 0, c.Zone), P3M
	case len(text) == 7 && text[4] == '-':
		var month int
		if month, ok = digits(text, 5, 7); ok && month >= 1 && month <= 12 {
			at, r = time.Date(year, time.Month(month), 1, 0, 0, 0, 0, c.Zone), P1M
		}
	case len(text) >= 10 && text[4] == '-' && text[7] == '-':
		return c.parseDay(text, year)
	}
	if at.IsZero() {
		return at, r, unplaced(text)
	}
	return at, r, tooEarly(text, at)
}

// parseDay reads a date, or a date with a clock time and an offset.
func (c Calendar) parseDay(text string, year int) (at time.Time, r Resolution, err error) {
	month, okMonth := digits(text, 5, 7)
	day, okDay := digits(text, 8, 10)
	if !okMonth || !okDay || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return at, r, unplaced(text)
	}
	if len(text) == 10 {
		at = time.Date(year, time.Month(month), day, 0, 0, 0, 0, c.Zone)
		return at, P1D, tooEarly(text, at)
	}
	if text[10] != 'T' && text[10] != ' ' {
		return at, r, unplaced(text)
	}
	at, err = parseClock(text, year, month, day)
	if err == nil {
		err = tooEarly(text, at)
	}
	return at, Resolution{}, err
}

// parseClock reads hh:mm[:ss] and an offset (Z, +07:00, +0700) behind a date; 24:00 is the next midnight.
func parseClock(text string, year, month, day int) (time.Time, error) {
	hour, okHour := digits(text, 11, 13)
	minute, okMinute := digits(text, 14, 16)
	if !okHour || !okMinute || text[13] != ':' || minute > 59 || hour > 24 || hour == 24 && minute > 0 {
		return time.Time{}, unplaced(text)
	}
	rest, second := text[16:], 0
	if len(rest) >= 3 && rest[0] == ':' {
		var ok bool
		if second, ok = digits(rest, 1, 3); !ok || second > 59 || hour == 24 && second > 0 {
			return time.Time{}, unplaced(text)
		}
		rest = rest[3:]
	}
	if rest == "" {
		return time.Time{}, Errorf(Invalid, "%q has a clock time without an offset", text).Coded("naive_datetime").
			Try("Write %s+07:00, or the date alone.", text)
	}
	offset, ok := parseOffset(rest)
	if !ok {
		return time.Time{}, unplaced(text)
	}
	return time.Date(year, time.Month(month), day, hour, minute, second-offset, 0, time.UTC), nil
}

// parseOffset reads Z, +07:00 or +0700 into seconds east of UTC.
func parseOffset(text string) (int, bool) {
	if text == "Z" {
		return 0, true
	}
	if len(text) != 5 && (len(text) != 6 || text[3] != ':') || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	hours, okHours := digits(text, 1, 3)
	minutes, okMinutes := digits(text, len(text)-2, len(text))
	if !okHours || !okMinutes || hours > 14 || minutes > 59 {
		return 0, false
	}
	seconds := hours*3600 + minutes*60
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// parseInterval reads start/end. Two bare years are refused: "2014/2015" may be either, both or a fiscal year.
func (c Calendar) parseInterval(text, first, second string, given Resolution) (int64, Resolution, error) {
	if len(first) <= 6 || len(second) <= 6 {
		return 0, given, unplaced(text)
	}
	from, _, err := c.parsePoint(first)
	if err != nil {
		return 0, given, err
	}
	to, _, err := c.parsePoint(second)
	if err != nil {
		return 0, given, err
	}
	if !from.Before(to) {
		return 0, given, Errorf(Invalid, "%q ends before it begins", text).Coded("empty_period")
	}
	r := c.between(from, to)
	if !given.IsZero() && given.End(from.Unix(), c.Zone) != to.Unix() {
		return 0, given, Errorf(Invalid, "%q lasts %s, but the resolution is given as %s", text, r, given).Coded("resolution_mismatch")
	}
	if !given.IsZero() {
		r = given
	}
	return from.Unix(), r, nil
}

// between is the resolution from one instant to another: whole months where both are the first of a local
// month, whole days where both are local midnights, else seconds.
func (c Calendar) between(from, to time.Time) Resolution {
	from, to = from.In(c.Zone), to.In(c.Zone)
	midnight := func(t time.Time) bool { return t.Equal(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, c.Zone)) }
	switch {
	case midnight(from) && midnight(to) && from.Day() == 1 && to.Day() == 1:
		return Resolution{Months: int16((to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month()))}
	case midnight(from) && midnight(to):
		return Resolution{Days: DateOf(to, c.Zone) - DateOf(from, c.Zone)}
	}
	return Resolution{Seconds: int32(to.Unix() - from.Unix())}
}

// FormatPeriod is the text that ParsePeriod reads back as the same start, given the same resolution.
func (c Calendar) FormatPeriod(start int64, r Resolution) string {
	at := time.Unix(start, 0).In(c.Zone)
	midnight := at.Equal(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, c.Zone))
	first := midnight && at.Day() == 1
	switch {
	case r == P1Y && first && at.Month() == 1:
		return at.Format("2006")
	case r == P1Y && first && int(at.Month()) == c.FiscalYearStart:
		return "FY" + at.Format("2006")
	case r == P3M && first && at.Month()%3 == 1:
		return at.Format("2006") + "-Q" + string(rune('1'+(at.Month()-1)/3))
	case r == P1M && first:
		return at.Format("2006-01")
	case r == P1D && midnight:
		return at.Format("2006-01-02")
	case !r.IsCalendar():
		return c.instantText(at)
	}
	return c.instantText(at) + "/" + c.instantText(time.Unix(r.End(start, c.Zone), 0).In(c.Zone))
}

// instantText is a local date at midnight, else an RFC 3339 instant; only an offset of whole minutes can be
// written, so an instant before standard time is written in UTC.
func (c Calendar) instantText(at time.Time) string {
	if _, offset := at.Zone(); offset%60 != 0 {
		at = at.UTC()
	}
	return at.Format(time.RFC3339)
}

// ParseBound reads an end of a range asked for: RFC 3339 with an offset, or a local year, month or date
// (its start in zone). A clock time without an offset is Invalid, "naive_datetime".
func ParseBound(text string, zone *time.Location) (time.Time, error) {
	c := Calendar{Zone: zone, FiscalYearStart: 1}
	at, _, err := c.parsePoint(text)
	return at.UTC(), err
}

func digits(text string, from, to int) (value int, ok bool) {
	if len(text) < to {
		return 0, false
	}
	for _, c := range []byte(text[from:to]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = value*10 + int(c-'0')
	}
	return value, true
}

func daysIn(year, month int) int {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

// unplaced says why a text is no period: text of the kind "c. 2001-2005" names years but has no place in time.
func unplaced(text string) *Error {
	if strings.ContainsAny(text, "0123456789") && strings.ContainsAny(text, "/-. ") && !strings.Contains(text, "T") {
		return Errorf(Invalid, "%q has no single place in time", text).Coded("not_in_time").
			Try("Write 2010, FY2010, 2010-Q1, 2010-03, 2010-03-04, or start/end such as 2020-03-25/2020-04-20.")
	}
	return Errorf(Invalid, "%q is not a period", text).Coded("period_unreadable").
		Try("Write 2010, FY2010, 2010-Q1, 2010-03, 2010-03-04, 2010-03-04T13:00+07:00, or start/end.")
}

func tooEarly(text string, at time.Time) error {
	if at.Year() < 1900 {
		return Errorf(Invalid, "%q is before 1900", text).Coded("before_1900")
	}
	return nil
}
