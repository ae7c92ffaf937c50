package sqlite

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestReconcileSeesWhatDiffers: each fault is made in a store that agreed before.
func TestReconcileSeesWhatDiffers(t *testing.T) {
	series := indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}
	begin := time.Date(2024, 5, 1, 0, 0, 0, 0, zoneOfCity("surabaya"))
	sql := func(text string) func(t *testing.T, db *DB) {
		return func(t *testing.T, db *DB) {
			if err := db.transact(t.Context(), func(ctx context.Context) error { _, err := db.conn.ExecContext(ctx, text); return err }, func() {}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, db *DB)
		codes []string
	}{
		"nothing": {func(*testing.T, *DB) {}, nil},
		"an observation is gone": {func(t *testing.T, db *DB) {
			if n, err := db.Delete(t.Context(), series, indicators.Period{From: begin, To: begin.Add(time.Hour)}); n != 1 || err != nil {
				t.Fatal(n, err)
			}
		}, []string{"upload_differs"}},
		"an observation is of no upload that is known": {func(t *testing.T, db *DB) {
			o := indicators.Observation{Start: begin.Unix(), Value: 1, Upload: 77, Quality: indicators.Good, Status: indicators.Observed}
			if err := db.Append(t.Context(), []indicators.Batch{{Series: series, Observations: []indicators.Observation{o}}}); err != nil {
				t.Fatal(err)
			}
		}, []string{"no_upload", "upload_differs"}},
		"a chunk is damaged":        {sql("UPDATE chunk SET data = CAST(substr(data, 1, length(data) - 1) || x'00' AS BLOB)"), []string{"unreadable"}},
		"a chunk is gone":           {sql("DELETE FROM chunk WHERE k = (SELECT max(k) FROM chunk)"), []string{"count_differs", "day_differs", "upload_differs"}},
		"a summary is gone":         {sql("DELETE FROM day_year"), []string{"day_differs"}},
		"the bytes are others":      {sql("UPDATE upload_part SET data = (SELECT data FROM upload_part WHERE k >> 24 = 2) WHERE k >> 24 = 1"), []string{"bytes_differ"}},
		"the bytes are gone":        {sql("DELETE FROM upload_part"), []string{"bytes_differ"}},
		"a receipt says more":       {sql(`UPDATE upload SET receipt = replace(receipt, '"created":48', '"created":49')`), []string{"receipt_sum", "upload_differs"}},
		"a correction is gone":      {sql("DELETE FROM correction"), []string{"upload_differs"}},
		"an upload was not settled": {sql("UPDATE upload SET state = 'refused' WHERE id = 1"), []string{"upload_differs"}},
		"the audit log is cut":      {sql("DELETE FROM audit WHERE id = 1"), []string{"audit_broken"}},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, t.TempDir())
			take := func(policy indicators.OnConflict, content string, n indicators.Counts, held ...indicators.Observation) {
				u, err := db.Receive(t.Context(), indicators.Upload{UploadRequest: indicators.UploadRequest{City: "surabaya", OnConflict: policy, Reason: "r"},
					SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(content))), Bytes: int64(len(content)), ReceivedAt: begin}, strings.NewReader(content))
				if err != nil {
					t.Fatal(err)
				}
				m, err := db.Begin(t.Context(), u)
				if err != nil {
					t.Fatal(err)
				}
				defer m.Rollback()
				if _, _, err := m.Put(t.Context(), indicators.Batch{Series: series, Observations: held}); err != nil {
					t.Fatal(err)
				}
				if _, err := m.Commit(t.Context(), indicators.Receipt{Counts: n}, nil); err != nil {
					t.Fatal(err)
				}
			}
			hours := make([]indicators.Observation, 48)
			for i := range hours {
				hours[i] = indicators.Observation{Start: begin.Unix() + int64(i)*3600, Value: float64(i), Quality: indicators.Good, Status: indicators.Observed}
			}
			other := hours[47]
			other.Value = 0.5
			take(indicators.RejectConflict, "first", indicators.Counts{Rows: 48, Received: 48, Created: 48}, hours...)
			take(indicators.Correct, "second", indicators.Counts{Rows: 1, Received: 1, Updated: 1}, other)
			c.spoil(t, db)
			r, err := indicators.Reconcile(t.Context(), db, db, zoneOfCity)
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, f := range r.Faults {
				if !slices.Contains(codes, f.Code) {
					codes = append(codes, f.Code)
				}
			}
			slices.Sort(codes)
			if !slices.Equal(codes, c.codes) {
				t.Errorf("%q, not %q: %+v", codes, c.codes, r)
			}
		})
	}
}
