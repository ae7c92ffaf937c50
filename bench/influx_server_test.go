package bench

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// openBucket makes a bucket as aspro makes its own, with infinite retention and shards of 52 weeks, and opens a store on it.
func openBucket(tb testing.TB, server *influxtest.Server, name string) *influx.Store {
	tb.Helper()
	return openReader(tb, server, name, influx.Flux)
}

// openReader is openBucket for a store that asks in the language.
func openReader(tb testing.TB, server *influxtest.Server, name string, reader influx.Reader) *influx.Store {
	tb.Helper()
	store, err := influx.Open(influx.Options{URL: server.URL, Org: server.Org, Bucket: name, Token: server.Token, Timeout: time.Minute, Reader: reader, Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	if err := store.Prepare(context.Background()); err != nil {
		tb.Fatal(err)
	}
	return store
}

// dropBucket takes a bucket and its files away, so that the server does not compact them under the next measurement.
func dropBucket(tb testing.TB, server *influxtest.Server, name string) {
	tb.Helper()
	var list struct{ Buckets []struct{ ID string } }
	_, answer := server.Call(http.MethodGet, "/api/v2/buckets?name="+url.QueryEscape(name), nil)
	if err := json.Unmarshal(answer, &list); err != nil || len(list.Buckets) != 1 {
		tb.Fatalf("bucket %s: %s", name, answer)
	}
	if status, answer := server.Call(http.MethodDelete, "/api/v2/buckets/"+list.Buckets[0].ID, nil); status != http.StatusNoContent {
		tb.Fatalf("bucket %s: %s", name, answer)
	}
}

// writePath is where line protocol with times in seconds goes.
func writePath(server *influxtest.Server, bucket string) string {
	return "/api/v2/write?precision=s&org=" + url.QueryEscape(server.Org) + "&bucket=" + url.QueryEscape(bucket)
}

// holds is what a bucket holds, field by field: how many and their sum.
func holds(server *influxtest.Server, bucket string) string {
	points := `from(bucket: "` + bucket + `") |> range(start: 2000-01-01T00:00:00Z, stop: 2030-01-01T00:00:00Z) |> group(columns: ["_field"]) `
	return server.Query(points+`|> count()`) + server.Query(points+`|> sum()`)
}
