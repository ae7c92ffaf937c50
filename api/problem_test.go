package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// faultyStore fails in a way of its own; everything else is the real store.
type faultyStore struct {
	indicators.Store
	fail func() error
}

func (s faultyStore) SeriesList(context.Context, indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	return nil, s.fail()
}

// TestEveryErrorIsAProblem: all fields, the same request id in header and body, and a type that leads to its page.
func TestEveryErrorIsAProblem(t *testing.T) {
	w := newWorld(t)
	store := w.api.Store
	secret := "/var/lib/secret: disk I/O error at 0xc000"
	fails := func(fail func() error) { w.api.Store = faultyStore{store, fail} }
	for name, c := range map[string]struct {
		method, target, key, kind string
		prepare                   func()
		status                    int
		code                      string
	}{
		"no path":       {http.MethodGet, "/api/v1/nothing", "", "", nil, 404, "no_such_path"},
		"no method":     {http.MethodDelete, "/api/v1/cities", "", "", nil, 405, "method_not_allowed"},
		"odd method":    {"BREW", "/api/v1/cities", "", "", nil, 405, "method_not_allowed"},
		"no city":       {http.MethodGet, "/api/v1/cities/atlantis", "", "", nil, 404, "unknown_city"},
		"no parameter":  {http.MethodGet, "/api/v1/cities?colour=red", "", "", nil, 422, "unknown_parameter"},
		"bad query":     {http.MethodGet, "/api/v1/cities?a=%zz", "", "", nil, 422, "bad_query"},
		"no key":        {http.MethodGet, "/api/v1/uploads", "", "", nil, 401, "key_missing"},
		"bad key":       {http.MethodGet, "/api/v1/uploads", "aspro_a_b", "", nil, 401, "key_refused"},
		"bad type":      {http.MethodPost, "/api/v1/uploads?profile=aspro", w.admin, "image/png", nil, 415, "unsupported_type"},
		"panic":         {http.MethodGet, "/api/v1/series", "", "", func() { fails(func() error { panic(secret) }) }, 500, "internal"},
		"internal":      {http.MethodGet, "/api/v1/series", "", "", func() { fails(func() error { return indicators.Errorf(indicators.Internal, "%s", secret) }) }, 500, "internal"},
		"unknown error": {http.MethodGet, "/api/v1/series", "", "", func() { fails(func() error { return context.Canceled }) }, 500, "internal"},
		"away":          {http.MethodGet, "/api/v1/series", "", "", func() { fails(func() error { return indicators.Errorf(indicators.Unavailable, "%s", secret) }) }, 503, "unavailable"},
		"too slow":      {http.MethodGet, "/api/v1/series", "", "", func() { fails(func() error { return context.DeadlineExceeded }) }, 503, "timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			w.api.Store = store
			if c.prepare != nil {
				c.prepare()
			}
			answer := w.do(c.method, c.target, c.key, c.kind, "", "X-Request-Id", "from-the-client-1")
			var p Problem
			if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
				t.Fatalf("%v: %s", err, answer.Body)
			}
			if answer.Code != c.status || p.Status != c.status || p.Code != c.code || answer.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %v %s", answer.Code, answer.Header(), answer.Body)
			}
			if p.Title == "" || p.Detail == "" || p.Errors == nil || p.RequestID != "from-the-client-1" || answer.Header().Get("X-Request-Id") != p.RequestID {
				t.Errorf("%s", answer.Body)
			}
			if strings.Contains(answer.Body.String(), "secret") || strings.Contains(answer.Body.String(), "0xc000") {
				t.Errorf("the server's inside is shown: %s", answer.Body)
			}
			if page := w.do(http.MethodGet, p.Type, "", "", ""); page.Code != http.StatusOK {
				t.Errorf("%s: %d", p.Type, page.Code)
			}
			if c.status == 405 && answer.Header().Get("Allow") == "" {
				t.Error("405 without Allow")
			}
			if c.status == 503 && answer.Header().Get("Retry-After") == "" {
				t.Error("503 without Retry-After")
			}
		})
	}
}

func TestPageOfACode(t *testing.T) {
	w := newWorld(t)
	var p ProblemTypeView
	w.get("/problems/ambiguous_date?lang=ja", http.StatusOK, &p)
	if p.Language != "ja" || p.Title != "二通りに読める日付があります。" || len(p.At) != 1 || p.At[0] != "row" {
		t.Errorf("%+v", p)
	}
	page := w.do(http.MethodGet, "/problems/naive_datetime", "", "", "", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language", "ceb")
	if body := page.Body.String(); !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") || !strings.Contains(body, `<html lang="ceb">`) ||
		!strings.Contains(body, "written %2B") && !strings.Contains(body, "isulat nga %2B") || strings.Contains(body, "<script") {
		t.Errorf("%v %s", page.Header(), body)
	}
	var list List[ProblemTypeView]
	w.get("/problems", http.StatusOK, &list)
	if len(list.Data) < 100 {
		t.Errorf("%d codes", len(list.Data))
	}
	w.get("/problems/nothing", http.StatusNotFound, nil)
	w.get("/problems?lang=tlh", http.StatusUnprocessableEntity, nil)
}
