package influx

import (
	"fmt"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/indicators/storetest"
)

func TestStore(t *testing.T) { testStore(t, Flux) }

func TestStoreInfluxQL(t *testing.T) { testStore(t, InfluxQL) }

func testStore(t *testing.T, reader Reader) {
	t.Parallel()
	server, n := startInfluxd(t), 0
	storetest.Run(t, func(t *testing.T) indicators.Store {
		n++
		return reading(server.bucket(t, fmt.Sprint("bucket", n)), reader)
	})
}

// reading sets the language of a store that nothing has asked yet.
func reading(s *Store, reader Reader) *Store {
	s.options.Reader = reader
	return s
}

var cityZones = map[string]string{"surabaya": "Asia/Jakarta", "cebu": "Asia/Manila", "kitakyushu": "Asia/Tokyo"}

func zoneOfCity(city string) *time.Location {
	if zone, err := time.LoadLocation(cityZones[city]); err == nil {
		return zone
	}
	return time.UTC
}

// house is observations in InfluxDB with the ledger beside.
type house struct {
	*Store
	indicators.Ledger
	*Intake
}

func (h house) Close() error { return nil }

func openHouse(t testing.TB, server *influxd, bucket string) house {
	t.Helper()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	tick := func() time.Time { now = now.Add(time.Second); return now }
	ledger, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Zone: zoneOfCity, Now: tick})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	store := server.bucket(t, bucket)
	return house{store, ledger, NewIntake(store, ledger, zoneOfCity, tick)}
}

func TestIntake(t *testing.T) { testIntake(t, Flux) }

func TestIntakeInfluxQL(t *testing.T) { testIntake(t, InfluxQL) }

func testIntake(t *testing.T, reader Reader) {
	t.Parallel()
	server, n := startInfluxd(t), 0
	storetest.RunIntake(t, func(t *testing.T) storetest.House {
		n++
		house := openHouse(t, server, fmt.Sprint("house", n))
		reading(house.Store, reader)
		return house
	})
}

func TestPosts(t *testing.T) {
	t.Parallel()
	server, n := startInfluxd(t), 0
	storetest.RunPosts(t, func(t *testing.T) storetest.PostHouse {
		n++
		return openHouse(t, server, fmt.Sprint("posts", n))
	})
}
