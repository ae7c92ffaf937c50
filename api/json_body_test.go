package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/docs"
)

// jsonRoutes are the routes that take JSON, each with a body that is right and a member of it that must be text.
var jsonRoutes = map[string]struct {
	right, text string
	needed      string // a member that may not be null
	items       bool   // an array of objects
}{
	"/reviews":                 {`{"programme":"kitaq-composting","at":"2013","prepared_by":"x"}`, "programme", "at", false},
	"/reviews/{review}/freeze": {`{"approved_by":"x"}`, "approved_by", "approved_by", false},
	"/reviews/{review}/errata": {`{"by":"x","text":"y"}`, "by", "text", false},
	"/observations":            {`{"city":"surabaya","site":"citywide","indicator":"pm2-5","period":"2026-03-04","value":1}`, "city", "value", true},
}

// TestBodiesOfJSON sends everything that is no right body to every route that takes JSON: each is refused with a code and the
// place, and the word that was meant where one is misspelt.
func TestBodiesOfJSON(t *testing.T) {
	w := newWorld(t).withSample()
	id := w.begin(w.admin, "kitaq-composting", "2012")
	for _, path := range routesOfJSON(t) {
		route, known := jsonRoutes[path]
		if !known {
			t.Errorf("%s takes JSON and has no row here", path)
			continue
		}
		target := base + strings.ReplaceAll(path, "{review}", id)
		inside := strings.TrimSuffix(route.right, "}")
		bare := map[string]json.RawMessage{}
		if err := json.Unmarshal([]byte(route.right), &bare); err != nil {
			t.Fatal(err)
		}
		with := func(member, value string) string {
			changed := map[string]json.RawMessage{}
			for name, text := range bare {
				changed[name] = text
			}
			changed[member] = json.RawMessage(value)
			text, _ := json.Marshal(changed)
			return string(text)
		}
		misspelt := route.text + "x"
		deep := strings.Repeat("[", 11_000)
		for name, c := range map[string]struct {
			body, kind string
			status     int
			codes      []string
			place      string // the end of the pointer
		}{
			"an unknown member":        {inside + `,"` + misspelt + `":1}`, "application/json", 422, []string{"unknown_member"}, "/" + misspelt},
			"a member twice":           {inside + `,"` + route.text + `":"a"}`, "application/json", 422, []string{"duplicate_member"}, "/" + route.text},
			"a member in capitals":     {inside + `,"` + strings.ToUpper(route.text) + `":"a"}`, "application/json", 422, []string{"unknown_member"}, "/" + strings.ToUpper(route.text)},
			"a second document":        {route.right + ` {}`, "application/json", 422, []string{"bad_json"}, ""},
			"a number for a text":      {with(route.text, "7"), "application/json", 422, []string{"bad_type"}, "/" + route.text},
			"an object for a text":     {with(route.text, `{"a":1}`), "application/json", 422, []string{"bad_type"}, "/" + route.text},
			"too deep":                 {inside + `,"` + misspelt + `":` + deep + `}`, "application/json", 422, []string{"bad_json", "unknown_member"}, ""},
			"nothing":                  {"", "application/json", 422, []string{"bad_json"}, ""},
			"blanks":                   {" \n", "application/json", 422, []string{"bad_json"}, ""},
			"a word":                   {"hello", "application/json", 422, []string{"bad_json"}, ""},
			"a text":                   {`"hello"`, "application/json", 422, []string{"bad_json", "no_object"}, ""},
			"cut short":                {inside, "application/json", 422, []string{"bad_json", "body_cut_short"}, ""},
			"no UTF-8":                 {inside + ",\"" + route.text + "2\":\"\xff\"}", "application/json", 422, []string{"bad_json", "unknown_member"}, ""},
			"of no type":               {route.right, "", 415, []string{"unsupported_type"}, ""},
			"of another type":          {route.right, "text/plain", 415, []string{"unsupported_type"}, ""},
			"as a form":                {"a=b", "application/x-www-form-urlencoded", 415, []string{"unsupported_type"}, ""},
			"in another character set": {route.right, "application/json; charset=iso-8859-1", 415, []string{"unsupported_type"}, ""},
		} {
			code, wrong := w.refusedBody(target, c.kind, c.body)
			if code != c.status || len(wrong) == 0 || !slices.Contains(c.codes, wrong[0].Code) || !strings.HasSuffix(wrong[0].Pointer, c.place) {
				t.Errorf("%s, %s: %d %+v, not %d %v at …%s", path, name, code, wrong, c.status, c.codes, c.place)
				continue
			}
			if name == "an unknown member" && (!strings.Contains(wrong[0].Hint, route.text) || !strings.Contains(wrong[0].Detail, misspelt)) {
				t.Errorf("%s: %+v does not say that %s was meant", path, wrong[0], route.text)
			}
		}
		if !route.items { // of a point null is a value: there was none
			if code, wrong := w.refusedBody(target, "application/json", with(route.needed, "null")); code != 422 || len(wrong) == 0 || wrong[0].Pointer != "/"+route.needed {
				t.Errorf("%s, null for %s: %d %+v", path, route.needed, code, wrong)
			}
			if code, wrong := w.refusedBody(target, "application/json", "["+route.right+"]"); code != 422 || len(wrong) == 0 || wrong[0].Code != "bad_json" {
				t.Errorf("%s, a list: %d %+v", path, code, wrong)
			}
		}
		if code, wrong := w.refusedBody(target, "application/json; charset=UTF-8", route.right); code == 415 || code == 422 {
			t.Errorf("%s, what is right: %d %+v", path, code, wrong)
		}
	}
}

// refusedBody posts a body, and gives what is said against it.
func (w *world) refusedBody(target, kind, body string) (int, []ProblemError) {
	w.t.Helper()
	answer := w.do(http.MethodPost, target, w.admin, kind, body)
	var p Problem
	if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
		w.t.Fatalf("%s: %v: %s", target, err, answer.Body)
	}
	if answer.Code >= 400 && answer.Header().Get("Content-Type") != "application/problem+json" {
		w.t.Errorf("%s: %s", target, answer.Header().Get("Content-Type"))
	}
	return answer.Code, p.Errors
}

// routesOfJSON are the paths whose bodies the document calls JSON.
func routesOfJSON(t *testing.T) (paths []string) {
	t.Helper()
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(docs.OpenAPI(), &document); err != nil {
		t.Fatal(err)
	}
	for path, item := range document.Paths {
		for method, text := range item {
			var op struct {
				RequestBody struct{ Content map[string]any }
			}
			if method != "servers" && json.Unmarshal(text, &op) == nil && op.RequestBody.Content["application/json"] != nil {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return paths
}
