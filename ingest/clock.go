package ingest

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// clock turns dates and times of day of one zone into the starts of periods.
type clock struct {
	zone                   *time.Location
	resolution             indicators.Resolution
	endLabel               bool
	ambiguous, nonexistent string // as the profile has them; "" refuses

	lastDay   civil // memo of the last day met
	dayStart  int64
	dayPlain  bool // the day has no transition of the zone
	lastDayOK bool
}

// civil is a date on the calendar.
type civil struct{ year, month, day int }

// startOf is the Unix second at which the period begins that a moment marks, that many seconds later: the hour of a
// column is added to the date of its row. An offset in the moment wins over the zone.
func (c *clock) startOf(m moment, later int) (int64, faultOf) {
	if m.isUnix {
		return c.labelled(m.unix + int64(later)), faultOf{}
	}
	if m.hasEast {
		utc := clock{zone: time.UTC}
		if fault := utc.openDay(m.date); fault.code != "" {
			return 0, fault
		}
		return c.labelled(utc.dayStart + int64(m.second+later-m.east)), faultOf{}
	}
	return c.start(m.date, m.second+later)
}

// start is startOf of a date and a second of its day; second may be 86,400 (hour 24: the next midnight).
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
	return c.labelled(at), faultOf{}
}

// labelled is the start of the period whose start or end was written.
func (c *clock) labelled(at int64) int64 {
	if !c.endLabel {
		return at
	}
	return c.resolution.Add(time.Unix(at, 0), -1, c.zone).Unix()
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

// inDayWithTransition finds an instant in a day on which clocks were changed. Hours that do not exist, or exist twice, are
// what the profile says of them; without a word they are refused.
func (c *clock) inDayWithTransition(date civil, second int) (int64, faultOf) {
	t := time.Date(date.year, time.Month(date.month), date.day, 0, 0, second, 0, c.zone)
	wall := func(t time.Time) int { return t.Hour()*3600 + t.Minute()*60 + t.Second() }
	if wall(t) != second {
		if c.nonexistent != "shift" {
			return 0, faultf("nonexistent_time", "State the zone that the recorder used in the profile.", "This hour does not exist in %s: clocks went forward.", c.zone)
		}
		_, before := time.Unix(c.dayStart, 0).In(c.zone).Zone()
		return time.Date(date.year, time.Month(date.month), date.day, 0, 0, second, 0, time.UTC).Unix() - int64(before), faultOf{}
	}
	for _, shift := range []time.Duration{-2 * time.Hour, -time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour} {
		u := t.Add(shift)
		if u.Day() != t.Day() || wall(u) != second {
			continue
		}
		switch {
		case c.ambiguous == "earlier" && u.Before(t), c.ambiguous == "later" && u.After(t):
			return u.Unix(), faultOf{}
		case c.ambiguous == "earlier", c.ambiguous == "later":
			return t.Unix(), faultOf{}
		}
		return 0, faultf("ambiguous_time", "Send instants with an offset.", "This hour exists twice in %s: clocks went back.", c.zone)
	}
	return t.Unix(), faultOf{}
}
