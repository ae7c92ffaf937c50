package influx

import (
	"context"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
	"github.com/aspro-cities/aspro/indicators/storetest"
)

// influxd is a real server of a test's own.
type influxd struct {
	*influxtest.Server
	url string
}

func startInfluxd(tb testing.TB) *influxd {
	tb.Helper()
	s := influxtest.Start(tb, influxtest.Options{})
	return &influxd{s, s.URL}
}

// bucket opens a store on a bucket of its own. A request has minutes: on a machine that is busy with other things an answer
// comes late, and what these tests hold the store to is what it says.
func (s *influxd) bucket(tb testing.TB, name string) *Store {
	tb.Helper()
	store, err := Open(Options{URL: s.url, Org: s.Org, Bucket: name, Token: s.Token, Now: time.Now, Check: storetest.CheckOf, Timeout: 5 * time.Minute})
	if err != nil {
		tb.Fatal(err)
	}
	if err := store.Prepare(context.Background()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	return store
}

// recorded is a server with a recorder before it.
type recorded struct {
	*influxd
	*influxtest.Recorder
}

func (s *influxd) recorded(tb testing.TB) recorded {
	r := s.Record(tb)
	return recorded{&influxd{s.Server, r.URL}, r}
}
