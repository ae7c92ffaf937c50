package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func hoursOf(year int, values ...string) string {
	text := "city,site,indicator,period,value,unit,resolution\n"
	for i, v := range values {
		text += fmt.Sprintf("cebu,,pm2-5,%d-03-01T%02d:00+08:00,%s,µg/m³,PT1H\n", year, i, v)
	}
	return text
}

func TestSummaryOfAnUpload(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro&city=cebu", w.admin, hoursOf(2023, "10", "30", "20"))
	w.post("profile=aspro&city=cebu", w.admin, hoursOf(2024, "11", "11", "11", "<5", "", "", "300", "12", "13", ""))
	var v UploadSummary
	answer := w.do(http.MethodGet, "/api/v1/uploads/u2/summary", w.admin, "", "")
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil || len(v.Data) != 1 {
		t.Fatal(answer.Body)
	}
	s := v.Data[0]
	if s.Values.Count != 6 || *s.Values.Min != 11 || *s.Values.Median != 11.5 || *s.Values.Max != 300 || s.Gaps != 1 || s.MissingPeriods != 2 || s.LongestGap != 2 ||
		s.LongestConstant != 3 || s.Start != "2024-03-01T00:00:00+08:00" || s.End != "2024-03-01T09:00:00+08:00" || s.Unit != "µg/m³" {
		t.Errorf("%+v", s)
	}
	if b := s.YearBefore; b == nil || b.Start != "2023-03-01T00:00:00+08:00" || b.End != "2023-04-01T00:00:00+08:00" || b.Values.Count != 3 || *b.Values.Median != 20 {
		t.Errorf("%+v", b)
	}
	w.revert("u2/revert?reason=x", w.admin, http.StatusOK)
	if answer := w.do(http.MethodGet, "/api/v1/uploads/u2/summary", w.admin, "", ""); !strings.Contains(answer.Body.String(), `"state":"reverted","data":[]`) {
		t.Error(answer.Body)
	}
}

func TestTemplatesByLanguage(t *testing.T) {
	w := newWorld(t)
	for query, c := range map[string]struct{ language, first string }{
		"?format=xlsx&lang=ja": {"id", "シート"}, "?format=xlsx": {"id-ID", "Isi lembar"}, "?format=xlsx&lang=en": {"ja", "Fill in"},
	} {
		answer := w.do(http.MethodGet, "/api/v1/templates/surabaya"+query, "", "", "", "Accept-Language", c.language)
		book, err := excelize.OpenReader(strings.NewReader(answer.Body.String()))
		if err != nil {
			t.Fatal(answer.Code, err)
		}
		if text, err := book.GetCellValue("Codes", "A1"); err != nil || !strings.HasPrefix(text, c.first) {
			t.Errorf("%s: %q %v", query, text, err)
		}
	}
	for query, code := range map[string]string{"?format=pdf": "bad_parameter", "?lang=xx": "bad_parameter"} {
		if answer := w.do(http.MethodGet, "/api/v1/templates/surabaya"+query, "", "", ""); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), code) {
			t.Errorf("%s: %d %s", query, answer.Code, answer.Body)
		}
	}
}
