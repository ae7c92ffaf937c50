package indicators

import (
	"regexp"
	"strings"
)

// periodForms is the hint of every period that cannot be read.
const periodForms = "2010, FY2010, 2010-Q1, 2010-03, 2010-03-04, 2010-03-04T13:00+07:00, or start/end such as 2010-01-01/2010-02-15"

// unreadable is the error for a text of no form, or of a clock time without offset.
func (c Calendar) unreadable(text string, form periodForm) error {
	if form == naiveForm {
		return Errorf(Invalid, "period %q has a clock time without an offset", text).Coded("naive_datetime").
			At("period").Try("add the offset, such as +07:00 or Z")
	}
	if asMonth(text) {
		return Errorf(Invalid, "period %q is not one stretch of time", text).Coded("not_in_time").
			At("period").Try("write %s for the month, or name the year that the figure is for", text[:4]+"-"+text[5:])
	}
	if namesNoTime(text) {
		return Errorf(Invalid, "period %q is not one stretch of time", text).Coded("not_in_time").
			At("period").Try("name the year that the figure is for, or write start/end with dates")
	}
	e := Errorf(Invalid, "period %q cannot be read", text).Coded("period_unreadable").At("period")
	switch {
	case ofSeconds.MatchString(text):
		return e.Try("times are of whole seconds from 00 to 59: leave out what stands behind the point")
	case ofSpreadsheet.MatchString(text):
		return e.Try("a spreadsheet writes dates so: send its workbook (XLSX), in which they can be read, or write 2010-03 or 2010-03-04")
	case serialDay.MatchString(text):
		return e.Try("a spreadsheet counts days by such numbers: give the column the format of dates, or write 2010-03-04")
	}
	return e.Try(periodForms)
}

// noStretch matches years that do not say which stretch of time is meant: a pair of years, a decade, an
// approximate year.
var noStretch = regexp.MustCompile(`^((c|ca)\.?|circa|about|approx\.?|around|before|after|since|until|early|late|mid|[~≈<>])?[ -]*` +
	`(fy ?)?[12][0-9]{3}( ?(/|-|–|—|to|and|,|&) ?((c\.? ?)?(fy ?)?[12][0-9]{3}|[0-9]{2})?)?s?$` +
	`|^[12][0-9]{3}[^0-9].{0,10}[12][0-9]{3}(-[0-9]{2})?$`)

// ofSeconds matches a time with a fraction of a second or a leap second.
var ofSeconds = regexp.MustCompile(`[0-9]{2}:[0-9]{2}:([0-9]{2}\.[0-9]+|60)`)

// ofSpreadsheet matches what a spreadsheet makes of a date in a CSV file: Jan-24, 4-Mar, 4-Mar-24. serialDay matches the number that it
// keeps, for the years 1954 to 2064.
var (
	ofSpreadsheet = regexp.MustCompile(`^(\p{L}{3,9}-[0-9]{2}|[0-9]{1,2}-\p{L}{3,9}(-[0-9]{2,4})?)$`)
	serialDay     = regexp.MustCompile(`^[2-5][0-9]{4}$`)
)

// namesNoTime reports whether the text names years without saying which stretch of time it means.
func namesNoTime(text string) bool {
	return len(text) <= 64 && noStretch.MatchString(strings.ToLower(strings.TrimSpace(text)))
}

// asMonth reports whether the text may be a month with a slash, as 2024/04, or two years, as 2011/12.
func asMonth(text string) bool {
	return len(text) == 7 && text[4] == '/' && namesNoTime(text) && text[5:] >= "01" && text[5:] <= "12"
}

func tooEarly(text string) error {
	return Errorf(Invalid, "period %q begins before 1900", text).Coded("before_1900").At("period")
}

func mismatch(text string, is, stated Resolution) error {
	return Errorf(Invalid, "period %q is %s long, not %s", text, is, stated).Coded("resolution_mismatch").
		At("resolution").Try("leave the resolution out, or write start/end")
}
