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
	if namesNoTime(text) {
		return Errorf(Invalid, "period %q is not one stretch of time", text).Coded("not_in_time").
			At("period").Try("name the year that the figure is for, or write start/end with dates")
	}
	return Errorf(Invalid, "period %q cannot be read", text).Coded("period_unreadable").At("period").Try(periodForms)
}

// noStretch matches years that do not say which stretch of time is meant: a pair of years, a decade, an
// approximate year.
var noStretch = regexp.MustCompile(`^((c|ca)\.?|circa|about|approx\.?|around|before|after|since|until|early|late|mid|[~≈<>])?[ -]*` +
	`(fy ?)?[12][0-9]{3}( ?(/|-|–|—|to|and|,|&) ?((c\.? ?)?(fy ?)?[12][0-9]{3}|[0-9]{2})?)?s?$` +
	`|^[12][0-9]{3}[^0-9].{0,10}[12][0-9]{3}(-[0-9]{2})?$`)

// namesNoTime reports whether the text names years without saying which stretch of time it means.
func namesNoTime(text string) bool {
	return len(text) <= 64 && noStretch.MatchString(strings.ToLower(strings.TrimSpace(text)))
}

func tooEarly(text string) error {
	return Errorf(Invalid, "period %q begins before 1900", text).Coded("before_1900").At("period")
}

func mismatch(text string, is, stated Resolution) error {
	return Errorf(Invalid, "period %q is %s long, not %s", text, is, stated).Coded("resolution_mismatch").
		At("resolution").Try("leave the resolution out, or write start/end")
}
