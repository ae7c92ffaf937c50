package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

func TestProblemsAreSaidInTheAskersLanguage(t *testing.T) {
	w := newWorld(t)
	for header, want := range map[string][3]string{
		"":                  {"en", `there is no city "atlantis"`, "See /api/v1/cities."},
		"id-ID,en;q=0.5":    {"id", `tidak ada kota "atlantis"`, "Lihat /api/v1/cities."},
		"ceb-PH":            {"ceb", `walay siyudad nga "atlantis"`, "Tan-awa ang /api/v1/cities."},
		"ja":                {"ja", `都市 "atlantis" はありません`, "/api/v1/cities を見てください。"},
		"fil-PH, de;q=0.8":  {"en", `there is no city "atlantis"`, "See /api/v1/cities."},
		"garbage;;;q=,,,==": {"en", `there is no city "atlantis"`, "See /api/v1/cities."},
	} {
		answer := w.do(http.MethodGet, "/api/v1/cities/atlantis", "", "", "", "Accept-Language", header)
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if p.Code != "unknown_city" || p.Detail != want[1] || len(p.Errors) != 1 || p.Errors[0].Hint != want[2] {
			t.Errorf("%q: %+v", header, p)
		}
		if answer.Header().Get("Content-Language") != want[0] || !strings.Contains(answer.Header().Get("Vary"), "Accept-Language") {
			t.Errorf("%q: %v", header, answer.Header())
		}
	}
}

func TestReceiptIsToldInAnotherLanguageAfterItWasStored(t *testing.T) {
	w := newWorld(t)
	_, refused := w.post("profile=aspro&on_error=skip", w.admin, "city,site,indicator,period,value,unit\nsurabaya,citywide,pm2-5,2010,\"1,5\",µg/m³\n")
	if refused.UploadView == nil || len(refused.Problems) != 1 || !strings.HasPrefix(refused.Problems[0].Message, "This file uses a decimal point") {
		t.Fatalf("%+v", refused.UploadView)
	}
	for _, target := range []string{"/api/v1/uploads/u1", "/api/v1/uploads/u1/problems", "/api/v1/uploads"} {
		answer := w.do(http.MethodGet, target, w.admin, "", "", "Accept-Language", "id")
		if body := answer.Body.String(); !strings.Contains(body, "Berkas ini memakai titik desimal") || !strings.Contains(body, "Tulis 1.5, atau pilih profil") ||
			!strings.Contains(body, `"code":"decimal_comma"`) || answer.Header().Get("Content-Language") != "id" {
			t.Errorf("%s: %s", target, body)
		}
	}
	var list List[indicators.RowProblem]
	answer := w.do(http.MethodGet, "/api/v1/uploads/u1/problems", w.admin, "", "")
	if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil || list.Data[0] != (indicators.RowProblem{Severity: indicators.Fault, Line: 2, Column: "value", Code: "decimal_comma", Text: "1,5",
		Message: "This file uses a decimal point, but this cell has a comma.", Hint: "Write 1.5, or choose a profile with decimal commas."}) {
		t.Errorf("%+v, %v", list, err)
	}
}
