package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// canary is a value that stands in another city and in another bucket, and nowhere else.
const canary = 90.0009137

// TestSoakHostileTextOnInflux: whatever stands in any parameter of any route, no row of another city or bucket is
// answered, InfluxDB is asked nothing but queries of the templates, and nothing is written or deleted.
func TestSoakHostileTextOnInflux(t *testing.T) {
	server := influxtest.Start(t, influxtest.Options{})
	texts := influxtest.Hostile()
	if !long() {
		var some []string
		step := 13 // prime to 5, so that every way of embedding a text is met
		if testing.Short() {
			step = 41
		}
		for i := 0; i < len(texts); i += step {
			some = append(some, texts[i])
		}
		texts = some
	}
	for _, reader := range []influx.Reader{influx.Flux, influx.InfluxQL} {
		t.Run(string(reader), func(t *testing.T) { hostileTexts(t, server, reader, texts) })
	}
}

func hostileTexts(t *testing.T, server *influxtest.Server, reader influx.Reader, texts []string) {
	front := server.Record(t)
	w := newWorld(t)
	open := func(bucket string) *influx.Store {
		store, err := influx.Open(influx.Options{URL: front.URL, Org: server.Org, Bucket: bucket, Token: server.Token, Now: time.Now, Reader: reader, Check: w.api.Catalogue.CheckOf})
		if err == nil {
			err = store.Prepare(context.Background())
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		return store
	}
	store := open("api-" + string(reader))
	intake := influx.NewIntake(store, w.db, w.api.Catalogue.Zone, time.Now)
	w.api.Store, w.api.Intake, w.api.Spools = store, intake, true
	w.api.importer.Intake, w.api.importer.Spools = intake, true
	w.withSample()
	for city, in := range map[string]*influx.Store{"cebu": store, "surabaya": open("canary-" + string(reader))} {
		of := indicators.Series{City: city, Site: "citywide", Indicator: "pm2-5", Resolution: indicators.P1D, Statistic: "mean"}
		if err := in.Append(context.Background(), []indicators.Batch{{Series: of, Observations: []indicators.Observation{
			{Start: 1262304000, Value: canary, Quality: indicators.Good, Status: indicators.Observed}}}}); err != nil {
			t.Fatal(err)
		}
	}
	front.Heard()

	templates := map[string]bool{}
	learn := func() {
		queries, _ := front.Heard()
		for _, q := range queries {
			templates[q.Text] = true
		}
	}
	asked := 0
	ask := func(target, what string) {
		asked++
		answer := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, target, nil)
		r.Header.Set("Authorization", "Bearer "+w.admin)
		w.api.ServeHTTP(answer, r)
		if answer.Code >= 500 {
			t.Errorf("%s: %d %.300s", what, answer.Code, answer.Body)
		}
		if strings.Contains(answer.Body.String(), "90.0009") {
			t.Errorf("%s: a row that is not of this city: %.500s", what, answer.Body)
		}
	}
	eachParameter(w.api, func(target string, _ func(string) (string, string)) {
		ask(target, target)
		learn()
	})
	if len(templates) < 5 {
		t.Fatalf("%d templates", len(templates))
	}
	eachParameter(w.api, func(_ string, with func(string) (string, string)) {
		for _, text := range texts {
			target, what := with(text)
			ask(target, what)
			queries, requests := front.Heard()
			if len(requests) > 0 {
				t.Errorf("%s: InfluxDB was asked %v", what, requests)
			}
			for _, q := range queries {
				if !templates[q.Text] {
					t.Errorf("%s: not a template:\n%s", what, q.Text)
				}
			}
		}
	})
	t.Logf("%d requests, %d templates", asked, len(templates))
}

// eachParameter goes through every parameter of every route that reads, of path and query: the route asked properly, and with a text in the parameter.
func eachParameter(a *API, visit func(target string, with func(text string) (target, what string))) {
	for _, r := range a.routes() {
		if r.method != http.MethodGet || r.root {
			continue
		}
		plain := map[string]string{"{city}": "surabaya", "{indicator}": "solid-waste-generated", "{programme}": "jakstranas", "{profile}": "aspro", "{upload}": "u1"}
		query := url.Values{}
		switch {
		case strings.HasSuffix(r.path, "/aggregates"):
			query.Set("window", "P1Y")
		case strings.HasSuffix(r.path, "/progress") && strings.HasPrefix(r.path, "/cities"):
			query.Set("programme", "jakstranas")
			plain["{indicator}"] = "waste-handled-share"
		}
		address := func(path map[string]string, query url.Values) string {
			target := r.path
			for name, value := range path {
				target = strings.ReplaceAll(target, name, url.PathEscape(value))
			}
			return base + target + "?" + query.Encode()
		}
		proper := address(plain, query)
		for name := range plain {
			if strings.Contains(r.path, name) {
				visit(proper, func(text string) (string, string) {
					path := map[string]string{name: text}
					for other, value := range plain {
						if other != name {
							path[other] = value
						}
					}
					return address(path, query), r.path + " " + name + " = " + text
				})
			}
		}
		for _, name := range strings.Fields(r.query) {
			visit(proper, func(text string) (string, string) {
				more := url.Values{name: {text}}
				for other, value := range query {
					if other != name {
						more[other] = value
					}
				}
				return address(plain, more), r.path + " " + name + " = " + text
			})
		}
	}
}
