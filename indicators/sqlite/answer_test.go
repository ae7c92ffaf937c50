package sqlite

import (
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestClaimsOfACrashAreFree: nothing was answered, so that the request may come again; what was answered stays.
func TestClaimsOfACrashAreFree(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	reopen := func(old *DB) *DB {
		if old != nil {
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
		}
		db, err := Open(t.Context(), Options{Dir: dir, Zone: func(string) *time.Location { return time.UTC }, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := reopen(nil)
	for _, name := range []string{"running", "answered"} {
		if _, claimed, err := db.Claim(t.Context(), "key", name, now); !claimed || err != nil {
			t.Fatal(name, claimed, err)
		}
	}
	answer := indicators.KeptAnswer{Fingerprint: "f", Status: 201, Headers: map[string]string{"Location": "/u1"}, Body: []byte("{}")}
	if err := db.Keep(t.Context(), "key", "answered", answer); err != nil {
		t.Fatal(err)
	}
	if _, claimed, err := db.Claim(t.Context(), "key", "running", now); claimed || indicators.KindOf(err) != indicators.Conflicting {
		t.Errorf("a running request: %v %v", claimed, err)
	}
	db = reopen(db)
	defer func() { _ = db.Close() }()
	if _, claimed, err := db.Claim(t.Context(), "key", "running", now); !claimed || err != nil {
		t.Errorf("after a crash: %v %v", claimed, err)
	}
	kept, claimed, err := db.Claim(t.Context(), "key", "answered", now.Add(indicators.AnswersKept-time.Second))
	if claimed || err != nil || kept.Status != 201 || kept.Headers["Location"] != "/u1" || string(kept.Body) != "{}" || kept.Fingerprint != "f" {
		t.Errorf("%+v %v %v", kept, claimed, err)
	}
	if _, claimed, err := db.Claim(t.Context(), "other", "answered", now); !claimed || err != nil {
		t.Errorf("the name of another key: %v %v", claimed, err)
	}
}
