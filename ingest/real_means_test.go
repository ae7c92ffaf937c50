package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// measured is a value column of a published file, by hand: what it is, and by how much a cell is multiplied to be in
// the catalogue's unit. The profile under test is not asked.
type measured struct {
	header, indicator string
	factor            float64
}

// plainYears is the independent computation: encoding/csv, rows without any cell and cells that are missing skipped, one
// sum a column and local year. A file with semicolons has decimal commas. yearOf reads the local year of a row by its header.
func plainYears(t *testing.T, content []byte, delimiter rune, columns []measured, missing map[string]bool, yearOf func(map[string]string) int) (means map[string]map[int]float64, values, blanks, rows int64) {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma = delimiter
	decimal := strings.NewReplacer()
	if delimiter == ';' {
		decimal = strings.NewReplacer(",", ".")
	}
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sums, counts := map[string]map[int]float64{}, map[string]map[int]float64{}
	for _, column := range columns {
		sums[column.indicator], counts[column.indicator] = map[int]float64{}, map[int]float64{}
	}
	for _, record := range records[1:] {
		if strings.Join(record, "") == "" {
			continue
		}
		row := map[string]string{}
		for i, cell := range record {
			row[records[0][i]] = cell
		}
		rows++
		for _, column := range columns {
			cell := row[column.header]
			if missing[cell] {
				blanks++
				continue
			}
			v, err := strconv.ParseFloat(decimal.Replace(cell), 64)
			if err != nil {
				t.Fatal(err)
			}
			values++
			sums[column.indicator][yearOf(row)] += v * column.factor
			counts[column.indicator][yearOf(row)]++
		}
	}
	for indicator, years := range sums {
		for year := range years {
			years[year] /= counts[indicator][year]
		}
	}
	return sums, values, blanks, rows
}

// sameYears compares the annual means of indicators.Aggregates with the independent ones, to 1e-9 relative.
func sameYears(t *testing.T, im *Importer, store indicators.Store, like indicators.Series, want map[string]map[int]float64, first, last int) {
	t.Helper()
	zone := im.Catalogue.Zone(like.City)
	span := indicators.Period{From: indicators.YearPeriod(first, zone).From, To: indicators.YearPeriod(last, zone).To}
	compared := 0
	for indicator, years := range want {
		like.Indicator = indicator
		found, err := indicators.Aggregates(context.Background(), store, indicators.AggregateQuery{
			Series: like, Period: span, Window: indicators.Resolution{Months: 12}, Statistic: "mean", Zone: zone, Required: -1})
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range found {
			mean, ok := years[first+i]
			if ok != (got.Value != nil) {
				t.Errorf("%s %d: a mean is there: %v; by the plain loop: %v", indicator, first+i, got.Value != nil, ok)
			}
			if !ok || got.Value == nil {
				continue
			}
			if compared++; math.Abs(*got.Value-mean) > 1e-9*math.Abs(mean) {
				t.Errorf("%s %d: the mean is %v, by the plain loop %v", indicator, first+i, *got.Value, mean)
			}
		}
	}
	if compared == 0 {
		t.Error("no mean was compared")
	}
}

// TestKitakyushuDailyFile: units and scales as the README of the file has them: SO2, NO, NO2 and NOX in ppb, CO in tenths
// of a ppm, CH4, THC and NMHC in tens of ppbC.
func TestKitakyushuDailyFile(t *testing.T) {
	content := realFile(t, "kitakyushu_40106010_daily_2011-2018.csv")
	db, im := realStore(t)
	columns := []measured{
		{"SO2_mean", "so2-ppb", 1}, {"NO_mean", "no-ppb", 1}, {"NO2_mean", "no2-ppb", 1}, {"NOX_mean", "nox-ppb", 1},
		{"CO_mean", "co-ppm", 0.1}, {"CH4_mean", "ch4-ppmc", 0.01}, {"THC_mean", "thc-ppmc", 0.01}, {"NMHC_mean", "nmhc-ppmc", 0.01},
		{"PM25_mean", "pm2-5", 1}, {"SPM_mean", "spm", 1},
	}
	want, values, blanks, rows := plainYears(t, content, ',', columns, map[string]bool{"": true}, func(row map[string]string) int {
		return number(t, row["date"][:4])
	})
	first := importAll(t, im, content, indicators.UploadRequest{Profile: "kitakyushu-daily", City: "kitakyushu"})
	if got, plain := first.Upload.Receipt.Counts, (indicators.Counts{Rows: rows, Received: values + blanks, Created: values, Missing: blanks}); got != plain {
		t.Errorf("the receipt counts %+v, the plain loop %+v", got, plain)
	}
	like := indicators.Series{City: "kitakyushu", Site: "station-40106010", Resolution: indicators.P1D, Statistic: "mean"}
	sameYears(t, im, db, like, want, 2011, 2018)
	again(t, im, content, first)
	backAgain(t, db, im)
}

