package ingest

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

var jst = time.FixedZone("JST", 9*3600)

// shapesOfAgencies are the files of environment agencies and of statistical systems.
func shapesOfAgencies() []shape {
	return []shape{
		{file: "airnow_hourlydata.dat", profile: "airnow-hourlydata", city: "bay-area", read: one('|', 0, func(t *testing.T, row []string) []figure {
			indicator := map[string]string{"PM2.5": "pm2-5", "OZONE": "o3-ppb"}[row[5]]
			return []figure{{"dat", indicator, "PT1H", "mean", stampOf(t, "01/02/06 15:04", row[0]+" "+row[1], time.UTC, 0), num(t, row[7]), 0, 0}}
		})},
		{file: "airnow_hourlyaqobs.csv", profile: "airnow-hourlyaqobs", city: "bay-area", missing: indicators.Counts{Missing: 4}, read: one(',', 1, func(t *testing.T, row []string) []figure {
			at := stampOf(t, "01/02/2006 15:04", row[10]+" "+row[11], time.UTC, 0)
			return []figure{{"aqs", "pm2-5", "PT1H", "mean", at, num(t, row[22]), 0, 0}, {"aqs", "o3-ppb", "PT1H", "mean", at, num(t, row[24]), 0, 0}}
		})},
		{file: "eea_ereporting_legacy.csv", profile: "eea-ereporting", city: "valletta", missing: indicators.Counts{Missing: 1, Faulty: 1}, read: one(',', 1, func(t *testing.T, row []string) []figure {
			if row[15] != "1" {
				return nil
			}
			return []figure{{"mt00000", "pm2-5", "PT1H", "mean", stampOf(t, "2006-01-02 15:04:05 -07:00", row[13], time.UTC, 0), num(t, row[11]), indicators.Good, 0}}
		})},
		{file: "eea_parquet_as_csv.csv", profile: "eea-parquet", city: "valletta", read: one(',', 1, func(t *testing.T, row []string) []figure {
			at := stampOf(t, "2006-01-02 15:04:05", row[2], time.FixedZone("", 3600), 0)
			return []figure{{"spo-x", "pm2-5", "PT1H", "mean", at, num(t, row[4]), indicators.Good, indicators.Provisional}}
		})},
		{file: "ukair_flat.csv", profile: "ukair-flat", city: "london", site: "roadside", onError: indicators.SkipRow,
			problems: []string{"2 unit_missing"}, // nothing stands behind nitrogen dioxide
			read: one(',', 1, func(t *testing.T, row []string) []figure {
				at := stampOf(t, "02/01/2006 15:04", row[0]+" "+row[1], time.UTC, -time.Hour)
				return []figure{{"roadside", "pm10", "PT1H", "mean", at, num(t, row[2]), indicators.Good, 0}, {"roadside", "no", "PT1H", "mean", at, num(t, row[5]), indicators.Good, 0}}
			})},
		{file: "ukair_flat.csv", profile: "ukair-flat", city: "london", site: "roadside", problems: []string{"2 unit_missing"}},
		{file: "soramame_station_today.csv", profile: "soramame-station", city: "kitakyushu", site: "station-40106010",
			missing: indicators.Counts{Missing: 11, NotMeasured: 3}, read: one(',', 1, func(t *testing.T, row []string) []figure {
				hour := int(num(t, row[3]))
				at := time.Date(int(num(t, row[0])), time.Month(num(t, row[1])), int(num(t, row[2])), hour-1, 0, 0, 0, jst)
				return soramame(t, "station-40106010", at, row[4:15])
			})},
		{file: "soramame_noudoAll.csv", profile: "soramame-nationwide", city: "kitakyushu", name: "noudoAll/2026/09/26/23.csv",
			missing: indicators.Counts{Missing: 11, NotMeasured: 3}, read: one(',', 1, func(t *testing.T, row []string) []figure {
				site := map[string]string{"40100000": "kitakyushu-observatory", "40100001": "kurosaki"}[row[0]]
				return soramame(t, site, time.Date(2026, 9, 26, 22, 0, 0, 0, jst), row[1:12])
			})},
		{file: "soramame_noudoAll.csv", profile: "soramame-nationwide", city: "kitakyushu", name: "today.csv", refused: "file_name_without_time"},
		{file: "nies_hourly_sjis.csv", profile: "nies-hourly", city: "kitakyushu", missing: indicators.Counts{Missing: 25, NotMeasured: 24},
			read: one(',', 1, func(t *testing.T, row []string) (all []figure) {
				for hour := 1; hour <= 24; hour++ {
					cell := row[6+hour]
					if cell == "9998" || cell == "9999" {
						continue
					}
					day := time.Date(int(num(t, row[0])), time.Month(num(t, strings.TrimSpace(row[5]))), int(num(t, strings.TrimSpace(row[6]))), hour-1, 0, 0, 0, jst)
					f := figure{"kitakyushu-observatory", "pm2-5", "PT1H", "mean", day.Format(time.RFC3339), num(t, cell), 0, 0}
					if strings.TrimSpace(row[3]) == "CO" { // in tenths of a ppm
						f.indicator, f.value = "co-ppm", num(t, cell)/10
					}
					all = append(all, f)
				}
				return all
			})},
		{file: "taiwan_epa_hours.csv", profile: "taiwan-epa-hours", city: "taipei", missing: indicators.Counts{Missing: 2, Faulty: 2}, read: one(',', 1, func(t *testing.T, row []string) (all []figure) {
			for hour := range 24 {
				if v, err := strconv.ParseFloat(row[3+hour], 64); err == nil {
					at := stampOf(t, "2006/01/02", row[0], time.FixedZone("", 8*3600), time.Duration(hour)*time.Hour)
					all = append(all, figure{"example", "pm2-5", "PT1H", "mean", at, v, 0, 0})
				}
			}
			return all
		})},
		{file: "ispu_jakarta.csv", profile: "ispu-jakarta", city: "jakarta", missing: indicators.Counts{Missing: 2}, read: one(',', 1, func(t *testing.T, row []string) (all []figure) {
			for i, indicator := range []string{"pm2-5-ispu", "pm10-ispu", "so2-ispu", "co-ispu", "o3-ispu", "no2-ispu", "ispu"} {
				if row[2+i] != "" {
					all = append(all, figure{"dki1", indicator, "P1D", "max", stampOf(t, "2006-01-02", row[0], time.FixedZone("", 7*3600), 0), num(t, row[2+i]), 0, 0})
				}
			}
			return all
		})},
		{file: "dhis2_datavalueset.csv", profile: "dhis2", city: "utc-city", refused: "profile_incomplete"},
		{file: "dhis2_datavalueset.csv", profile: "my-dhis2", city: "utc-city", read: one(',', 1, func(t *testing.T, row []string) []figure {
			return []figure{{"orgunit", "households-composting", "P1M", "instant", stampOf(t, "200601", row[1], time.UTC, 0), num(t, row[5]), 0, 0}}
		})},
		{file: "open_sdg.csv", profile: "open-sdg", city: "utc-city", refused: "profile_incomplete"},
		{file: "open_sdg.csv", profile: "my-sdg", city: "utc-city", read: one(',', 1, func(t *testing.T, row []string) []figure {
			return []figure{{"citywide", "solid-waste-per-person", "P1Y", "mean", stampOf(t, "2006", row[0], time.UTC, 0), num(t, row[3]), 0, 0}}
		})},
	}
}

// soramame is a row's values from SO2 to PM2.5: gases in ppm kept in ppb, CO in ppm, hydrocarbons in ppmC, SPM in mg/m³ kept in µg/m³.
func soramame(t *testing.T, site string, at time.Time, cells []string) (all []figure) {
	for i, c := range []struct {
		indicator string
		factor    float64
	}{{"so2-ppb", 1000}, {"no-ppb", 1000}, {"no2-ppb", 1000}, {"nox-ppb", 1000}, {"co-ppm", 1}, {"ox-ppb", 1000},
		{"nmhc-ppmc", 1}, {"ch4-ppmc", 1}, {"thc-ppmc", 1}, {"spm", 1000}, {"pm2-5", 1}} {
		if cell := strings.TrimSpace(cells[i]); cell != "" && cell != "-" {
			all = append(all, figure{site, c.indicator, "PT1H", "mean", at.Format(time.RFC3339), num(t, cell) * c.factor, 0, indicators.Provisional})
		}
	}
	return all
}
