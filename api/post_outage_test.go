package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// postMinutes posts minutes of a series from the n-th on, and gives the answer.
func (s *standing) postMinutes(query, site, indicator string, n, points int) (int, RefusedPost) {
	s.t.Helper()
	var body []string
	for i := n; i < n+points; i++ {
		body = append(body, fmt.Sprintf(`{"city":"surabaya","site":%q,"indicator":%q,"resolution":"PT1M","start":%q,"value":%d}`, site, indicator,
			time.Date(2025, 1, 1, 0, i, 0, 0, time.UTC).Format(time.RFC3339), i%90))
	}
	r := httptest.NewRequest(http.MethodPost, base+"/observations?"+query, strings.NewReader("["+strings.Join(body, ",")+"]"))
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	s.api.ServeHTTP(answer, r)
	var v RefusedPost
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil {
		s.t.Errorf("%d %s", answer.Code, answer.Body)
	}
	return answer.Code, v
}

// minutes is what is stored of a series.
func (s *standing) minutes(indicator string) []indicators.Observation {
	s.t.Helper()
	held, err := s.store.Select(s.t.Context(), indicators.Series{City: "surabaya", Site: "citywide", Indicator: indicator, Resolution: indicators.Resolution{Seconds: 60}, Statistic: "mean"},
		indicators.Period{From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		s.t.Error(err)
	}
	return held
}

// TestPostsOnInfluxDB: posts are stored there, kept while it is away, and written in their turn when it is back.
func TestPostsOnInfluxDB(t *testing.T) {
	server := influxtest.Start(t, influxtest.Options{})
	s := stand(t, server, server.Token)
	if code, v := s.postMinutes("", "citywide", "pm2-5", 0, 10); code != http.StatusOK || v.State != "committed" || v.Counts.Created != 10 {
		t.Fatalf("%d %+v", code, v)
	}
	if code, v := s.postMinutes("", "citywide", "pm2-5", 5, 10); code != http.StatusOK || v.Counts.Created != 5 || v.Counts.Unchanged != 5 {
		t.Errorf("overlapping: %d %+v", code, v)
	}
	server.Kill()
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			for n := range 5 {
				if code, v := s.postMinutes("", "citywide", []string{"pm2-5", "pm10", "no2", "so2"}[i], 100+10*n, 10); code != http.StatusAccepted || v.State != "spooled" || v.Counts.Pending != 10 {
					t.Errorf("away: %d %+v", code, v.PostView)
				}
			}
		})
	}
	wait.Wait()
	if code, _ := s.postMinutes("", "citywide", "pm2-5", 100, 20); code != http.StatusAccepted {
		t.Errorf("the same again: %d", code)
	}
	if code, _ := s.postMinutes("on_conflict=reject", "citywide", "pm2-5", 900, 1); code != http.StatusServiceUnavailable {
		t.Errorf("a comparison: %d", code)
	}
	if code, v := s.postMinutes("", "nowhere", "pm2-5", 900, 1); code != http.StatusUnprocessableEntity || v.Code != "points_refused" {
		t.Errorf("a wrong post: %d", code)
	}
	server.Restart()
	for range 600 {
		if waiting, err := s.db.WaitingBytes(t.Context()); err == nil && waiting == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for indicator, want := range map[string]int{"pm2-5": 65, "pm10": 50, "no2": 50, "so2": 50} {
		held, lines := s.minutes(indicator), map[string]bool{}
		if len(held) != want {
			t.Errorf("%s: %d points, not %d", indicator, len(held), want)
		}
		for _, o := range held {
			line := fmt.Sprint(o.Upload, " ", o.Line)
			if o.Value != float64(int(o.Time().Sub(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))/time.Minute)%90) || o.Upload == 0 || lines[line] {
				t.Errorf("%s: %+v", indicator, o)
			}
			lines[line] = true
		}
	}
	uploads, err := s.db.Uploads(t.Context(), indicators.UploadFilter{})
	if err != nil || len(uploads) == 0 {
		t.Fatal(err)
	}
	var created int64
	for _, u := range uploads {
		created += u.Receipt.Counts.Created
		if n := u.Receipt.Counts; u.State != indicators.Committed || n.Outcomes() != n.Received || n.Pending != 0 {
			t.Errorf("%s is %s with %+v", u.ID, u.State, n)
		}
	}
	if created != 215 {
		t.Errorf("%d created, and 215 are stored", created)
	}
	if code, v := s.postMinutes("", "citywide", "pm2-5", 500, 10); code != http.StatusOK || v.Counts.Created != 10 {
		t.Errorf("afterwards: %d %+v", code, v)
	}
}
