package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// yearsOf is an upload of yearly figures, one a year from first on, at a site.
func yearsOf(site, indicator, unit string, first int, values ...float64) string {
	var rows strings.Builder
	for i, v := range values {
		fmt.Fprintf(&rows, "surabaya,%s,%s,%d,%g,%s,a report\n", site, indicator, first+i, v, unit)
	}
	return rows.String()
}

const yearsHeader = "city,site,indicator,period,value,unit,source\n"

func (w *world) store(rows ...string) {
	w.t.Helper()
	if answer, _ := w.post("profile=aspro&city=surabaya", w.admin, yearsHeader+strings.Join(rows, "")); answer.Code != http.StatusCreated {
		w.t.Fatal(answer.Code, answer.Body)
	}
}

const river = "/api/v1/cities/surabaya/indicators/bod/trend?site="

func TestTrendOfYearlyFigures(t *testing.T) {
	w := newWorld(t)
	w.store(yearsOf("kali-surabaya-kedurus", "bod", "mg/L", 2001, 9.1, 8.7, 8.9, 8.2, 7.9, 7.5, 7.7, 7.0, 6.8, 6.1))
	var v Trend
	w.get(river+"kali-surabaya-kedurus", http.StatusOK, &v)
	// S: 45 pairs, 2 of them rise. Exact for ten values without ties; slope and interval computed by hand from the 45 slopes.
	if v.S != -41 || !v.Exact || v.P == nil || math.Abs(*v.P-2.976190476e-05) > 1e-7 || v.Verdict != "decreasing" || v.Desired == nil || !*v.Desired {
		t.Errorf("S %v, p %v, %s", v.S, *v.P, v.Verdict)
	}
	if v.N != 10 || len(v.Figures) != 10 || v.Method != "mann-kendall/1" || v.Unit != "mg/L" || v.Period.Start != "2001-01-01T00:00:00+07:00" || v.Period.End != "2011-01-01T00:00:00+07:00" {
		t.Errorf("%+v", v)
	}
	if f := v.Figures[0]; f.Upload == nil || f.Line == nil || *f.Line != 2 || f.Source == nil || *f.Source != "a report" || f.Computed || f.Coverage != nil {
		t.Errorf("%+v", f)
	}
	if !slices.Equal(v.Sources, []string{"a report"}) || !slices.Equal(v.Uploads, []string{"u1"}) || v.Links["observations"] == "" || v.Links["upload"] != "/api/v1/uploads/u1" {
		t.Errorf("%v %v %v", v.Sources, v.Uploads, v.Links)
	}
	if v.Interval == nil || !(v.Interval.Low < *v.Slope && *v.Slope < v.Interval.High) || !v.Interval.Exact || v.Interval.Confidence < 95 || v.Smallest == nil || v.PercentPerYear == nil {
		t.Errorf("%+v", v.Interval)
	}
	w.get(v.Links["observations"], http.StatusOK, nil)
}

func TestTrendSentenceInFourLanguages(t *testing.T) {
	w := newWorld(t)
	w.store(yearsOf("kali-surabaya-kedurus", "bod", "mg/L", 2001, 9.1, 8.7, 8.9, 8.2, 7.9, 7.5, 7.7, 7.0, 6.8, 6.1))
	for language, want := range map[string][]string{
		"en":         {"falling by 0.3 mg/L per year from 2001 to 2010", "p < 0.001", "10 figures", "That is the desired direction."},
		"id-ID":      {"turun 0,3 mg/L per tahun dari 2001 sampai 2010", "p < 0,001", "Itu arah yang diinginkan."},
		"ceb-PH":     {"mius-os ug 0.3 mg/L kada tuig gikan sa 2001 hangtod sa 2010"},
		"ja":         {"2001 から 2010 まで、年あたり 0.3 mg/L の減少"},
		"de, *;q=.1": {"falling by 0.3"},
	} {
		answer := w.do(http.MethodGet, river+"kali-surabaya-kedurus", "", "", "", "Accept-Language", language)
		var v Trend
		if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil {
			t.Fatal(err, answer.Body)
		}
		for _, part := range want {
			if !strings.Contains(v.Sentence, part) {
				t.Errorf("%s: %q lacks %q", language, v.Sentence, part)
			}
		}
		if (v.SentenceNote != nil) != strings.HasPrefix(language, "ceb") || !strings.Contains(answer.Header().Get("Vary"), "Accept-Language") || answer.Header().Get("Content-Language") == "" {
			t.Errorf("%s: note %v, %v", language, v.SentenceNote, answer.Header())
		}
	}
}

