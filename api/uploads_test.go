package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/aspro-cities/aspro/indicators"
)

const figures = `city,site,indicator,period,value,unit,statistic,quality,status,source,note
cebu,cebu-city,solid-waste-generated,2010,470,t/day,mean,2,observed,a report,
cebu,cebu-city,solid-waste-generated,2012,329,t/day,mean,2,estimated,a report,
cebu,cebu-city,solid-waste-generated,2013,,t/day,mean,9,observed,,
`

func TestUploadAnswersItsReceipt(t *testing.T) {
	w := newWorld(t)
	key := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"cebu"}})
	answer, v := w.post("profile=aspro&city=cebu", key, figures)
	n := v.Counts
	if answer.Code != http.StatusCreated || answer.Header().Get("Location") != "/api/v1/uploads/u1" || v.State != "committed" ||
		n != (indicators.Counts{Rows: 3, Received: 3, Created: 2, Missing: 1}) {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	again, v := w.post("profile=aspro&city=cebu", key, figures)
	if again.Code != http.StatusOK || again.Header().Get("Location") != "/api/v1/uploads/u1" || !v.Known || *v.ID != "u1" || v.Counts != n {
		t.Errorf("the same bytes again: %d %s", again.Code, again.Body)
	}
	var o Observations
	w.get("/api/v1/cities/cebu/indicators/solid-waste-generated/observations?site=cebu-city", http.StatusOK, &o)
	if len(o.Data) != 2 || o.Data[1].Value != 329 || o.Data[1].Period.Text != "2012" || *o.Data[1].Upload != "u1" || *o.Data[1].Line != 3 || *o.Data[1].Source != "a report" ||
		o.Data[1].Period.StartUTC != "2011-12-31T16:00:00Z" || o.Data[1].Period.End != "2013-01-01T00:00:00+08:00" {
		t.Errorf("%+v", o)
	}
	content := w.do(http.MethodGet, "/api/v1/uploads/u1/content", key, "", "")
	if content.Body.String() != figures {
		t.Errorf("the bytes came back as %q", content.Body)
	}
}

func TestRowsRefuseAnUpload(t *testing.T) {
	w := newWorld(t)
	body := figures + "cebu,cebu-city,solid-waste-generated,2014,many,t/day,mean,2,observed,,\ncebu,cebu-cty,solid-waste-generated,2014,3,t/day,mean,2,observed,,\n"
	for _, query := range []string{"profile=aspro&city=cebu&dry_run=true", "profile=aspro&city=cebu"} {
		answer, v := w.post(query, w.admin, body)
		if answer.Code != http.StatusUnprocessableEntity || v.Code != "rows_refused" || len(v.Errors) != 2 || v.Errors[0].Line != 5 || v.Errors[0].Column != "value" ||
			v.Counts.Rejected != 2 || v.Counts.Created != 2 || v.Counts.NotStored != 2 || v.Counts.Outcomes() != v.Counts.Received || v.Errors[1].Hint == "" || !strings.Contains(answer.Header().Get("Content-Type"), "problem+json") {
			t.Errorf("%s: %d %s", query, answer.Code, answer.Body)
		}
	}
	var list List[SeriesView]
	if w.get("/api/v1/series", http.StatusOK, &list); len(list.Data) != 0 {
		t.Errorf("something was stored: %+v", list.Data)
	}
	var problems List[indicators.RowProblem]
	if err := json.Unmarshal(w.do(http.MethodGet, "/api/v1/uploads/u1/problems?limit=1", w.admin, "", "").Body.Bytes(), &problems); err != nil || len(problems.Data) != 1 || !problems.Page.HasMore {
		t.Fatalf("%+v %v", problems, err)
	}
	if err := json.Unmarshal(w.do(http.MethodGet, *problems.Page.Next, w.admin, "", "").Body.Bytes(), &problems); err != nil || len(problems.Data) != 1 || problems.Data[0].Line != 6 || problems.Page.HasMore {
		t.Errorf("%+v %v", problems, err)
	}
	answer, v := w.post("profile=aspro&city=cebu&on_error=skip", w.admin, body)
	if answer.Code != http.StatusCreated || v.Counts.Created != 2 || v.Counts.Rejected != 2 {
		t.Errorf("skip: %d %s", answer.Code, answer.Body)
	}
}

