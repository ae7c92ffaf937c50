package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// lines writes line protocol as InfluxDB's clients do.
func (w *world) lines(query, key, body string, headers ...string) (*httptest.ResponseRecorder, InfluxError) {
	w.t.Helper()
	answer := w.do(http.MethodPost, "/api/v2/write?"+query, "", "text/plain; charset=utf-8", body, append([]string{"Authorization", "Token " + key}, headers...)...)
	var e InfluxError
	if answer.Code != http.StatusNoContent {
		if err := json.Unmarshal(answer.Body.Bytes(), &e); err != nil || e.Code == "" || e.Message == "" {
			w.t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
	return answer, e
}

func (w *world) stored(series string) (values []float64) {
	w.t.Helper()
	s, err := indicators.ParseSeries(series)
	if err != nil {
		w.t.Fatal(err)
	}
	found, err := w.db.Select(w.t.Context(), s, indicators.Period{To: w.now.AddDate(1, 0, 0)})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, o := range found {
		values = append(values, o.Value)
	}
	return values
}

func TestWriteLines(t *testing.T) {
	w := newWorld(t)
	key := w.sensor("surabaya")
	const bucket = "bucket=aspro&org=aspro"
	t.Run("FieldsNamedByIndicators", func(t *testing.T) {
		answer, _ := w.lines(bucket, key, "air,site=citywide,resolution=PT1M,host=pi pm2-5=12.5,pm10=30i 1767225600000000000\n# a comment\n\nair,site=citywide,resolution=PT1M pm2-5=13 1767225660000000000\n")
		if answer.Code != http.StatusNoContent || answer.Body.Len() != 0 {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		if got := w.stored("surabaya/citywide/pm2-5/PT1M/mean"); len(got) != 2 || got[0] != 12.5 || got[1] != 13 {
			t.Errorf("%v", got)
		}
		if got := w.stored("surabaya/citywide/pm10/PT1M/mean"); len(got) != 1 || got[0] != 30 {
			t.Errorf("%v", got)
		}
	})
	t.Run("TheIndicatorAsATag", func(t *testing.T) {
		answer, _ := w.lines(bucket+"&precision=s", key, `m,city=surabaya,site=citywide,indicator=pm10,resolution=PT1H,unit=mg/m3,statistic=max,quality=1 value=0.05 1767225600`)
		if got := w.stored("surabaya/citywide/pm10/PT1H/max"); answer.Code != 204 || len(got) != 1 || got[0] != 50 {
			t.Errorf("%d %v", answer.Code, got)
		}
	})
	t.Run("EveryPrecision", func(t *testing.T) {
		for precision, stamp := range map[string]string{"s": "1767229200", "ms": "1767229260000", "us": "1767229320000000", "ns": "1767229380000000000"} {
			if answer, e := w.lines(bucket+"&precision="+precision, key, "m,site=citywide,resolution=PT1M no2=1 "+stamp); answer.Code != 204 {
				t.Errorf("%s: %d %+v", precision, answer.Code, e)
			}
		}
		if got := w.stored("surabaya/citywide/no2/PT1M/mean"); len(got) != 4 {
			t.Errorf("%v", got)
		}
	})
	t.Run("APartialWriteStoresTheRest", func(t *testing.T) {
		body := "m,site=citywide,resolution=PT1M so2=1 1767232800\nm,site=citywide,resolution=PT1M so2=2\nm,site=citywide,resolution=PT1M so2=3,voltage=5 1767232920\nm,site=citywide,site=citywide,resolution=PT1M so2=4 1767232980\n" +
			"m,site=citywide,resolution=PT1M so2=\"x\" 1767233040\nm,site=citywide so2=6 1767233100\nm,city=cebu,site=citywide,resolution=PT1M so2=7 1767233160\nm,site=citywide,resolution=PT1M so2=8 4102444800"
		answer, e := w.lines(bucket+"&precision=s", key, body)
		if answer.Code != http.StatusUnprocessableEntity || e.Code != "unprocessable entity" || !strings.Contains(e.Message, "partial write: line 2, field so2: time_missing") ||
			!strings.Contains(e.Message, "dropped=7") || !strings.Contains(e.Message, "line 3, field voltage: unknown_indicator") || !strings.Contains(e.Message, "line 4, field so2: duplicate_tag") {
			t.Errorf("%d %+v", answer.Code, e)
		}
		if got := w.stored("surabaya/citywide/so2/PT1M/mean"); len(got) != 2 || got[0] != 1 || got[1] != 3 {
			t.Errorf("%v", got)
		}
		if got := w.stored("cebu/citywide/so2/PT1M/mean"); len(got) != 0 {
			t.Errorf("the other city's: %v", got)
		}
	})
	t.Run("SentAgainWithOtherValues", func(t *testing.T) {
		answer, _ := w.lines(bucket+"&precision=s", key, "m,site=citywide,resolution=PT1M so2=99 1767232800")
		if got := w.stored("surabaya/citywide/so2/PT1M/mean"); answer.Code != 204 || got[0] != 1 {
			t.Errorf("%d %v", answer.Code, got)
		}
	})
	t.Run("Gzip", func(t *testing.T) {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write([]byte("m,site=citywide,resolution=PT1M o3=1 1767225600"))
		_ = z.Close()
		if answer, e := w.lines(bucket+"&precision=s", key, packed.String(), "Content-Encoding", "gzip"); answer.Code != 204 {
			t.Errorf("%d %+v", answer.Code, e)
		}
	})
	t.Run("ErrorsAreInfluxDBs", func(t *testing.T) {
		const good = "m,site=citywide,resolution=PT1M co=1 1767225600"
		reviewer := w.key(indicators.Key{Role: indicators.RoleReviewer, Cities: []string{"surabaya"}})
		for name, c := range map[string]struct {
			query, key, body string
			status           int
			code             string
		}{
			"NoLineProtocol": {bucket, key, good + "\nhello", 400, "invalid"},
			"NaN":            {bucket, key, "m,site=citywide co=NaN 1767225600", 400, "invalid"},
			"TwoValues":      {bucket, key, "m co=1=2 1", 400, "invalid"},
			"Precision":      {bucket + "&precision=h", key, good, 400, "invalid"},
			"Parameter":      {bucket + "&bucke=x", key, good, 400, "invalid"},
			"Bucket":         {"bucket=nothing", key, good, 404, "not found"},
			"NoBucket":       {"", key, good, 404, "not found"},
			"Key":            {bucket, "nonsense", good, 401, "unauthorized"},
			"Role":           {bucket, reviewer, good, 403, "forbidden"},
			"TooLarge":       {bucket, key, strings.Repeat("m co=1 1\n", 5001), 413, "request too large"},
			"TooLong":        {bucket, key, strings.Repeat("#", postBytes+1), 413, "request too large"},
		} {
			if answer, e := w.lines(c.query, c.key, c.body); answer.Code != c.status || e.Code != c.code {
				t.Errorf("%s: %d %+v", name, answer.Code, e)
			}
		}
		if got := w.stored("surabaya/citywide/co/PT1M/mean"); len(got) != 0 {
			t.Errorf("stored of refused bodies: %v", got)
		}
	})
	t.Run("AnEmptyBody", func(t *testing.T) {
		if answer, _ := w.lines(bucket, key, ""); answer.Code != 204 {
			t.Errorf("%d", answer.Code)
		}
	})
}
