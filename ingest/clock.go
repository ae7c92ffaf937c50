package ingest

import (
	"bytes"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// clock turns the date and time cells of a file into the start of a period.
type clock struct {
	zone       *time.Location
	order      string // "ymd", "dmy", "mdy", or "" for ISO dates alone
	resolution indicators.Resolution
	endLabel   bool

	lastDay   civil // memo of the last day met
	dayStart  int64
	dayPlain  bool // the day has no transition of the zone
	lastDayOK bool
}

// civil is a date on the calendar.
type civil struct{ year, month, day int }

// faultOf is a code with words; the zero value is no fault. Its message is a format with arguments, its hint has none.
type faultOf struct {
	code, message, hint string
	args                []any
}

func faultf(code, hint, format string, args ...any) faultOf { return faultOf{code, format, hint, args} }

// problem is the fault at a place in the file.
func (f faultOf) problem(line int, column, text string) *indicators.RowProblem {
	p := problemf(line, column, f.code, text, f.message, f.args...)
	if f.hint == "" {
		return p
	}
	return try(p, f.hint)
}

// start is the Unix second at which the period begins that a stamp of this date and second of the day
// marks; second may be 86,400 (hour 24: the next midnight).
func (c *clock) start(date civil, second int) (int64, faultOf) {
	if !c.lastDayOK || c.lastDay != date {
		if fault := c.openDay(date); fault.code != "" {
			return 0, fault
		}
	}
	at := c.dayStart + int64(second)
	if !c.dayPlain && second < 86400 {
		var fault faultOf
		if at, fault = c.inDayWithTransition(date, second); fault.code != "" {
			return 0, fault
		}
	}
	if second == 86400 {
		at = time.Date(date.year, time.Month(date.month), date.day+1, 0, 0, 0, 0, c.zone).Unix()
	}
	if c.endLabel {
		at = c.resolution.Add(time.Unix(at, 0), -1, c.zone).Unix()
	}
	return at, faultOf{}
}

func (c *clock) openDay(date civil) faultOf {
	begin := time.Date(date.year, time.Month(date.month), date.day, 0, 0, 0, 0, c.zone)
	if date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31 || begin.Day() != date.day {
		return faultf("date_unreadable", "", "There is no such day in the calendar.")
	}
	if date.year < 1900 {
		return faultf("before_1900", "", "Nothing before 1900 is stored.")
	}
	end := time.Date(date.year, time.Month(date.month), date.day+1, 0, 0, 0, 0, c.zone)
	c.lastDay, c.dayStart, c.lastDayOK = date, begin.Unix(), true
	c.dayPlain = end.Unix()-begin.Unix() == 86400
	return faultOf{}
}

// inDayWithTransition finds an instant in a day on which clocks were changed, and refuses hours that do not exist or exist twice.
func (c *clock) inDayWithTransition(date civil, second int) (int64, faultOf) {
	t := time.Date(date.year, time.Month(date.month), date.day, 0, 0, second, 0, c.zone)
	wall := func(t time.Time) int { return t.Hour()*3600 + t.Minute()*60 + t.Second() }
	if wall(t) != second {
		return 0, faultf("nonexistent_time", "State the zone that the recorder used in the profile.", "This hour does not exist in %s: clocks went forward.", c.zone)
	}
	for _, shift := range []time.Duration{-2 * time.Hour, -time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour} {
		if u := t.Add(shift); u.Day() == t.Day() && wall(u) == second {
			return 0, faultf("ambiguous_time", "Send instants with an offset.", "This hour exists twice in %s: clocks went back.", c.zone)
		}
	}
	return t.Unix(), faultOf{}
}

// date reads a date cell: ISO 2026-03-04 always, other orders only when the profile names one.
func (c *clock) date(cell []byte) (civil, faultOf) {
	part, ok := threeNumbers(cell)
	if !ok {
		return civil{}, faultf("date_unreadable", "Write 2026-03-04.", "This is not a date.")
	}
	switch {
	case part[0].digits == 4:
		return civil{part[0].value, part[1].value, part[2].value}, faultOf{}
	case part[2].digits != 4:
		return civil{}, faultf("date_unreadable", "Write 2026-03-04.", "The year must have four digits.")
	case c.order == "dmy":
		return civil{part[2].value, part[1].value, part[0].value}, faultOf{}
	case c.order == "mdy":
		return civil{part[2].value, part[0].value, part[1].value}, faultOf{}
	}
	first, second := time.Month(part[1].value), time.Month(part[0].value)
	if part[1].value >= 1 && part[1].value <= 12 && part[0].value >= 1 && part[0].value <= 12 && part[0].value != part[1].value {
		return civil{}, faultf("ambiguous_date", "Write 2026-03-04, or choose a profile that states the order.",
			"This date reads as %d %s or as %d %s %d.", part[0].value, indicators.Phrasef(first.String()), part[1].value, indicators.Phrasef(second.String()), part[2].value)
	}
	return civil{}, faultf("ambiguous_date", "Write 2026-03-04, or choose a profile that states the order.", "The order of day and month is not stated for this file.")
}

// secondOfDay reads 18:00, 18:00:00, 18.00.00 or a bare hour; 24:00 is 86,400.
func secondOfDay(cell []byte) (int, faultOf) {
	part, n := [3]int{}, 0
	for rest := bytes.TrimSpace(cell); ; n++ {
		value, digits := leadingNumber(rest)
		if digits == 0 || digits > 2 || n == 3 {
			return 0, faultf("time_unreadable", "Write 18:00.", "This is not a time of day.")
		}
		part[n], rest = value, rest[digits:]
		if len(rest) == 0 {
			break
		}
		if rest[0] != ':' && rest[0] != '.' {
			return 0, faultf("time_unreadable", "Write 18:00.", "This is not a time of day.")
		}
		rest = rest[1:]
	}
	second := part[0]*3600 + part[1]*60 + part[2]
	if part[1] > 59 || part[2] > 59 || second > 86400 {
		return 0, faultf("time_unreadable", "Hours go from 0 to 24, minutes and seconds to 59.", "There is no such time of day.")
	}
	return second, faultOf{}
}

type numberPart struct {
	value, digits int
	mark          byte // that follows it
}

// threeNumbers cuts "4/3/2026" at /, . or -, the same mark twice.
func threeNumbers(cell []byte) (part [3]numberPart, ok bool) {
	rest := bytes.TrimSpace(cell)
	for i := range part {
		part[i].value, part[i].digits = leadingNumber(rest)
		if part[i].digits == 0 || part[i].digits > 4 {
			return part, false
		}
		rest = rest[part[i].digits:]
		if i == 2 {
			break
		}
		if len(rest) == 0 || rest[0] != '/' && rest[0] != '.' && rest[0] != '-' {
			return part, false
		}
		part[i].mark, rest = rest[0], rest[1:]
	}
	return part, len(rest) == 0 && part[0].mark == part[1].mark
}

func leadingNumber(text []byte) (value, digits int) {
	for digits < len(text) && digits < 10 && text[digits] >= '0' && text[digits] <= '9' {
		value = value*10 + int(text[digits]-'0')
		digits++
	}
	return value, digits
}
