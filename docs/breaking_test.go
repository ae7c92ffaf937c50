package docs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/aspro-cities/aspro/docs"
)

// released is the document of the last tag, or docs/openapi.released.json as long as nothing was tagged.
func released(t *testing.T) []byte {
	t.Helper()
	if tag, err := exec.Command("git", "describe", "--tags", "--abbrev=0").Output(); err == nil {
		if text, err := exec.Command("git", "show", strings.TrimSpace(string(tag))+":docs/openapi.json").Output(); err == nil {
			return text
		}
	}
	text, err := os.ReadFile("openapi.released.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestNothingThatClientsUseIsBroken: what the released document promised still holds. Additions are fine.
// ASPRO_RELEASE=1 with -update takes the document of today for the released one.
func TestNothingThatClientsUseIsBroken(t *testing.T) {
	if *update && os.Getenv("ASPRO_RELEASE") != "" {
		var short bytes.Buffer
		if err := json.Compact(&short, docs.OpenAPI()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("openapi.released.json", append(short.Bytes(), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, broken := range breaking(read(t, released(t)), read(t, docs.OpenAPI())) {
		t.Error(broken)
	}
}

func read(t *testing.T, text []byte) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// breaking lists what a client of the old document can no longer do with the new one.
func breaking(before, after *openapi3.T) []string {
	var broken []string
	for path, item := range before.Paths.Map() {
		for method, old := range item.Operations() {
			name := method + " " + path
			now := after.Paths.Value(path)
			if now == nil || now.GetOperation(method) == nil {
				broken = append(broken, name+" is gone")
				continue
			}
			broken = append(broken, brokenOperation(name, old, now.GetOperation(method))...)
		}
	}
	slices.Sort(broken)
	return broken
}

func brokenOperation(name string, old, now *openapi3.Operation) []string {
	var broken []string
	for _, ref := range now.Parameters {
		if p := ref.Value; p.Required && old.Parameters.GetByInAndName(p.In, p.Name) == nil {
			broken = append(broken, fmt.Sprintf("%s: the new parameter %s is required", name, p.Name))
		}
	}
	for _, ref := range old.Parameters {
		p := now.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name)
		if p == nil {
			broken = append(broken, fmt.Sprintf("%s: the parameter %s is gone", name, ref.Value.Name))
			continue
		}
		if p.Required && !ref.Value.Required {
			broken = append(broken, fmt.Sprintf("%s: the parameter %s is required now", name, p.Name))
		}
		broken = append(broken, brokenWords(name+": the parameter "+p.Name, ref.Value.Schema.Value.Enum, p.Schema.Value.Enum)...)
	}
	if old.Security != nil && len(*old.Security) == 0 && now.Security != nil && len(*now.Security) > 0 {
		broken = append(broken, name+" needs a key now")
	}
	for status, answer := range old.Responses.Map() {
		if !strings.HasPrefix(status, "2") || answer.Value == nil {
			continue
		}
		again := now.Responses.Value(status)
		if again == nil {
			broken = append(broken, name+": the answer "+status+" is gone")
			continue
		}
		for kind, media := range answer.Value.Content {
			new := again.Value.Content[kind]
			if new == nil {
				broken = append(broken, fmt.Sprintf("%s: %s no longer comes as %s", name, status, kind))
				continue
			}
			if media.Schema != nil && new.Schema != nil {
				broken = append(broken, brokenSchema(name+" "+status, media.Schema.Value, new.Schema.Value, 0)...)
			}
		}
	}
	return broken
}

// brokenWords lists the words that were taken and no longer are.
func brokenWords(where string, old, now []any) []string {
	if len(now) == 0 {
		return nil
	}
	if len(old) == 0 {
		return []string{where + " takes some words only now"}
	}
	var broken []string
	for _, word := range old {
		if !slices.Contains(now, word) {
			broken = append(broken, fmt.Sprintf("%s no longer takes %v", where, word))
		}
	}
	return broken
}

// brokenSchema walks an answer: fields that are gone, that are of another type, or no longer always there.
func brokenSchema(where string, old, now *openapi3.Schema, depth int) []string {
	if old == nil || now == nil || depth > 12 {
		return nil
	}
	var broken []string
	if old.Type != nil && now.Type != nil {
		for _, kind := range now.Type.Slice() {
			if !old.Type.Includes(kind) {
				broken = append(broken, fmt.Sprintf("%s may be of type %s now", where, kind))
			}
		}
	}
	for i, part := range old.AnyOf {
		if i < len(now.AnyOf) {
			broken = append(broken, brokenSchema(where, part.Value, now.AnyOf[i].Value, depth+1)...)
		}
	}
	for i, part := range old.AllOf {
		whole := now
		switch {
		case len(now.AllOf) == len(old.AllOf):
			whole = now.AllOf[i].Value
		case len(now.AllOf) > 0:
			whole = merged(now)
		}
		broken = append(broken, brokenSchema(where, part.Value, whole, depth+1)...)
	}
	if old.Items != nil && now.Items != nil {
		broken = append(broken, brokenSchema(where+"[]", old.Items.Value, now.Items.Value, depth+1)...)
	}
	for name, property := range old.Properties {
		again := now.Properties[name]
		if again == nil {
			broken = append(broken, fmt.Sprintf("%s.%s is gone", where, name))
			continue
		}
		if slices.Contains(old.Required, name) && !slices.Contains(now.Required, name) {
			broken = append(broken, fmt.Sprintf("%s.%s is no longer always there", where, name))
		}
		broken = append(broken, brokenSchema(where+"."+name, property.Value, again.Value, depth+1)...)
	}
	return broken
}

// merged is the fields of all parts of an allOf together.
func merged(s *openapi3.Schema) *openapi3.Schema {
	all := openapi3.NewObjectSchema()
	all.Required = s.Required
	for name, property := range s.Properties {
		all.Properties[name] = property
	}
	for _, part := range s.AllOf {
		inner := part.Value
		if len(inner.AllOf) > 0 {
			inner = merged(inner)
		}
		for name, property := range inner.Properties {
			all.Properties[name] = property
		}
		all.Required = append(all.Required, inner.Required...)
	}
	return all
}

func TestBreakingChangesAreSeen(t *testing.T) {
	document := func(parameter, enum, required, fields, kind, security string) *openapi3.T {
		return read(t, fmt.Appendf(nil, `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"components":{"securitySchemes":{"Key":{"type":"http","scheme":"bearer"}}},"paths":{"/a":{"get":{"security":[%s],
		"parameters":[{"in":"query","name":%q,"required":%s,"schema":{"type":"string","enum":[%s]}}],
		"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"type":"object","required":["x"],"properties":{%s:{"type":%q}}}}}}}}}}}`,
			security, parameter, required, enum, fields, kind))
	}
	before := document("p", `"a","b"`, "false", `"x"`, "string", "")
	for name, c := range map[string]struct {
		after *openapi3.T
		want  string
	}{
		"nothing":    {before, ""},
		"more words": {document("p", `"a","b","c"`, "false", `"x"`, "string", ""), ""},
		"fewer":      {document("p", `"a"`, "false", `"x"`, "string", ""), "no longer takes b"},
		"renamed":    {document("q", `"a","b"`, "false", `"x"`, "string", ""), "the parameter p is gone"},
		"required":   {document("p", `"a","b"`, "true", `"x"`, "string", ""), "is required now"},
		"field":      {document("p", `"a","b"`, "false", `"y"`, "string", ""), ".x is gone"},
		"type":       {document("p", `"a","b"`, "false", `"x"`, "number", ""), "may be of type number"},
		"key":        {document("p", `"a","b"`, "false", `"x"`, "string", `{"Key":[]}`), "needs a key now"},
	} {
		got := strings.Join(breaking(before, c.after), "\n")
		if !strings.Contains(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := breaking(before, read(t, []byte(`{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{}}`))); len(got) != 1 || got[0] != "GET /a is gone" {
		t.Error(got)
	}
}
