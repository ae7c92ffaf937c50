package influxtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// Recorder stands before a server and keeps what it is asked.
type Recorder struct {
	URL string // to be asked instead of the server's

	mu       sync.Mutex
	queries  []Query
	requests []string // path of everything else
}

// Query is one query: its text, without the values that go beside it, and the whole body.
type Query struct {
	Text string
	Body []byte
}

// Record stands before a server until the test ends.
func (s *Server) Record(t testing.TB) *Recorder {
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	r := &Recorder{}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(target) }}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			t.Error(err)
		}
		request.Body = io.NopCloser(bytes.NewReader(body))
		r.note(t, request.URL.Path, body)
		proxy.ServeHTTP(w, request)
	}))
	t.Cleanup(front.Close)
	r.URL = front.URL
	return r
}

func (r *Recorder) note(t testing.TB, path string, body []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch path {
	case "/api/v2/query":
		var sent struct{ Query string }
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Error(err)
		}
		r.queries = append(r.queries, Query{sent.Query, body})
	case "/query":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		r.queries = append(r.queries, Query{form.Get("q"), body})
	default:
		r.requests = append(r.requests, path)
	}
}

// Heard gives what was asked since the last call: queries, and the paths of all other requests.
func (r *Recorder) Heard() (queries []Query, requests []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	queries, requests = r.queries, r.requests
	r.queries, r.requests = nil, nil
	return queries, requests
}
