package api

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"testing"
)

// TestCebuCityAgainstItsAim is the answer that contract.md shows: kitaq-composting at 2012.
func TestCebuCityAgainstItsAim(t *testing.T) {
	w := newWorld(t).withSample()
	for _, target := range []string{
		"/api/v1/cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city&programme=kitaq-composting&at=2012",
		"/api/v1/cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&at=aims-2012",
	} {
		var p Progress
		w.get(target, http.StatusOK, &p)
		number := func(name string, got *float64, want float64) {
			t.Helper()
			if got == nil || *got != want {
				t.Errorf("%s: %v, not %v", name, got, want)
			}
		}
		number("baseline", p.Baseline.Value, 470)
		number("target", p.Target.Value, 305.5)
		number("change", p.Target.ChangePercent, -35)
		number("latest", &p.Latest.Value, 329)
		number("from baseline", p.Delta.FromBaseline, -141)
		number("from baseline, percent", p.Delta.FromBaselinePercent, -30)
		number("to target", p.Delta.ToTarget, -23.5)
		number("progress", p.ProgressPercent, 85.71)
		number("expected", p.ExpectedPercent, 66.67)
		number("required", p.RequiredPerYear, -23.5)
		number("observed", p.ObservedPerYear, -70.5)
		number("projected", &p.Projected.Value, 258.5)
		if p.Status != "on_track" || len(p.Reasons) != 0 || !slices.Equal(p.Warnings, []string{"latest_is_derived"}) {
			t.Error(p.Status, p.Reasons, p.Warnings)
		}
		if p.Unit != "t/day" || p.Direction != "decrease" || p.Method != "linear-path/1" || p.Latest.Coverage != nil || *p.Latest.CoverageNote != "not stated by the source" ||
			p.Latest.Status != "estimated" || p.Latest.Source == nil || p.Latest.Upload == nil || len(p.Sources) == 0 || *p.Baseline.Origin != "programme" {
			t.Errorf("%+v %+v", p, p.Latest)
		}
	}
}

func TestSurabayaCannotBeAssessedIn2010(t *testing.T) {
	w := newWorld(t).withSample()
	var v ProgrammeProgress
	w.get("/api/v1/programmes/aspro/progress?at=five-year-evaluation-2010", http.StatusOK, &v)
	if v.TargetsFrom == nil || *v.TargetsFrom != "kitakyushu-initiative" || v.Milestone == nil || v.Milestone.At != "2010" || len(v.Data) != 5 {
		t.Fatalf("%+v", v)
	}
	at := slices.IndexFunc(v.Data, func(p Progress) bool { return p.City == "surabaya" })
	p := v.Data[at]
	if p.Status != "cannot_be_assessed" || !slices.Equal(p.Reasons, []string{"baseline_year_not_stated"}) || p.Baseline.State != "unknown" ||
		p.Target.Value != nil || *p.Target.ChangePercent != -40 {
		t.Errorf("%+v", p)
	}
	if p.Latest == nil || p.Latest.Period != "2010" {
		t.Errorf("the figure of 2010 stands beside it: %+v", p.Latest)
	}
}

func TestSurabayaBesideTheNationalTargets(t *testing.T) {
	w := newWorld(t).withSample()
	var v ProgrammeProgress
	w.get("/api/v1/programmes/jakstranas/progress?at=2024", http.StatusOK, &v)
	if len(v.Data) != 2 {
		t.Fatal(len(v.Data))
	}
	for _, p := range v.Data {
		if !p.Target.National || p.Baseline.State != "unknown" || !slices.Contains(p.Warnings, "target_is_national") {
			t.Errorf("%+v", p)
		}
		switch p.Indicator {
		case "waste-handled-share":
			if p.Status != "achieved" || p.Latest.Value != 93.69 || *p.Target.Value != 70 {
				t.Errorf("%+v", p)
			}
		case "waste-reduced-share":
			if p.Status != "cannot_be_assessed" || *p.Delta.ToTarget != 24.63 || p.Latest.Value != 5.37 || !slices.Contains(p.Reasons, "baseline_year_not_stated") {
				t.Errorf("%+v", p)
			}
		}
	}
}

