package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// points posts a body and reads the answer, of whatever status.
func (w *world) points(query, key, body string) (*httptest.ResponseRecorder, RefusedPost) {
	w.t.Helper()
	answer := w.do(http.MethodPost, base+"/observations?"+query, key, "application/json", body)
	var view RefusedPost
	if err := json.Unmarshal(answer.Body.Bytes(), &view); err != nil {
		w.t.Fatalf("%v: %s", err, answer.Body)
	}
	if view.PostView != nil && view.Counts.Outcomes() != view.Counts.Received {
		w.t.Errorf("the counts do not add up: %+v", view.Counts)
	}
	return answer, view
}

// point is one reading of PM2.5 in Surabaya.
func pointAt(start string, value string) string {
	return fmt.Sprintf(`{"site":"citywide","indicator":"pm2-5","resolution":"PT1H","start":%q,"value":%s}`, start, value)
}

func (w *world) sensor(places ...string) string {
	k := indicators.Key{Role: indicators.RoleSensor}
	for _, place := range places {
		if strings.Contains(place, "/") {
			k.Sites = append(k.Sites, place)
		} else {
			k.Cities = append(k.Cities, place)
		}
	}
	return w.key(k)
}

func TestPostObservations(t *testing.T) {
	w := newWorld(t)
	key := w.sensor("surabaya")
	t.Run("StoredAndLeadingBack", func(t *testing.T) {
		answer, v := w.points("", key, "["+pointAt("2026-05-31T13:00:00+07:00", "12.5")+","+pointAt("2026-05-31T07:00:00Z", "null")+"]")
		if answer.Code != http.StatusOK || v.State != "committed" || v.Counts.Created != 1 || v.Counts.Missing != 1 || v.Counts.Received != 2 {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		var found Observations
		w.get(base+"/cities/surabaya/indicators/pm2-5/observations", http.StatusOK, &found)
		if len(found.Data) != 1 || found.Data[0].Value != 12.5 || found.Data[0].Period.StartUTC != "2026-05-31T06:00:00Z" || *found.Data[0].Upload != *v.Upload || *found.Data[0].Line != 2 {
			t.Errorf("%+v", found.Data)
		}
		content := w.do(http.MethodGet, base+"/uploads/"+*v.Upload+"/content", w.admin, "", "").Body.String()
		if want := indicators.PostsHeader + "\nsurabaya,citywide,pm2-5,2026-05-31T13:00:00+07:00,12.5,µg/m³,mean,2,observed,PT1H\n"; content != want {
			t.Errorf("kept is\n%s, not\n%s", content, want)
		}
	})
	t.Run("WhatIsKeptImportsAgainUnchanged", func(t *testing.T) {
		content := w.do(http.MethodGet, base+"/uploads/u1/content", w.admin, "", "").Body.String()
		if _, v := w.post("profile=posts&city=surabaya", w.admin, content+"\n"); v.Counts.Unchanged != 1 || v.Counts.Received != 1 {
			t.Errorf("%+v", v.UploadView)
		}
	})
	t.Run("TheSameBufferAgain", func(t *testing.T) {
		for range 3 {
			if _, v := w.points("", key, "["+pointAt("2026-05-31T13:00:00+07:00", "12.5")+"]"); v.Counts.Unchanged != 1 || v.Upload != nil {
				t.Errorf("%+v", v)
			}
		}
	})
	t.Run("AnotherValueIsKeptOut", func(t *testing.T) {
		answer, v := w.points("", key, "["+pointAt("2026-05-31T13:00:00+07:00", "13")+","+pointAt("2026-05-31T14:00:00+07:00", "14")+"]")
		if answer.Code != http.StatusOK || v.Counts.Conflict != 1 || v.Counts.Created != 1 || v.Problems[0].Code != "conflict" || v.Problems[0].Pointer != "/0/value" {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
		answer, v = w.points("on_conflict=reject", key, "["+pointAt("2026-05-31T13:00:00+07:00", "13")+","+pointAt("2026-05-31T15:00:00+07:00", "15")+"]")
		if answer.Code != http.StatusUnprocessableEntity || v.Code != "points_refused" || v.Counts.NotStored != 1 || v.Errors[0].Pointer != "/0/value" {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	})
	t.Run("OneBadPointRefusesAllOrIsSkipped", func(t *testing.T) {
		body := "[" + pointAt("2026-05-31T16:00:00+07:00", "1") + "," + pointAt("2026-05-31T17:00:00+07:00", "-999") + "]"
		answer, v := w.points("", key, body)
		if answer.Code != http.StatusUnprocessableEntity || v.Counts.NotStored != 1 || v.Counts.Rejected != 1 || v.Errors[0].Pointer != "/1/value" || v.Errors[0].Code != "sentinel_value" || v.Upload != nil {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
		if answer, v = w.points("on_error=skip", key, body); answer.Code != http.StatusOK || v.Counts.Created != 1 || v.Counts.Rejected != 1 {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	})
	t.Run("ADryRunStoresNothing", func(t *testing.T) {
		before, _ := w.db.Uploads(t.Context(), indicators.UploadFilter{})
		answer, v := w.points("dry_run=true", key, "["+pointAt("2026-05-31T18:00:00+07:00", "1")+"]")
		after, _ := w.db.Uploads(t.Context(), indicators.UploadFilter{})
		if answer.Code != http.StatusOK || v.State != "received" || !v.DryRun || v.Counts.Created != 1 || v.Upload != nil || before[0].Bytes != after[0].Bytes {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	})
	t.Run("PointsAgainstOneAnother", func(t *testing.T) {
		at := func(minute, value string) string { return pointAt("2026-05-30T10:"+minute+":00Z", value) }
		_, v := w.points("on_error=skip", key, "["+at("00", "1")+","+at("00", "1.0")+","+at("00", "2")+","+at("30", "3")+"]")
		if v.Counts.Created != 1 || v.Counts.Unchanged != 1 || v.Counts.Conflict != 2 || v.Problems[0].Code != "duplicate_in_post" || v.Problems[1].Code != "period_overlap" {
			t.Errorf("%+v", v.PostView)
		}
	})
	t.Run("AStreamAndGzip", func(t *testing.T) {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		fmt.Fprintf(z, "%s\n%s\n", pointAt("2026-05-29T00:00:00Z", "1"), pointAt("2026-05-29T01:00:00Z", "2"))
		_ = z.Close()
		answer := w.do(http.MethodPost, base+"/observations", key, "application/x-ndjson", packed.String(), "Content-Encoding", "gzip")
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `"created":2`) {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	})
	t.Run("AsAWhole", func(t *testing.T) {
		for name, c := range map[string]struct {
			body, kind string
			status     int
			code       string
		}{
			"NoJSON":      {`[{"value":NaN}]`, "application/json", 422, "bad_json"},
			"Twice":       {`[{"value":1,"value":2}]`, "application/json", 422, "duplicate_member"},
			"TheType":     {`[]`, "text/plain", 415, "unsupported_type"},
			"TooMany":     {"[" + strings.Repeat(`{},`, 5000) + "{}]", "application/json", 413, "post_too_large"},
			"TooLong":     {`[{"site":"` + strings.Repeat("a", postBytes) + `"}]`, "application/json", 413, "post_too_large"},
			"NothingInIt": {`[]`, "application/json", 200, ""},
		} {
			answer := w.do(http.MethodPost, base+"/observations", key, c.kind, c.body)
			var p Problem
			_ = json.Unmarshal(answer.Body.Bytes(), &p)
			if answer.Code != c.status || p.Code != c.code {
				t.Errorf("%s: %d %.300s", name, answer.Code, answer.Body)
			}
		}
	})
}

// TestPostedTimes: the instant that is stored is the one that was sent, or the point is refused.
func TestPostedTimes(t *testing.T) {
	w := newWorld(t) // 2026-06-01T00:00:00Z
	key := w.sensor("surabaya")
	for text, want := range map[string]string{
		"2026-05-01T00:00:00Z": "2026-05-01T00:00:00Z", "2026-05-01T07:00:00+07:00": "2026-05-01T00:00:00Z", "2024-02-29T00:00:00Z": "2024-02-29T00:00:00Z",
		"1970-01-01T00:00:00Z": "1970-01-01T00:00:00Z", "1900-01-01T00:00:00+07:00": "1899-12-31T17:00:00Z", "2026-06-01T00:09:59Z": "2026-06-01T00:09:59Z",
		"2026-06-01T00:10:01Z": "future", "2026-06-02T00:00:00Z": "future", "2300-01-01T00:00:00Z": "future", "9999-01-01T00:00:00Z": "future",
		"1600-01-01T00:00:00Z": "before_1900", "2026-05-01T00:00:00": "naive_datetime", "2026-05-01": "resolution_mismatch", "2026-02-29T00:00:00Z": "period_unreadable",
		"2026-05-01T00:00:60Z": "period_unreadable", "2026-05-01T00:00:00.5Z": "period_unreadable", "yesterday": "period_unreadable", "": "period_unreadable", "1746057600": "period_unreadable",
	} {
		_, v := w.points("on_error=skip", key, "["+pointAt(text, "1")+"]")
		got := ""
		if len(v.Problems) > 0 {
			got = v.Problems[0].Code
		} else {
			var found Observations
			at, _ := time.Parse(time.RFC3339, want)
			w.get(base+"/cities/surabaya/indicators/pm2-5/observations?from="+want+"&to="+at.Add(time.Second).Format("2006-01-02T15:04:05Z"), http.StatusOK, &found)
			if len(found.Data) == 1 {
				got = found.Data[0].Period.StartUTC
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestPostedValues: no magnitude changes in silence, null is never 0, and a true 0 is taken.
func TestPostedValues(t *testing.T) {
	w := newWorld(t)
	key := w.sensor("surabaya")
	at := w.now.Add(-1000 * time.Hour)
	for value, want := range map[string]string{
		"0": "0", "-0": "0", "0.25": "0.25", "1e2": "100", "12.50": "12.5", "null": "missing", "1e400": "value_unreadable", "1e-400": "value_unreadable", "-999": "sentinel_value",
		"99999999": "out_of_range", `"12"`: "value_unreadable", `"1,5"`: "value_unreadable", "true": "value_unreadable", `""`: "value_unreadable", "0.1e-5": "0.000001",
	} {
		at = at.Add(time.Hour)
		start := at.Format(time.RFC3339)
		_, v := w.points("on_error=skip", key, "["+pointAt(start, value)+"]")
		var got string
		switch {
		case len(v.Problems) > 0:
			got = v.Problems[0].Code
		case v.Counts.Missing == 1:
			got = "missing"
		default:
			var found Observations
			w.get(base+"/cities/surabaya/indicators/pm2-5/observations?from="+start+"&to="+at.Add(time.Second).Format(time.RFC3339), http.StatusOK, &found)
			got = strings.TrimSuffix(fmt.Sprintf("%.6f", found.Data[0].Value), ".000000")
			got = strings.TrimRight(got, "0")
			if got == "" || found.Data[0].Value == 100 {
				got = fmt.Sprint(found.Data[0].Value)
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}

// TestPostedWords: place, indicator, unit and flags are those of the catalogue, and the key's.
func TestPostedWords(t *testing.T) {
	w := newWorld(t)
	sensor, river := w.sensor("surabaya"), w.sensor("cebu/butuanon-river")
	for body, want := range map[string]string{
		`{"site":"citywide","indicator":"pm2-5","period":"2026-05-01","value":1}`:                                   "",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-05","value":100,"unit":"mg/m3"}`:                     "out_of_range",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-04","value":0.01,"unit":"mg/m3"}`:                    "",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-03","value":1,"unit":"index"}`:                       "index_and_amount",
		`{"site":"citywide","indicator":"us-aqi","period":"2026-03-01","value":90}`:                                 "index_not_measured",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-03-02","value":1,"status":"projected"}`:              "projection_posted",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-03-03","value":1,"quality":7}`:                       "unknown_quality",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-03-04","value":1,"quality":9}`:                       "",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-03-05","value":0.5,"qualifier":"<","quality":1}`:     "",
		`{"site":"nowhere","indicator":"pm2-5","period":"2026-03-06","value":1}`:                                    "unknown_site",
		`{"indicator":"pm2-5","period":"2026-03-06","value":1}`:                                                     "site_missing",
		`{"site":"citywide","indicator":"pm2-6","period":"2026-03-06","value":1}`:                                   "unknown_indicator",
		`{"site":"citywide","indicator":"pm2-5","start":"2026-03-06T00:00:00Z","value":1}`:                          "resolution_missing",
		`{"site":"citywide","indicator":"pm2-5","start":"2026-03-06T00:00:00Z","period":"2026-03-06","value":1}`:    "period_twice",
		`{"city":"cebu","site":"citywide","indicator":"pm2-5","period":"2026-03-06","value":1}`:                     "foreign_city",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-03-06","value":1,"uploaded_by":"me"}`:                "unknown_member",
		`{"site":"citywide","indicator":"pm2-5","period":"2026-03-06","value":1,"unit":"µg/m³\nsurabaya,citywide"}`: "unit_unknown",
		`{"site":"citywide\",x","indicator":"pm2-5","period":"2026-03-06","value":1,"statistic":"mean,1\nx"}`:       "unknown_site",
	} {
		_, v := w.points("on_error=skip", sensor, "["+body+"]")
		got := ""
		if len(v.Problems) > 0 {
			got = v.Problems[0].Code
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	t.Run("TheOnePlaceOfAKey", func(t *testing.T) {
		if _, v := w.points("", river, `{"indicator":"bod","period":"2026-05-01","value":12}`); v.Counts.Created != 1 || *v.Upload == "" {
			t.Errorf("%+v", v)
		}
		if answer, v := w.points("", river, `{"site":"citywide","indicator":"bod","period":"2026-05-01","value":12}`); answer.Code != 422 || v.Errors[0].Code != "foreign_city" {
			t.Errorf("%s", answer.Body)
		}
	})
}

func TestSensors(t *testing.T) {
	w := newWorld(t)
	key, other := w.sensor("surabaya"), w.sensor("cebu")
	id, _, _ := indicators.SplitKey(key)
	for i := range 12 {
		w.do(http.MethodPost, base+"/observations", key, "application/json", "["+pointAt(w.now.Add(time.Duration(i-50)*time.Hour).Format(time.RFC3339), fmt.Sprint(i))+"]",
			"Date", w.now.Add(-90*time.Second).Format(http.TimeFormat))
	}
	w.points("", key, "["+pointAt("2026-05-01T00:00:00Z", "-5000")+"]")
	w.points("dry_run=true", key, "["+pointAt("2026-05-01T00:00:00Z", "1")+"]")
	w.do(http.MethodPost, base+"/observations", key, "application/json", "[}")
	read := func(asker string) (int, SensorView) {
		answer := w.do(http.MethodGet, base+"/sensors/"+id, asker, "", "")
		var v SensorView
		_ = json.Unmarshal(answer.Body.Bytes(), &v)
		return answer.Code, v
	}
	check := func(t *testing.T) {
		code, v := read(key)
		if code != http.StatusOK || v.Posts != 14 || v.Stored != 12 || len(v.Verdicts) != 10 || v.Verdicts[0].Code != "bad_json" || v.Verdicts[1].Problems[0].Code != "out_of_range" ||
			v.Verdicts[1].Problems[0].Pointer != "/0/value" || v.Verdicts[2].State != "committed" || *v.ClockBehind != 90 || *v.LastPost != "2026-06-01T00:00:00Z" || v.State != "usable" {
			t.Errorf("%d %+v", code, v)
		}
		if v.DataBehind == nil || *v.DataBehind != 39*3600 {
			t.Errorf("data behind %v", v.DataBehind)
		}
	}
	t.Run("WhatWasAnswered", check)
	t.Run("KeptOverAStart", func(t *testing.T) {
		if err := w.api.lookout.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.api.lookout.held = map[string]*indicators.Sighting{}
		check(t)
	})
	t.Run("WhoMaySeeIt", func(t *testing.T) {
		editor, elsewhere := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"surabaya"}}), w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
		for asker, want := range map[string]int{w.admin: 200, editor: 200, elsewhere: 404, other: 404, "": 401} {
			if code, _ := read(asker); code != want {
				t.Errorf("%d, want %d", code, want)
			}
		}
		var list List[SensorView]
		_ = json.Unmarshal(w.do(http.MethodGet, base+"/sensors", w.admin, "", "").Body.Bytes(), &list)
		if len(list.Data) != 2 {
			t.Errorf("%+v", list)
		}
		_ = json.Unmarshal(w.do(http.MethodGet, base+"/sensors?city=cebu", w.admin, "", "").Body.Bytes(), &list)
		if len(list.Data) != 1 || list.Data[0].Cities[0] != "cebu" || list.Data[0].LastPost != nil {
			t.Errorf("%+v", list)
		}
		_ = json.Unmarshal(w.do(http.MethodGet, base+"/sensors", elsewhere, "", "").Body.Bytes(), &list)
		if len(list.Data) != 1 {
			t.Errorf("%+v", list)
		}
	})
}