func TestTrendOfSurabayasWasteRespectsTheChangeOfMethod(t *testing.T) {
	w := newWorld(t).withSample()
	var v Trend
	w.get("/api/v1/cities/surabaya/indicators/solid-waste-generated/trend?from=2015", http.StatusOK, &v)
	if v.N != 6 || len(v.Breaks) != 1 || v.Breaks[0].At != "2021" || v.Breaks[0].Step == nil || *v.Breaks[0].Step > -400 || len(v.Segments) != 2 {
		t.Fatalf("%+v", v)
	}
	// Two figures before the change and four after carry too little: 7 pairs, the largest S has p = 0.054.
	if *v.Slope < 0 || *v.Ignoring.Slope > -80 || v.Verdict != "cannot_be_assessed" || !slices.Contains(v.Reasons, "too_few_values_for_confidence") {
		t.Errorf("respecting %v, ignoring %v, %s", *v.Slope, *v.Ignoring.Slope, v.Verdict)
	}
	if !strings.Contains(v.Sentence, "6 figures are too few to tell") || !strings.Contains(v.Sentence, "The method changed in 2021; the step there is −455 t/day") {
		t.Error(v.Sentence)
	}
	var across Trend
	w.get("/api/v1/cities/surabaya/indicators/solid-waste-generated/trend?from=2015&across_breaks=true", http.StatusOK, &across)
	if *across.Slope != *v.Ignoring.Slope || !slices.Contains(across.Warnings, "break_ignored") || !strings.Contains(across.Sentence, "This runs across the change of method in 2021") {
		t.Errorf("%v %v %s", *across.Slope, across.Warnings, across.Sentence)
	}
	// Since 2010 there is also ">1700", which has a place but no number.
	w.get("/api/v1/cities/surabaya/indicators/solid-waste-generated/trend", http.StatusOK, &v)
	if v.Method != "censored-kendall/1" || v.Censored != 1 || v.Figures[0].Qualifier != ">" || v.Interval != nil {
		t.Errorf("%+v", v)
	}
}

func TestTrendOverSeveralSites(t *testing.T) {
	w := newWorld(t)
	w.store(yearsOf("kali-surabaya-kedurus", "bod", "mg/L", 2001, 9, 8, 7, 6, 5, 4, 3), yearsOf("kali-surabaya-gunungsari", "bod", "mg/L", 2001, 9.5, 8.5, 7.5, 6.4, 5.2, 4.1, 3.3),
		yearsOf("kali-surabaya-karang-pilang", "bod", "mg/L", 2003, 5, 7, 4, 6, 5), yearsOf("kali-surabaya-kedurus", "cod", "mg/L", 2001, 20, 19, 18, 17, 16))
	names := "kali-surabaya-gunungsari,kali-surabaya-karang-pilang,kali-surabaya-kedurus"
	var listed, below Trend
	w.get(river+names, http.StatusOK, &listed)
	w.get(river+"kali-surabaya", http.StatusOK, &below)
	if listed.Verdict != below.Verdict || listed.N != below.N || len(below.Sites) != 3 || below.Site != "kali-surabaya" || listed.Site != names {
		t.Errorf("the river stands for the stations on it: %+v %+v", listed.Sites, below.Sites)
	}
	if listed.CityRule == nil {
		t.Fatal("no rule is stated")
	}
	if *listed.Tested != 3 || listed.Sites[0].AdjustedP == nil || *listed.Sites[0].AdjustedP < *listed.Sites[0].P || listed.Sites[1].Verdict != "no_clear_trend" {
		t.Errorf("%+v", listed.Sites)
	}
	if *listed.CityRule != "none" && (!slices.Contains(listed.Warnings, "sites_vary") || *listed.Figures[0].Sites != 2 || *listed.Figures[2].Sites != 3) {
		t.Errorf("%s: %v %+v", *listed.CityRule, listed.Warnings, listed.Figures)
	}
	answer := w.do(http.MethodGet, river+names+"&format=csv", "", "", "")
	rows, err := csv.NewReader(answer.Body).ReadAll()
	if err != nil || len(rows) != 5 || rows[1][1] != names || rows[2][1] != "kali-surabaya-gunungsari" {
		t.Error(err, rows)
	}
	one := w.do(http.MethodGet, "/api/v1/cities/surabaya/indicators/cod/trend?site=kali-surabaya&format=csv", "", "", "")
	if rows, err = csv.NewReader(one.Body).ReadAll(); err != nil || len(rows) != 2 || rows[1][1] != "kali-surabaya-kedurus" {
		t.Error("a river with one station on record:", err, rows)
	}
}

