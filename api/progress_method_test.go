package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestEveryMethodNamesItselfAndItsVersion(t *testing.T) {
	w := newWorld(t).withSample()
	for method, want := range map[string]struct {
		measure string
		value   float64
	}{
		"eurostat-cagr":        {"cagr-ratio", (0.8366600265340756 - 1) / (0.8662391053 - 1)}, // √0.7 and ∛0.65
		"escap-current-status": {"current-status-index", 10 * 141 / 164.5},
		"escap-anticipated":    {"anticipated-progress-index", 0},
	} {
		var p Progress
		w.get("/api/v1/cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&at=2012&method="+method, http.StatusOK, &p)
		if p.Method != method+"/1" || p.Measure == nil || p.Measure.Name != want.measure || p.Measure.Value == nil || abs(*p.Measure.Value-want.value) > 1e-6 {
			t.Errorf("%s: %s %+v, want %v", method, p.Method, p.Measure, want.value)
		}
		if p.Status != "on_track" || *p.ProgressPercent != 85.71 {
			t.Errorf("%s: %s at %v %%; the numbers of the linear path stand beside every method", method, p.Status, *p.ProgressPercent)
		}
	}
	var v ProgrammeProgress
	w.get("/api/v1/programmes/kitaq-composting/progress?at=2012&method=eurostat-cagr", http.StatusOK, &v)
	if v.Method != "eurostat-cagr/1" || v.Data[0].Measure == nil {
		t.Errorf("%+v", v)
	}
}

func abs(x float64) float64 { return max(x, -x) }

func TestABandIsATargetOfItsOwn(t *testing.T) {
	w := newWorld(t)
	w.upload("city,site,indicator,period,value,unit\ncebu,butuanon-river,ph,2015,5.2,pH\ncebu,butuanon-river,ph,2020,5.8,pH\n", "cebu")
	var p Progress
	w.get("/api/v1/cities/cebu/indicators/ph/progress?site=butuanon-river&baseline_period=2015&target_low=6&target_high=9&target_year=2030&at=2020", http.StatusOK, &p)
	if p.Target.Kind != "band" || *p.Target.Low != 6 || *p.Target.High != 9 || *p.ProgressPercent != 75 || p.Status != "on_track" || *p.Delta.ToTarget != 0.2 {
		t.Errorf("%+v", p)
	}
}

// TestDoubtStandsBesideProgressOfComputedMeans compares two years of daily values.
func TestDoubtStandsBesideProgressOfComputedMeans(t *testing.T) {
	w := newWorld(t)
	var file strings.Builder
	file.WriteString("city,site,indicator,period,value,unit\n")
	for day := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= 2016; day = day.AddDate(0, 0, 1) {
		fmt.Fprintf(&file, "kitakyushu,citywide,pm2-5,%s,%d,µg/m³\n", day.Format(time.DateOnly), 40+(day.YearDay()*7)%11-8*(day.Year()-2015))
	}
	w.upload(file.String(), "kitakyushu")
	var p Progress
	w.get("/api/v1/cities/kitakyushu/indicators/pm2-5/progress?baseline_period=2015&target_standard=jp-eqs-pm2-5-annual&target_year=2020&at=2016", http.StatusOK, &p)
	if p.Doubt == nil || p.Doubt.LowPercent == nil || p.Doubt.Baseline.Days != 365 || p.Doubt.Latest.Days != 366 {
		t.Fatalf("%+v %+v", p.Doubt, p)
	}
	if *p.Doubt.LowPercent >= *p.ProgressPercent || *p.Doubt.HighPercent <= *p.ProgressPercent || *p.Doubt.LowPercent < 20 || *p.Doubt.HighPercent > 35 {
		t.Errorf("%v %% lies not between %v and %v", *p.ProgressPercent, *p.Doubt.LowPercent, *p.Doubt.HighPercent)
	}
	var early Progress
	w.get("/api/v1/cities/kitakyushu/indicators/pm2-5/progress?baseline_period=2015&target_value=1&target_year=2020&at=2015", http.StatusOK, &early)
	if early.Doubt != nil {
		t.Errorf("nothing has passed: %+v", early.Doubt)
	}
}

// TestAProgrammeAdjustsPForTheNumberOfItsSeries tests the one series of the initiative that has figures enough.
func TestAProgrammeAdjustsPForTheNumberOfItsSeries(t *testing.T) {
	w := newWorld(t).withSample()
	var file strings.Builder
	file.WriteString("city,site,indicator,period,value,unit\n")
	for i := range 8 {
		fmt.Fprintf(&file, "kitakyushu,citywide,co2-emissions,%d,%d,%s\n", 2001+i, 1700-i, unitOf(w, "co2-emissions"))
		fmt.Fprintf(&file, "kitakyushu,citywide,household-waste,%d,%d,%s\n", 2001+i, 500+[]int{3, 1, 4, 2, 5, 9, 2, 6}[i], unitOf(w, "household-waste"))
	}
	w.upload(file.String(), "kitakyushu")
	var v ProgrammeProgress
	w.get("/api/v1/programmes/kitakyushu-initiative/progress?at=2008", http.StatusOK, &v)
	if v.Trends.Tested < 2 || v.Trends.Tested+v.Trends.Untestable != len(v.Data) || v.Trends.Correction != "benjamini-hochberg" {
		t.Fatalf("%+v", v.Trends)
	}
	for _, p := range v.Data {
		switch {
		case p.Indicator == "co2-emissions":
			if p.Trend == nil || p.Trend.Verdict != "decreasing" || p.Trend.P == nil || p.Trend.Adjusted == nil || *p.Trend.Adjusted < *p.Trend.P*1.99 {
				t.Errorf("the smallest of %d p is multiplied by %d: %+v", v.Trends.Tested, v.Trends.Tested, p.Trend)
			}
		case p.Trend != nil && p.Trend.P != nil && p.Trend.Adjusted != nil && *p.Trend.Adjusted < *p.Trend.P:
			t.Errorf("%s: adjusted below p: %+v", p.Indicator, p.Trend)
		}
	}
}

func unitOf(w *world, indicator string) string {
	known, _ := w.api.Catalogue.Indicator(indicator)
	return known.Unit
}
