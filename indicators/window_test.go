package indicators

import (
	"testing"
	"time"
)

var windowZones = []string{"Asia/Jakarta", "Asia/Manila", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"}

func TestWindowsTileTheCalendar(t *testing.T) {
	for _, name := range windowZones {
		zone := zoneOf(t, name)
		for _, year := range []int{1977, 1990, 2012, 2017, 2024} {
			for _, window := range []Resolution{P1D, {Days: 7}, P1M, P3M, P1Y, PT1H, {Seconds: 8 * 3600}} {
				windows := Windows(YearPeriod(year, zone), window, zone)
				for i, w := range windows {
					if !w.From.Before(w.To) || i > 0 && !w.From.Equal(windows[i-1].To) {
						t.Fatalf("%s %d %s: window %d is %v", name, year, window, i, w)
					}
					if window == P1D && DateOf(w.From, zone)+1 != DateOf(w.To, zone) {
						t.Fatalf("%s: the day %v is not one date", name, w)
					}
				}
				days := 365
				if year == 2012 || year == 2024 {
					days++
				}
				want := map[Resolution]int{P1D: days, P1M: 12, P3M: 4, P1Y: 1}[window]
				if want != 0 && len(windows) != want {
					t.Errorf("%s %d: %d windows of %s, want %d", name, year, len(windows), window, want)
				}
			}
		}
	}
}

func TestExpectedComesFromTheCalendar(t *testing.T) {
	for _, c := range []struct {
		zone, window string
		resolution   Resolution
		want         int
	}{
		{"Asia/Jakarta", "2024-02-29", PT1H, 24},
		{"America/New_York", "2024-03-10", PT1H, 23},
		{"America/New_York", "2024-11-03", PT1H, 25},
		{"Asia/Manila", "1990-05-21", PT1H, 23},
		{"Australia/Lord_Howe", "2024-04-07", Resolution{Seconds: 1800}, 49}, // half an hour longer
		{"Asia/Tokyo", "2023", PT1H, 8760},
		{"Asia/Tokyo", "2024", PT1H, 8784},
		{"Asia/Tokyo", "2024", P1D, 366},
		{"Asia/Tokyo", "2024", P1M, 12},
		{"Asia/Tokyo", "2024-02", P1D, 29},
		{"Asia/Tokyo", "2024-02", P1Y, 0},
		{"Asia/Tokyo", "2024-02", Resolution{}, 0},
	} {
		calendar := Calendar{zoneOf(t, c.zone), 1}
		start, r, err := calendar.ParsePeriod(c.window, Resolution{})
		if got := Expected(calendar.PeriodOf(start, r), c.resolution, calendar.Zone); err != nil || got != c.want {
			t.Errorf("%s %s: %d of %s expected, want %d", c.zone, c.window, got, c.resolution, c.want)
		}
	}
}

func TestWindowsAreWholeAndStartInThePeriod(t *testing.T) {
	zone := zoneOf(t, "Asia/Jakarta")
	from, _ := ParseBound("2024-01-15", zone)
	to, _ := ParseBound("2024-02-15", zone)
	windows := Windows(Period{from, to}, P1M, zone)
	if len(windows) != 1 || windows[0].From.In(zone).Format(time.DateOnly) != "2024-02-01" || windows[0].To.In(zone).Format(time.DateOnly) != "2024-03-01" {
		t.Error(windows)
	}
	weeks := Windows(Period{from, to}, Resolution{Days: 7}, zone)
	if weeks[0].From.In(zone).Weekday() != time.Monday {
		t.Error(weeks[0])
	}
	if got := Windows(Period{to, from}, P1M, zone); got != nil {
		t.Error("a period that ends before it begins has windows", got)
	}
}

func TestCoverageIsJudgedInWholeNumbers(t *testing.T) {
	for _, c := range []struct {
		valid, expected int
		required        float64
		want            bool
	}{
		{17, 23, 75, false},
		{18, 23, 75, true}, // methods: 18 of 23, 18 of 24, 19 of 25
		{17, 24, 75, false},
		{18, 24, 75, true},
		{18, 25, 75, false},
		{19, 25, 75, true},
		{6, 8, 75, true},
		{5, 8, 75, false},
		{6570, 8760, 75, true},
		{6569, 8760, 75, false},
		{6588, 8784, 75, true},
		{0, 24, 0, true},
	} {
		if got := (Coverage{Expected: c.expected, Valid: c.valid, Required: c.required}).IsEnough(); got != c.want {
			t.Errorf("%d of %d at %v %%: %v", c.valid, c.expected, c.required, got)
		}
	}
}
