package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// hourlyFile is n hours of made-up values.
func hourlyFile(n int) string {
	var b strings.Builder
	b.WriteString("city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n")
	for i := range n {
		fmt.Fprintf(&b, "surabaya,citywide,pm2-5,2024-%02d-%02dT%02d:00:00+07:00,%d.5,µg/m³,mean,2,observed,test,,PT1H\n", 1+i/24/28, 1+i/24%28, i%24, i%90)
	}
	return b.String()
}

func TestPagesFollowEachOther(t *testing.T) {
	w := newWorld(t)
	if answer, v := w.post("profile=aspro&city=surabaya", w.admin, hourlyFile(1000)); answer.Code != http.StatusCreated || v.Counts.Created != 1000 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	target, seen := "/api/v1/cities/surabaya/indicators/pm2-5/observations?limit=300&from=2024", 0
	last := ""
	for pages := 0; target != ""; pages++ {
		var o Observations
		w.get(target, http.StatusOK, &o)
		for _, v := range o.Data {
			if v.Period.StartUTC <= last {
				t.Fatalf("%s after %s", v.Period.StartUTC, last)
			}
			last = v.Period.StartUTC
			seen++
		}
		target = ""
		if o.Page.Next != nil {
			target = *o.Page.Next
		}
		if pages > 5 {
			t.Fatal("pages without end")
		}
	}
	if seen != 1000 {
		t.Errorf("%d of 1000", seen)
	}
	var o Observations
	w.get("/api/v1/cities/surabaya/indicators/pm2-5/observations?limit=300", http.StatusOK, &o)
	w.get("/api/v1/cities/surabaya/indicators/pm2-5/observations?limit=300&from=2024-01-05&cursor="+*o.Page.NextCursor, http.StatusUnprocessableEntity, nil)
	w.get("/api/v1/series?cursor="+*o.Page.NextCursor, http.StatusUnprocessableEntity, nil)
}

func TestAggregatesFollowTheCalendar(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro&city=surabaya", w.admin, hourlyFile(28*24*2))
	var a Aggregates
	w.get("/api/v1/cities/surabaya/indicators/pm2-5/aggregates?window=P1M&aggregate=count", http.StatusOK, &a)
	if len(a.Data) != 2 || *a.Data[0].Value != 672 || a.Data[0].Coverage.Expected != 744 || a.Data[1].Coverage.Expected != 696 || a.Data[0].Period.Text != "2024-01" ||
		a.Data[0].Period.Start != "2024-01-01T00:00:00+07:00" || a.Zone != "Asia/Jakarta" {
		t.Errorf("%+v", a)
	}
	w.get("/api/v1/cities/surabaya/indicators/pm2-5/aggregates?window=P1Y", http.StatusOK, &a)
	if len(a.Data) != 1 || a.Data[0].Status != "insufficient" || a.Data[0].Value != nil {
		t.Errorf("two months are no year: %+v", a.Data)
	}
	w.get("/api/v1/cities/surabaya/indicators/pm2-5/aggregates?window=P1Y&min_coverage=10", http.StatusOK, &a)
	if a.Data[0].Status != "ok" || a.Data[0].Value == nil {
		t.Errorf("%+v", a.Data)
	}
	w.get("/api/v1/cities/surabaya/indicators/pm2-5/aggregates?rolling=PT24H&from=2024-01-02&to=2024-01-03", http.StatusOK, &a)
	if len(a.Data) != 24 {
		t.Errorf("%d rolling windows", len(a.Data))
	}
	for query, code := range map[string]string{
		"": "window_missing", "window=P1M&rolling=PT24H": "window_missing", "window=PT30M": "window_too_fine", "window=month": "bad_duration", "window=P1M&aggregate=mode": "unknown_statistic",
		"window=P1M&from=2024-02-01T00:00:00": "naive_datetime", "window=P1M&from=2025&to=2024": "empty_period", "window=PT1H&from=1900&to=2100": "too_many_points",
		"window=P1M&min_coverage=120": "bad_parameter", "window=P1M&limit=3": "unknown_parameter",
	} {
		answer := w.do(http.MethodGet, "/api/v1/cities/surabaya/indicators/pm2-5/aggregates?"+query, "", "", "")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != code || answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d %s, not %s", query, answer.Code, answer.Body, code)
		}
	}
}

