package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/aspro-cities/aspro/indicators"
)

// requests makes requests from the document: by its schemas and examples, and against them.
type requests struct {
	*rand.Rand
	document *openapi3.T
	names    map[string][]string // real ids by the name of a parameter
	keys     []string
}

// unforeseen are what no schema foresees.
var unforeseen = []string{"", " ", "0", "-1", "1e400", "NaN", "null", "true", "[]", "{}", "'", `"`, `\`, "%", "%00", "\x00", "\r\nX: y", "../../etc/passwd", "' OR 1=1 --", `") |> yield()`,
	"<script>alert(1)</script>", "${7*7}", "🌏", "\u202e", "2010-02-30", "9999-12-31T23:59:59Z", "P0D", "PT", "cebu/cebu-city", "u0", "u99999999999", strings.Repeat("9", 400), strings.Repeat("a,", 300)}

func pick[T any](r *requests, all []T) T { return all[r.IntN(len(all))] }

// value is a text for a parameter: mostly one that its schema allows.
func (r *requests) value(name string, schema *openapi3.Schema, example any) string {
	switch r.IntN(10) {
	case 0:
		return pick(r, unforeseen)
	case 1, 2, 3:
		if example != nil {
			return fmt.Sprint(example)
		}
	}
	if real := r.names[name]; real != nil {
		return pick(r, real)
	}
	switch {
	case len(schema.Enum) > 0:
		return fmt.Sprint(pick(r, schema.Enum))
	case schema.Type.Is("boolean"):
		return pick(r, []string{"true", "false"})
	case schema.Type.Is("integer"):
		return strconv.Itoa(r.IntN(2000))
	case schema.Type.Is("number"):
		return strconv.FormatFloat(r.Float64()*200-50, 'f', r.IntN(4), 64)
	case example != nil:
		return fmt.Sprint(example)
	}
	return pick(r, unforeseen)
}

