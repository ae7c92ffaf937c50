package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// dailyFile writes a value for every day of a year.
func dailyFile(city, indicator, unit string, year int, value func(day time.Time) string) string {
	var file strings.Builder
	file.WriteString("city,site,indicator,period,value,unit\n")
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
		fmt.Fprintf(&file, "%s,citywide,%s,%s,%s,%s\n", city, indicator, day.Format(time.DateOnly), value(day), unit)
	}
	return file.String()
}

// TestSurabayaIn2005ByTheLawOfThenAndOfNow judges a year in the reference state of Indonesia's law.
func TestSurabayaIn2005ByTheLawOfThenAndOfNow(t *testing.T) {
	w := newWorld(t)
	w.upload(dailyFile("surabaya", "pm10-ncm", "µg/Ncm", 2005, func(day time.Time) string {
		if day.Month() == time.August && day.Day() <= 10 {
			return strconv.Itoa(100 + day.Day()%3)
		}
		return strconv.Itoa(60 + day.Day()%3)
	}), "surabaya")
	var v Exceedances
	w.get("/api/v1/cities/surabaya/indicators/pm10-ncm/exceedances", http.StatusOK, &v)
	if len(v.Data) != 1 || v.Unit != "µg/Ncm" || v.Data[0].Period.Text != "2005" {
		t.Fatalf("%+v", v)
	}
	then, now := v.Data[0].Legal.Then, v.Data[0].Legal.Now
	if len(then) != 1 || then[0].Limit.Standard != "id-pp41-1999-pm10-24h" || then[0].Status != "met" || then[0].Exceedances != 0 || *then[0].Limit.Value != 150 {
		t.Errorf("PP 41/1999: %+v", then)
	}
	at := slices.IndexFunc(now, func(e ExceedanceView) bool { return e.Limit.Averaging == "24h" })
	if at < 0 || now[at].Status != "exceeded" || now[at].Exceedances != 10 || now[at].LongestRun != 10 || *now[at].RunFrom != "2005-08-01T00:00:00+07:00" ||
		now[at].Coverage.Valid != 365 || now[at].Coverage.Required != 90 {
		t.Errorf("PP 22/2021: %+v", now)
	}
	at = slices.IndexFunc(now, func(e ExceedanceView) bool { return e.Limit.Averaging == "annual" })
	if at < 0 || now[at].Status != "exceeded" || now[at].Mean == nil || *now[at].Mean < 61 {
		t.Errorf("the mean of the year: %+v", now)
	}
	var differs bool
	for _, n := range v.NotCompared {
		differs = differs || n.Standard == "who-2021-pm10-24h" && n.Reason == "reference_state_differs"
	}
	if !differs {
		t.Errorf("WHO's limit is per cubic metre as the air is: %+v", v.NotCompared)
	}
	w.get("/api/v1/cities/surabaya/indicators/pm10-ncm/exceedances?legal=then&at=2005", http.StatusOK, &v)
	if v.Data[0].Legal.Now != nil || v.Data[0].Legal.Then == nil {
		t.Errorf("%+v", v.Data[0].Legal)
	}
	rows, err := csv.NewReader(w.do(http.MethodGet, "/api/v1/cities/surabaya/indicators/pm10-ncm/exceedances?format=csv", "", "", "").Body).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][7] != "then" || rows[2][7] != "now" {
		t.Errorf("%v %v", rows, err)
	}
}