func TestEntityTags(t *testing.T) {
	w := newWorld(t).withSample()
	target := "/api/v1/cities/cebu/indicators/solid-waste-generated/latest"
	first := w.do(http.MethodGet, target, "", "", "")
	tag := first.Header().Get("ETag")
	if tag == "" || first.Code != http.StatusOK {
		t.Fatal(first.Code, tag)
	}
	if again := w.do(http.MethodGet, target, "", "", "", "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("the same tag: %d %s", again.Code, again.Body)
	}
	if changed := w.do(http.MethodGet, target, "", "", "", "If-None-Match", `"another"`); changed.Code != http.StatusOK {
		t.Errorf("another tag: %d", changed.Code)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	for target, status := range map[string]int{
		"/api/v1/nothing": 404, "/api/v1/cities/": 404, "/api/v2/cities": 404, "/etc/passwd": 404, "/docs/../api.go": 404, "/docs/nothing": 404,
		"/api/v1/cities?limit=0": 422, "/api/v1/cities?limit=9999999999999999999": 422, "/api/v1/cities?limit=1001": 422, "/api/v1/cities?page=2": 422,
		"/api/v1/cities?cursor=AAAA": 422, "/api/v1/cities?a=1;b=2": 422, "/api/v1/cities/surabaya/indicators/pm2-5/observations": 404,
	} {
		answer := w.do(http.MethodGet, target, "", "", "")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || answer.Code != status || p.Status != status || p.Code == "" {
			t.Errorf("%s: %d %s, not %d", target, answer.Code, answer.Body, status)
		}
	}
	if answer := w.do(http.MethodDelete, "/api/v1/cities", "", "", ""); answer.Code != http.StatusMethodNotAllowed || answer.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("DELETE: %d %s", answer.Code, answer.Header())
	}
}

// TestHostileParameters: no text in any parameter is anything but data.
func TestHostileParameters(t *testing.T) {
	w := newWorld(t).withSample()
	hostile := []string{"' OR 1=1 --", `" or true) //`, "../../../etc/passwd", "%00", "\x00", strings.Repeat("9", 5000), "NaN", "Inf", "-1", "1e400", "\u202e", "<script>alert(1)</script>", "${7*7}", "cebu\nsurabaya", "2010-13-45", "P", "PT", "P999999999Y", "🌏"}
	for _, r := range w.api.routes() {
		if r.keyed || r.root {
			continue
		}
		path := base + strings.NewReplacer("{city}", "cebu", "{indicator}", "solid-waste-generated", "{programme}", "kitaq-composting", "{profile}", "aspro").Replace(r.path)
		for _, name := range strings.Fields(r.query) {
			for _, text := range hostile {
				query := make(urlValues).with(name, text)
				if strings.HasSuffix(path, "aggregates") && name != "window" && name != "rolling" {
					query.with("window", "P1Y")
				}
				answer := w.do(r.method, path+"?"+query.encode(), "", "", "")
				if answer.Code >= 500 || strings.Contains(answer.Body.String(), "sqlite") {
					t.Errorf("%s %s=%q: %d %.300s", path, name, text, answer.Code, answer.Body)
				}
			}
		}
	}
}

func TestHeadAndPreflight(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.api)
	defer server.Close()
	head, err := http.Head(server.URL + "/api/v1/cities")
	if err != nil || head.StatusCode != http.StatusOK || head.Header.Get("ETag") == "" {
		t.Fatal(head, err)
	}
	if body, err := io.ReadAll(head.Body); err != nil || len(body) != 0 {
		t.Errorf("HEAD has a body: %q %v", body, err)
	}
	_ = head.Body.Close()
	if answer := w.do(http.MethodOptions, "/api/v1/uploads", "", "", "", "Origin", "https://example.org"); answer.Code != http.StatusNoContent ||
		answer.Header().Get("Access-Control-Allow-Origin") != "*" || answer.Header().Get("Access-Control-Allow-Headers") == "" {
		t.Errorf("preflight: %d %v", answer.Code, answer.Header())
	}
}

func TestReferenceShowsEveryOperationWithoutAScript(t *testing.T) {
	w := newWorld(t)
	answer := w.do(http.MethodGet, "/docs/reference", "", "", "")
	page := answer.Body.String()
	if answer.Code != http.StatusOK || strings.Contains(page, "<script") || strings.Contains(page, "http://") || strings.Contains(page, "ZgotmplZ") {
		t.Errorf("%d %.300s", answer.Code, page)
	}
	for _, r := range w.api.routes() {
		path := r.path
		if !r.root {
			path = base + path
		}
		if !strings.Contains(page, "<h3><code>"+r.method+" "+path+"</code></h3>") {
			t.Errorf("%s %s is not in the reference", r.method, path)
		}
	}
	for _, want := range []string{`id="schema-Problem"`, `href="#schema-UploadView"`, "such as <code>kitaq-composting</code>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the reference lacks %s", want)
		}
	}
}
