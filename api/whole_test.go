package api

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// figuresHash is the SHA-256 of every figure of the store as it is exported, without where each was read from.
func (w *world) figuresHash() string {
	w.t.Helper()
	hash := sha256.New()
	list, err := w.db.SeriesList(w.t.Context(), indicators.SeriesFilter{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, info := range list {
		s := info.Series
		answer := w.do(http.MethodGet, fmt.Sprintf("/api/v1/cities/%s/indicators/%s/observations?site=%s&resolution=%s&statistic=%s&format=csv&limit=10000",
			s.City, s.Indicator, s.Site, s.Resolution, s.Statistic), "", "", "")
		rows, err := csv.NewReader(answer.Body).ReadAll()
		if err != nil || len(rows) != int(info.Count)+1 {
			w.t.Fatal(answer.Code, len(rows), info.Count, err)
		}
		drop := map[int]bool{}
		for i, name := range rows[0] {
			drop[i] = name == "upload" || name == "line" || name == "citation"
		}
		for _, row := range rows {
			for i, cell := range row {
				if !drop[i] {
					fmt.Fprintf(hash, "%s\x00", cell)
				}
			}
			fmt.Fprintln(hash)
		}
	}
	return fmt.Sprintf("%x", hash.Sum(nil))
}

// TestAnyOrderOfPiecesGivesTheSameFigures: one file cut into overlapping pieces, shuffled inside, sent in any order and
// thrice, is the file itself; and when all of it is reverted, from the last to the first, nothing is left. No
// reading stands out from its neighbours: such a flag depends on where a file is cut (docs/decisions/0011).
func TestAnyOrderOfPiecesGivesTheSameFigures(t *testing.T) {
	const header = "city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n"
	random := rand.New(rand.NewPCG(7, 8))
	var rows []string
	for i := range 600 {
		value := fmt.Sprintf("%.1f", 20+10*random.Float64())
		if i%97 == 0 {
			value = "<0.5"
		}
		rows = append(rows, fmt.Sprintf("cebu,%s,pm10,2024-03-%02dT%02d:00+08:00,%s,µg/m³,mean,%d,observed,a report,\"n, %d\",PT1H\n",
			[]string{"citywide", "cebu-city"}[i%2], 1+i/2/24, i/2%24, value, []int{1, 2, 3, 4}[i%4], i%3))
	}
	whole := newWorld(t)
	if answer, _ := whole.post("profile=aspro&city=cebu", whole.admin, header+strings.Join(rows, "")); answer.Code != http.StatusCreated {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	want := whole.figuresHash()
	w := newWorld(t)
	var pieces []string
	for i := range 20 {
		piece := append([]string{}, rows[max(0, 30*i-12):min(len(rows), 30*i+42)]...)
		random.Shuffle(len(piece), func(i, j int) { piece[i], piece[j] = piece[j], piece[i] })
		pieces = append(pieces, header+strings.Join(piece, ""))
	}
	var sent []string
	for range 3 {
		random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		for _, piece := range pieces {
			answer, v := w.post("profile=aspro&city=cebu", w.admin, piece)
			if answer.Code != http.StatusCreated && !v.Known || v.Counts.Received != v.Counts.Outcomes() {
				t.Fatalf("%d %s", answer.Code, answer.Body)
			}
			if !v.Known {
				sent = append(sent, *v.ID)
			}
		}
	}
	if got := w.figuresHash(); got != want || len(sent) != 20 {
		t.Errorf("%d uploads: the figures are not those of the whole file", len(sent))
	}
	r, err := indicators.Reconcile(t.Context(), w.db, w.db, w.api.Catalogue.Zone)
	if err != nil || len(r.Faults) != 0 || r.Stored != 600 {
		t.Errorf("%+v %v", r, err)
	}
	before := map[string]string{}
	for i := len(sent) - 1; i >= 0; i-- {
		w.revert(sent[i]+"/revert?reason=x", w.admin, http.StatusOK)
		before[sent[i]] = w.figuresHash()
	}
	if before[sent[0]] != newWorld(t).figuresHash() {
		t.Error("something is left when all was reverted")
	}
}

// TestRevertRestoresTheHash: whatever an upload has created and corrected.
func TestRevertRestoresTheHash(t *testing.T) {
	w := newWorld(t).withSample()
	random := rand.New(rand.NewPCG(9, 10))
	for range 12 {
		before := w.figuresHash()
		text := "city,site,indicator,period,value,unit,status\n"
		for _, year := range random.Perm(20)[:6] {
			text += fmt.Sprintf("cebu,cebu-city,solid-waste-generated,%d,%d,t/day,estimated\n", 2000+year, 300+random.IntN(90))
		}
		answer, v := w.post("profile=aspro&city=cebu&on_conflict=correct&reason=x", w.admin, text)
		if answer.Code != http.StatusCreated || v.Counts.Updated == 0 && v.Counts.Created == 0 {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		if w.figuresHash() == before {
			t.Error("the upload has changed nothing")
		}
		if random.IntN(3) > 0 {
			w.revert(*v.ID+"/revert?reason=x", w.admin, http.StatusOK)
			if w.figuresHash() != before {
				t.Errorf("the revert of %s leaves a trace", *v.ID)
			}
		}
	}
}
