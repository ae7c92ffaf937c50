package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *update { // only what is generated
		_ = flag.Set("test.run", "^(TestAuthorizationMatrix|TestExamplesAreWhatComes|TestCachingPage)$")
	}
	os.Exit(m.Run())
}

var serverSecret = bytes.Repeat([]byte("s"), 32)

// world is a server on a store of its own; every answer is checked against the document.
type world struct {
	t     testing.TB
	api   *API
	db    *sqlite.DB
	log   bytes.Buffer
	now   time.Time
	admin string
}

// defaultCatalogue is read once: servers only read it.
var defaultCatalogue = sync.OnceValues(func() (*indicators.Catalogue, error) { return catalogue.Load() })

// emptyStore is the file of a store that holds nothing yet, made once: to make its tables takes longer than most tests.
var emptyStore = sync.OnceValues(func() ([]byte, error) {
	rows, err := defaultCatalogue()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "aspro-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Zone: rows.Zone, Now: time.Now})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, sqlite.FileName))
})

// emptyFolder is a data folder with a store that holds nothing.
func emptyFolder(t testing.TB) string {
	t.Helper()
	content, err := emptyStore()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, sqlite.FileName), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// newWorld opens a server with the default catalogue and nothing else.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	rows, err := defaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return w.now }
	if w.db, err = sqlite.Open(context.Background(), sqlite.Options{Dir: emptyFolder(t), Zone: rows.Zone, Check: rows.CheckOf, Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.api, err = New(Options{Catalogue: rows, Store: w.db, Ledger: w.db, Intake: w.db, Now: now, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		Secret: serverSecret, SpoolDir: t.TempDir(), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	w.admin = w.key(indicators.Key{Role: indicators.RoleAdmin})
	return w
}

// key adds a key and gives its text.
func (w *world) key(k indicators.Key) string {
	w.t.Helper()
	k.CreatedAt = w.now
	minted, text := indicators.MintKey(serverSecret, k)
	if err := w.db.AddKey(context.Background(), minted); err != nil {
		w.t.Fatal(err)
	}
	return text
}

// withSample loads the published figures.
func (w *world) withSample() *world {
	w.t.Helper()
	for _, s := range docs.SampleUploads() {
		_, err := w.api.importer.Import(context.Background(), bytes.NewReader(s.Content), ingest.Options{Request: indicators.UploadRequest{
			City: s.City, Profile: s.Profile, FileName: s.Name, OnConflict: indicators.OnConflict(s.OnConflict), Reason: s.Reason, KeyID: "cli"}})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return w
}

// do sends a request and checks the answer against the document.
func (w *world) do(method, target, key, contentType, body string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, r)
	w.validate(r, answer)
	return answer
}

func (w *world) validate(r *http.Request, answer *httptest.ResponseRecorder) {
	w.t.Helper()
	if answer.Code == http.StatusNotModified || r.Method == http.MethodOptions || r.Method == http.MethodHead || answer.Header().Get("Content-Encoding") != "" {
		return
	}
	switch err := readContract(w.t).judge(r, answer); {
	case errors.Is(err, errNotInDocument):
		if answer.Code != http.StatusNotFound && answer.Code != http.StatusMethodNotAllowed {
			w.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
	case err != nil:
		w.t.Errorf("%s %s answers %d, which the document does not allow: %.2000s", r.Method, r.URL, answer.Code, err)
	}
}

// get reads JSON into view and fails unless the status is the one named.
func (w *world) get(target string, status int, view any) {
	w.t.Helper()
	answer := w.do(http.MethodGet, target, "", "", "")
	if answer.Code != status {
		w.t.Fatalf("GET %s: %d, not %d: %s", target, answer.Code, status, answer.Body)
	}
	if view != nil {
		if err := json.Unmarshal(answer.Body.Bytes(), view); err != nil {
			w.t.Fatalf("GET %s: %v", target, err)
		}
	}
}

// post uploads a file.
func (w *world) post(query, key, body string) (*httptest.ResponseRecorder, RefusedUpload) {
	w.t.Helper()
	answer := w.do(http.MethodPost, "/api/v1/uploads?"+query, key, "text/csv", body)
	var view RefusedUpload
	if err := json.Unmarshal(answer.Body.Bytes(), &view); err != nil {
		w.t.Fatalf("POST %s: %v: %s", query, err, answer.Body)
	}
	return answer, view
}

type urlValues url.Values

func (v urlValues) with(name, text string) urlValues {
	url.Values(v).Set(name, text)
	return v
}

func (v urlValues) encode() string { return url.Values(v).Encode() }
