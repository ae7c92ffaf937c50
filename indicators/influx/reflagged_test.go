package influx

import (
	"net/http"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/storetest"
)

// TestAPointOfAnotherUploadOutlivesACrash: a stored reading that an upload makes a spike is deleted and written again. When the process
// ends in between, the replay of the upload brings it back, and the ledger forgets it then.
func TestAPointOfAnotherUploadOutlivesACrash(t *testing.T) {
	h := openHouse(t, startInfluxd(t), "crash")
	ctx := t.Context()
	series := indicators.Series{City: "surabaya", Site: "citywide", Indicator: "no2", Resolution: indicators.PT1H, Statistic: "mean"}
	if _, ok := storetest.CheckOf(series); !ok {
		t.Fatal("the series has no check")
	}
	start := time.Date(2024, 5, 1, 22, 0, 0, 0, time.UTC).Unix()
	hour := func(n int64, value float64) indicators.Observation {
		return indicators.Observation{Start: start + n*3600, Value: value, Quality: indicators.NotEvaluated, Status: indicators.Observed, Line: int32(n + 2)}
	}
	begin := func(sum string, held ...indicators.Observation) *merge {
		u, err := h.Receive(ctx, indicators.Upload{UploadRequest: indicators.UploadRequest{City: "surabaya", OnError: indicators.RejectUpload, OnConflict: indicators.RejectConflict}, SHA256: sum, ReceivedAt: time.Unix(start, 0)}, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Begin(ctx, u)
		if err == nil {
			_, _, err = m.Put(ctx, indicators.Batch{Series: series, Observations: held})
		}
		if err != nil {
			t.Fatal(err)
		}
		return m.(*merge)
	}
	if _, err := begin("a", hour(0, 20), hour(1, 35)).Commit(ctx, indicators.Receipt{}, nil); err != nil {
		t.Fatal(err)
	}

	m := begin("b", hour(2, 20))
	if found, err := m.Judge(ctx); err != nil || len(found) != 1 || found[0].Others != 1 {
		t.Fatalf("%+v %v", found, err)
	}
	batches, reflagged := m.batches()
	m.upload.State = indicators.Committing
	if err := h.Stage(ctx, m.upload, nil, nil, reflagged); err != nil {
		t.Fatal(err)
	}
	if err := h.clear(ctx, bySeries(batches)); err != nil {
		t.Fatal(err)
	}
	m.Rollback()
	always := indicators.Period{From: earliest, To: latest}
	if held, err := h.Select(ctx, series, always); err != nil || len(held) != 1 {
		t.Fatalf("the crash is no trial: %+v %v", held, err)
	}

	again, err := h.Begin(ctx, m.upload)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, _, err := again.Put(ctx, indicators.Batch{Series: series, Observations: []indicators.Observation{hour(2, 20)}})
	if err != nil || outcomes[0] != indicators.Created {
		t.Fatal(outcomes, err)
	}
	if u, err := again.Commit(ctx, indicators.Receipt{}, nil); err != nil || u.State != indicators.Committed {
		t.Fatal(u, err)
	}
	held, err := h.Select(ctx, series, always)
	if err != nil || len(held) != 3 || held[1].Quality != indicators.Suspect || held[1].Own != indicators.NotEvaluated || held[1].Upload != 1 || held[1].Line != 3 || held[2].Upload != 2 {
		t.Errorf("%+v %v", held, err)
	}
	if kept, err := h.Reflagged(ctx, 2); err != nil || len(kept) != 0 {
		t.Errorf("the ledger still keeps %+v %v", kept, err)
	}
}

// TestAPostOfACheckedSeriesAsksNoMore: the readings before it are in the one question that looks for overlaps, for all series of the
// group.
func TestAPostOfACheckedSeriesAsksNoMore(t *testing.T) {
	front := startInfluxd(t).recorded(t)
	h := openHouse(t, front.influxd, "asks")
	start := time.Date(2024, 5, 1, 22, 0, 0, 0, time.UTC)
	post := func(indicator string, hour int) {
		p := indicators.Post{KeyID: "k", City: "surabaya", At: start, OnError: indicators.RejectUpload, OnConflict: indicators.Keep}
		for _, site := range []string{"citywide", "north", "south"} {
			p.Rows = append(p.Rows, indicators.PostRow{Series: indicators.Series{City: "surabaya", Site: site, Indicator: indicator, Resolution: indicators.PT1H, Statistic: "mean"}, Line: "-",
				Observation: indicators.Observation{Start: start.Add(time.Duration(hour) * time.Hour).Unix(), Value: 20, Quality: indicators.NotEvaluated, Status: indicators.Observed}})
		}
		if got, err := h.Post(t.Context(), p); err != nil || got.State != indicators.Committed {
			t.Fatalf("%+v %v", got, err)
		}
	}
	asked := map[string]int{}
	for _, indicator := range []string{"pm2-5", "no2"} { // without a check, and with one
		post(indicator, 0) // looks the series up
		front.Heard()
		for hour := range 4 {
			post(indicator, hour+1)
		}
		queries, _ := front.Heard()
		asked[indicator] = len(queries)
	}
	if asked["no2"] != asked["pm2-5"] {
		t.Errorf("four posts ask %v questions", asked)
	}
}
