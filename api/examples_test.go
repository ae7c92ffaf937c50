package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
)

// exampled is one operation of the document as somebody would try it: with all its examples.
type exampled struct {
	*openapi3.Operation
	method, path string
	root         bool
}

// inOrder are the operations that need something made first, in the order of one who tries them; all others are asked
// before, on the sample data as it is.
var inOrder = []string{"createUpload", "listUploads", "getUpload", "getUploadSummary", "getUploadContent", "listUploadProblems", "getUploadErrors", "postObservations", "writeLines",
	"listSensors", "getSensor", "createReview", "freezeReview", "createErratum", "listReviews", "getReview", "getReviewCanonical", "verifyReview", "compareReviews", "listAudit", "revertUpload"}

// withoutExample are the answers that no example can show.
var withoutExample = map[string]string{
	"getMetrics text/plain":            "numbers of the moment",
	"getOpenAPI application/json":      "it is the document itself",
	"getDocsFile text/css":             "a file of the packaged Swagger UI",
	"getDocsFile text/javascript":      "a file of the packaged Swagger UI",
	"getDocsFile text/plain":           "a file of the packaged Swagger UI",
	"getDocsFile text/html":            "a file of the packaged Swagger UI",
	"getStartPage text/html":           "a page for people: the link itself shows it",
	"getDocs text/html":                "a page for people: the link itself shows it",
	"getReference text/html":           "a page for people: the link itself shows it",
	"listProblemTypes text/html":       "a page for people: the link itself shows it",
	"getProblemType text/html":         "a page for people: the link itself shows it",
	"getUploadPage text/html":          "a page for people: the link itself shows it",
	"getReview text/html":              "a page for people: the link itself shows it",
	"createUpload " + xlsxType:         "bytes",
	"createUpload multipart/form-data": "the same file as the part of a form",
}

// withoutValue are the parameters of free text that have no example, because with one the request would answer less or nothing.
var withoutValue = map[string]string{
	"cursor": "it comes with the page before",
	"fields": "without it all fields come",
	"org":    "it is read by no one: InfluxDB's clients send it",
	"orgID":  "it is read by no one: InfluxDB's clients send it",
}

// notTried are operations that are no requests of a program; tests of their own send them.
var notTried = map[string]string{
	"postUploadPage":   "a form that a browser sends, with the key in it",
	"postEarlierPage":  "a form that a browser sends, with the key in it",
	"postErrorsPage":   "a form that a browser sends, with the key in it",
	"postTakeBackPage": "a form that a browser sends, with the key in it",
}

// withoutRows are the lists that are empty as their examples ask.
var withoutRows = map[string]string{
	"listUploadProblems": "the file of the example is good",
	"compareReviews":     "nothing was stored between the two versions",
}

// exampleKey is a key whose id stands in the document.
func (w *world) exampleKey() string {
	w.t.Helper()
	minted, text := indicators.MintKey(serverSecret, indicators.Key{Role: indicators.RoleAdmin, Note: "Environment office", CreatedAt: w.now})
	_, secret, _ := indicators.SplitKey(text)
	minted.ID = "mrt3mpx6yj7vq2ka"
	if err := w.db.AddKey(w.t.Context(), minted); err != nil {
		w.t.Fatal(err)
	}
	return "aspro_" + minted.ID + "_" + secret
}

func operationsOf(t *testing.T) []exampled {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	var all []exampled
	for path, item := range document.Paths.Map() {
		for method, op := range item.Operations() {
			all = append(all, exampled{op, method, path, len(item.Servers) > 0})
		}
	}
	slices.SortFunc(all, func(a, b exampled) int {
		return cmp.Or(cmp.Compare(slices.Index(inOrder, a.OperationID), slices.Index(inOrder, b.OperationID)), cmp.Compare(a.path, b.path))
	})
	return all
}