func TestCorrectionKeepsTheOldValue(t *testing.T) {
	w := newWorld(t)
	uploader := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"cebu"}})
	editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	w.post("profile=aspro&city=cebu", uploader, figures)
	changed := strings.Replace(figures, ",470,", ",465,", 1)
	if answer, v := w.post("profile=aspro&city=cebu", uploader, changed); answer.Code != http.StatusUnprocessableEntity || v.Counts.Conflict != 1 || v.Errors[0].Code != "conflict" {
		t.Errorf("conflict: %d %s", answer.Code, answer.Body)
	}
	if answer, v := w.post("profile=aspro&city=cebu&on_conflict=correct&reason=second+edition", uploader, changed); answer.Code != http.StatusForbidden {
		t.Errorf("an uploader corrected: %d %v", answer.Code, v)
	}
	if answer, _ := w.post("profile=aspro&city=cebu&on_conflict=correct", editor, changed); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a correction without reason: %d", answer.Code)
	}
	if answer, v := w.post("profile=aspro&city=cebu&on_conflict=correct&reason=second+edition", editor, changed); answer.Code != http.StatusCreated || v.Counts.Updated != 1 {
		t.Errorf("correct: %d %s", answer.Code, answer.Body)
	}
	var c Corrections
	w.get("/api/v1/cities/cebu/indicators/solid-waste-generated/corrections?site=cebu-city", http.StatusOK, &c)
	if len(c.Data) != 1 || c.Data[0].Old.Value != 470 || c.Data[0].New.Value != 465 || c.Data[0].Reason != "second edition" || *c.Data[0].Old.Upload != "u1" {
		t.Errorf("%+v", c)
	}
}

// TestKeyOfAnotherCity: a Surabaya key cannot touch Cebu by parameter, column or upload id.
// TestTheSameBytesByAnotherKey: who could not have stored a file is not shown the receipt of who did, and rows that the
// first could not store are not withheld from who can.
func TestTheSameBytesByAnotherKey(t *testing.T) {
	w := newWorld(t)
	of := func(role indicators.Role, cities ...string) string {
		return w.key(indicators.Key{Role: role, Cities: cities})
	}
	const header = "city,site,indicator,period,value,unit\n"
	rows := header + "cebu,citywide,recycling-rate,2019,11.5,%\n"
	if answer, _ := w.post("profile=aspro", of(indicators.RoleUploader, "cebu"), rows); answer.Code != http.StatusCreated {
		t.Fatal(answer.Code, answer.Body)
	}
	refused := len(w.auditOf("what=authorization.refused"))
	foreign, receipt := w.post("profile=aspro", of(indicators.RoleUploader, "surabaya"), rows)
	if foreign.Code != http.StatusUnprocessableEntity || len(receipt.Errors) != 1 || receipt.Errors[0].Code != "foreign_city" || strings.Contains(foreign.Body.String(), `"u1"`) {
		t.Errorf("a key of another city: %d %s", foreign.Code, foreign.Body)
	}
	if n := len(w.auditOf("what=authorization.refused")) - refused; n != 1 {
		t.Errorf("%d entries in the audit log", n)
	}
	if again, v := w.post("profile=aspro", of(indicators.RoleUploader, "surabaya", "cebu"), rows); again.Code != http.StatusOK || !v.Known || *v.ID != "u1" {
		t.Errorf("a key that could have stored it: %d %s", again.Code, again.Body)
	}
	two := rows + "surabaya,citywide,recycling-rate,2019,12.5,%\n"
	if some, v := w.post("profile=aspro&on_error=skip", of(indicators.RoleUploader, "cebu"), two); some.Code != http.StatusCreated || v.Counts.Rejected != 1 {
		t.Errorf("half of it: %d %s", some.Code, some.Body)
	}
	if all, v := w.post("profile=aspro&on_error=skip", w.admin, two); all.Code != http.StatusCreated || v.Counts.Created != 1 || v.Counts.Unchanged != 1 {
		t.Errorf("all of it: %d %s", all.Code, all.Body)
	}
}

