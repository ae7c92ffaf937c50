package influx

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestDatesAreThoseOfTheZone walks forwards and jumps back, over every change of the clock.
func TestDatesAreThoseOfTheZone(t *testing.T) {
	for _, name := range []string{"Asia/Jakarta", "Asia/Manila", "Europe/Rome", "America/St_Johns", "Pacific/Apia", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		d := dates{zone: zone}
		for at := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).Unix(); at < 4e9; at += 5*3600 + 1799 {
			for _, start := range []int64{at, at - 40*86400} {
				if got, want := d.of(start), indicators.DateOf(time.Unix(start, 0), zone); got != want {
					t.Fatalf("%s: %d is in the day %d, not %d", name, start, got, want)
				}
			}
		}
	}
}

// TestNumbersComeInAnyOrder: pieces of a range may, and a day may have a count alone.
func TestNumbersComeInAnyOrder(t *testing.T) {
	series := indicators.Series{City: "cebu", Site: "citywide", Indicator: "bod", Resolution: indicators.PT1H, Statistic: "mean"}
	counts, sums := newDayNumbers(time.UTC), newDayNumbers(time.UTC)
	for _, day := range []int64{5, 6, 1, 2, 9} {
		if err := counts.take(row{series: series, start: day * 86400, value: strconv.AppendInt(nil, day, 10)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, day := range []int64{9, 2, 7, 5} {
		if err := sums.take(row{series: series, start: day * 86400, value: strconv.AppendFloat(nil, float64(day)/2, 'g', -1, 64)}); err != nil {
			t.Fatal(err)
		}
	}
	days := counts.days(series)
	sums.set(series, days, dayNumberOf["sum"])
	want := []indicators.Day{{Date: 1, Count: 1}, {Date: 2, Count: 2, Sum: 1}, {Date: 5, Count: 5, Sum: 2.5}, {Date: 6, Count: 6}, {Date: 9, Count: 9, Sum: 4.5}}
	if !slices.Equal(days, want) || counts.total(series) != 23 {
		t.Error(days, counts.total(series))
	}
	if none := counts.days(indicators.Series{}); none == nil || len(none) != 0 {
		t.Error(none)
	}
}