// target is the path and query of the examples, and their headers.
func (op exampled) target() (target string, headers []string) {
	query, path := url.Values{}, op.path
	for _, ref := range op.Parameters {
		p := ref.Value
		switch text := fmt.Sprint(p.Example); {
		case p.Example == nil:
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
		case p.In == "query":
			query.Set(p.Name, text)
		case p.In == "header":
			headers = append(headers, p.Name, text)
		}
	}
	if !op.root {
		path = base + path
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path, headers
}

// bodies are the examples to send, by media type; one empty body where there is none to send.
func (op exampled) bodies() map[string]string {
	if op.RequestBody == nil {
		return map[string]string{"": ""}
	}
	all := map[string]string{}
	for kind, media := range op.RequestBody.Value.Content {
		if media.Example != nil {
			all[kind] = asText(media.Example)
		}
	}
	return all
}

func asText(example any) string {
	if text, ok := example.(string); ok {
		return text
	}
	text, _ := json.Marshal(example)
	return string(text)
}

// success is the document's answer to a request that succeeded with a status.
func (op exampled) success(status int) openapi3.Content {
	if answer := op.Responses.Status(status); status < 300 && answer != nil {
		return answer.Value.Content
	}
	return nil
}

// TestExamplesAreWhatComes sends, for every operation of the document, the request that its examples make to a server with the
// sample data: it succeeds as documented, and what is shown as its answer has the members of what is answered.
// With -update the answers are written down as the examples of the document, long lists cut to their first two.
func TestExamplesAreWhatComes(t *testing.T) {
	w := newWorld(t).withSample()
	key := w.exampleKey()
	for _, op := range operationsOf(t) {
		if notTried[op.OperationID] != "" {
			continue
		}
		t.Run(op.OperationID, func(t *testing.T) {
			w.t = t
			op.examplesStand(t)
			if op.OperationID == "compareReviews" { // needs a second version
				w.do(http.MethodPost, base+"/reviews", key, "application/json", `{"programme":"kitaq-composting","at":"aims-2012","prepared_by":"Cebu City Environment Office"}`)
			}
			shown := map[string]map[string]any{}
			target, headers := op.target()
			if op.Security == nil || len(*op.Security) > 0 || op.OperationID == "compareReviews" {
				headers = append(headers, "Authorization", "Bearer "+key)
			}
			for _, kind := range slices.Sorted(maps.Keys(op.bodies())) {
				op.succeeds(t, w, target, kind, op.bodies()[kind], headers, shown)
			}
			if *update {
				op.record(t, shown)
			}
		})
	}
	t.Run("problem", func(t *testing.T) {
		w.t = t
		answer := w.do(http.MethodGet, base+"/cities?colour=red", "", "", "", requestIDHeader, "example-request")
		var body any
		if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		problem := exampled{Operation: &openapi3.Operation{OperationID: "problem"}}
		if *update {
			problem.record(t, map[string]map[string]any{"422": {"application/problem+json": body}})
			return
		}
		document, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI())
		if err != nil {
			t.Fatal(err)
		}
		if shown := document.Components.Examples["problem"]; shown == nil || len(differences("", shown.Value.Value, body)) > 0 {
			t.Errorf("the document shows another problem than %v", body)
		}
	})
}

// succeeds sends one request for each media type of its answer.
func (op exampled) succeeds(t *testing.T, w *world, target, kind, body string, headers []string, shown map[string]map[string]any) {
	t.Helper()
	wanted := op.answerKinds()
	for _, accept := range wanted {
		answer := w.do(op.method, target, "", kind, body, append(slices.Clone(headers), "Accept", accept, requestIDHeader, "example-request")...)
		content := op.success(answer.Code)
		if answer.Code >= 300 || op.Responses.Status(answer.Code) == nil {
			t.Fatalf("%s %s as %s: %d %.500s", op.method, target, accept, answer.Code, answer.Body)
		}
		if accept == "" || withoutExample[op.OperationID+" "+accept] != "" || accept == xlsxType {
			continue
		}
		if got, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";"); got != accept {
			t.Fatalf("%s as %s comes as %s", target, accept, got)
		}
		example := shortened(t, accept, answer)
		if list, ok := example.(map[string]any); ok && len(anyList(list["data"])) == 0 && list["data"] != nil && withoutRows[op.OperationID] == "" {
			t.Errorf("%s answers nothing to its own examples", op.OperationID)
		}
		status := fmt.Sprint(answer.Code)
		if shown[status] == nil {
			shown[status] = map[string]any{}
		}
		if shown[status][accept] == nil {
			shown[status][accept] = example
		} else {
			continue
		}
		if !*update {
			if content[accept].Example == nil {
				t.Errorf("%s has no example of its answer %s in %s: make docs writes one", op.OperationID, status, accept)
				continue
			}
			for _, differs := range differences("", content[accept].Example, example) {
				t.Errorf("%s, %s in %s: %s; make docs writes it anew", op.OperationID, status, accept, differs)
			}
		}
	}
}

// answerKinds are the media types of its success; one empty one for an answer without a body.
func (op exampled) answerKinds() []string {
	for _, status := range []int{200, 201} {
		if answer := op.Responses.Status(status); answer != nil {
			kinds := slices.Sorted(maps.Keys(answer.Value.Content))
			if op.path == "/docs/{file}" { // each file has its own
				kinds = []string{"text/javascript"}
			}
			return kinds
		}
	}
	return []string{""}
}

