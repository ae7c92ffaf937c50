package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const cebuWaste = "/api/v1/cities/cebu/indicators/solid-waste-generated/observations?site=cebu-city"

func TestAcceptChoosesTheForm(t *testing.T) {
	for accept, want := range map[string]form{
		"": formJSON, "*/*": formJSON, "application/json": formJSON, "text/csv": formCSV, "text/csv;q=0.5, application/json": formJSON,
		"application/json;q=0.2, text/csv;q=0.9": formCSV, "application/x-ndjson": formNDJSON, xlsxType: formXLSX, "image/png": formJSON,
		"text/html,application/xhtml+xml,*/*;q=0.8": formJSON, ";;;,,": formJSON, "text/csv;q=x": formJSON, strings.Repeat("text/csv,", 500): formJSON,
	} {
		if got := acceptedForm(accept); got != want {
			t.Errorf("%.60q is %s, not %s", accept, got, want)
		}
	}
}

func TestFormsHaveTheSameFigures(t *testing.T) {
	w := newWorld(t).withSample()
	csv := w.do(http.MethodGet, cebuWaste+"&format=csv", "", "", "").Body.String()
	ndjson := w.do(http.MethodGet, cebuWaste+"&format=ndjson", "", "", "")
	if got := ndjson.Header().Get("Content-Type"); got != "application/x-ndjson" {
		t.Error(got)
	}
	lines := strings.Split(strings.TrimSpace(ndjson.Body.String()), "\n")
	if rows := strings.Count(csv, "\n") - 1; len(lines) != rows || rows < 3 {
		t.Errorf("%d lines of NDJSON, %d rows of CSV", len(lines), rows)
	}
	var row struct {
		City, Period, Unit string
		Value              float64
		Coverage           *float64
	}
	if err := json.Unmarshal([]byte(lines[0]), &row); err != nil || row.City != "cebu" || row.Unit != "t/day" || row.Value == 0 || row.Period == "" || row.Coverage != nil {
		t.Errorf("%+v, %v: %s", row, err, lines[0])
	}
	book := openBook(t, w, cebuWaste+"&format=xlsx")
	rows, err := book.GetRows("figures")
	if err != nil || len(rows) != len(lines)+1 || rows[0][0] != "city" {
		t.Fatalf("%v, %v", rows, err)
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "D2": excelize.CellTypeInlineString, "E2": excelize.CellTypeUnset} {
		if kind, err := book.GetCellType("figures", cell); err != nil || kind != want {
			t.Errorf("%s is of type %d, not %d (%v)", cell, kind, want, err)
		}
	}
}

// TestEveryColumnHasOneType: what JSON answers as a number, a flag or a name is one in the other forms too.
func TestEveryColumnHasOneType(t *testing.T) {
	w := newWorld(t).withSample()
	var hours strings.Builder
	hours.WriteString("city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n")
	for hour := range 24 {
		fmt.Fprintf(&hours, "surabaya,citywide,pm2-5,2024-03-04T%02d:00+07:00,%d,µg/m³,mean,1,observed,test,,PT1H\n", hour, hour+10)
	}
	w.upload(hours.String(), "surabaya")
	for _, target := range []string{
		"/cities/cebu/indicators/pm10/trend", "/programmes/aspro/progress?at=2010", "/units",
		"/cities/surabaya/indicators/pm2-5/aggregates?group_by=hour_of_day&min_coverage=0",
	} {
		separator := "?"
		if strings.Contains(target, "?") {
			separator = "&"
		}
		lines := strings.Split(strings.TrimSpace(w.do(http.MethodGet, base+target+separator+"format=ndjson", "", "", "").Body.String()), "\n")
		for _, line := range lines {
			var row map[string]any
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatalf("%s: %v in %s", target, err, line)
			}
			for column, value := range row {
				var right bool
				switch column {
				case "slope_per_year", "trend_slope_per_year", "to_target", "factor", "value":
					_, right = value.(float64)
				case "level", "index":
					_, right = value.(bool)
				case "group", "period", "at", "latest_period":
					_, right = value.(string)
				default:
					continue
				}
				if !right && value != nil {
					t.Errorf("%s: %s is %T: %v", target, column, value, value)
				}
			}
		}
	}
	book := openBook(t, w, base+"/cities/cebu/indicators/pm10/trend?format=xlsx")
	if slope, err := book.GetCellType("figures", "K2"); err != nil || slope != excelize.CellTypeUnset {
		t.Errorf("the slope is a cell of type %d (%v)", slope, err)
	}
}

// TestAWorkbookSaysThatItIsNotAll: it has no other place for the next page.
func TestAWorkbookSaysThatItIsNotAll(t *testing.T) {
	w := newWorld(t).withSample()
	for target, want := range map[string]string{cebuWaste + "&format=xlsx&limit=3": "next", cebuWaste + "&format=xlsx": ""} {
		book := openBook(t, w, target)
		if label, err := book.GetCellValue("about", "A5"); err != nil || label != want {
			t.Errorf("%s: %q, %v", target, label, err)
		}
		if next, err := book.GetCellValue("about", "B5"); err != nil || (want != "") != strings.Contains(next, "cursor=") {
			t.Errorf("%s: %q, %v", target, next, err)
		}
	}
}

