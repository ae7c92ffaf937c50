package ingest

import (
	"bytes"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// readStamp reads a date with a time of day in one cell: 2026-03-04T13:00:00.254+07:00, 2026/03/04 13:00, 4/3/2026 1:00 PM,
// 2026-03-04 06:00:00 UTC. A date alone is its midnight; fractions of a second are cut off. The order of a date that does
// not begin with the year is dmy or mdy, or "", which refuses it; a year of two digits is of the century, or refused where that is 0.
func readStamp(cell []byte, order string, century int) (m moment, fault faultOf) {
	rest := bytes.TrimSpace(cell)
	if m.date, rest, fault = leadingDate(rest, order, century); fault.code != "" {
		return m, fault
	}
	if len(rest) == 0 {
		return m, faultOf{}
	}
	if rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' && rest[0] != ',' {
		return m, faultf("date_unreadable", "Write 2026-03-04T13:00.", "This is not a date and a time.")
	}
	if m.second, rest, fault = leadingTime(bytes.TrimLeft(rest[1:], " "), false); fault.code != "" {
		return m, fault
	}
	if rest = bytes.TrimLeft(rest, " "); len(rest) > 0 {
		if m.east, m.hasEast = offsetWord(rest); !m.hasEast {
			return m, faultf("time_unreadable", "Write 2026-03-04T13:00+07:00.", "What follows the time is no offset.")
		}
	}
	return m, faultOf{}
}

// readEpoch reads seconds since 1970-01-01T00:00Z, or so many parts of a second, which are cut off.
func readEpoch(cell []byte, parts int64) (moment, faultOf) {
	n, err := strconv.ParseInt(string(cell), 10, 64)
	if err != nil || cell[0] == '+' || n > 253402300799*parts || n < -2208988800*parts {
		return moment{}, faultf("date_unreadable", "Choose the profile for dates, or write 1663888200.", "This is not a number of seconds since 1970.")
	}
	seconds := n / parts
	if n%parts < 0 {
		seconds--
	}
	return moment{unix: seconds, isUnix: true}, faultOf{}
}

// readDate reads a date that fills its cell.
func readDate(cell []byte, order string, century int) (civil, faultOf) {
	date, rest, fault := leadingDate(bytes.TrimSpace(cell), order, century)
	if fault.code == "" && len(rest) > 0 {
		return date, notADate
	}
	return date, fault
}

var notADate = faultf("date_unreadable", "Write 2026-03-04.", "This is not a date.")

// leadingDate reads the date with which a text begins: ISO 2026-03-04, also with / or ., always; other orders where one is known.
func leadingDate(text []byte, order string, century int) (civil, []byte, faultOf) {
	part, rest, ok := threeNumbers(text)
	if !ok {
		return civil{}, rest, notADate
	}
	year := part[2]
	switch {
	case part[0].digits == 4:
		return civil{part[0].value, part[1].value, part[2].value}, rest, faultOf{}
	case year.digits == 2 && century > 0:
		year.value += century
	case year.digits != 4:
		return civil{}, rest, faultf("date_unreadable", "Write 2026-03-04.", "The year must have four digits.")
	}
	switch order {
	case "dmy":
		return ordered(civil{year.value, part[1].value, part[0].value}, rest, "The dates of this file begin with the day, and there is no month %d.")
	case "mdy":
		return ordered(civil{year.value, part[0].value, part[1].value}, rest, "The dates of this file begin with the month, and there is no month %d.")
	}
	first, second := time.Month(part[1].value), time.Month(part[0].value)
	if part[1].value >= 1 && part[1].value <= 12 && part[0].value >= 1 && part[0].value <= 12 && part[0].value != part[1].value {
		return civil{}, rest, faultf("ambiguous_date", "Write the year first, such as 2026-03-04 for 4 March 2026, or choose a profile that states the order.",
			"This date reads as %d %s or as %d %s %d.", part[0].value, indicators.Phrasef(first.String()), part[1].value, indicators.Phrasef(second.String()), year.value)
	}
	return civil{}, rest, faultf("ambiguous_date", "Write the year first, such as 2026-03-04 for 4 March 2026, or choose a profile that states the order.", "The order of day and month is not stated for this file.")
}