// examplesStand checks that a reader finds an example wherever the request needs one, and that it is valid.
func (op exampled) examplesStand(t *testing.T) {
	t.Helper()
	for _, ref := range op.Parameters {
		p := ref.Value
		s := p.Schema.Value
		free := s.Type.Is("string") && len(s.Enum) == 0 && s.Default == nil
		if p.Example == nil {
			if p.In == "path" || p.Required {
				t.Errorf("%s needs %s and shows no example of it", op.OperationID, p.Name)
			} else if free && withoutValue[p.Name] == "" && !strings.Contains(p.Description, "such as") {
				t.Errorf("%s: what may %s be? There is no example, and its description names none: %q", op.OperationID, p.Name, p.Description)
			}
			continue
		}
		if err := s.VisitJSON(p.Example); err != nil {
			t.Errorf("%s: the example of %s: %v", op.OperationID, p.Name, err)
		}
	}
	if op.RequestBody == nil {
		return
	}
	for kind, media := range op.RequestBody.Value.Content {
		switch {
		case media.Example == nil && withoutExample[op.OperationID+" "+kind] == "":
			t.Errorf("%s shows no example of a body of %s", op.OperationID, kind)
		case media.Example != nil && media.Schema != nil:
			if err := media.Schema.Value.VisitJSON(media.Example); err != nil {
				t.Errorf("%s: the example of a body of %s: %v", op.OperationID, kind, err)
			}
		}
	}
}

// shortened is an answer as an example: of every list the first two.
func shortened(t *testing.T, kind string, answer *httptest.ResponseRecorder) any {
	t.Helper()
	if kind != "application/json" {
		lines := strings.SplitAfter(answer.Body.String(), "\n")
		most := 2
		if kind == "text/csv" {
			most = 3 // with the header
		}
		return strings.Join(lines[:min(most, len(lines))], "")
	}
	var body any
	if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
		t.Fatal(err)
	}
	return firstTwo(body)
}

func anyList(node any) []any {
	list, _ := node.([]any)
	return list
}

func firstTwo(node any) any {
	switch node := node.(type) {
	case []any:
		node = node[:min(2, len(node))]
		for i := range node {
			node[i] = firstTwo(node[i])
		}
		return node
	case map[string]any:
		for name := range node {
			node[name] = firstTwo(node[name])
		}
	}
	return node
}

// differences are the members by which two answers differ; their values may.
func differences(place string, shown, comes any) (all []string) {
	if a, ok := shown.(string); ok && place == "" { // CSV, NDJSON: the first line has the names
		b := fmt.Sprint(comes)
		a, _, _ = strings.Cut(a, "\n")
		if b, _, _ = strings.Cut(b, "\n"); strings.HasPrefix(a, "{") {
			var x, y any
			if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
				return []string{"a line is no JSON"}
			}
			return differences("/", x, y)
		}
		if a != b {
			return []string{fmt.Sprintf("the columns are %s, not %s", b, a)}
		}
		return nil
	}
	switch shown := shown.(type) {
	case map[string]any:
		comes, ok := comes.(map[string]any)
		if !ok {
			return []string{place + " is no object"}
		}
		for name := range shown {
			if _, ok := comes[name]; !ok {
				all = append(all, place+"/"+name+" is shown and does not come")
			}
		}
		for name, value := range comes {
			if _, ok := shown[name]; !ok {
				all = append(all, place+"/"+name+" comes and is not shown")
				continue
			}
			all = append(all, differences(place+"/"+name, shown[name], value)...)
		}
	case []any:
		comes, ok := comes.([]any)
		if !ok || len(shown) != len(comes) {
			return []string{fmt.Sprintf("%s has another length: %d are shown", place, len(shown))}
		}
		for i := range shown {
			all = append(all, differences(fmt.Sprintf("%s/%d", place, i), shown[i], comes[i])...)
		}
	default:
		if fmt.Sprintf("%T", shown) != fmt.Sprintf("%T", comes) {
			all = append(all, fmt.Sprintf("%s is shown as %v and comes as %v", place, shown, comes))
		}
	}
	return all
}

// record writes the answers beside the bodies to send.
func (op exampled) record(t *testing.T, answers map[string]map[string]any) {
	t.Helper()
	file := filepath.Join("../docs/examples", op.OperationID+".json")
	held := map[string]any{}
	if text, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(text, &held); err != nil {
			t.Fatal(err)
		}
	}
	delete(held, "answers")
	if len(answers) > 0 {
		held["answers"] = answers
	}
	if len(held) == 0 {
		return
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(held); err != nil {
		t.Fatal(err)
	}
	if was, err := os.ReadFile(file); err == nil && bytes.Equal(ofTheDay.ReplaceAll(was, nil), ofTheDay.ReplaceAll(out.Bytes(), nil)) {
		return
	}
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ofTheDay are members whose values are other ones whenever a key is made or a row of the catalogue changes: for them alone
// nothing is written anew.
var ofTheDay = regexp.MustCompile(`(?m)^ *"(hash|prev|catalogue|sha256|computed)": "[0-9a-f]+",?$`)
