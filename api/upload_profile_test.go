package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAnUploadWithoutAProfileIsProposedOneAndStoresNothing(t *testing.T) {
	w := newWorld(t)
	for body, want := range map[string]string{
		figures: "profile=aspro;",
		"sensor_id;sensor_type;location;lat;lon;timestamp;P1;durP1;ratioP1;P2;durP2;ratioP2\n7;SDS011;5;-7.2;112.7;2026-03-01T00:01:00;11.00;;;8.50;;\n": "profile=sensor-community-sds011;",
		"created_at,entry_id,field1\n2021-02-18 21:46:23 UTC,1,6.0\n":                                                                                    "extends thingspeak",
		"a,b\n1,2\n": "see /api/v1/profiles",
		"":           "see /api/v1/profiles",
	} {
		answer, v := w.post("city=surabaya", w.admin, body)
		if answer.Code != http.StatusUnprocessableEntity || v.Code != "profile_missing" || len(v.Errors) != 1 || v.Errors[0].Parameter != "profile" || !strings.Contains(v.Errors[0].Hint, want) {
			t.Errorf("%q: %d %s", body, answer.Code, answer.Body)
		}
	}
	if answer := w.do(http.MethodGet, "/api/v1/uploads", w.admin, "", ""); !strings.Contains(answer.Body.String(), `"data":[]`) {
		t.Errorf("%s", answer.Body)
	}
}

// TestUploadSaysWhatTheFileDoesNot: site, conditions and the name of the file come with the request, and are in the receipt.
func TestUploadSaysWhatTheFileDoesNot(t *testing.T) {
	w := newWorld(t)
	header := "city,site,indicator,period,value,unit\n"
	for query, want := range map[string]string{
		"site=kali-surabaya&city=surabaya":     `"site":"kali-surabaya"`,
		"site=nowhere&city=surabaya":           "unknown_site",
		"conditions=25Cel,101.325kPa":          `"conditions":"25Cel,101.325kPa"`,
		"conditions=warm":                      "bad_conditions",
		"file_name=" + url.QueryEscape("\x01"): "bad_parameter",
	} {
		answer, _ := w.post("profile=aspro&"+query, w.admin, header+"surabaya,,o3,2010,10,"+map[bool]string{true: "ppb", false: "µg/m³"}[strings.Contains(query, "25Cel")]+"\n")
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("%s: %s", query, answer.Body)
		}
	}
	file := "測定局コード,PM2.5\nstation-40106010,7\n"
	for name, want := range map[string]int{"noudoAll/2026/03/04/24.csv": http.StatusCreated, "noudoAll/2026/03/04/23.csv": http.StatusCreated, "today.csv": http.StatusUnprocessableEntity} {
		if answer, _ := w.post("profile=soramame-nationwide&city=kitakyushu&file_name="+url.QueryEscape(name), w.admin, file); answer.Code != want {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
	if answer, v := w.post("profile=soramame-nationwide&city=kitakyushu&file_name=2026/03/04/24.csv", w.admin, file); !v.Known {
		t.Errorf("the same hour again: %s", answer.Body)
	}
}
