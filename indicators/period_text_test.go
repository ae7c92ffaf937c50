package indicators

import (
	"errors"
	"testing"
	"time"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestParsePeriod(t *testing.T) {
	tokyo := Calendar{zoneOf(t, "Asia/Tokyo"), 4}
	for _, c := range []struct {
		text       string
		given      Resolution
		start      string
		resolution Resolution
	}{
		{"2010", Resolution{}, "2010-01-01T00:00:00+09:00", P1Y},
		{"2010", P1Y, "2010-01-01T00:00:00+09:00", P1Y},
		{"FY2010", Resolution{}, "2010-04-01T00:00:00+09:00", P1Y},
		{"2010-Q4", Resolution{}, "2010-10-01T00:00:00+09:00", P3M},
		{"2010-03", Resolution{}, "2010-03-01T00:00:00+09:00", P1M},
		{"2012-02-29", Resolution{}, "2012-02-29T00:00:00+09:00", P1D},
		{"2010-03-04T13:00+07:00", PT1H, "2010-03-04T06:00:00Z", PT1H},
		{"2010-03-04T13:00:30.000Z", PT1M, "2010-03-04T13:00:30Z", PT1M},
		{"2010-03-04T24:00+09:00", PT1H, "2010-03-05T00:00:00+09:00", PT1H},
		{"2014-01-01/2015-01-01", Resolution{}, "2014-01-01T00:00:00+09:00", P1Y},
		{"2014-01-15/2014-03-15", Resolution{}, "2014-01-15T00:00:00+09:00", Resolution{Months: 2}},
		{"2020-03-25/2020-04-20", Resolution{}, "2020-03-25T00:00:00+09:00", Resolution{Days: 26}},
		{"2014-04-01/2014-05-01", Resolution{Days: 30}, "2014-04-01T00:00:00+09:00", Resolution{Days: 30}},
		{"2014-04-01T00:00Z/2014-04-01T00:15Z", Resolution{}, "2014-04-01T00:00:00Z", Resolution{Seconds: 900}},
	} {
		start, r, err := tokyo.ParsePeriod(c.text, c.given)
		want, _ := time.Parse(time.RFC3339, c.start)
		if err != nil || start != want.Unix() || r != c.resolution {
			t.Errorf("%q: %v %v %v, want %v %v", c.text, unix(start), r, err, want.UTC(), c.resolution)
		}
	}
}

func TestPeriodsThatAreRefused(t *testing.T) {
	jakarta := Calendar{zoneOf(t, "Asia/Jakarta"), 1}
	for _, c := range []struct {
		text  string
		given Resolution
		code  string
	}{
		{"", Resolution{}, "period_unreadable"},
		{"March 2010", Resolution{}, "period_unreadable"},
		{"2010-13", Resolution{}, "not_in_time"}, // no month 13: may be 2010 to 2013
		{"2010-1", Resolution{}, "period_unreadable"},
		{"2011-02-29", Resolution{}, "period_unreadable"},
		{"2010-03-04T13:00:00.5Z", PT1H, "period_unreadable"},
		{"/", Resolution{}, "period_unreadable"},
		{"2014/2015", Resolution{}, "not_in_time"},
		{"2014/15", Resolution{}, "not_in_time"},
		{"c. 2001-2005", Resolution{}, "not_in_time"},
		{"2001–2005", Resolution{}, "not_in_time"},
		{"1990s", Resolution{}, "not_in_time"},
		{"1999-", Resolution{}, "not_in_time"},
		{"1988-c.1993", Resolution{}, "not_in_time"},
		{"2009-04 and 2009-06", Resolution{}, "not_in_time"},
		{"before 2005", Resolution{}, "not_in_time"},
		{"2010-03-04T13:00", PT1H, "naive_datetime"},
		{"2010-03-04T13:00/2010-03-04T14:00", PT1H, "naive_datetime"},
		{"2010-03-04T13:00Z", Resolution{}, "resolution_missing"},
		{"2010", P1M, "resolution_mismatch"},
		{"2014-01-01/2015-01-01", P1M, "resolution_mismatch"},
		{"2015-01-01/2014-01-01", Resolution{}, "empty_period"},
		{"2015-01-01/2015-01-01", Resolution{}, "empty_period"},
		{"1899", Resolution{}, "before_1900"},
		{"1899-12-31", Resolution{}, "before_1900"},
	} {
		_, _, err := jakarta.ParsePeriod(c.text, c.given)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Kind != Invalid || e.FineCode() != c.code {
			t.Errorf("%q: %v, want %s", c.text, err, c.code)
		}
	}
}

func TestFormatPeriodIsCanonical(t *testing.T) {
	tokyo := Calendar{zoneOf(t, "Asia/Tokyo"), 4}
	for _, text := range []string{
		"2010", "FY2010", "2010-Q1", "2010-Q2", "2010-Q3", "2010-Q4", "2010-12", "2012-02-29", "2020-03-25/2020-04-20",
	} {
		start, r, err := tokyo.ParsePeriod(text, Resolution{})
		if got := tokyo.FormatPeriod(start, r); err != nil || got != text {
			t.Errorf("%q became %q (%v)", text, got, err)
		}
	}
	if got := tokyo.FormatPeriod(0, PT1H); got != "1970-01-01T09:00:00+09:00" {
		t.Error(got)
	}
	// Jakarta kept local mean time, +07:07:12, until 1924: RFC 3339 cannot write its seconds.
	jakarta := Calendar{zoneOf(t, "Asia/Jakarta"), 1}
	early := time.Date(1910, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	if got := jakarta.FormatPeriod(early, PT1H); got != "1910-01-01T00:00:00Z" {
		t.Error(got)
	}
}

func TestMidnightThatAClockChangeSkips(t *testing.T) {
	manila := Calendar{zoneOf(t, "Asia/Manila"), 1}
	// Clocks went from 00:00 (+08) to 01:00 (+09) on 21 May 1990, tzdata.
	start, r, err := manila.ParsePeriod("1990-05-21", Resolution{})
	if err != nil || !unix(start).Equal(time.Date(1990, 5, 20, 16, 0, 0, 0, time.UTC)) {
		t.Fatal(unix(start), err)
	}
	if end := unix(r.End(start, manila.Zone)); !end.Equal(time.Date(1990, 5, 21, 15, 0, 0, 0, time.UTC)) {
		t.Error("the day of 23 hours ends at", end)
	}
	if got := manila.FormatPeriod(start, r); got != "1990-05-21" {
		t.Error(got)
	}
}

func TestParsingAPeriodAllocatesNothing(t *testing.T) {
	jakarta := Calendar{zoneOf(t, "Asia/Jakarta"), 1}
	for _, text := range []string{"2010", "2010-03", "2010-03-04", "2010-03-04T13:00:00+07:00", "2014-01-01/2015-01-01"} {
		given := Resolution{}
		if len(text) == 25 {
			given = PT1H
		}
		if n := testing.AllocsPerRun(100, func() { _, _, _ = jakarta.ParsePeriod(text, given) }); n != 0 {
			t.Errorf("%q: %v allocations", text, n)
		}
	}
}

func TestParseBound(t *testing.T) {
	tokyo := zoneOf(t, "Asia/Tokyo")
	for text, want := range map[string]string{
		"2010": "2009-12-31T15:00:00Z", "2010-03": "2010-02-28T15:00:00Z", "2010-03-04": "2010-03-03T15:00:00Z",
		"2010-03-04T13:00:00+07:00": "2010-03-04T06:00:00Z",
	} {
		got, err := ParseBound(text, tokyo)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q: %v %v", text, got, err)
		}
	}
	for text, code := range map[string]string{"2010-03-04T13:00": "naive_datetime", "2010-03-04T13:00 07:00": "bad_time", "FY2010": "bad_time"} {
		_, err := ParseBound(text, tokyo)
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != code {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, text := range []string{"2010", "FY2010", "2010-Q1", "2010-03", "2010-03-04", "2010-03-04T13:00+07:00", "2014-01-01/2015-01-01", "2014/2015", "c. 2001", "9999-12-31", "1900-01-01"} {
		f.Add(text)
	}
	calendars := []Calendar{}
	for _, name := range []string{"Asia/Jakarta", "Asia/Manila", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"} {
		calendars = append(calendars, Calendar{zoneOf(f, name), 4})
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, calendar := range calendars {
			for _, given := range []Resolution{{}, PT1H} {
				start, r, err := calendar.ParsePeriod(text, given)
				if err != nil {
					if KindOf(err) != Invalid {
						t.Fatalf("%q: %v", text, err)
					}
					continue
				}
				if r.End(start, calendar.Zone) <= start {
					t.Fatalf("%q is empty", text)
				}
				again, s, err := calendar.ParsePeriod(calendar.FormatPeriod(start, r), r)
				if unix(start).Year() < 9900 && (err != nil || again != start || s != r) {
					t.Fatalf("%q → %q: %v %v %v", text, calendar.FormatPeriod(start, r), again, s, err)
				}
			}
		}
	})
}

func BenchmarkParsePeriod(b *testing.B) {
	jakarta := Calendar{zoneOf(b, "Asia/Jakarta"), 1}
	for _, text := range []string{"2010", "2010-03-04", "2010-03-04T13:00:00+07:00"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			given := Resolution{}
			if len(text) == 25 {
				given = PT1H
			}
			for b.Loop() {
				if _, _, err := jakarta.ParsePeriod(text, given); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A hint says what to write instead of what was written.
func TestPeriodHints(t *testing.T) {
	jakarta := Calendar{zoneOf(t, "Asia/Jakarta"), 1}
	for text, want := range map[string]string{
		"2024/04":                     "write 2024-04 for the month, or name the year that the figure is for",
		"2011/12":                     "write 2011-12 for the month, or name the year that the figure is for",
		"2014/15":                     "name the year that the figure is for, or write start/end with dates",
		"2026-03-04T13:00:00.5+07:00": "times are of whole seconds from 00 to 59: leave out what stands behind the point",
		"2026-03-04T13:00:60Z":        "times are of whole seconds from 00 to 59: leave out what stands behind the point",
		"Jan-24":                      "a spreadsheet writes dates so: send its workbook (XLSX), in which they can be read, or write 2010-03 or 2010-03-04",
		"4-Mei":                       "a spreadsheet writes dates so: send its workbook (XLSX), in which they can be read, or write 2010-03 or 2010-03-04",
		"04-Mar-24":                   "a spreadsheet writes dates so: send its workbook (XLSX), in which they can be read, or write 2010-03 or 2010-03-04",
		"45292":                       "a spreadsheet counts days by such numbers: give the column the format of dates, or write 2010-03-04",
		"March 2010":                  periodForms,
	} {
		_, _, err := jakarta.ParsePeriod(text, Resolution{})
		var e *Error
		if !errors.As(err, &e) || e.Hint != want {
			t.Errorf("%q: %v, hint %q; want %q", text, err, e.Hint, want)
		}
	}
}