func TestJapansLawAndTheGuidelineForAYearOfKitakyushu(t *testing.T) {
	w := newWorld(t)
	w.upload(dailyFile("kitakyushu", "pm2-5", "µg/m³", 2012, func(day time.Time) string {
		if day.YearDay() <= 9 {
			return strconv.Itoa(40 + day.YearDay()%3)
		}
		return strconv.Itoa(10 + day.YearDay()%5) // no flat line, which the checks would set aside
	}), "kitakyushu")
	var v Exceedances
	w.get("/api/v1/cities/kitakyushu/indicators/pm2-5/exceedances?from=2012&to=2013", http.StatusOK, &v)
	at := slices.IndexFunc(v.Data[0].Legal.Now, func(e ExceedanceView) bool { return e.Limit.Standard == "jp-eqs-pm2-5-24h" })
	if at < 0 {
		t.Fatalf("%+v", v.Data[0])
	}
	// 366 days: rank 359 of 366 leaves seven days above; nine are above 35.
	e := v.Data[0].Legal.Now[at]
	if e.Percentile == nil || e.Percentile.Percent != 98 || e.Percentile.Value != 40 || e.Status != "exceeded" || e.Exceedances != 9 || !slices.Contains(e.Warnings, "validity_not_stated") {
		t.Errorf("%+v %+v", e, e.Percentile)
	}
	at = slices.IndexFunc(v.Data[0].Others, func(e ExceedanceView) bool { return e.Limit.Standard == "who-2021-pm2-5-24h" })
	if at < 0 || !v.Data[0].Others[at].Limit.Guideline || len(v.Data[0].Others[at].Interim) != 4 || v.Data[0].Others[at].Interim[0].Status != "met" {
		t.Errorf("the guideline stands beside the law: %+v", v.Data[0].Others)
	}
	var one Exceedances
	w.get("/api/v1/cities/kitakyushu/indicators/pm2-5/exceedances?standard=who-2021-pm2-5-24h,jp-eqs-pm2-5-annual&year=fiscal&from=2012-04-01", http.StatusOK, &one)
	if len(one.Data) != 1 || one.Data[0].Period.Text != "FY2012" || len(one.Data[0].Legal.Now) != 1 || len(one.Data[0].Others) != 1 || len(one.NotCompared) != 0 {
		t.Errorf("%+v", one)
	}
	if e := one.Data[0].Legal.Now[0]; e.Limit.Averaging != "annual" || e.Status != "met" || *e.Mean < 11.9 || *e.Mean > 12.1 {
		t.Errorf("275 days are enough for Japan's year of PM2.5, of which 250 are asked: %+v", e)
	}
}

func TestExceedancesOfARiverAreOfSamples(t *testing.T) {
	w := newWorld(t)
	w.upload("city,site,indicator,period,value,unit,statistic\ncebu,butuanon-river,fecal-coliform,2017-03-01,<1.1,MPN/100 mL,instant\n"+
		"cebu,butuanon-river,fecal-coliform,2017-06-01,1.1,MPN/100 mL,instant\n", "cebu")
	var v Exceedances
	w.get("/api/v1/cities/cebu/indicators/fecal-coliform/exceedances?site=butuanon-river&class=A&at=2026", http.StatusOK, &v)
	then := v.Data[0].Legal.Then
	if len(then) != 1 || then[0].Limit.Comparison != "<" || then[0].Exceedances != 1 || then[0].Counted != "samples" || then[0].Coverage.Percent != nil {
		t.Errorf("the value 1.1 itself does not meet <1.1, the mark <1.1 does: %+v", then)
	}
	if now := v.Data[0].Legal.Now; len(now) != 1 || *now[0].Limit.Value != 50 || now[0].Exceedances != 0 {
		t.Errorf("%+v", now)
	}
}

func TestAPublishedMeanHasNoCoverage(t *testing.T) {
	w := newWorld(t).withSample()
	var v Exceedances
	w.get("/api/v1/cities/cebu/indicators/pm10/exceedances?from=2012&to=2013", http.StatusOK, &v)
	e := v.Data[0].Others[0]
	if o := v.Origins[0]; o.Source == nil || o.Provenance == nil || o.Upload == nil {
		t.Errorf("%+v", o)
	}
	if e.Coverage != nil || *e.Note != "not stated by the source" || *e.Mean != 56.5 || e.Status != "exceeded" || e.Interim[0].Status != "met" || e.Interim[1].Status != "exceeded" {
		t.Errorf("%+v", e)
	}
}

