package indicators

import "time"

// Calendar is how a city counts days and years.
type Calendar struct {
	Zone            *time.Location
	FiscalYearStart int // month in which FY2010 begins in 2010; 1 (or 0) where it is the calendar year
}

// Calendar is the calendar of a city; UTC and calendar years for a city that does not exist.
func (c *Catalogue) Calendar(city string) Calendar {
	return Calendar{Zone: c.Zone(city), FiscalYearStart: max(1, c.cities[city].FiscalYearStart)}
}

// zone is UTC for the zero Calendar.
func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// fiscalMonth is the month in which a fiscal year begins.
func (c Calendar) fiscalMonth() int {
	if c.FiscalYearStart < 1 || c.FiscalYearStart > 12 {
		return 1
	}
	return c.FiscalYearStart
}

// PeriodOf is the period of one observation: from start (Unix seconds) as long as the resolution.
// A zero resolution gives an empty period.
func (c Calendar) PeriodOf(start int64, r Resolution) Period {
	return Period{From: time.Unix(start, 0).UTC(), To: time.Unix(r.End(start, c.zone()), 0).UTC()}
}

// EndOf is the instant (not included) at which a year, fiscal year, quarter, month or date ends; for a clock
// time with offset it is that instant. Errors as ParsePeriod. Milestones and `at` are read with it.
func (c Calendar) EndOf(text string) (time.Time, error) {
	start, form := c.instant(text)
	switch form {
	case noForm, naiveForm:
		return time.Time{}, c.unreadable(text, form)
	case clockForm:
		return c.writable(text, time.Unix(start, 0).UTC())
	case yearForm, fiscalForm, quarterForm, monthForm, dayForm:
	}
	return c.writable(text, c.PeriodOf(start, form.resolution()).To)
}

// writable refuses an end that RFC 3339, with its four digits of a year, cannot write in the city's zone.
func (c Calendar) writable(text string, end time.Time) (time.Time, error) {
	if end.In(c.Zone).Year() > 9999 {
		return time.Time{}, c.unreadable(text, noForm)
	}
	return end, nil
}

// Length is the resolution of the period [start, end), both in Unix seconds: whole months or days where both are local
// midnights, else seconds. False when it is empty, or longer than a year and no whole days.
func (c Calendar) Length(start, end int64) (Resolution, bool) {
	if end <= start {
		return Resolution{}, false
	}
	return c.lengthOf(start, end)
}
