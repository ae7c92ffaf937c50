package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/docs"
)

// TestEveryRouteIsInTheDocument: the table and the document name the same operations.
func TestEveryRouteIsInTheDocument(t *testing.T) {
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(docs.OpenAPI(), &document); err != nil {
		t.Fatal(err)
	}
	var written, served []string
	for path, operations := range document.Paths {
		for method := range operations {
			if slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
				written = append(written, strings.ToUpper(method)+" "+path)
			}
		}
	}
	for _, r := range newWorld(t).api.routes() {
		served = append(served, r.method+" "+r.path)
	}
	slices.Sort(written)
	slices.Sort(served)
	if !slices.Equal(written, served) {
		t.Errorf("the document has\n%s\nthe table has\n%s", strings.Join(written, "\n"), strings.Join(served, "\n"))
	}
}

// TestParametersOfTheDocument: what the table takes is what the document says.
func TestParametersOfTheDocument(t *testing.T) {
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(docs.OpenAPI(), &document); err != nil {
		t.Fatal(err)
	}
	for _, r := range newWorld(t).api.routes() {
		var operation struct {
			Parameters []struct{ In, Name string }
			Security   []map[string][]string
		}
		if err := json.Unmarshal(document.Paths[r.path][strings.ToLower(r.method)], &operation); err != nil {
			t.Fatal(err)
		}
		var written []string
		for _, p := range operation.Parameters {
			if p.In == "query" {
				written = append(written, p.Name)
			}
		}
		taken := r.parameters()
		slices.Sort(written)
		slices.Sort(taken)
		if !slices.Equal(written, taken) {
			t.Errorf("%s %s: the document has %v, the table %v", r.method, r.path, written, taken)
		}
		if r.keyed != (len(operation.Security) > 0) {
			t.Errorf("%s %s: keyed is %v, the document's security %v", r.method, r.path, r.keyed, operation.Security)
		}
	}
}

// TestEveryOpenRouteAnswers asks each route that needs no key once, on the sample data.
func TestEveryOpenRouteAnswers(t *testing.T) {
	w := newWorld(t).withSample()
	frozen := w.begin(w.admin, "kitaq-composting", "2012")
	w.freeze(w.admin, frozen, "")
	fill := strings.NewReplacer("{review}", frozen, "{other}", frozen, "{city}", "cebu", "{indicator}", "solid-waste-generated", "{programme}", "kitaq-composting", "{profile}", "aspro", "{file}", "init.js", "{index}", "ispu", "{code}", "unknown_city")
	for _, r := range w.api.routes() {
		if r.keyed || r.method != http.MethodGet {
			continue
		}
		path := fill.Replace(r.path)
		if !r.root {
			path = base + path
		}
		query := ""
		if strings.Contains(r.query, "site") && path != base+"/series" && !strings.HasSuffix(path, "/latest") {
			query = "?site=cebu-city"
		}
		if strings.HasSuffix(path, "/exceedances") { // there is no limit of waste
			path, query = base+"/cities/cebu/indicators/pm10/exceedances", "?site=citywide"
		}
		if strings.HasSuffix(path, "/sdg/6.3.2") {
			query = "?class=C"
		}
		if strings.HasSuffix(path, "/history") {
			query += "&period=2010"
		}
		if strings.Contains(path, "/cities/") && strings.Contains(path, "/indices/") { // the sample has no daily values
			continue
		}
		if strings.HasSuffix(path, "/aggregates") {
			query += "&window=P1Y"
		}
		if strings.HasSuffix(path, "/progress") && strings.Contains(path, "/cities/") {
			query += "&programme=kitaq-composting"
		}
		if answer := w.do(r.method, path+query, "", "", ""); answer.Code != http.StatusOK {
			t.Errorf("%s %s: %d %s", r.method, path+query, answer.Code, answer.Body)
		}
		if r.csv {
			for _, form := range []string{"ndjson", "xlsx"} {
				if answer := w.do(r.method, path+strings.TrimPrefix(query+"&format="+form, ""), "", "", ""); query != "" && answer.Code != http.StatusOK {
					t.Errorf("%s as %s: %d", path+query, form, answer.Code)
				}
			}
			csv := w.do(r.method, path+query, "", "", "", "Accept", "text/csv")
			if csv.Code != http.StatusOK || !strings.HasPrefix(csv.Header().Get("Content-Type"), "text/csv") || strings.Count(csv.Body.String(), "\n") < 2 {
				t.Errorf("%s as CSV: %d %s", path+query, csv.Code, csv.Body)
			}
		}
	}
}
