package indicators

import (
	"testing"
	"time"
)

// TestPeriodInWords: in Surabaya (+07:00); the instants are UTC.
func TestPeriodInWords(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	c := Calendar{Zone: zone}
	at := func(text string) int64 {
		instant, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return instant.Unix()
	}
	for _, one := range []struct {
		start string
		r     Resolution
		want  string
	}{
		{"2026-03-03T17:00:00Z", P1D, "4 March 2026"}, {"2024-02-28T17:00:00Z", P1D, "29 February 2024"}, {"2026-02-28T17:00:00Z", P1M, "March 2026"},
		{"2025-12-31T17:00:00Z", P1Y, "1 January 2026 to 31 December 2026"}, {"2026-03-31T17:00:00Z", P1Y, "1 April 2026 to 31 March 2027"},
		{"2026-03-03T17:00:00Z", PT1H, "4 March 2026, 00:00 to 01:00 +07:00"}, {"2026-03-04T16:00:00Z", PT1H, "4 March 2026, 23:00 to 5 March 2026, 00:00 +07:00"},
		{"2026-03-03T17:00:30Z", Resolution{Seconds: 30}, "4 March 2026, 00:00:30 to 00:01 +07:00"},
		{"2026-03-03T17:30:00Z", P1D, "4 March 2026, 00:30 to 5 March 2026, 00:30 +07:00"}, // a day that does not begin at midnight
	} {
		if got := c.PeriodInWords(at(one.start), one.r).String(); got != one.want {
			t.Errorf("%s %s is %q, not %q", one.start, one.r, got, one.want)
		}
	}
}