// TestBeijingHourlyFile: time in four columns, NA for missing; CO is in µg/m³ and kept in mg/m³.
func TestBeijingHourlyFile(t *testing.T) {
	content := realFile(t, "beijing_aotizhongxin_hourly_2013-2017.csv")
	db, im := realStore(t)
	im.Catalogue.Checks = nil // they doubt a few hours, which then do not count; they have tests of their own
	columns := []measured{{"PM2.5", "pm2-5", 1}, {"PM10", "pm10", 1}, {"SO2", "so2", 1}, {"NO2", "no2", 1}, {"CO", "co", 0.001}, {"O3", "o3", 1}}
	want, values, blanks, rows := plainYears(t, content, ',', columns, map[string]bool{"NA": true}, func(row map[string]string) int {
		return number(t, row["year"])
	})
	first := importAll(t, im, content, indicators.UploadRequest{Profile: "beijing-hourly", City: "beijing"})
	if got, plain := first.Upload.Receipt.Counts, (indicators.Counts{Rows: rows, Received: values + blanks, Created: values, Missing: blanks}); got != plain {
		t.Errorf("the receipt counts %+v, the plain loop %+v; %v", got, plain, first.Upload.Receipt.Problems)
	}
	like := indicators.Series{City: "beijing", Site: "aotizhongxin", Resolution: indicators.PT1H, Statistic: "mean"}
	sameYears(t, im, db, like, want, 2013, 2017)
	again(t, im, content, first)
	backAgain(t, db, im)
}

// TestItalianFile: semicolons, decimal commas, day first, hours as 18.00.00, −200 for missing, 114 rows and two columns
// that are empty. The recorder kept standard time all year: the hour that Rome left out in March 2004 is there.
func TestItalianFile(t *testing.T) {
	content := realFile(t, "uci_airquality_original_semicolon.csv")
	db, im := realStore(t)
	columns := []measured{{"CO(GT)", "co", 1}, {"NMHC(GT)", "nmhc", 1}, {"C6H6(GT)", "benzene", 1}, {"NOx(GT)", "nox-ppb", 1}, {"NO2(GT)", "no2", 1}}
	want, values, blanks, rows := plainYears(t, content, ';', columns, map[string]bool{"-200": true, "-200,0": true}, func(row map[string]string) int {
		return number(t, row["Date"][6:])
	})
	first := importAll(t, im, content, indicators.UploadRequest{Profile: "uci-airquality", City: "uci-italy", Site: "road-level"})
	if got, plain := first.Upload.Receipt.Counts, (indicators.Counts{Rows: rows, Received: values + blanks, Created: values, Missing: blanks}); got != plain {
		t.Errorf("the receipt counts %+v, the plain loop %+v; %v", got, plain, first.Upload.Receipt.Problems)
	}
	like := indicators.Series{City: "uci-italy", Site: "road-level", Resolution: indicators.PT1H, Statistic: "mean"}
	sameYears(t, im, db, like, want, 2004, 2005)
	benzene := like
	benzene.Indicator = "benzene"
	skipped := time.Date(2004, 3, 28, 1, 0, 0, 0, time.UTC) // 02.00 at +01:00
	held, err := db.Select(context.Background(), benzene, indicators.Period{From: skipped, To: skipped.Add(time.Hour)})
	if err != nil || len(held) != 1 || held[0].Value != 6.3 {
		t.Errorf("28/03/2004 02.00 holds %v %v", held, err)
	}
	again(t, im, content, first)
	backAgain(t, db, im)
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