func TestButuanonAgainstTheLimitItsSourceReports(t *testing.T) {
	w := newWorld(t).withSample()
	var standards List[struct{ ID, Certainty string }]
	w.get("/api/v1/standards?indicator=bod", http.StatusOK, &standards)
	reported := slices.IndexFunc(standards.Data, func(s struct{ ID, Certainty string }) bool { return s.Certainty == "reported" })
	if reported < 0 {
		t.Fatalf("no reported limit of BOD: %+v", standards.Data)
	}
	var p Progress
	w.get("/api/v1/cities/cebu/indicators/bod/progress?site=butuanon-river&target_standard="+standards.Data[reported].ID, http.StatusOK, &p)
	if !slices.Contains(p.Warnings, "limit_as_reported_by_the_source") || p.Target.Origin != "request" || p.Latest == nil {
		text, _ := json.Marshal(p)
		t.Errorf("%s", text)
	}
	if os.Getenv("SHOW") != "" {
		text, _ := json.MarshalIndent(p, "", " ")
		t.Logf("%s", text)
	}
}

func TestProgressRefusals(t *testing.T) {
	w := newWorld(t).withSample()
	for target, want := range map[string]string{
		"cities/cebu/indicators/pm10/progress":                                                                    "no_target",
		"cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city":                                    "target_ambiguous",
		"cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&target_value=3":         "contradictory_parameters",
		"cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&at=2012-03-04T10:00:00": "bad_moment",
		"cities/cebu/indicators/solid-waste-generated/progress?programme=nothing":                                 "unknown_programme",
		"cities/cebu/indicators/solid-waste-generated/progress?site=nowhere":                                      "unknown_site",
		"cities/cebu/indicators/solid-waste-generated/progress?at=2012&at=2013":                                   "repeated_parameter",
		"cities/cebu/indicators/solid-waste-generated/progress?basline_period=2012":                               "unknown_parameter",
		"cities/cebu/indicators/solid-waste-generated/progress?target_value=0x10":                                 "bad_parameter",
		"cities/cebu/indicators/solid-waste-generated/progress?target_year=2013":                                  "target_missing",
		"cities/cebu/indicators/solid-waste-generated/progress?target_low=6":                                      "bad_band",
		"cities/cebu/indicators/solid-waste-generated/progress?target_low=9&target_high=6":                        "bad_band",
		"cities/cebu/indicators/solid-waste-generated/progress?target_low=6&target_high=9&target_value=3":         "target_missing",
		"cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&method=sdsn":            "bad_parameter",
		"programmes/kitaq-composting/progress?at=2012&method=linear-path/9":                                       "bad_parameter",
		"cities/cebu/indicators/solid-waste-generated/progress?programme=kitaq-composting&across_breaks=yes":      "bad_parameter",
		"programmes/kitaq-composting/progress?at=soon":                                                            "bad_moment",
		"cities/atlantis/indicators/pm10/progress":                                                                "unknown_city",
		"cities/cebu/indicators/phlogiston/progress":                                                              "unknown_indicator",
	} {
		answer := w.do(http.MethodGet, "/api/v1/"+target, "", "", "")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != want || p.RequestID == "" || p.Detail == "" {
			t.Errorf("%s: %d %s, not %s", target, answer.Code, answer.Body, want)
		}
	}
}

func TestOwnTargetSaysThatItIsTheRequests(t *testing.T) {
	w := newWorld(t).withSample()
	var p Progress
	w.get("/api/v1/cities/cebu/indicators/solid-waste-generated/progress?site=cebu-city&baseline_period=2010&target_value=300&target_year=2014&at=2012", http.StatusOK, &p)
	if p.Programme != nil || *p.Baseline.Origin != "request" || p.Target.Origin != "request" || p.Baseline.Figure == nil || *p.ProgressPercent != 82.94 || *p.ExpectedPercent != 50 {
		t.Errorf("%+v %+v", p, p.Baseline)
	}
}