func TestTrendRefusals(t *testing.T) {
	w := newWorld(t)
	w.store(yearsOf("kali-surabaya-kedurus", "bod", "mg/L", 2001, 9, 8, 7))
	for query, want := range map[string]string{
		"site=nowhere":                                       "unknown_site",
		"site=kali-surabaya-kedurus,":                        "unknown_site",
		"site=tpa-benowo":                                    "no_series",
		"site=kali-surabaya-kedurus&method=sen":              "bad_parameter",
		"site=kali-surabaya-kedurus&method=seasonal-kendall": "bad_parameter",
		"site=kali-surabaya-kedurus&confidence=100":          "bad_parameter",
		"site=kali-surabaya-kedurus&confidence=0.95":         "bad_parameter",
		"site=kali-surabaya-kedurus&window=P1M":              "no_series",
		"site=kali-surabaya-kedurus&window=1y":               "bad_duration",
		"site=kali-surabaya-kedurus&year=lunar":              "bad_parameter",
		"site=kali-surabaya-kedurus&min_sites=0":             "bad_parameter",
		"site=kali-surabaya-kedurus&min_sites=1.5":           "bad_parameter",
		"site=kali-surabaya-kedurus&min_sites=2":             "contradictory_parameters",
		"min_sites=2":                                        "contradictory_parameters",
		"site=kali-surabaya-kedurus&from=2010&to=2005":       "empty_period",
		"site=kali-surabaya-kedurus&slope=sen":               "unknown_parameter",
		"site=kali-surabaya-kedurus,kali-surabaya-kedurus":   "bad_parameter",
	} {
		answer := w.do(http.MethodGet, "/api/v1/cities/surabaya/indicators/bod/trend?"+query, "", "", "")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != want {
			t.Errorf("%s: %d %s, not %s", query, answer.Code, answer.Body, want)
		}
	}
	var few Trend
	w.get(river+"kali-surabaya-kedurus", http.StatusOK, &few)
	if few.Verdict != "cannot_be_assessed" || few.P != nil || few.Slope != nil || !slices.Equal(few.Reasons, []string{"too_few_values"}) ||
		!strings.Contains(few.Sentence, "no trend can be given (figures: 3, at least 4 are needed)") {
		t.Errorf("%+v", few)
	}
}

func TestTrendOfMonthsAndOfYearsFromDays(t *testing.T) {
	w := newWorld(t)
	var rows strings.Builder
	rows.WriteString("city,site,indicator,period,value,unit,statistic\n")
	for year := 2015; year < 2021; year++ {
		for month := 1; month <= 12; month++ {
			for day := 1; day <= 28; day++ {
				if year == 2018 && month > 3 {
					continue // a year without nine of its months
				}
				value := 40 - 2*float64(year-2015) + 10*math.Sin(float64(month)) + float64(day%7)
				fmt.Fprintf(&rows, "surabaya,citywide,pm10,%d-%02d-%02d,%.2f,µg/m³,mean\n", year, month, day, value)
			}
		}
	}
	if answer, _ := w.post("profile=aspro&city=surabaya", w.admin, rows.String()); answer.Code != http.StatusCreated {
		t.Fatal(answer.Body)
	}
	var years, months Trend
	w.get("/api/v1/cities/surabaya/indicators/pm10/trend", http.StatusOK, &years)
	if years.N != 5 || years.LeftOut["insufficient"] != 1 || math.Abs(*years.Slope+2) > 1e-9 || !years.Figures[0].Computed || years.Figures[0].Coverage == nil || years.Verdict != "decreasing" {
		t.Errorf("%+v %v", years, *years.Slope)
	}
	if !strings.Contains(years.Sentence, "Periods with too few data, which are not used: 1.") || years.Sites[0].Coverage == nil {
		t.Error(years.Sentence)
	}
	w.get(years.Links["aggregates"], http.StatusOK, nil)
	w.get("/api/v1/cities/surabaya/indicators/pm10/trend?window=P1M", http.StatusOK, &months)
	if months.Method != "seasonal-kendall/1" || math.Abs(*months.Slope+2) > 1e-9 || len(months.Seasons) != 12 || months.N != 63 || *months.Correlation.Method != "correlated-seasons/1" {
		t.Errorf("%d %+v", months.N, months.TrendEstimate)
	}
	var fiscal Trend
	w.get("/api/v1/cities/surabaya/indicators/pm10/trend?year=fiscal&method=hamed-rao&confidence=90&min_coverage=20", http.StatusOK, &fiscal)
	if fiscal.N != 6 || fiscal.Method != "hamed-rao/1" || fiscal.Confidence != 90 {
		t.Errorf("%d %s %v %v", fiscal.N, fiscal.Method, fiscal.Confidence, slices.Collect(maps.Keys(fiscal.LeftOut)))
	}
}
