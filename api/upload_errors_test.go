package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestErrorsFile: the rows as the file had them, with what is wrong behind them; mended it is taken as it is.
func TestErrorsFile(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro&city=cebu", w.admin, figures)
	bad := strings.Replace(figures, ",470,", ",471,", 1) +
		"cebu,cebu-city,solid-waste-generated,2014,many,t/day,mean,2,observed,=cmd|' /C calc'!A0,\"two\nlines\"\n" +
		"cebu,cebu-city,solid-waste-generated,2015,400,5,t/day,mean,2,observed,,\n" +
		"cebu,cebu-city,solid-waste-generated,2016,\"40\"0,t/day,mean,2,observed,,\n" +
		"cebu,cebu-city,solid-waste-generated,2017,-5,t/day,mean,2,observed,,\n"
	_, v := w.post("profile=aspro&city=cebu", w.admin, bad)
	answer := w.do(http.MethodGet, v.Links["errors"], w.admin, "", "")
	want := `city,site,indicator,period,value,unit,statistic,quality,status,source,note,error_line,error_code,error_message,error_hint
cebu,cebu-city,solid-waste-generated,2010,471,t/day,mean,2,observed,a report,,2,conflict,value: Another value is stored for 2010: 470 t/day (upload u1).,"Send the file with on_conflict=correct and a reason to replace it, or on_conflict=keep to leave it."
cebu,cebu-city,solid-waste-generated,2014,many,t/day,mean,2,observed,'=cmd|' /C calc'!A0,"two
lines",5,value_unreadable,"value: ""many"" is not a number.","Write digits with ""."" as decimal mark, such as 12.5; no exponent, no words."
`
	if got := answer.Body.String(); answer.Code != http.StatusOK || !strings.HasPrefix(got, want) {
		t.Fatalf("%d\n%s\nnot\n%s", answer.Code, got, want)
	}
	for _, part := range []string{
		`2015,400,5,t/day,mean,2,observed,",",7,unknown_statistic,`,
		"\"cebu,cebu-city,solid-waste-generated,2016,\"\"40\"\"0,t/day,mean,2,observed,,\",,,,,,,,,,,8,bare_quote,value: ",
		",2017,-5,t/day,mean,2,observed,,,9,out_of_range,",
	} {
		if !strings.Contains(answer.Body.String(), part) {
			t.Errorf("no %s in\n%s", part, answer.Body)
		}
	}
	mended := strings.NewReplacer(",471,", ",470,", "many", "450", "'=cmd|' /C calc'!A0", "a report").Replace(want)
	if answer, v := w.post("profile=aspro&city=cebu", w.admin, mended); answer.Code != http.StatusCreated || v.Counts.Created != 1 || v.Counts.Unchanged != 1 || len(v.Ignored) != 4 {
		t.Errorf("mended: %d %s", answer.Code, answer.Body)
	}
	for language, sentence := range map[string]string{"id": "bukan angka", "ceb": "dili", "ja": "数値"} {
		if got := w.do(http.MethodGet, v.Links["errors"], w.admin, "", "", "Accept-Language", language).Body.String(); !strings.Contains(got, sentence) {
			t.Errorf("%s: %s", language, got)
		}
	}
	stranger := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	if answer := w.do(http.MethodGet, v.Links["errors"], stranger, "", ""); answer.Code != http.StatusNotFound {
		t.Errorf("a stranger: %d", answer.Code)
	}
}

// A quotation mark that is never closed takes no other row with it, whether the lines are found in the bytes or read anew.
func TestErrorsFileOfAnInchMark(t *testing.T) {
	const header = "site,indicator,period,value,unit\n"
	rows := "cebu-city,solid-waste-generated,2010,5 \"x,t/day\ncebu-city,solid-waste-generated,2011,abc,t/day\ncebu-city,solid-waste-generated,2012,7,t/day\n"
	want := `"cebu-city,solid-waste-generated,2010,5 ""x,t/day",,,,,2,bare_quote,value: A quotation mark stands inside a cell that is not quoted.,"Put the cell in quotation marks and write each one inside it twice, or leave it out."
cebu-city,solid-waste-generated,2011,abc,t/day,3,value_unreadable,`
	for name, file := range map[string]string{"as they are": header + rows, "read anew": strings.ReplaceAll(header+rows, "\n", "\r")} {
		w := newWorld(t)
		_, v := w.post("profile=aspro&city=cebu&on_error=skip", w.admin, file)
		if got := w.do(http.MethodGet, v.Links["errors"], w.admin, "", "").Body.String(); v.Counts.Created != 1 || !strings.Contains(got, want) || strings.Contains(got, "2012") {
			t.Errorf("%s: %+v\n%s", name, v.Counts, got)
		}
	}
}

// TestErrorsFileOfAFileAsAWhole: what cannot be opened has no rows to give back, and its fault is still told.
func TestErrorsFileOfAFileAsAWhole(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro", w.admin, "a,b\n1,2\n")
	got := w.do(http.MethodGet, "/api/v1/uploads/u1/errors.csv", w.admin, "", "").Body.String()
	if !strings.HasPrefix(got, "a,b,error_line,error_code,error_message,error_hint\n,,,column_missing,") {
		t.Error(got)
	}
	w.post("profile=aspro&city=cebu", w.admin, figures)
	if got := w.do(http.MethodGet, "/api/v1/uploads/u2/errors.csv", w.admin, "", "").Body.String(); strings.Count(got, "\n") != 1 {
		t.Error(got)
	}
}

// TestUploadsByTheirBytes: whoever has the file can ask whether it was sent.
func TestUploadsByTheirBytes(t *testing.T) {
	w := newWorld(t)
	_, v := w.post("profile=aspro&city=cebu", w.admin, figures)
	w.post("profile=aspro&city=cebu", w.admin, figures+"\n\n")
	answer := w.do(http.MethodGet, "/api/v1/uploads?sha256="+v.SHA256, w.admin, "", "")
	if got := answer.Body.String(); !strings.Contains(got, `"id":"u1"`) || strings.Contains(got, `"id":"u2"`) {
		t.Error(got)
	}
	if answer := w.do(http.MethodGet, "/api/v1/uploads?sha256="+fmt.Sprintf("%064d", 0), w.admin, "", ""); !strings.Contains(answer.Body.String(), `"data":[]`) {
		t.Error(answer.Body)
	}
}