func TestKeyOfAnotherCity(t *testing.T) {
	w := newWorld(t)
	own := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"cebu"}})
	w.post("profile=aspro&city=cebu", own, figures)
	past := w.now.Add(-time.Hour)
	for name, c := range map[string]struct {
		key    string
		status int
	}{
		"none":       {"", 401},
		"nonsense":   {"aspro_x_y", 401},
		"unknown":    {"aspro_" + strings.Repeat("a", 16) + "_" + strings.Repeat("b", 52), 401},
		"half":       {own[:len(own)-1] + "a", 401},
		"expired":    {w.key(indicators.Key{Role: indicators.RoleAdmin, ExpiresAt: past}), 401},
		"other city": {w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"surabaya"}}), 403},
		"reviewer":   {w.key(indicators.Key{Role: indicators.RoleReviewer, Cities: []string{"cebu"}}), 403},
		"sensor":     {w.key(indicators.Key{Role: indicators.RoleSensor, Cities: []string{"cebu"}}), 403},
	} {
		if name == "half" && own[len(own)-1] == 'a' {
			continue
		}
		if answer, _ := w.post("profile=aspro&city=cebu", c.key, figures+"\n"); answer.Code != c.status {
			t.Errorf("%s uploads: %d, not %d: %s", name, answer.Code, c.status, answer.Body)
		}
		want := 404
		if c.status == 401 {
			want = 401
		}
		if name == "reviewer" { // a sensor sees its own posts alone
			want = 200
		}
		for _, path := range []string{"/api/v1/uploads/u1", "/api/v1/uploads/u1/problems", "/api/v1/uploads/u1/content"} {
			if answer := w.do(http.MethodGet, path, c.key, "", ""); answer.Code != want {
				t.Errorf("%s reads %s: %d, not %d", name, path, answer.Code, want)
			}
		}
	}
	surabaya := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	for _, query := range []string{"profile=aspro", "profile=aspro&city=surabaya"} {
		if answer, v := w.post(query, surabaya, figures); answer.Code != http.StatusUnprocessableEntity || v.Counts.Rejected != 3 || v.Errors[0].Code != "foreign_city" {
			t.Errorf("%s with rows of cebu: %d %s", query, answer.Code, answer.Body)
		}
	}
	site := w.key(indicators.Key{Role: indicators.RoleUploader, Sites: []string{"cebu/mandaue-city"}})
	if answer, v := w.post("profile=aspro&city=cebu", site, figures+" "); answer.Code != http.StatusUnprocessableEntity || v.Counts.Created != 0 {
		t.Errorf("a key of mandaue-city stored figures of cebu-city: %d %s", answer.Code, answer.Body)
	}
	var list List[UploadView]
	if err := json.Unmarshal(w.do(http.MethodGet, "/api/v1/uploads", surabaya, "", "").Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, u := range list.Data {
		if u.City != "surabaya" {
			t.Errorf("a Surabaya key sees %+v", u)
		}
	}
}

func packed(t *testing.T, encoding, text string) string {
	var b bytes.Buffer
	switch encoding {
	case "gzip":
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(text))
		_ = z.Close()
	case "zstd":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = z.Write([]byte(text))
		_ = z.Close()
	}
	return b.String()
}

func TestFormsAndCompression(t *testing.T) {
	w := newWorld(t)
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	_ = parts.WriteField("comment", "for the year")
	part, _ := parts.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="C:\\cities\\cebu.csv"`}, "Content-Type": {"text/csv"}})
	_, _ = part.Write([]byte(figures))
	_ = parts.Close()
	answer := w.do(http.MethodPost, "/api/v1/uploads?profile=aspro", w.admin, parts.FormDataContentType(), form.String())
	var v UploadView
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil || answer.Code != http.StatusCreated || v.FileName != "cebu.csv" || v.Counts.Created != 2 {
		t.Errorf("form: %d %s", answer.Code, answer.Body)
	}
	for _, encoding := range []string{"gzip", "zstd"} {
		answer := w.do(http.MethodPost, "/api/v1/uploads?profile=aspro", w.admin, "text/csv", packed(t, encoding, figures), "Content-Encoding", encoding)
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `"known":true`) {
			t.Errorf("%s: %d %s", encoding, answer.Code, answer.Body)
		}
	}
}

func TestHostileUploads(t *testing.T) {
	w := newWorld(t)
	w.api.importer.Limits.Bytes = 1 << 20
	for name, c := range map[string]struct {
		contentType, body, encoding string
		status                      int
	}{
		"a bomb in gzip":     {"text/csv", packed(t, "gzip", strings.Repeat("0", 64<<20)), "gzip", 413},
		"a bomb in zstd":     {"text/csv", packed(t, "zstd", strings.Repeat("0", 64<<20)), "zstd", 413},
		"gzip twice":         {"text/csv", packed(t, "gzip", figures), "gzip, gzip", 415},
		"brotli":             {"text/csv", figures, "br", 415},
		"no gzip":            {"text/csv", figures, "gzip", 422},
		"no zstd":            {"text/csv", figures, "zstd", 422},
		"gzip cut short":     {"text/csv", packed(t, "gzip", figures)[:60], "gzip", 422},
		"json":               {"application/json", "{}", "", 415},
		"no type":            {"", figures, "", 415},
		"form without file":  {"multipart/form-data; boundary=x", "--x\r\n\r\n--x--", "", 422},
		"form, no boundary":  {"multipart/form-data", "", "", 422},
		"empty":              {"text/csv", "", "", 422},
		"commas":             {"text/csv", strings.Repeat(",", 900_000), "", 422},
		"one quote":          {"text/csv", `"` + strings.Repeat("a\n", 400_000), "", 422},
		"zeros":              {"text/csv", strings.Repeat("\x00", 100_000), "", 422},
		"not UTF-8":          {"text/csv", "city,\xff\xfe\n", "", 415},
		"a broken workbook":  {xlsxType, "PK\x03\x04 and nothing else", "", 422},
		"an old workbook":    {"application/vnd.ms-excel", "\xD0\xCF\x11\xE0", "", 415},
		"gzip in gzip":       {"application/gzip", packed(t, "gzip", packed(t, "gzip", figures)), "", 415},
		"a .gz cut short":    {"application/gzip", packed(t, "gzip", figures)[:60], "", 422},
		"an unknown profile": {"text/csv", figures, "", 422},
	} {
		profile := "aspro"
		if name == "an unknown profile" {
			profile = "../../etc/passwd"
		}
		answer := w.do(http.MethodPost, "/api/v1/uploads?profile="+profile, w.admin, c.contentType, c.body, "Content-Encoding", c.encoding)
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || answer.Code != c.status || p.Detail == "" || p.RequestID == "" {
			t.Errorf("%s: %d, not %d: %.300s", name, answer.Code, c.status, answer.Body)
		}
		if strings.Contains(answer.Body.String(), "/tmp") || strings.Contains(answer.Body.String(), "goroutine") {
			t.Errorf("%s shows what is ours: %s", name, answer.Body)
		}
	}
	var list List[SeriesView]
	if w.get("/api/v1/series", http.StatusOK, &list); len(list.Data) != 0 {
		t.Errorf("something was stored: %+v", list.Data)
	}
}

