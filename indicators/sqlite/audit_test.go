package sqlite

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

func TestAudit(t *testing.T) {
	db := open(t, t.TempDir())
	ctx := indicators.WithActor(t.Context(), indicators.Actor{Who: "key1", RequestID: "request1", SourceIP: "192.0.2.7"})
	key := indicators.Key{ID: "abcdefghijklmnop", Hash: []byte("h"), Role: indicators.RoleUploader, Cities: []string{"cebu"}, CreatedAt: time.Now()}
	if err := db.AddKey(ctx, key); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a key that is revoked is not revoked again
		if err := db.RevokeKey(ctx, key.ID, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	upload, err := db.Receive(ctx, indicators.Upload{UploadRequest: indicators.UploadRequest{City: "cebu", KeyID: "key1"}, SHA256: "ab", ReceivedAt: time.Now()}, strings.NewReader("a\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Settle(ctx, upload, nil); err != nil {
		t.Fatal(err)
	}
	t.Run("OneEntryAChange", func(t *testing.T) {
		acts, err := db.Acts(ctx, indicators.ActFilter{})
		if err != nil || len(acts) != 3 {
			t.Fatalf("%+v %v", acts, err)
		}
		for i, want := range []string{"key.added abcdefghijklmnop", "key.revoked abcdefghijklmnop", "upload.refused u1"} {
			if a := acts[i]; a.What+" "+a.Object != want || a.Who != "key1" || a.RequestID != "request1" || a.SourceIP != "192.0.2.7" {
				t.Errorf("%d: %+v, want %s", i, a, want)
			}
		}
		if acts[0].After != acts[1].Before || acts[1].Before == acts[1].After || acts[0].After == "" {
			t.Errorf("states: %+v", acts[:2])
		}
		if acts[0].Detail != "uploader of cebu" {
			t.Errorf("%q", acts[0].Detail)
		}
	})
	t.Run("Filters", func(t *testing.T) {
		for want, f := range map[int]indicators.ActFilter{2: {What: "key."}, 1: {What: "upload.refused"}, 0: {Who: "key2"}, 3: {Limit: 3}} {
			if acts, err := db.Acts(ctx, f); err != nil || len(acts) != want {
				t.Errorf("%+v: %d entries, want %d: %v", f, len(acts), want, err)
			}
		}
		if acts, _ := db.Acts(ctx, indicators.ActFilter{Object: "u1", After: 2}); len(acts) != 1 {
			t.Errorf("%+v", acts)
		}
	})
	t.Run("OneFlippedByteIsNamed", func(t *testing.T) {
		if n, _, err := indicators.VerifyAudit(ctx, db); err != nil || n != 3 {
			t.Fatalf("%d %v", n, err)
		}
		if _, err := db.conn.ExecContext(ctx, "UPDATE audit SET source_ip = '192.0.2.6' WHERE id = 2"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := indicators.VerifyAudit(ctx, db); err == nil || !strings.Contains(err.Error(), "entry 2 is not as it was written") {
			t.Error(err)
		}
		_, _ = db.conn.ExecContext(ctx, "UPDATE audit SET source_ip = '192.0.2.7' WHERE id = 2")
	})
	t.Run("ATakenTailIsNamed", func(t *testing.T) {
		if _, err := db.conn.ExecContext(ctx, "DELETE FROM audit WHERE id = 3"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := indicators.VerifyAudit(ctx, db); err == nil || !strings.Contains(err.Error(), "entry 3 is gone") {
			t.Error(err)
		}
	})
}

// TestAuditOfTwoProcesses writes from the owner and from beside it at the same time: the chain is one.
func TestAuditOfTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	owner := open(t, dir)
	o := optionsFor(dir)
	o.Beside = true
	beside, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = beside.Close() }()
	var wait sync.WaitGroup
	for _, db := range []*DB{owner, beside, owner} {
		wait.Go(func() {
			for range 20 {
				if err := db.Audit(t.Context(), indicators.Act{What: "test.done"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n, _, err := indicators.VerifyAudit(t.Context(), owner); err != nil || n != 60 {
		t.Errorf("%d %v", n, err)
	}
}
