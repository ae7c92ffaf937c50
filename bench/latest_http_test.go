package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// server serves the world on a port of this machine.
func server(b *testing.B, c *indicators.Catalogue, db *sqlite.DB) *httptest.Server {
	b.Helper()
	return serverOn(b, c, db, db)
}

// serverOn serves observations from another store than the ledger's.
func serverOn(b *testing.B, c *indicators.Catalogue, store indicators.Store, db *sqlite.DB) *httptest.Server {
	b.Helper()
	a, err := api.New(api.Options{Catalogue: c, Store: store, Ledger: db, Intake: db, Now: time.Now, // of the machine: connections have deadlines
		Log: slog.New(slog.DiscardHandler), Secret: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		b.Fatal(err)
	}
	s := httptest.NewServer(a)
	b.Cleanup(s.Close)
	return s
}

// BenchmarkLatestHTTP is the same over HTTP: connections are kept, client and server share the cores, and the time is
// until the last byte of the answer is read. Beside it the same bytes from a server that does nothing but send them.
// With gzip the client asks for compression, as browsers do, and does not unpack.
func BenchmarkLatestHTTP(b *testing.B) {
	c := world()
	db := openStore(b, c, b.TempDir())
	defer db.Close()
	fillLatest(b, db)
	url := server(b, c, db).URL + "/api/v1/cities/surabaya/indicators/pm25/latest"
	b.Run("one", func(b *testing.B) { benchLatestHTTP(b, latestOneTime, url+"?site="+station(0), "identity", 1) })
	b.Run("500", func(b *testing.B) { benchLatestHTTP(b, latestAllTime, url, "identity", stations) })
	b.Run("500-gzip", func(b *testing.B) { benchLatestHTTP(b, latestAllTime, url, "gzip", stations) })
}

func benchLatestHTTP(b *testing.B, allowed float64, url, encoding string, series int) {
	var body bytes.Buffer
	aspro := get(b, url, encoding)
	if err := aspro(&body); err != nil {
		b.Fatal(err)
	}
	if encoding == "identity" && bytes.Count(body.Bytes(), []byte(`"observation":`)) != series {
		b.Fatalf("the answer does not have %d series: %.200s", series, body.String())
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body.Bytes()) }))
	defer server.Close()
	bare := get(b, server.URL, encoding)
	var took, tookBare []time.Duration
	for b.Loop() {
		took = append(took, underLoad(b, func() error { return aspro(io.Discard) })...)
		tookBare = append(tookBare, underLoad(b, func() error { return bare(io.Discard) })...)
	}
	b.ReportMetric(0, "ns/op") // of the load, which is paced
	b.ReportMetric(float64(body.Len())/1024, "KiB")
	b.ReportMetric(milliseconds(quantile(took, 0.5)), "ms-median")
	b.ReportMetric(milliseconds(quantile(tookBare, 0.99)), "ms-p99-bare-http")
	report(b, milliseconds(quantile(took, 0.99)), allowed, "ms-p99", true)
}

// get asks for a page and writes it to a writer; any answer but 200 is an error.
func get(b *testing.B, url, encoding string) func(to io.Writer) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	b.Cleanup(client.CloseIdleConnections)
	return func(to io.Writer) error {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		request.Header.Set("Accept-Encoding", encoding)
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		_, err = io.Copy(to, answer.Body)
		if err == nil && answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %s", url, answer.Status)
		}
		return err
	}
}