// target is a path and query for an operation: required parameters almost always, others now and then.
func (r *requests) target(path string, item *openapi3.PathItem, op *openapi3.Operation) string {
	query := url.Values{}
	for _, ref := range op.Parameters {
		p := ref.Value
		switch {
		case p.In == "path":
			text := cmp.Or(r.value(p.Name, p.Schema.Value, p.Example), "-") // with an empty one it is another path
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
		case p.In == "query" && (p.Required && r.IntN(20) > 0 || r.IntN(4) == 0):
			query.Set(p.Name, r.value(p.Name, p.Schema.Value, p.Example))
		}
	}
	switch r.IntN(25) {
	case 0:
		query.Set(pick(r, []string{"colour", "city", "limit", "cursor", "as_of", "fields"}), pick(r, unforeseen))
	case 1:
		for name := range query {
			query.Add(name, "again")
		}
	}
	if len(item.Servers) == 0 {
		path = base + path
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// body is a body for an operation, with its type: by an example of the document, as cities send them, or broken.
func (r *requests) body(op *openapi3.Operation) (kind, text string) {
	if op.RequestBody == nil || op.RequestBody.Value == nil {
		return "", ""
	}
	content := op.RequestBody.Value.Content
	kind = pick(r, slices.Sorted(maps.Keys(content)))
	if r.IntN(15) == 0 {
		return pick(r, []string{"", "image/png", "application/json", "text/csv; charset=latin-1", "multipart/form-data", "a b"}), pick(r, unforeseen)
	}
	year := 1950 + r.IntN(70)
	switch {
	case strings.HasPrefix(kind, "text/csv"):
		return kind, pick(r, []string{
			fmt.Sprintf("city,site,indicator,period,value,unit\nsurabaya,citywide,pm2-5,%d,%d.5,µg/m³\n", year, r.IntN(90)),
			fmt.Sprintf("city,site,indicator,period,value,unit\nsurabaya,citywide,pm2-5,%d,\"1.234,5\",µg/m³\natlantis,x,y,z,1,2\n", year),
			"city,site\n\"", "", strings.Repeat(",", 5000), "\xff\xfe\x00", "a;b;c\n1;2;3\n",
		})
	case strings.Contains(kind, "json"):
		point := map[string]any{"city": "surabaya", "site": "citywide", "indicator": "pm2-5", "period": strconv.Itoa(year), "value": r.IntN(90), "unit": "µg/m³"}
		if r.IntN(3) == 0 {
			point[pick(r, []string{"city", "site", "indicator", "period", "value", "unit", "colour"})] = pick[any](r, []any{nil, "x", -1, 1e300, []int{1}, map[string]int{}, true})
		}
		whole := pick[any](r, []any{point, []any{point}, []any{point, point}, []any{}, nil, "x"})
		text, _ := json.Marshal(whole)
		return kind, pick(r, []string{string(text), string(text), string(text), string(text) + "x", `{"a":1,"a":2}`, "[", ""})
	}
	return kind, pick(r, unforeseen)
}

// TestGeneratedRequests sends requests that are made from the document, right and wrong ones: none may end in the server's own
// fault, and every answer must be one that the document declares. 5,000, in the short form 500; ASPRO_SEED makes others.
func TestGeneratedRequests(t *testing.T) {
	count, seed := 5000, uint64(1)
	if testing.Short() {
		count = 500
	}
	if text := os.Getenv("ASPRO_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	w := newWorld(t).withSample()
	document := readContract(t).document
	r := &requests{Rand: rand.New(rand.NewPCG(seed, 2)), document: document, names: map[string][]string{"upload": {"u1", "u2", "u3", "u4", "u77"}}}
	for _, city := range w.api.Catalogue.Cities {
		r.names["city"] = append(r.names["city"], city.ID)
		for _, site := range w.api.Catalogue.SitesOf(city.ID) {
			r.names["site"] = append(r.names["site"], site.ID)
		}
	}
	r.names["indicator"] = []string{"solid-waste-generated", "pm2-5", "bod", "recycling-rate", "so2-ppb"}
	for _, programme := range w.api.Catalogue.Programmes {
		r.names["programme"] = append(r.names["programme"], programme.ID)
	}
	r.keys = []string{"", w.admin, w.admin, w.key(indicators.Key{Role: indicators.RoleSensor, Cities: []string{"cebu"}}), "aspro_bad_key"}
	paths := slices.Sorted(maps.Keys(document.Paths.Map()))
	statuses := map[int]int{}
	for i := range count {
		path := paths[i%len(paths)]
		item := document.Paths.Value(path)
		method := pick(r, slices.Sorted(maps.Keys(item.Operations())))
		op := item.Operations()[method]
		target := r.target(path, item, op)
		kind, body := r.body(op)
		status := w.generated(r, method, target, kind, body)
		if status >= 500 {
			t.Errorf("request %d of seed %d: %s %s (%s, %q): %d\n%s", i, seed, method, target, kind, body, status, lastLines(w.log.String(), 3))
		}
		statuses[status]++
		w.log.Reset()
		if t.Failed() && i > 100 {
			break
		}
	}
	t.Logf("%d requests, by status: %v", count, statuses)
	if statuses[200] < count/5 || statuses[422] < count/20 {
		t.Errorf("the requests are one-sided: %v", statuses)
	}
}

// generated sends one request as a client would write it; one that cannot be written is left out.
func (w *world) generated(r *requests, method, target, kind, body string) int {
	w.t.Helper()
	request, err := http.NewRequest(method, "http://aspro.test"+target, strings.NewReader(body))
	if err != nil {
		return 0
	}
	request.RemoteAddr, request.RequestURI = "192.0.2.1:4711", target
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if key := pick(r, r.keys); key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	if r.IntN(5) == 0 {
		request.Header.Set("Accept", pick(r, []string{"text/csv", "application/x-ndjson", "text/html", "*/*", "image/png", ";;", xlsxType}))
	}
	if r.IntN(5) == 0 {
		request.Header.Set("Accept-Language", pick(r, []string{"id", "ja", "ceb", "x-;q=", "*"}))
	}
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, request)
	w.validate(request, answer)
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.Code
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
