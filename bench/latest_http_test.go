package bench

import (
	"bytes"
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
	a, err := api.New(api.Options{Catalogue: c, Store: db, Ledger: db, Intake: db, Now: time.Now, // of the machine: connections have deadlines
		Log: slog.New(slog.DiscardHandler), Secret: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		b.Fatal(err)
	}
	s := httptest.NewServer(a)
	b.Cleanup(s.Close)
	return s
}

// BenchmarkLatestHTTP is the same over HTTP: connections are kept, client and server share the cores, and the time is
// until the last byte of the answer is read. With gzip the client asks for compression, as browsers do, and does not unpack.
func BenchmarkLatestHTTP(b *testing.B) {
	c := world()
	db := openStore(b, c, b.TempDir())
	defer db.Close()
	fillLatest(b, db)
	s := server(b, c, db)
	path := s.URL + "/api/v1/cities/surabaya/indicators/pm25/latest"
	b.Run("one", func(b *testing.B) { benchLatest(b, latestOneTime, get(b, path+"?site="+station(0), "identity", 100)) })
	b.Run("500", func(b *testing.B) { benchLatest(b, latestAllTime, get(b, path, "identity", 100*stations)) })
	b.Run("500-gzip", func(b *testing.B) { benchLatest(b, latestAllTime, get(b, path, "gzip", 1000)) })
}

// get asks for a page and reads it to its end; an answer shorter than least bytes is not what was asked for.
func get(b *testing.B, url, encoding string, least int64) func() error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	b.Cleanup(client.CloseIdleConnections)
	return func() error {
		request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		request.Header.Set("Accept-Encoding", encoding)
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		n, err := io.Copy(io.Discard, answer.Body)
		if err == nil && (answer.StatusCode != http.StatusOK || n < least) {
			err = fmt.Errorf("%s: %s, %d bytes", url, answer.Status, n)
		}
		return err
	}
}
