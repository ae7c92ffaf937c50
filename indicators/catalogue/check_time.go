package catalogue

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// isDate checks a year, a month or a date; "" is not looked at.
func (c *checker) isDate(text, path string, complain complaint) bool {
	if text == "" {
		return false
	}
	if _, err := indicators.ParseBound(text, time.UTC); err != nil {
		complain(path, "%s is %q; allowed is a year, a month or a date, such as 2010, 2010-03 or 2010-03-04", path, text)
		return false
	}
	return true
}

// span checks two dates, each of which may be absent, and that the first is not after the second.
func (c *checker) span(from, to, fromPath, toPath string, complain complaint) {
	isFrom, isTo := c.isDate(from, fromPath, complain), c.isDate(to, toPath, complain)
	if !isFrom || !isTo {
		return
	}
	first, _ := indicators.ParseBound(from, time.UTC)
	last, _ := indicators.ParseBound(to, time.UTC)
	if last.Before(first) {
		complain(toPath, "%s is %s and %s is %s; the end is not allowed before the beginning", fromPath, from, toPath, to)
	}
}

// isPeriod checks a period of the grammar whose length the text itself gives.
func (c *checker) isPeriod(text, path string, complain complaint) {
	if text == "" {
		return
	}
	if _, _, err := (indicators.Calendar{}).ParsePeriod(text, indicators.Resolution{}); err != nil {
		complain(path, "%s is %q; allowed is a period such as 2010, FY2010, 2010-Q1, 2010-03, 2010-03-04 or start/end", path, text)
	}
}