func TestExceedanceRefusals(t *testing.T) {
	w := newWorld(t).withSample()
	for target, want := range map[string]string{
		"cities/cebu/indicators/bod/exceedances?site=butuanon-river&standard=nothing":       "unknown_standard",
		"cities/cebu/indicators/bod/exceedances?site=butuanon-river&standard=jp-eqs-so2-1h": "standard_of_another_indicator",
		"cities/cebu/indicators/bod/exceedances?site=butuanon-river&legal=ever":             "bad_parameter",
		"cities/cebu/indicators/bod/exceedances?site=butuanon-river&at=2012-03-04T10:00:00": "naive_datetime",
		"cities/cebu/indicators/bod/exceedances?site=butuanon-river&year=lunar":             "bad_parameter",
		"cities/cebu/indicators/noise-lsm/exceedances":                                      "no_series",
		"cities/cebu/indicators/bod/exceedances?site=butuanon-river&from=2016&to=2015":      "empty_period",
		"standards?valid_at=soon": "bad_time",
	} {
		answer := w.do(http.MethodGet, "/api/v1/"+target, "", "", "")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != want {
			t.Errorf("%s: %d %s, not %s", target, answer.Code, answer.Body, want)
		}
	}
}

func TestStandardsInForceAtATime(t *testing.T) {
	w := newWorld(t)
	ids := func(query string) (found []string) {
		var list List[struct{ ID string }]
		w.get("/api/v1/standards?jurisdiction=ID&indicator=pm10-ncm&valid_at="+query, http.StatusOK, &list)
		for _, s := range list.Data {
			found = append(found, s.ID)
		}
		return found
	}
	if got := ids("2005"); !slices.Equal(got, []string{"id-pp41-1999-pm10-24h"}) {
		t.Errorf("2005: %v", got)
	}
	if got := ids("2021-02"); !slices.Equal(got, []string{"id-pp22-2021-pm10-24h", "id-pp22-2021-pm10-annual"}) {
		t.Errorf("2021-02: %v", got)
	}
	if got := ids("1990"); got != nil {
		t.Errorf("1990: %v", got)
	}
}

// TestExceedancesOfTheStationInKitakyushu reads the file as it was published.
func TestExceedancesOfTheStationInKitakyushu(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "kitakyushu_40106010_daily_2011-2018.csv"))
	if os.IsNotExist(err) {
		t.Skip("the published files are not here: ../shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	if answer, _ := w.post("profile=kitakyushu-daily&city=kitakyushu", w.admin, string(content)); answer.Code != http.StatusCreated {
		t.Fatal(answer.Code, answer.Body)
	}
	var v Exceedances
	w.get("/api/v1/cities/kitakyushu/indicators/pm2-5/exceedances?site=station-40106010&standard=jp-eqs-pm2-5-24h", http.StatusOK, &v)
	if len(v.Origins) != 1 || v.Origins[0].Upload == nil || v.Origins[0].Provenance == nil || v.Origins[0].Provenance.Licence == "unknown" {
		t.Errorf("the series names its file and licence: %+v", v.Origins)
	}
	for _, y := range v.Data {
		e := y.Legal.Now[0]
		// 2 % of the valid days lie above the 98 % value.
		if e.Coverage.Valid > 0 && (e.Percentile == nil || e.Coverage.Valid+e.Unknown != e.Coverage.Expected) {
			t.Errorf("%s: %+v", y.Period.Text, e)
		}
		if e.Percentile != nil && (e.Percentile.Value > 35) != (e.Exceedances > e.Percentile.N-int(float64(e.Percentile.N)*0.98+0.5)) {
			t.Errorf("%s: the 98 %% value %v and %d days above 35 of %d contradict each other", y.Period.Text, e.Percentile.Value, e.Exceedances, e.Percentile.N)
		}
	}
	if len(v.Data) != 8 {
		t.Errorf("%d years, of 2011 to 2018", len(v.Data))
	}
}
