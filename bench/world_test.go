// Package bench measures the numbers that the design asks for; `make bench` prints them. Speed is read as
// ratios within one run: machines differ.
package bench

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// stations is how many the world of the benchmarks has; hourly how many of them carry 25 years of hours.
const (
	stations = 500
	hourly   = 20
)

func now() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }

// begin is the first hour of every file and series, local midnight.
var begin = time.Date(2001, 1, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))

// pollutants are the indicators of a wide file, with the decimals their values have.
var pollutants = []struct {
	id       string
	decimals int
}{
	{"pm25", 1}, {"pm10", 1}, {"so2", 3}, {"no", 3}, {"no2", 3}, {"nox", 3}, {"co", 2}, {"o3", 0}, {"ch4", 3}, {"thc", 3}, {"nmhc", 3},
	{"temperature", 1}, {"humidity", 0}, {"rain", 1}, {"wind-speed", 1}, {"pressure", 1}, {"noise", 1},
}

// world is a catalogue with one city, its stations and indicators, and the profiles of both shapes of file.
func world() *indicators.Catalogue {
	c := &indicators.Catalogue{
		Cities:   []indicators.City{{ID: "surabaya", Name: "Surabaya", Zone: "Asia/Jakarta", FiscalYearStart: 1}},
		Units:    []indicators.Unit{{ID: "µg/m³", Dimension: "mass-concentration", Factor: 1}},
		Profiles: []indicators.Profile{longProfile(), wideProfile()},
	}
	for _, p := range pollutants {
		c.Checks = append(c.Checks, hourlyCheck(p.id))
		c.Indicators = append(c.Indicators, indicators.Indicator{ID: p.id, Unit: "µg/m³", Statistic: "mean", Quantity: "amount", Direction: indicators.Decrease, CityRule: "mean"})
	}
	for i := range stations {
		c.Sites = append(c.Sites, indicators.Site{ID: station(i), City: "surabaya", Name: station(i), Kind: "air-station"})
	}
	if err := c.Index(); err != nil {
		panic(err) // the zone is one that every installation has
	}
	return c
}

// hourlyCheck makes every test on the readings of an indicator; its thresholds are such that few are doubted.
func hourlyCheck(indicator string) indicators.Check {
	above, suspect, fail := 1e5, 1e4, 1e5
	return indicators.Check{ID: indicator, Indicator: indicator, Resolution: "PT1H", Above: &above, Spike: indicators.Doubt{Suspect: &suspect, Fail: &fail}, Rate: &suspect,
		Flat: indicators.FlatDoubt{Within: 0.0001, Suspect: 24, Fail: 72}, Source: "ASPRO default"}
}

func station(i int) string { return fmt.Sprintf("station-%03d", i) }

// series is the hourly PM2.5 of a station.
func series(site int) indicators.Series {
	return indicators.Series{City: "surabaya", Site: station(site), Indicator: "pm25", Resolution: indicators.PT1H, Statistic: "mean"}
}

func longProfile() indicators.Profile {
	p := indicators.Profile{ID: "long", Layout: "long", Resolution: "PT1H"}
	for _, role := range []string{"city", "site", "indicator", "period", "value", "unit", "statistic", "quality", "status", "source", "note"} {
		p.Columns = append(p.Columns, indicators.Column{Header: role, Role: role})
	}
	return p
}

func wideProfile() indicators.Profile {
	p := indicators.Profile{ID: "wide", Layout: "wide", City: "surabaya", Site: station(0), Resolution: "PT1H"}
	p.Columns = append(p.Columns, indicators.Column{Header: "date", Role: "date"}, indicators.Column{Header: "hour", Role: "hour"})
	for _, pollutant := range pollutants {
		p.Columns = append(p.Columns, indicators.Column{Header: pollutant.id, Role: "value", Indicator: pollutant.id})
	}
	return p
}

// value goes up and down over the day and falls over the years; it has the decimals asked for.
func value(line, hour, decimals int) float64 {
	digits := 420 - hour/2000 + (hour%24)*7 + (hour*7919+line*104729)%83
	return float64(digits) / [...]float64{1, 10, 100, 1000}[decimals]
}

// file writes a CSV file and gives its path and size.
func file(tb testing.TB, name string, write func(*bufio.Writer)) (path string, size int64) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	write(w)
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path, info.Size()
}

const longHeader = "city,site,indicator,period,value,unit,statistic,quality,status,source,note\n"

func longRow(w *bufio.Writer, site, pollutant, hour int) {
	p := pollutants[pollutant]
	fmt.Fprintf(w, "surabaya,%s,%s,%s,%.*f,µg/m³,mean,1,observed,,\n", station(site), p.id,
		begin.Add(time.Duration(hour)*time.Hour).Format("2006-01-02T15:04-07:00"), p.decimals, value(site+pollutant, hour, p.decimals))
}

// longFile writes rows hourly values in the template's header, one station of the twenty after the other.
func longFile(tb testing.TB, rows int) (path string, size int64) {
	return file(tb, "long.csv", func(w *bufio.Writer) {
		w.WriteString(longHeader)
		for site := range hourly {
			for hour := range rows / hourly {
				longRow(w, site, 0, hour)
			}
		}
	})
}

// stationFile writes rows hourly values of one station and five indicators: one indicator after the other, as an
// export has them, or hour by hour, as a data logger has them.
func stationFile(tb testing.TB, rows int, byHour bool) (path string, size int64) {
	const measured = 5
	return file(tb, "station.csv", func(w *bufio.Writer) {
		w.WriteString(longHeader)
		hours := rows / measured
		for i := range rows {
			if byHour {
				longRow(w, 0, i%measured, i/measured)
			} else {
				longRow(w, 0, i/hours, i%hours)
			}
		}
	})
}

// wideFile writes the hours of one station with every indicator in a column: at least as many values as asked for.
func wideFile(tb testing.TB, values int) (path string, size int64, rows int) {
	rows = (values + len(pollutants) - 1) / len(pollutants)
	path, size = file(tb, "wide.csv", func(w *bufio.Writer) {
		w.WriteString("date,hour")
		for _, p := range pollutants {
			w.WriteString("," + p.id)
		}
		w.WriteByte('\n')
		for hour := range rows {
			at := begin.Add(time.Duration(hour) * time.Hour)
			fmt.Fprintf(w, "%s,%d", at.Format(time.DateOnly), at.Hour())
			for i, p := range pollutants {
				fmt.Fprintf(w, ",%.*f", p.decimals, value(i, hour, p.decimals))
			}
			w.WriteByte('\n')
		}
	})
	return path, size, rows
}
