package indicators

import (
	"strconv"
	"strings"
	"time"
)

// Resolution is the length of the period that one observation stands for, an ISO 8601 duration:
// PT1H, P1D, P1M, P1Y. Calendar parts (months, days) are counted in the city's zone, so that a day
// may have 23 or 25 hours; PT24H is always 24 hours and is not P1D. Comparable; the zero value means "not stated".
type Resolution struct {
	Months  int16
	Days    int32
	Seconds int32
}

// The usual resolutions, by their ISO 8601 names.
var (
	PT1M = Resolution{Seconds: 60}
	PT1H = Resolution{Seconds: 3600}
	P1D  = Resolution{Days: 1}
	P1M  = Resolution{Months: 1}
	P3M  = Resolution{Months: 3}
	P1Y  = Resolution{Months: 12}
)

// ParseResolution reads an ISO 8601 duration of whole units (P1Y, P3M, P7D, P1W, PT8H, PT15M, PT1S).
// Fractions, signs, empty durations ("P", "PT") and mixtures of calendar and clock units are Invalid.
func ParseResolution(text string) (Resolution, error) {
	bad := func() (Resolution, error) {
		return Resolution{}, Errorf(Invalid, "%q is not an ISO 8601 duration such as PT1H, P1D, P1M or P1Y", text).Coded("bad_duration")
	}
	rest, ok := strings.CutPrefix(text, "P")
	if !ok {
		return bad()
	}
	date, clock, timed := strings.Cut(rest, "T")
	if timed == (clock == "") || (date == "" && clock == "") {
		return bad()
	}
	var months, days, seconds int64
	if !addUnits(date, "YMWD", func(n int64, unit byte) {
		switch unit {
		case 'Y':
			months += 12 * n
		case 'M':
			months += n
		case 'W':
			days += 7 * n
		case 'D':
			days += n
		}
	}) || !addUnits(clock, "HMS", func(n int64, unit byte) {
		seconds += n * map[byte]int64{'H': 3600, 'M': 60, 'S': 1}[unit]
	}) {
		return bad()
	}
	kinds := 0
	for _, n := range []int64{months, days, seconds} {
		if n > 0 {
			kinds++
		}
	}
	if kinds != 1 || months > 12*1000 || days > 366*1000 || seconds > 366*86400 {
		return bad()
	}
	return Resolution{int16(months), int32(days), int32(seconds)}, nil
}

// addUnits reads "1Y6M" with units in the order of allowed, each at most once.
func addUnits(text, allowed string, add func(int64, byte)) bool {
	for text != "" {
		digits := 0
		for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
			digits++
		}
		if digits == 0 || digits > 9 || digits == len(text) {
			return false
		}
		at := strings.IndexByte(allowed, text[digits])
		if at < 0 {
			return false
		}
		n, _ := strconv.ParseInt(text[:digits], 10, 64)
		add(n, text[digits])
		allowed, text = allowed[at+1:], text[digits+1:]
	}
	return true
}

// String is the canonical ISO 8601 form: the largest unit that divides evenly (P1Y, P18M, P26D, PT8H, PT90M).
func (r Resolution) String() string {
	n := func(v int, unit string) string { return strconv.Itoa(v) + unit }
	switch {
	case r.Months > 0 && r.Months%12 == 0:
		return "P" + n(int(r.Months/12), "Y")
	case r.Months > 0:
		return "P" + n(int(r.Months), "M")
	case r.Days > 0:
		return "P" + n(int(r.Days), "D")
	case r.Seconds == 0:
		return ""
	case r.Seconds%3600 == 0:
		return "PT" + n(int(r.Seconds/3600), "H")
	case r.Seconds%60 == 0:
		return "PT" + n(int(r.Seconds/60), "M")
	}
	return "PT" + n(int(r.Seconds), "S")
}

// IsZero reports whether no resolution is stated.
func (r Resolution) IsZero() bool { return r == Resolution{} }

// IsCalendar reports whether the length depends on the calendar (days, months, years).
func (r Resolution) IsCalendar() bool { return r.Months > 0 || r.Days > 0 }

// Approx is the mean length, for ordering and limits only, never for arithmetic on time.
func (r Resolution) Approx() time.Duration {
	day := 24 * time.Hour
	return time.Duration(float64(r.Months)*30.436875*float64(day)) + time.Duration(r.Days)*day + time.Duration(r.Seconds)*time.Second
}

// Add is the instant n resolutions after t, by the calendar of zone: from the start of a local day to the
// start of another, also where a clock change skips midnight.
func (r Resolution) Add(t time.Time, n int, zone *time.Location) time.Time {
	if !r.IsCalendar() {
		return t.Add(time.Duration(n) * time.Duration(r.Seconds) * time.Second).UTC()
	}
	local := t.In(zone)
	year, month, day := local.Date()
	if date := civilDate(year, int(month), day); dayStart(date, zone) != t.Unix() || t.Nanosecond() != 0 {
		return local.AddDate(0, n*int(r.Months), n*int(r.Days)).UTC()
	}
	date := civilDate(year, int(month)+n*int(r.Months), day) + int64(n)*int64(r.Days)
	return time.Unix(dayStart(date, zone), 0).UTC()
}

// End is the end (not included) of the period of one observation that starts at the Unix second start.
func (r Resolution) End(start int64, zone *time.Location) int64 {
	if !r.IsCalendar() {
		return start + int64(r.Seconds)
	}
	return r.Add(time.Unix(start, 0), 1, zone).Unix()
}

// MarshalText writes the canonical form.
func (r Resolution) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what ParseResolution reads; empty text is the zero value.
func (r *Resolution) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Resolution{}
		return nil
	}
	parsed, err := ParseResolution(string(text))
	if err == nil {
		*r = parsed
	}
	return err
}