func TestLogHasNoSecrets(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro&reason=canary-reason", w.admin, figures)
	w.do(http.MethodGet, "/api/v1/series?city=canary-query", "", "", "")
	for _, canary := range []string{w.admin, "canary-reason", "canary-query", "a report"} {
		if strings.Contains(w.log.String(), canary) {
			t.Errorf("the log holds %q", canary)
		}
	}
	if !strings.Contains(w.log.String(), "/api/v1/series") {
		t.Error("requests are not logged")
	}
}

func TestTheCSVOfObservationsImportsUnchanged(t *testing.T) {
	w := newWorld(t).withSample()
	var list List[SeriesView]
	w.get("/api/v1/series?limit=1000", http.StatusOK, &list)
	rows := int64(0)
	for _, s := range list.Data {
		csv := w.do(http.MethodGet, fmt.Sprintf("/api/v1/cities/%s/indicators/%s/observations?site=%s&resolution=%s&statistic=%s&format=csv",
			s.City, s.Indicator, s.Site, s.Resolution, s.Statistic), "", "", "")
		answer, v := w.post("profile=aspro&city="+s.City, w.admin, csv.Body.String())
		if answer.Code != http.StatusCreated || v.Counts.Unchanged != s.Count || v.Counts.Received != s.Count {
			t.Errorf("%s: %d %s\n%s", s.ID, answer.Code, answer.Body, csv.Body)
		}
		rows += s.Count
	}
	if rows < 80 {
		t.Errorf("only %d rows of sample data", rows)
	}
}

// TestSameBytesAtOnce: of a hundred equal uploads, ten at the same time, one is stored, and all have its receipt.
func TestSameBytesAtOnce(t *testing.T) {
	w := newWorld(t)
	const times, atOnce = 100, 10
	answers, free := make(chan *httptest.ResponseRecorder, times), make(chan struct{}, atOnce)
	for range times {
		free <- struct{}{}
		go func() {
			defer func() { <-free }()
			r := httptest.NewRequest(http.MethodPost, "/api/v1/uploads?profile=aspro&city=cebu", strings.NewReader(figures))
			r.Header.Set("Authorization", "Token "+w.admin)
			r.Header.Set("Content-Type", "text/csv")
			answer := httptest.NewRecorder()
			w.api.ServeHTTP(answer, r)
			answers <- answer
		}()
	}
	created, known := 0, 0
	for range times {
		answer := <-answers
		var v UploadView
		if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil || v.ID == nil || *v.ID != "u1" || v.Counts.Created != 2 {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
		switch {
		case answer.Code == http.StatusCreated:
			created++
		case answer.Code == http.StatusOK && v.Known:
			known++
		}
	}
	if created != 1 || known != times-1 {
		t.Errorf("%d were stored, %d were known", created, known)
	}
}