// ordered is a date of a known order, unless its month is one only in the other order.
func ordered(date civil, rest []byte, otherwise string) (civil, []byte, faultOf) {
	if date.month > 12 && date.day >= 1 && date.day <= 12 {
		return date, rest, faultf("date_unreadable", "Write 2026-03-04, or choose a profile that states the other order.", otherwise, date.month)
	}
	return date, rest, faultOf{}
}

// secondOfDay reads 18:00, 18:00:00, 18.00.00, 6:00 PM or a bare hour; 24:00 is 86,400.
func secondOfDay(cell []byte) (int, faultOf) {
	second, rest, fault := leadingTime(bytes.TrimSpace(cell), true)
	if fault.code == "" && len(rest) > 0 {
		return 0, notATime
	}
	return second, fault
}

var notATime = faultf("time_unreadable", "Write 18:00.", "This is not a time of day.")

// leadingTime reads the time of day with which a text begins; bare allows an hour without minutes.
func leadingTime(text []byte, bare bool) (second int, rest []byte, fault faultOf) {
	part, n := [3]int{}, 0
	for rest = text; ; n++ {
		value, digits := leadingNumber(rest)
		if digits == 0 || digits > 2 {
			return 0, rest, notATime
		}
		part[n], rest = value, rest[digits:]
		if n == 2 || len(rest) == 0 || rest[0] != ':' && rest[0] != '.' {
			break
		}
		rest = rest[1:]
	}
	if n == 0 && !bare {
		return 0, rest, notATime
	}
	if n == 2 && len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') { // a fraction of the second
		_, digits := leadingNumber(rest[1:])
		if digits == 0 {
			return 0, rest, notATime
		}
		rest = rest[1+digits:]
	}
	part[0], rest, fault = halfDay(part[0], rest)
	second = part[0]*3600 + part[1]*60 + part[2]
	if fault.code != "" || part[1] > 59 || part[2] > 59 || second > 86400 {
		return 0, rest, faultf("time_unreadable", "Hours go from 0 to 24, minutes and seconds to 59.", "There is no such time of day.")
	}
	return second, rest, faultOf{}
}

// halfDay reads the AM or PM that may follow a time.
func halfDay(hour int, text []byte) (int, []byte, faultOf) {
	word := bytes.TrimLeft(text, " ")
	if len(word) < 2 || word[1]|0x20 != 'm' || word[0]|0x20 != 'a' && word[0]|0x20 != 'p' || len(word) > 2 && word[2] != ' ' {
		return hour, text, faultOf{}
	}
	if hour < 1 || hour > 12 {
		return hour, text, notATime
	}
	hour %= 12
	if word[0]|0x20 == 'p' {
		hour += 12
	}
	return hour, word[2:], faultOf{}
}

type numberPart struct {
	value, digits int
	mark          byte // that follows it
}

// threeNumbers reads the "4/3/2026" with which a text begins, cut at /, . or -, the same mark twice.
func threeNumbers(rest []byte) (part [3]numberPart, after []byte, ok bool) {
	for i := range part {
		part[i].value, part[i].digits = leadingNumber(rest)
		if part[i].digits == 0 || part[i].digits > 4 {
			return part, rest, false
		}
		rest = rest[part[i].digits:]
		if i == 2 {
			break
		}
		if len(rest) == 0 || rest[0] != '/' && rest[0] != '.' && rest[0] != '-' {
			return part, rest, false
		}
		part[i].mark, rest = rest[0], rest[1:]
	}
	return part, rest, part[0].mark == part[1].mark
}

func leadingNumber(text []byte) (value, digits int) {
	for digits < len(text) && digits < 10 && text[digits] >= '0' && text[digits] <= '9' {
		value = value*10 + int(text[digits]-'0')
		digits++
	}
	return value, digits
}
