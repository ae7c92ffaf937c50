package influx

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestRevertThatWasCutIsEnded: the decision is in the ledger, a part is done, and the process is gone.
func TestRevertThatWasCutIsEnded(t *testing.T) {
	h := openHouse(t, startInfluxd(t), "cut-revert")
	ctx, series := t.Context(), indicators.Series{City: "cebu", Site: "citywide", Indicator: "bod", Resolution: indicators.P1Y, Statistic: "mean"}
	year := func(y int, value float64) indicators.Observation {
		return indicators.Observation{Start: time.Date(y, 1, 1, 0, 0, 0, 0, zoneOfCity("cebu")).Unix(), Value: value, Quality: indicators.Good, Status: indicators.Observed}
	}
	take := func(policy indicators.OnConflict, content string, held ...indicators.Observation) indicators.Upload {
		u, err := h.Receive(ctx, indicators.Upload{UploadRequest: indicators.UploadRequest{City: "cebu", OnConflict: policy, Reason: "r"}, ReceivedAt: time.Now()}, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Begin(ctx, u)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Rollback()
		outcomes, _, err := m.Put(ctx, indicators.Batch{Series: series, Observations: held})
		if err != nil {
			t.Fatal(err)
		}
		var n indicators.Counts
		for _, o := range outcomes {
			if o == indicators.Created {
				n.Created++
			} else {
				n.Updated++
			}
		}
		u, err = m.Commit(ctx, indicators.Receipt{Counts: n, Series: []indicators.SeriesCount{{Series: series.String(), First: held[0].Time(), Last: held[len(held)-1].Time()}}}, nil)
		if err != nil || u.State != indicators.Committed {
			t.Fatal(u.State, err)
		}
		return u
	}
	take(indicators.RejectConflict, "first", year(2010, 1), year(2012, 3))
	always := indicators.Period{From: earliest, To: latest}
	before, err := h.Select(ctx, series, always)
	if err != nil {
		t.Fatal(err)
	}
	u := take(indicators.Correct, "second", year(2009, 9), year(2010, 8), year(2011, 7))
	r := indicators.Reversion{KeyID: "cli", Reason: "wrong", At: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}
	p, err := h.Intake.undo(ctx, u, r)
	if err != nil || p.removed != 2 || p.restored != 1 || len(p.runs) != 2 {
		t.Fatalf("%+v %v", p, err)
	}
	r.Removed, r.Restored = p.removed, p.restored
	if err := h.StageRevert(ctx, u.ID, r, p.gone, p.back, p.anew); err != nil {
		t.Fatal(err)
	}
	p.runs, p.anew = p.runs[:1], nil
	if err := h.Store.undo(ctx, p); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Begin(ctx, indicators.Upload{ID: 99}); indicators.KindOf(err) != indicators.Unavailable {
		t.Errorf("a later upload does not wait: %v", err)
	}
	waiting, err := h.Waiting(ctx)
	if err != nil || len(waiting) != 1 || waiting[0].ID != u.ID || waiting[0].Reversion.Removed != 2 {
		t.Fatalf("waiting: %+v %v", waiting, err)
	}
	if u, err = h.Revert(ctx, u.ID, *waiting[0].Reversion); err != nil || u.State != indicators.Reverted {
		t.Fatal(u.State, err)
	}
	after, err := h.Select(ctx, series, always)
	if err != nil || !slices.Equal(after, before) {
		t.Errorf("%v, not %v: %v", after, before, err)
	}
	if kept, err := h.Upload(ctx, u.ID); err != nil || kept.State != indicators.Reverted || kept.Reversion.Removed != 2 || kept.Reversion.Restored != 1 || kept.SettledAt.IsZero() {
		t.Errorf("%+v %v", kept, err)
	}
}
