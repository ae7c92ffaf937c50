package indicators_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// riverCity is a city with three rivers, the targets of the reference, and two stations of which it states the population.
const riverCity = `cities:
  - {id: river-city, name: River City, country: MY, zone: Asia/Manila, fiscal_year_start: 1, role: other, locale: en-PH, source: test}
sites:
  - {id: bodya, city: river-city, name: A, kind: river, source: test}
  - {id: bodyb, city: river-city, name: B, kind: river, source: test}
  - {id: bodyc, city: river-city, name: C, kind: sea-area, source: test}
  - {id: station-1, city: river-city, name: "1", kind: air-station, population: 2000000, population_source: test, source: test}
  - {id: station-2, city: river-city, name: "2", kind: air-station, population: 500000, population_source: test, source: test}
  - {id: station-3, city: river-city, name: "3", kind: air-station, population: 100000, population_source: test, source: test}
standards:
  - {id: rc-do, jurisdiction: river-city, instrument: test, indicator: do, averaging: sample, comparison: ">=", value: 4, unit: mg/L, certainty: verified, source: test}
  - {id: rc-ec, jurisdiction: river-city, instrument: test, indicator: electrical-conductivity, averaging: sample, comparison: <=, value: 1000, unit: µS/cm, certainty: verified, source: test}
  - {id: rc-tn, jurisdiction: river-city, instrument: test, indicator: total-nitrogen, averaging: sample, comparison: <=, value: 15, unit: mg/L, certainty: verified, source: test}
  - {id: rc-tp, jurisdiction: river-city, instrument: test, indicator: total-phosphorus, averaging: sample, comparison: <=, value: 0.2, unit: mg/L, certainty: verified, source: test}
  - {id: rc-ph, jurisdiction: river-city, instrument: test, indicator: ph, averaging: sample, comparison: range, low: 6, high: 9, unit: pH, certainty: verified, source: test}
`

func riverWorld(t *testing.T) (*indicators.Catalogue, *sqlite.DB, func(site, indicator string, r indicators.Resolution, at time.Time, value float64)) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "city.yaml"), []byte(riverCity), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := catalogue.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Zone: c.Zone, Check: c.CheckOf, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return c, db, func(site, indicator string, r indicators.Resolution, at time.Time, value float64) {
		t.Helper()
		s := indicators.Series{City: "river-city", Site: site, Indicator: indicator, Resolution: r, Statistic: "mean"}
		o := indicators.Observation{Start: at.Unix(), Value: value, Quality: indicators.Good, Status: indicators.Observed}
		if err := db.Append(context.Background(), []indicators.Batch{{Series: s, Observations: []indicators.Observation{o}}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReferenceWaterBodies(t *testing.T) {
	var file struct {
		SDG struct {
			Bodies []struct {
				ID             string
				Samples        []map[string]float64
				Values         int `json:"n_values"`
				Compliant      int `json:"n_compliant"`
				Percent        float64
				Classification string
			}
			Percent float64 `json:"indicator_percent"`
		} `json:"sdg_6_3_2"`
	}
	reference(t, &file)
	c, db, put := riverWorld(t)
	of := map[string]string{"do": "do", "ec": "electrical-conductivity", "tn": "total-nitrogen", "tp": "total-phosphorus", "ph": "ph"}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, c.Zone("river-city"))
	for i, body := range file.SDG.Bodies {
		for month, sample := range body.Samples {
			for word, value := range sample {
				put(fmt.Sprintf("body%c", 'a'+i), of[word], indicators.P1D, start.AddDate(0, month, 0), value)
			}
		}
	}
	index, _ := c.IndexByID("sdg-6-3-2")
	q := indicators.WaterQuery{City: "river-city", Index: index, Period: indicators.Period{From: start, To: start.AddDate(1, 0, 0)}, At: start}
	got, err := indicators.WaterQualityOf(context.Background(), db, c, q)
	if err != nil || len(got.Bodies) != 3 || got.Judged != 3 || math.Abs(*got.Percent-file.SDG.Percent) > 1e-9 {
		t.Fatalf("%+v %v", got, err)
	}
	for i, want := range file.SDG.Bodies {
		b := got.Bodies[i]
		if b.Values != want.Values || b.Meets != want.Compliant || *b.Percent != want.Percent || (b.Category == "good") != (want.Classification == "good") || len(b.Missing) != 0 {
			t.Errorf("%s: %+v, want %+v", want.ID, b, want)
		}
	}
}

func TestAWaterWithoutTargetsIsNotJudged(t *testing.T) {
	c, db, _ := riverWorld(t)
	index, _ := c.IndexByID("sdg-6-3-2")
	period := indicators.Period{From: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	got, err := indicators.WaterQualityOf(context.Background(), db, c, indicators.WaterQuery{City: "kitakyushu", Index: index, Period: period, At: period.From})
	if err != nil || got.Percent != nil || got.Judged != 0 {
		t.Errorf("%+v %v", got, err)
	}
	for _, b := range got.Bodies {
		if len(b.Missing) != 5 || b.Category != "" || b.Groups[0].Reason != "no_target" {
			t.Errorf("%+v", b)
		}
	}
	_, err = indicators.WaterQualityOf(context.Background(), db, c, indicators.WaterQuery{City: "surabaya", Index: index, Period: period, At: period.To})
	if e, ok := errors.AsType[*indicators.Error](err); !ok || e.Code != "class_needed" {
		t.Errorf("the law of Indonesia has rivers and seas: %v", err)
	}
}

func TestReferencePopulationMean(t *testing.T) {
	var file struct {
		SDG struct {
			Stations []struct{ PM25 float64 }
			Mean     float64 `json:"population_weighted_mean"`
		} `json:"sdg_11_6_2_population_weighted"`
	}
	reference(t, &file)
	c, db, put := riverWorld(t)
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, c.Zone("river-city")) }
	for i, s := range file.SDG.Stations {
		put(fmt.Sprintf("station-%d", i+1), "pm2-5", indicators.P1Y, year(2023), s.PM25)
	}
	put("station-1", "pm2-5", indicators.P1Y, year(2025), 30)
	put("bodya", "pm2-5", indicators.P1Y, year(2025), 10) // states no population
	indicator, _ := c.Indicator("pm2-5")
	got, err := indicators.PopulationMeans(context.Background(), db, c, "river-city", indicator, indicators.Period{From: year(2000), To: year(2030)})
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v %v", got, err)
	}
	if m := got[0]; !m.Weighted || math.Abs(*m.Value-file.SDG.Mean) > 1e-9 || len(m.Sites) != 3 || len(m.Missing) != 1 {
		t.Errorf("%+v", m)
	}
	if m := got[1]; m.Value != nil || m.Weighted || len(m.Missing) != 4 {
		t.Errorf("a year without figures: %+v", m)
	}
	if m := got[2]; m.Weighted || *m.Value != 20 || len(m.Missing) != 2 {
		t.Errorf("one site does not state its population, so each counts alike: %+v", m)
	}
}
