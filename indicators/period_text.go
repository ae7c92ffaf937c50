package indicators

import "time"

// periodForm is one of the ways in which a period is written.
type periodForm uint8

const (
	noForm      periodForm = iota
	yearForm               // 2010
	fiscalForm             // FY2010
	quarterForm            // 2010-Q1
	monthForm              // 2010-03
	dayForm                // 2010-03-04
	clockForm              // 2010-03-04T13:00+07:00
	naiveForm              // 2010-03-04T13:00: a clock time without its offset
)

// resolution is how long the form is; zero for a clock time, which is as long as its series says.
func (f periodForm) resolution() Resolution {
	switch f {
	case yearForm, fiscalForm:
		return P1Y
	case quarterForm:
		return P3M
	case monthForm:
		return P1M
	case dayForm:
		return P1D
	case noForm, clockForm, naiveForm:
	}
	return Resolution{}
}

// ParsePeriod reads a period and gives its start (Unix seconds) and length. Forms, all local to the calendar:
// 2010 · FY2010 · 2010-Q1 · 2010-03 · 2010-03-04 · 2010-03-04T13:00+07:00 (the start; as long as resolution,
// which is then required) · start/end (each in one of the forms before; end is the instant that its form
// begins, not included; the length is whole months, else whole days, else seconds).
// A resolution that is not zero must agree with the text.
//
// Errors are Invalid: period_unreadable, naive_datetime (a clock time without offset), not_in_time (such as
// "2014/2015": not one stretch of time), empty_period, before_1900, resolution_missing, resolution_mismatch.
func (c Calendar) ParsePeriod(text string, resolution Resolution) (int64, Resolution, error) {
	start, form := c.instant(text)
	var derived Resolution
	switch form {
	case noForm, naiveForm:
		if slash := indexByte(text, '/'); slash >= 0 {
			return c.parseInterval(text, slash, resolution)
		}
		return 0, Resolution{}, c.unreadable(text, form)
	case clockForm:
		if resolution.IsZero() {
			return 0, Resolution{}, Errorf(Invalid, "period %q is a start without a length", text).Coded("resolution_missing").
				At("period").Try("give the resolution, such as PT1H, or write start/end")
		}
		derived = resolution
	default:
		derived = form.resolution()
	}
	if c.before1900(start) {
		return 0, Resolution{}, tooEarly(text)
	}
	if !resolution.IsZero() && resolution != derived {
		return 0, Resolution{}, mismatch(text, derived, resolution)
	}
	return start, derived, nil
}

// parseInterval reads start/end with the slash at the given place.
func (c Calendar) parseInterval(text string, slash int, resolution Resolution) (int64, Resolution, error) {
	none := Resolution{}
	start, first := c.instant(text[:slash])
	end, second := c.instant(text[slash+1:])
	switch {
	case first == naiveForm || second == naiveForm:
		return 0, none, c.unreadable(text, naiveForm)
	case first == noForm || second == noForm, first.resolution() == P1Y && second.resolution() == P1Y:
		return 0, none, c.unreadable(text, noForm)
	case end <= start:
		return 0, none, Errorf(Invalid, "period %q ends no later than it begins", text).Coded("empty_period").At("period")
	case c.before1900(start):
		return 0, none, tooEarly(text)
	}
	if resolution.IsZero() {
		derived, ok := c.lengthOf(start, end)
		if !ok {
			return 0, none, Errorf(Invalid, "period %q is too long to be counted in seconds", text).Coded("period_unreadable").
				At("period").Try("begin and end it at local midnight")
		}
		return start, derived, nil
	}
	if resolution.End(start, c.zone()) != end {
		derived, _ := c.lengthOf(start, end)
		return 0, none, mismatch(text, derived, resolution)
	}
	return start, resolution, nil
}

// lengthOf is the resolution of [start, end): whole months, else whole days, else seconds; false when too long.
func (c Calendar) lengthOf(start, end int64) (Resolution, bool) {
	zone := c.zone()
	from, to := time.Unix(start, 0), time.Unix(end, 0)
	fromDate, toDate := int64(DateOf(from, zone)), int64(DateOf(to, zone))
	if dayStart(fromDate, zone) == start && dayStart(toDate, zone) == end {
		if months := monthOf(to, zone) - monthOf(from, zone); months > 0 && months <= 12000 {
			if r := (Resolution{Months: int16(months)}); r.End(start, zone) == end {
				return r, true
			}
		}
		if days := toDate - fromDate; days > 0 && days <= 366000 {
			return Resolution{Days: int32(days)}, true
		}
	}
	return Resolution{Seconds: int32(min(end-start, 1<<30))}, end-start <= 366*secondsPerDay
}

// before1900 reports whether the instant lies before 1 January 1900 local, before which nothing is taken.
func (c Calendar) before1900(start int64) bool {
	const date = -25567 // 1900-01-01
	return start < date*secondsPerDay+15*3600 && start < dayStart(date, c.zone())
}

func indexByte(text string, b byte) int {
	for i := range len(text) {
		if text[i] == b {
			return i
		}
	}
	return -1
}
