package api

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const surabayaAir = `city,site,indicator,period,value,unit
surabaya,citywide,pm10,2024-03-01,82,µg/m³
surabaya,citywide,pm2-5,2024-03-01,68,µg/m³
surabaya,citywide,co,2024-03-01,2.5,mg/m³
surabaya,citywide,pm10,2024-03-02,151,µg/m³
surabaya,citywide,pm10,2024-03-04,421,µg/m³
`

func TestISPUOfADay(t *testing.T) {
	w := newWorld(t)
	w.upload(surabayaAir, "surabaya")
	answer := w.do(http.MethodGet, "/api/v1/cities/surabaya/indices/ispu?from=2024-03-01&to=2024-03-05", "", "", "", "Accept-Language", "id")
	var v CityIndex
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil || answer.Code != http.StatusOK || len(v.Data) != 4 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	first, second, third, fourth := v.Data[0], v.Data[1], v.Data[2], v.Data[3]
	if *first.Number != 113 || first.Category.Name != "Tidak sehat" || !slices.Equal(first.Dominant, []string{"pm2-5"}) || len(first.Parts) != 3 || len(first.Missing) != 4 {
		t.Errorf("%+v %+v", first, first.Category)
	}
	if at := slices.IndexFunc(first.Parts, func(p IndexPartView) bool { return p.Indicator == "co" }); first.Parts[at].Concentration != 2500 || *first.Parts[at].Number != 31 {
		t.Errorf("2.5 mg/m³ are 2500 µg/m³, 31: %+v", first.Parts[at])
	}
	if *second.Number != 101 || second.Category.ID != "unhealthy" {
		t.Errorf("100.5 is 101: %+v", second)
	}
	if third.Number != nil || third.Category != nil || len(third.Parts) != 0 || len(third.Missing) != 7 {
		t.Errorf("a day without values: %+v", third)
	}
	if fourth.Number != nil || fourth.Category.ID != "hazardous" || *fourth.Category.Colour != "black" || fourth.Category.Names["ja"] != "危険" {
		t.Errorf("above 300 only the category: %+v", fourth)
	}
	if v.Days.Expected != 4 || v.Days.WithIndex != 3 || v.Days.Complete != 0 || v.Days.Categories["unhealthy"] != 2 || !slices.Contains(v.Warnings, "substances_missing") {
		t.Errorf("%+v %v", v.Days, v.Warnings)
	}
	rows, err := csv.NewReader(w.do(http.MethodGet, "/api/v1/cities/surabaya/indices/ispu?format=csv", "", "", "").Body).ReadAll()
	if err != nil || len(rows) != 5 || rows[1][7] != "113" || rows[4][7] != "" || rows[4][8] != "hazardous" {
		t.Errorf("%v %v", rows, err)
	}
}

func TestIndexNumbersNeverMixWithConcentrations(t *testing.T) {
	w := newWorld(t)
	for row, code := range map[string]string{
		"surabaya,citywide,pm10,2024-03-01,82,{ISPU}": "index_and_amount",
		"surabaya,citywide,pm10,2024-03-01,82,ISPU":   "index_and_amount",
		"surabaya,citywide,ispu,2024-03-01,82,µg/m³":  "index_and_amount",
		"surabaya,citywide,us-aqi,2024-03-01,82,ISPU": "unit_not_convertible",
	} {
		answer, view := w.post("profile=aspro&city=surabaya", w.admin, "city,site,indicator,period,value,unit\n"+row+"\n")
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), code) {
			t.Errorf("%s: %d %+v, want %s", row, answer.Code, view, code)
		}
	}
	w.upload("city,site,indicator,period,value,unit\nsurabaya,citywide,ispu,2024-03-01,82,ISPU\n", "surabaya")
	answer := w.do(http.MethodGet, "/api/v1/cities/surabaya/indices/ispu", "", "", "")
	if answer.Code != http.StatusNotFound || !strings.Contains(answer.Body.String(), "no_series") {
		t.Errorf("published index numbers are no concentrations to compute from: %d %s", answer.Code, answer.Body)
	}
}

func TestIndexRefusals(t *testing.T) {
	w := newWorld(t)
	for target, want := range map[string]string{
		"indices/nothing":                            "unknown_index",
		"cities/surabaya/indices/nothing":            "unknown_index",
		"cities/surabaya/indices/ispu?window=PT1H":   "bad_parameter",
		"cities/surabaya/indices/ispu":               "no_series",
		"cities/surabaya/indices/ispu?site=nowhere":  "unknown_site",
		"cities/atlantis/indices/ispu":               "unknown_city",
		"cities/surabaya/indices/ispu?statistic=max": "unknown_parameter",
	} {
		answer := w.do(http.MethodGet, "/api/v1/"+target, "", "", "")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != want {
			t.Errorf("%s: %d %s, not %s", target, answer.Code, answer.Body, want)
		}
	}
}
