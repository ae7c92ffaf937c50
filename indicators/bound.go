package indicators

import (
	"strings"
	"time"
)

// ParseBound reads one end of a period asked for: RFC 3339 with an offset, or a local date, month or year of
// the zone, which mean their start. In UTC. Errors are Invalid: naive_datetime for a clock time without offset, else bad_time.
func ParseBound(text string, zone *time.Location) (time.Time, error) {
	at, form := Calendar{Zone: zone}.instant(text)
	switch form {
	case yearForm, monthForm, dayForm, clockForm:
		return time.Unix(at, 0).UTC(), nil
	case naiveForm:
		return time.Time{}, Errorf(Invalid, "%q has a clock time without an offset", text).Coded("naive_datetime").
			Try("add the offset, such as Z or %%2B07:00 (a plus sign in a URL is written %%2B)")
	case noForm, fiscalForm, quarterForm:
	}
	err := Errorf(Invalid, "%q is neither a date, a month, a year nor a time with offset", text).Coded("bad_time").
		Try("write 2010, 2010-03, 2010-03-04 or 2010-03-04T13:00:00Z")
	if strings.Contains(text, "T") && strings.Contains(text, " ") {
		err = err.Try("a plus sign in a URL is written %%2B")
	}
	return time.Time{}, err
}
