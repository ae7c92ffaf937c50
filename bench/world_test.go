// Package bench measures the numbers that the design asks for; `make bench` prints them. Speed is read as
// ratios within one run: machines differ.
package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// sites is how many stations the world of the benchmarks has.
const sites = 20

func now() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }

// world is a catalogue with one city, twenty stations and one indicator.
func world(tb testing.TB) *indicators.Catalogue {
	tb.Helper()
	c := &indicators.Catalogue{
		Cities:     []indicators.City{{ID: "surabaya", Name: "Surabaya", Zone: "Asia/Jakarta", FiscalYearStart: 1}},
		Indicators: []indicators.Indicator{{ID: "pm25", Unit: "µg/m³", Statistic: "mean", Quantity: "amount", Direction: indicators.Decrease, CityRule: "mean"}},
		Units:      []indicators.Unit{{ID: "µg/m³", Dimension: "mass-concentration", Factor: 1}},
		Profiles:   []indicators.Profile{longProfile()},
	}
	for i := range sites {
		c.Sites = append(c.Sites, indicators.Site{ID: station(i), City: "surabaya", Name: station(i), Kind: "air-station"})
	}
	if err := c.Index(); err != nil {
		tb.Fatal(err)
	}
	return c
}

func station(i int) string { return fmt.Sprintf("station-%02d", i) }

func longProfile() indicators.Profile {
	p := indicators.Profile{ID: "long", Layout: "long", Resolution: "PT1H"}
	for _, role := range []string{"city", "site", "indicator", "period", "value", "unit", "statistic", "quality", "status", "source", "note"} {
		p.Columns = append(p.Columns, indicators.Column{Header: role, Role: role})
	}
	return p
}

// value is a concentration with one decimal that goes up and down over the day and falls over the years.
func value(site, hour int) float64 {
	tenths := 420 - hour/2000 + (hour%24)*7 + (hour*7919+site*104729)%83
	return float64(tenths) / 10
}

// longFile writes rows hourly values in the template's header, station by station, and gives its path and size.
func longFile(tb testing.TB, rows int) (path string, size int64) {
	tb.Helper()
	var text bytes.Buffer
	text.WriteString("city,site,indicator,period,value,unit,statistic,quality,status,source,note\n")
	begin := time.Date(2001, 1, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))
	each := rows / sites
	for site := range sites {
		for hour := range each {
			fmt.Fprintf(&text, "surabaya,%s,pm25,%s,%.1f,µg/m³,mean,1,observed,,\n",
				station(site), begin.Add(time.Duration(hour)*time.Hour).Format("2006-01-02T15:04-07:00"), value(site, hour))
		}
	}
	path = filepath.Join(tb.TempDir(), "long.csv")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path, int64(text.Len())
}
