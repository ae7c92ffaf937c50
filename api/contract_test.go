package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/aspro-cities/aspro/docs"
)

// contract judges answers by the document. It is read once for all tests, and each of its schemas is compiled once, by the
// rules of JSON Schema 2020-12 with formats asserted: openapi3filter compiles the schema anew for every answer, which took
// most of the time of the tests.
type contract struct {
	document *openapi3.T
	router   routers.Router

	mu      sync.Mutex // the compiler keeps what it has compiled
	schemas *jsonschema.Compiler
}

var theContract = sync.OnceValues(func() (*contract, error) {
	c := &contract{schemas: jsonschema.NewCompiler()}
	var err error
	if c.document, err = openapi3.NewLoader().LoadFromData(docs.OpenAPI()); err != nil {
		return nil, err
	}
	if err = c.document.Validate(context.Background()); err != nil {
		return nil, err
	}
	if c.router, err = gorillamux.NewRouter(c.document); err != nil {
		return nil, err
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(docs.OpenAPI()))
	if err != nil {
		return nil, err
	}
	c.schemas.DefaultDraft(jsonschema.Draft2020)
	c.schemas.AssertFormat()
	return c, c.schemas.AddResource(documentURL, tree)
})

const documentURL = "https://aspro.test/openapi.json"

func readContract(t testing.TB) *contract {
	t.Helper()
	c, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// schemaAt compiles the schema at a place of the document, once.
func (c *contract) schemaAt(tokens ...string) (*jsonschema.Schema, error) {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var pointer strings.Builder
	for _, token := range tokens {
		pointer.WriteString("/" + escape.Replace(token))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.schemas.Compile(documentURL + "#" + (&url.URL{Fragment: pointer.String()}).EscapedFragment())
}

// errNotInDocument: no operation of the document is at this method and path.
var errNotInDocument = errors.New("is not in the document")

// ofEveryAnswer are headers that the document does not list at each answer: how the body is sent and may be shown.
var ofEveryAnswer = []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Vary", "Content-Security-Policy", "X-Content-Type-Options",
	"X-Frame-Options", "Referrer-Policy"}

// judge says what of an answer the document does not allow: its status, its type, a header, its body. nil is allowed.
func (c *contract) judge(r *http.Request, answer *httptest.ResponseRecorder) error {
	route, _, err := c.router.FindRoute(r)
	if err != nil {
		return fmt.Errorf("%w: %w", errNotInDocument, err)
	}
	status := fmt.Sprint(answer.Code)
	response := route.Operation.Responses.Value(status)
	if response == nil {
		if status, response = "default", route.Operation.Responses.Default(); response == nil {
			return errors.New("the status is not declared")
		}
	}
	at := []string{"paths", route.Path, strings.ToLower(route.Method), "responses", status}
	for name, header := range response.Value.Headers {
		text := answer.Header().Get(name)
		if text == "" {
			if header.Value.Required {
				return fmt.Errorf("the header %s is missing", name)
			}
			continue
		}
		place := append(slices.Clone(at), "headers", name)
		if header.Ref != "" {
			place = strings.Split(strings.TrimPrefix(header.Ref, "#/"), "/")
		}
		if err := c.fits(text, append(place, "schema")...); err != nil {
			return fmt.Errorf("the header %s: %w", name, err)
		}
	}
	for name := range answer.Header() {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(response.Value.Headers)), func(declared string) bool { return strings.EqualFold(declared, name) }) &&
			!slices.Contains(ofEveryAnswer, name) && !strings.HasPrefix(name, "Access-Control-") {
			return fmt.Errorf("the header %s is not declared", name)
		}
	}
	if len(response.Value.Content) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(answer.Header().Get("Content-Type"))
	if err != nil || response.Value.Content[kind] == nil {
		return fmt.Errorf("the type %q is not declared", answer.Header().Get("Content-Type"))
	}
	if response.Value.Content[kind].Schema == nil {
		return nil
	}
	var value any = answer.Body.String()
	if kind == "application/json" || strings.HasSuffix(kind, "+json") {
		if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(answer.Body.Bytes())); err != nil {
			return fmt.Errorf("the body is no JSON: %w", err)
		}
	}
	return c.fits(value, append(at, "content", kind, "schema")...)
}

func (c *contract) fits(value any, at ...string) error {
	schema, err := c.schemaAt(at...)
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// TestTheContractRefuses: the judge of the other tests lets nothing pass that the document does not allow.
func TestTheContractRefuses(t *testing.T) {
	judge := func(method, target, kind, body string, status int) error {
		answer := httptest.NewRecorder()
		if kind != "" {
			answer.Header().Set("Content-Type", kind)
		}
		answer.WriteHeader(status)
		_, _ = io.WriteString(answer, body)
		return readContract(t).judge(httptest.NewRequest(method, target, nil), answer)
	}
	const target = "/api/v1/cities/cebu"
	right := newWorld(t).do(http.MethodGet, target, "", "", "").Body.String()
	if err := judge(http.MethodGet, target, "application/json; charset=utf-8", right, http.StatusOK); err != nil {
		t.Error(err)
	}
	for name, a := range map[string]struct {
		err  error
		want string // part of the refusal
	}{
		"a path":                           {judge(http.MethodGet, "/api/v1/towns", "application/json", right, http.StatusOK), "is not in the document"},
		"a method":                         {judge(http.MethodPut, target, "application/json", right, http.StatusOK), "is not in the document"},
		"a status, which is an error then": {judge(http.MethodGet, target, "application/json", right, http.StatusTeapot), "the type"},
		"a type":                           {judge(http.MethodGet, target, "text/plain", right, http.StatusOK), "the type"},
		"no type":                          {judge(http.MethodGet, target, "", right, http.StatusOK), "the type"},
		"no JSON":                          {judge(http.MethodGet, target, "application/json", right+"}", http.StatusOK), "no JSON"},
		"a missing field":                  {judge(http.MethodGet, target, "application/json", strings.Replace(right, `"zone"`, `"zoned"`, 1), http.StatusOK), "zone"},
		"a field's type":                   {judge(http.MethodGet, target, "application/json", strings.Replace(right, `"zone":"`, `"zone":1,"was":"`, 1), http.StatusOK), "zone"},
		"a list that is null":              {judge(http.MethodGet, "/api/v1/cities", "application/json", `{"data":null}`, http.StatusOK), "data"},
		"a time without an offset":         {judge(http.MethodGet, "/api/v1/uploads", "application/json", `{"data":[{"received_at":"2026-06-01T00:00:00"}]}`, http.StatusOK), "date-time"},
	} {
		if a.err == nil || !strings.Contains(a.err.Error(), a.want) {
			t.Errorf("%s: %v", name, a.err)
		}
	}
}
