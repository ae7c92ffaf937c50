package sqlite

import (
	"context"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/storetest"
)

var cityZones = map[string]string{"surabaya": "Asia/Jakarta", "cebu": "Asia/Manila", "kitakyushu": "Asia/Tokyo"}

func zoneOfCity(city string) *time.Location {
	if zone, err := time.LoadLocation(cityZones[city]); err == nil {
		return zone
	}
	return time.UTC
}

func optionsFor(dir string) Options {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return Options{Dir: dir, Zone: zoneOfCity, Check: storetest.CheckOf, Now: func() time.Time { now = now.Add(time.Second); return now }}
}

// open opens the store of a folder; it is closed when the test ends.
func open(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(context.Background(), optionsFor(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) indicators.Store { return open(t, t.TempDir()) })
}

// TestReopenedStoreKnowsEverything closes and opens the file before each answer.
func TestReopenedStoreKnowsEverything(t *testing.T) {
	for _, c := range storetest.Cases() {
		if c.Name == "concurrent appends are all kept" {
			continue // it reads while others write, which a closed file cannot serve
		}
		t.Run(c.Name, func(t *testing.T) {
			r := &reopening{t: t, options: optionsFor(t.TempDir())}
			r.again()
			defer func() { _ = r.Close() }()
			if err := c.Check(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
}

type reopening struct {
	*DB
	t       *testing.T
	options Options
}

func (r *reopening) again() *DB {
	r.t.Helper()
	if r.DB != nil {
		if err := r.Close(); err != nil {
			r.t.Fatal(err)
		}
	}
	var err error
	if r.DB, err = Open(context.Background(), r.options); err != nil {
		r.t.Fatal(err)
	}
	return r.DB
}

func (r *reopening) Select(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Observation, error) {
	return r.again().Select(ctx, series, period)
}

func (r *reopening) Days(ctx context.Context, series []indicators.Series, period indicators.Period, zone *time.Location, needed indicators.DayNumbers) ([]indicators.DaySeries, error) {
	return r.again().Days(ctx, series, period, zone, needed)
}

func (r *reopening) Latest(ctx context.Context, series []indicators.Series) ([]indicators.LatestObservation, error) {
	return r.again().Latest(ctx, series)
}

func TestIntake(t *testing.T) {
	storetest.RunIntake(t, func(t *testing.T) storetest.House { return open(t, t.TempDir()) })
}

func TestAnotherProcessCannotOwnTheFolder(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	if _, err := Open(t.Context(), optionsFor(dir)); indicators.KindOf(err) != indicators.Conflicting {
		t.Errorf("the folder was opened twice: %v", err)
	}
	beside := optionsFor(dir)
	beside.Beside = true
	db, err := Open(t.Context(), beside)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AddKey(t.Context(), indicators.Key{ID: "a", Hash: []byte{1}, Role: indicators.RoleAdmin}); err != nil {
		t.Error(err)
	}
	if err := db.Append(t.Context(), nil); err == nil {
		t.Error("who does not own the folder may not write observations")
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestPosts(t *testing.T) {
	storetest.RunPosts(t, func(t *testing.T) storetest.PostHouse { return open(t, t.TempDir()) })
}