func openBook(t *testing.T, w *world, target string) *excelize.File {
	t.Helper()
	answer := w.do(http.MethodGet, target, "", "", "")
	again := w.do(http.MethodGet, target, "", "", "")
	if answer.Code != http.StatusOK || !bytes.Equal(answer.Body.Bytes(), again.Body.Bytes()) {
		t.Fatalf("%d; the same figures give another file: %v", answer.Code, answer.Code == http.StatusOK)
	}
	book, err := excelize.OpenReader(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestHostileNotesAreTextInEveryForm(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro", w.admin, "city,site,indicator,period,value,unit,note\nsurabaya,citywide,pm2-5,2010,1.5,µg/m³,\"=1+1\"\nsurabaya,citywide,pm2-5,2011,2,µg/m³,\"-3\"\n")
	target := "/api/v1/cities/surabaya/indicators/pm2-5/observations?fields=period,value,note&format="
	if csv := w.do(http.MethodGet, target+"csv", "", "", "").Body.String(); csv != "period,value,note\n2010,1.5,'=1+1\n2011,2,'-3\n" {
		t.Error(csv)
	}
	if lines := w.do(http.MethodGet, target+"ndjson", "", "", "").Body.String(); lines != `{"period":"2010","value":1.5,"note":"=1+1"}`+"\n"+`{"period":"2011","value":2,"note":"-3"}`+"\n" {
		t.Error(lines)
	}
	book := openBook(t, w, target+"xlsx")
	if formula, err := book.GetCellFormula("figures", "C2"); err != nil || formula != "" {
		t.Errorf("%q, %v", formula, err)
	}
	if text, err := book.GetCellValue("figures", "C2"); err != nil || text != "'=1+1" { // a spreadsheet that saves it as CSV must not make a formula of it
		t.Errorf("%q, %v", text, err)
	}
}

func TestFieldsNarrowEveryForm(t *testing.T) {
	w := newWorld(t).withSample()
	for target, want := range map[string]string{
		cebuWaste + "&fields=value&from=2012&to=2013": `"data":[{"value":329}]`,
		strings.Replace(cebuWaste, "observations", "aggregates", 1) + "&window=P1Y&from=2012&to=2013&fields=value,status&min_coverage=0": `"data":[{"value":329,"status":"ok"}]`,
		cebuWaste + "&fields=status,value&from=2012&to=2013":                                                                             `{"status":"estimated","value":329}`,
		"/api/v1/series?city=cebu&site=cebu-city&indicator=solid-waste-generated&fields=unit":                                            `"data":[{"unit":"t/day"}`,
		"/api/v1/cities/cebu/indicators/solid-waste-generated/latest?site=cebu-city&fields=site,unit":                                    `{"site":"cebu-city","unit":"t/day"}`,
		cebuWaste + "&fields=value,period&from=2012&to=2013&format=csv":                                                                  "value,period\n329,2012\n",
		"/api/v1/programmes/kitaq-composting/progress?at=2012&fields=status,progress_percent":                                            `{"status":"on_track","progress_percent":85.71}`,
		"/api/v1/programmes/kitaq-composting/progress?at=2012&fields=status,progress_percent&format=csv":                                 "status,progress_percent\non_track,85.71",
	} {
		if answer := w.do(http.MethodGet, target, "", "", ""); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), want) {
			t.Errorf("%s: %d %s", target, answer.Code, answer.Body)
		}
	}
	for _, target := range []string{cebuWaste + "&fields=colour", cebuWaste + "&fields=colour&format=csv", cebuWaste + "&fields=,", "/api/v1/cities?fields=id", cebuWaste + "&format=pdf"} {
		w.get(target, http.StatusUnprocessableEntity, nil)
	}
	var o struct{ Page Page }
	w.get(cebuWaste+"&fields=value&limit=1", http.StatusOK, &o)
	if o.Page.Next == nil || !strings.Contains(*o.Page.Next, "fields=value") {
		t.Fatalf("%+v", o)
	}
	w.get(*o.Page.Next, http.StatusOK, nil)
	if answer := w.do(http.MethodGet, strings.ReplaceAll(*o.Page.Next, "fields=value", "format=csv"), "", "", ""); answer.Code != http.StatusOK {
		t.Error(answer.Body)
	}
}

func TestFiguresLinkToWhatExplainsThem(t *testing.T) {
	w := newWorld(t).withSample()
	answer := w.do(http.MethodGet, cebuWaste+"&limit=1", "", "", "")
	links := strings.Join(answer.Header().Values("Link"), "\n")
	for _, want := range []string{`>; rel="next"`, `</api/v1/indicators/solid-waste-generated>; rel="describedby"`, `</openapi.json>; rel="service-desc"`} {
		if !strings.Contains(links, want) {
			t.Errorf("%s lacks %s", links, want)
		}
	}
	for name, text := range map[string]string{"latest": "/api/v1/cities/cebu/indicators/solid-waste-generated/latest", "series": "/api/v1/series"} {
		if answer := w.do(http.MethodGet, text, "", "", ""); !strings.Contains(answer.Body.String(), `"zone":"Asia/Manila"`) {
			t.Errorf("%s tells no zone: %s", name, answer.Body)
		}
	}
}
