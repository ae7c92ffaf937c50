package api

import (
	"net/http"
	"testing"
)

// TestFiltersKnowTheirNames: a slip in a name is refused; an empty list would read as "there is nothing".
func TestFiltersKnowTheirNames(t *testing.T) {
	w := newWorld(t)
	for target, want := range map[string]string{
		"/series?city=surabya":                                           "unknown_city",
		"/series?indicator=pm25":                                         "unknown_indicator",
		"/series?city=cebu&site=tpa-benowo":                              "unknown_site",
		"/standards?indicator=pm25":                                      "unknown_indicator",
		"/checks?indicator=pm25":                                         "unknown_indicator",
		"/cities/cebu/indicators/bod/exceedances?class=c":                "bad_parameter",
		"/standards?jurisdiction=ph":                                     "bad_parameter",
		"/standards?jurisdiction=PH":                                     "",
		"/units?dimension=weight":                                        "bad_parameter",
		"/units?dimension=mass-per-day":                                  "",
		"/cities/cebu/sdg/6.3.2?class=ZZ":                                "bad_parameter",
		"/series?city=cebu&site=cebu-city&indicator=pm2-5":               "",
		"/standards?indicator=asbestos":                                  "",
		"/cities/cebu/sdg/6.3.2?class=C":                                 "",
		"/cities/cebu/indicators/solid-waste-generated/latest?class=C":   "unknown_parameter",
		"/cities/cebu/indicators/solid-waste-generated/exceedances?to=x": "bad_time",
	} {
		status := http.StatusOK
		switch want {
		case "":
		case "unknown_city", "unknown_indicator", "unknown_site":
			status = http.StatusNotFound
		default:
			status = http.StatusUnprocessableEntity
		}
		var p Problem
		w.get(base+target, status, &p)
		if p.Code != want {
			t.Errorf("%s: %s, not %s", target, p.Code, want)
		}
	}
}

// TestAnOpenEndIsNamed: a period that is empty against an end that was not given says which end that is.
func TestAnOpenEndIsNamed(t *testing.T) {
	w := newWorld(t)
	var p Problem
	w.get(base+"/cities/cebu/indicators/bod/exceedances?from=9999", http.StatusUnprocessableEntity, &p)
	if p.Detail != "from (9999) must be before to (2200)" {
		t.Error(p.Detail)
	}
}
