package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

func documentWithBodies(t *testing.T) *openapi3.T {
	t.Helper()
	return load(t, []byte(`{"openapi":"3.0.3","info":{"title":"t","version":"1"},"components":{},"paths":{"/a":{"post":{"operationId":"makeA",
		"requestBody":{"content":{"application/json":{}}},
		"responses":{"201":{"description":"made","content":{"application/json":{}}},"default":{"description":"wrong","content":{"application/problem+json":{}}}}}}}}`))
}

func TestRecordedExamplesStandInTheirPlaces(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"makeA.json":   `{"request":{"application/json":{"n":1}},"answers":{"201":{"application/json":{"id":"a1"}}}}`,
		"problem.json": `{"answers":{"422":{"application/problem+json":{"code":"invalid"}}}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := recordedIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	doc := documentWithBodies(t)
	if err := illustrate(doc, all); err != nil {
		t.Fatal(err)
	}
	op := doc.Paths.Value("/a").Post
	wantJSON(t, "body", op.RequestBody.Value.Content[mediaJSON].Example, `{"n":1}`)
	wantJSON(t, "answer", op.Responses.Value("201").Value.Content[mediaJSON].Example, `{"id":"a1"}`)
	wantJSON(t, "problem", op.Responses.Value("default").Value.Content[mediaProblem].Examples["problem"], `{"$ref":"#/components/examples/problem"}`)
	wantJSON(t, "component", doc.Components.Examples["problem"].Value.Value, `{"code":"invalid"}`)
}

func TestRecordedExamplesWithoutAPlaceAreRefused(t *testing.T) {
	body := map[string]any{mediaCSV: "a\n"}
	for says, all := range map[string]map[string]recorded{
		"is no operation": {"makeB": {}},
		"not declared":    {"makeA": {Request: body}},
		"answers no 200":  {"makeA": {Answers: map[string]map[string]any{"200": body}}},
		"201: there is":   {"makeA": {Answers: map[string]map[string]any{"201": body}}},
		"none of":         {problemExample: {Answers: map[string]map[string]any{"422": body}}},
	} {
		if err := illustrate(documentWithBodies(t), all); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, not %q", err, says)
		}
	}
}

func TestAFolderOfExamplesMayBeAbsent(t *testing.T) {
	if all, err := recordedIn(filepath.Join(t.TempDir(), "none")); err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := recordedIn(dir); err == nil {
		t.Error("a file that is no JSON is read")
	}
}
