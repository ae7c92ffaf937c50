package ingest

import (
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestStamps: what one cell says of a date and a time, and what is no such thing. Zones are those of the cell, else UTC here.
func TestStamps(t *testing.T) {
	for _, c := range []struct{ text, order, want string }{
		{"2026-03-04", "", "2026-03-04T00:00:00Z"}, // a bare date is its midnight
		{"2026-03-04T13:00", "", "2026-03-04T13:00:00Z"},
		{"2026-03-04 13:00:05", "", "2026-03-04T13:00:05Z"},
		{"2026-03-04T13:00:05.999", "", "2026-03-04T13:00:05Z"},
		{"2026-03-04T13:00:05,254Z", "", "2026-03-04T13:00:05Z"},
		{"2026/03/01T00:02:10z", "", "2026-03-01T00:02:10Z"},
		{"2026-03-04T13:00+07:00", "", "2026-03-04T06:00:00Z"},
		{"2026-03-04 13:00:00 +0700", "", "2026-03-04T06:00:00Z"},
		{"2026-03-04T13:00:00-07", "", "2026-03-04T20:00:00Z"},
		{"2021-02-18 21:46:23 UTC", "", "2021-02-18T21:46:23Z"},
		{"2021-02-18 21:46 GMT+8", "", "2021-02-18T13:46:00Z"},
		{"4/3/2026 1:05 PM", "dmy", "2026-03-04T13:05:00Z"},
		{"4/3/2026 12:05 AM", "mdy", "2026-04-03T00:05:00Z"},
		{"4.3.2026 18.30", "dmy", "2026-03-04T18:30:00Z"},
		{"02/27/24 10:05:00 AM", "mdy", "2024-02-27T10:05:00Z"},
		{"2026-03-04T24:00", "", "2026-03-05T00:00:00Z"},
		{"2024-02-29T00:00Z", "", "2024-02-29T00:00:00Z"},
		{"1970-01-01T00:00Z", "", "1970-01-01T00:00:00Z"},
		{"1900-01-01T00:00Z", "", "1900-01-01T00:00:00Z"},

		{"2023-02-29", "", "date_unreadable"},
		{"2026-04-31T00:00", "", "date_unreadable"},
		{"1600-01-01T00:00", "", "before_1900"},
		{"4/3/2026 1:05", "", "ambiguous_date"},
		{"13/3/2026", "", "ambiguous_date"}, // alone it proves nothing of its column
		{"13/3/2026", "mdy", "date_unreadable"},
		{"4/3/26", "dmy", "2026-03-04T00:00:00Z"},
		{"2026-03/04", "", "date_unreadable"},
		{"2026-03-04T13", "", "time_unreadable"},
		{"2026-03-04T13:60", "", "time_unreadable"},
		{"2026-03-04T13:00:60", "", "time_unreadable"}, // no leap second
		{"2026-03-04T25:00", "", "time_unreadable"},
		{"2026-03-04T13:00 PM", "", "time_unreadable"},
		{"2026-03-04T13:00+25:00", "", "time_unreadable"},
		{"2026-03-04T13:00 Jakarta", "", "time_unreadable"},
		{"2026-03-04x", "", "date_unreadable"},
		{"", "", "date_unreadable"},
		{"now", "", "date_unreadable"},
	} {
		m, fault := readStamp([]byte(c.text), c.order, 2000)
		got := fault.code
		if got == "" {
			utc := clock{zone: time.UTC, resolution: indicators.PT1H}
			at, fault := utc.startOf(m, 0)
			if got = fault.code; got == "" {
				got = time.Unix(at, 0).UTC().Format(time.RFC3339)
			}
		}
		if got != c.want {
			t.Errorf("%q (%s) is %s, want %s", c.text, c.order, got, c.want)
		}
	}
	if _, fault := readStamp([]byte("4/3/26"), "dmy", 0); fault.code != "date_unreadable" {
		t.Errorf("a year of two digits without a century: %v", fault)
	}
}

func TestEpochs(t *testing.T) {
	for _, c := range []struct {
		text  string
		parts int64
		want  int64
		code  string
	}{
		{"1663888200", 1, 1663888200, ""}, {"1663888200999", 1000, 1663888200, ""}, {"-1", 1000, -1, ""}, {"0", 1, 0, ""},
		{"1663888200.5", 1, 0, "date_unreadable"}, {"+5", 1, 0, "date_unreadable"}, {"", 1, 0, "date_unreadable"}, {"1663888200999", 1, 0, "date_unreadable"},
		{"99999999999999999999", 1, 0, "date_unreadable"}, {"1e9", 1, 0, "date_unreadable"},
	} {
		m, fault := readEpoch([]byte(c.text), c.parts)
		if fault.code != c.code || m.unix != c.want {
			t.Errorf("%q is %d %s", c.text, m.unix, fault.code)
		}
	}
}

func TestZoneWords(t *testing.T) {
	for text, want := range map[string]int{"Z": 0, "UTC": 0, "GMT": 0, "+07:00": 7 * 3600, "-8": -8 * 3600, "+0530": 19800, "UTC+8": 8 * 3600, "GMT-03:30": -12600} {
		if east, ok := offsetWord([]byte(text)); !ok || east != want {
			t.Errorf("%s is %d %v", text, east, ok)
		}
	}
	for _, text := range []string{"", "+", "+15:00", "7", "+7:5", "+07:60", "WIB", "Z0", "+123"} {
		if east, ok := offsetWord([]byte(text)); ok {
			t.Errorf("%q is %d", text, east)
		}
	}
	for text, ok := range map[string]bool{"Asia/Jakarta": true, "GMT+08:00": true, "Local": false, "../etc/passwd": false, "Asia/Nowhere": false, "": false} {
		if _, got := zoneWord(text); got != ok {
			t.Errorf("%q is a zone: %v", text, got)
		}
	}
}

// TestClockChanges: Rome went forward on 29 March 2026 at 02:00 and goes back on 25 October 2026 at 03:00.
func TestClockChanges(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	spring, autumn := civil{2026, 3, 29}, civil{2026, 10, 25}
	at := func(ambiguous, nonexistent string, day civil, hour int) string {
		c := clock{zone: rome, resolution: indicators.PT1H, ambiguous: ambiguous, nonexistent: nonexistent}
		start, fault := c.start(day, hour*3600+1800)
		if fault.code != "" {
			return fault.code
		}
		return time.Unix(start, 0).UTC().Format("15:04")
	}
	for _, c := range []struct {
		got, want string
	}{
		{at("", "", spring, 1), "00:30"}, {at("", "", spring, 2), "nonexistent_time"}, {at("", "reject", spring, 2), "nonexistent_time"},
		{at("", "shift", spring, 2), "01:30"}, {at("", "shift", spring, 3), "01:30"}, {at("", "", spring, 4), "02:30"},
		{at("", "", autumn, 1), "23:30"}, {at("", "", autumn, 2), "ambiguous_time"}, {at("reject", "", autumn, 2), "ambiguous_time"},
		{at("earlier", "", autumn, 2), "00:30"}, {at("later", "", autumn, 2), "01:30"}, {at("earlier", "", autumn, 3), "02:30"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}
