package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestFewQuestionsAtOnce: while so many are computed as may be, a further one is answered 503 with Retry-After; what is
// kept, and what costs little, is answered all the same.
func TestFewQuestionsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2020-01-01", 366*24, 20)
	s := w.withCounting(nil)
	w.api.patience = time.Millisecond
	w.get(monthsOfPM, http.StatusOK, nil)
	s.hold = make(chan struct{})
	var asking sync.WaitGroup
	codes := make([]int, heavyAtOnce)
	for i := range codes {
		asking.Go(func() {
			answer := httptest.NewRecorder()
			w.api.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, fmt.Sprintf("%s&min_coverage=%d", monthsOfPM, i+1), nil))
			codes[i] = answer.Code
		})
	}
	for len(w.api.heavy) < heavyAtOnce {
		time.Sleep(time.Millisecond)
	}
	answer := w.do(http.MethodGet, monthsOfPM+"&min_coverage=99", "", "", "")
	if answer.Code != http.StatusServiceUnavailable || !strings.Contains(answer.Body.String(), `"busy"`) || answer.Header().Get("Retry-After") == "" {
		t.Errorf("one too many: %d %v %s", answer.Code, answer.Header(), answer.Body)
	}
	w.get(monthsOfPM, http.StatusOK, nil)
	w.get("/api/v1/cities/surabaya/indicators/pm2-5/latest", http.StatusOK, nil)
	close(s.hold)
	asking.Wait()
	for _, code := range codes {
		if code != http.StatusOK {
			t.Errorf("one of those that were computed: %d", code)
		}
	}
	w.get(monthsOfPM+"&min_coverage=99", http.StatusOK, nil)
}

// TestLargePagesShareTheMemory: many large pages at once, or read slowly, would lie in memory together. Usual pages are answered all the same.
func TestLargePagesShareTheMemory(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2020-01-01", 3000, 20)
	w.api.patience = time.Millisecond
	const hours = "/api/v1/cities/surabaya/indicators/pm2-5/observations?limit="
	ask := func(limit string, status int) {
		t.Helper()
		answer := w.do(http.MethodGet, hours+limit, "", "", "")
		if answer.Code != status || status == http.StatusServiceUnavailable && (!strings.Contains(answer.Body.String(), `"busy"`) || answer.Header().Get("Retry-After") == "" || answer.Header().Get("ETag") != "") {
			t.Errorf("a page of %s: %d, not %d: %.300s", limit, answer.Code, status, answer.Body)
		}
	}
	for range heavyAtOnce {
		w.api.heavy <- struct{}{}
	}
	ask("2000", http.StatusServiceUnavailable)
	ask("1000", http.StatusOK)
	for range heavyAtOnce {
		<-w.api.heavy
	}
	ask("3000", http.StatusOK)
	if !w.api.sent.take(answerRoom) {
		t.Fatal("something is being sent still")
	}
	ask("2999", http.StatusServiceUnavailable)
	ask("3000", http.StatusOK) // kept: it lies in memory once
	ask("999", http.StatusOK)
	w.api.sent.take(-answerRoom)
	ask("3000&format=xlsx", http.StatusOK)
	if len(w.api.heavy) != 0 || w.api.sent.bytes != 0 {
		t.Errorf("%d places and %d bytes are not given back", len(w.api.heavy), w.api.sent.bytes)
	}
}

var wouldDo = regexp.MustCompile(`from=[^ &]*&to=[^ ]*`)

// TestCostIsRefusedBeforeItIsSpent: a question that is too large is refused before any observation is read, and the
// narrower one in the hint is answered.
func TestCostIsRefusedBeforeItIsSpent(t *testing.T) {
	w := newWorld(t)
	w.fine("citywide", "2000-01-01", 24, 20)
	w.fine("citywide", "2025-01-01", 24, 20)
	s := w.withCounting(nil)
	by := indicators.Series{City: "cebu", Site: "cebu-city", Indicator: "pm2-5", Resolution: indicators.Resolution{Seconds: 60}, Statistic: "mean"}
	first, last := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	if err := w.db.Append(t.Context(), []indicators.Batch{{Series: by, Observations: []indicators.Observation{{Start: first, Quality: indicators.Good}, {Start: last, Quality: indicators.Good}}}}); err != nil {
		t.Fatal(err)
	}
	s.tells = func(infos []indicators.SeriesInfo) { // as if every minute had its value
		for i := range infos {
			if infos[i].Series == by {
				infos[i].Count = (last-first)/60 + 1
			}
		}
	}
	const pm, cebu = "/api/v1/cities/surabaya/indicators/pm2-5/", "/api/v1/cities/cebu/indicators/pm2-5/"
	for name, c := range map[string]struct {
		target string
		reads  int // of the list of series
	}{
		"windows":                  {pm + "aggregates?window=PT1H&from=2000&to=2026", 1},
		"what rolling windows see": {pm + "aggregates?rolling=P1Y&from=2000&to=2010", 1},
		"values for a median":      {cebu + "aggregates?site=cebu-city&window=P1Y&aggregate=median", 2},
		"values by the hour":       {cebu + "aggregates?site=cebu-city&group_by=hour_of_day", 2},
	} {
		t.Run(name, func(t *testing.T) {
			s.reads = 0
			answer := w.do(http.MethodGet, c.target, "", "", "")
			var p Problem
			if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || answer.Code != http.StatusUnprocessableEntity || p.Code != "too_many_points" || len(p.Errors) != 1 {
				t.Fatalf("%d %.300s", answer.Code, answer.Body)
			}
			if s.reads != c.reads {
				t.Errorf("%d reads before it was refused", s.reads)
			}
			would := wouldDo.FindString(p.Errors[0].Hint)
			target, query, _ := strings.Cut(c.target, "?")
			for part := range strings.SplitSeq(query, "&") {
				if !strings.HasPrefix(part, "from=") && !strings.HasPrefix(part, "to=") {
					would += "&" + part
				}
			}
			if answer := w.do(http.MethodGet, target+"?"+would, "", "", ""); answer.Code != http.StatusOK {
				t.Errorf("%s would do, said the hint: %d %.300s", would, answer.Code, answer.Body)
			}
		})
	}
}
