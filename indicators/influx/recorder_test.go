package influx

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

// recorder stands before a server and keeps what it is asked.
type recorder struct {
	*influxd
	mu       sync.Mutex
	queries  []asked
	requests []string // path of everything else
}

// asked is one query: its text, and the whole body.
type asked struct {
	text string
	body []byte
}

func record(t *testing.T, server *influxd) *recorder {
	target, err := url.Parse(server.url)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{}
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
	r.influxd = &influxd{server.Server, front.URL}
	return r
}

func (r *recorder) note(t *testing.T, path string, body []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch path {
	case "/api/v2/query":
		var sent struct{ Query string }
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Error(err)
		}
		r.queries = append(r.queries, asked{sent.Query, body})
	case "/query":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		r.queries = append(r.queries, asked{form.Get("q"), body})
	default:
		r.requests = append(r.requests, path)
	}
}

// heard gives what was asked since the last call.
func (r *recorder) heard() (queries []asked, requests []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	queries, requests = r.queries, r.requests
	r.queries, r.requests = nil, nil
	return queries, requests
}
