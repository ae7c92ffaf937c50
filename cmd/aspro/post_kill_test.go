//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// kill ends the server as a power cut does.
func (s *running) kill(t *testing.T) {
	t.Helper()
	_ = s.process.Process.Kill()
	<-s.ended
}

// writer posts minutes of an indicator of its own, in batches, and knows which were acknowledged.
type writer struct {
	indicator    string
	next         int // minute
	acknowledged map[int]bool
}

var firstMinute = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// post sends the next minutes; false when the server is gone.
func (w *writer) post(url, key string, points int) bool {
	var batch []map[string]any
	for i := range points {
		batch = append(batch, map[string]any{"city": "surabaya", "site": "citywide", "indicator": w.indicator, "resolution": "PT1M", "value": (w.next + i) % 50,
			"start": firstMinute.Add(time.Duration(w.next+i) * time.Minute).Format(time.RFC3339)})
	}
	body, _ := json.Marshal(batch)
	request, _ := http.NewRequest(http.MethodPost, url+"/api/v1/observations", bytes.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		return false // not acknowledged: it is sent again
	}
	for i := range points {
		w.acknowledged[w.next+i] = true
	}
	w.next += points
	return true
}

// TestKillWhilePosting kills the server while four sensors post, again and again: what was acknowledged is there, and
// everything that is there has its one line in the ledger.
func TestKillWhilePosting(t *testing.T) {
	t.Parallel()
	rounds := 3
	if os.Getenv("ASPRO_SOAK") != "" {
		rounds = 50
	}
	data, address := filepath.Join(t.TempDir(), "data"), freeAddress(t)
	s := start(t, "--data", data, "--listen", address, "--rate-limit", "0")
	key := s.key
	writers := []*writer{{indicator: "pm2-5"}, {indicator: "pm10"}, {indicator: "no2"}, {indicator: "so2"}}
	for _, w := range writers {
		w.acknowledged = map[int]bool{}
	}
	for round := range rounds {
		var wait sync.WaitGroup
		first := make(chan struct{}, 2*len(writers))
		for i, w := range writers {
			random := rand.New(rand.NewPCG(uint64(round), uint64(i)))
			wait.Go(func() {
				defer func() { first <- struct{}{} }()
				if w.post(s.url, key, 10+random.IntN(490)) {
					first <- struct{}{}
				}
				for w.post(s.url, key, 10+random.IntN(490)) {
				}
			})
		}
		<-first // the clock runs from the first acknowledgement, which a busy machine gives late
		time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
		s.kill(t)
		wait.Wait()
		s = start(t, "--data", data, "--listen", address, "--rate-limit", "0")
	}
	s.stop(t)
	total := 0
	for _, w := range writers {
		total += len(w.acknowledged)
		for _, minute := range missingMinutes(t, data, w) {
			t.Errorf("minute %d of %s was acknowledged and is gone", minute, w.indicator)
		}
	}
	if total == 0 {
		t.Fatal("nothing was acknowledged: the test has shown nothing")
	}
	t.Logf("%d points acknowledged over %d kills", total, rounds)
}

// missingMinutes gives the acknowledged minutes that are not stored, and fails where the ledger has not one line a point.
func missingMinutes(t *testing.T, data string, w *writer) (missing []int) {
	t.Helper()
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: data, Zone: c.Zone, Check: c.CheckOf, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	held, err := db.Select(t.Context(), indicators.Series{City: "surabaya", Site: "citywide", Indicator: w.indicator, Resolution: indicators.Resolution{Seconds: 60}, Statistic: "mean"},
		indicators.Period{From: firstMinute, To: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	stored, lines := map[int]bool{}, map[string]bool{}
	for _, o := range held {
		minute := int(o.Time().Sub(firstMinute) / time.Minute)
		line := fmt.Sprint(o.Upload, "/", o.Line)
		if stored[minute] || lines[line] || o.Value != float64(minute%50) || o.Upload == 0 {
			t.Errorf("minute %d: %+v stands twice or is another one", minute, o)
		}
		stored[minute], lines[line] = true, true
	}
	for minute := range w.acknowledged {
		if !stored[minute] {
			missing = append(missing, minute)
		}
	}
	uploads, err := db.Uploads(t.Context(), indicators.UploadFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uploads {
		for _, series := range u.Receipt.Series {
			if series.Series == "surabaya/citywide/"+w.indicator+"/PT1M/mean" && len(uploads) == 1 && series.Values != int64(len(held)) {
				t.Errorf("%s: the ledger counts %d lines, %d points are stored", w.indicator, series.Values, len(held))
			}
		}
	}
	if _, _, err := indicators.VerifyAudit(t.Context(), db); err != nil {
		t.Error(err)
	}
	return missing
}
