package api

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
)

var update = flag.Bool("update", false, "write docs/authorization.md anew")

// identities are who asks; everything that is asked for is Cebu's.
var identities = []string{"no key", "bad", "revoked", "reviewer", "other city", "sensor", "own city", "admin"}

// tenant is a world as one identity meets it, with something of Cebu's in it.
type tenant struct {
	*world
	identity string
	key      string // of the identity; "" for none
	keyID    string
	upload   string // of Cebu, by another
	spare    string // the same, to be taken back
	other    string // the same, to be taken back by the page
	sensorID string // of Cebu, another
	review   string // a draft
	year     int    // of the next row: no two are the same
}

func newTenant(t *testing.T, identity string) *tenant {
	w := newWorld(t)
	a := &tenant{world: w, identity: identity, year: 1950}
	switch identity {
	case "bad":
		_, a.key = indicators.MintKey([]byte("another server's secret"), indicators.Key{})
	case "revoked":
		a.key = w.key(indicators.Key{Role: indicators.RoleAdmin})
		id, _, _ := indicators.SplitKey(a.key)
		if err := w.db.RevokeKey(t.Context(), id, w.now); err != nil {
			t.Fatal(err)
		}
	case "reviewer":
		a.key = w.key(indicators.Key{Role: indicators.RoleReviewer, Cities: []string{"cebu"}})
	case "other city":
		a.key = w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"surabaya"}})
	case "sensor":
		a.key = w.sensor("cebu")
	case "own city":
		a.key = w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	case "admin":
		a.key = w.admin
	}
	a.keyID, _, _ = indicators.SplitKey(a.key)
	answer := w.do(http.MethodPost, base+"/uploads?profile=aspro&city=cebu&on_error=skip", w.admin, "text/csv", a.row("cebu")+a.words("cebu", "-5"), "Idempotency-Key", `"first"`)
	var v UploadView
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil || answer.Code != http.StatusCreated {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	a.upload = *v.ID
	_, spare := w.post("profile=aspro&city=cebu", w.admin, a.row("cebu"))
	a.spare = *spare.ID
	_, other := w.post("profile=aspro&city=cebu", w.admin, a.row("cebu"))
	a.other = *other.ID
	a.sensorID, _, _ = indicators.SplitKey(w.sensor("cebu"))
	answer = w.do(http.MethodPost, base+"/reviews", w.admin, "application/json", `{"programme":"kitaq-composting","at":"2012","prepared_by":"somebody"}`)
	var head ReviewHead
	if err := json.Unmarshal(answer.Body.Bytes(), &head); err != nil || answer.Code != http.StatusCreated {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	a.review = head.ID
	return a
}

// words is a row of its own; row has the header before it.
func (a *tenant) words(city, value string) string {
	a.year++
	return fmt.Sprintf("%s,citywide,recycling-rate,%d,%s,%%\n", city, a.year, value)
}

func (a *tenant) row(city string) string {
	return "city,site,indicator,period,value,unit\n" + a.words(city, "11.5")
}

func (a *tenant) reading(city string) string {
	a.year++
	return fmt.Sprintf(`{"city":%q,"site":"citywide","indicator":"recycling-rate","period":"%d","value":3}`, city, a.year)
}

func (a *tenant) ask(method, target, contentType, body string, headers ...string) *httptest.ResponseRecorder {
	return a.do(method, target, a.key, contentType, body, headers...)
}

// ofCebu counts what is stored of Cebu.
func (a *tenant) ofCebu() int64 { return a.ofCity("cebu") }

// way is one way to touch what is Cebu's by a route.
type way struct {
	name string
	ask  func(a *tenant) *httptest.ResponseRecorder
}

// get asks for a target in which {upload}, {key} and {review} are Cebu's.
func get(name, target string) way {
	return way{name, func(a *tenant) *httptest.ResponseRecorder {
		return a.ask(http.MethodGet, strings.NewReplacer("{upload}", a.upload, "{key}", a.sensorID, "{review}", a.review).Replace(target), "", "")
	}}
}

func send(name, target, contentType string, body func(a *tenant) string, headers ...string) way {
	return way{name, func(a *tenant) *httptest.ResponseRecorder {
		return a.ask(http.MethodPost, strings.NewReplacer("{upload}", a.upload, "{review}", a.review, "{spare}", a.spare).Replace(target), contentType, body(a), headers...)
	}}
}

const formKind = "multipart/form-data; boundary=part"

// form is the form of the page for uploads.
func (a *tenant) form(step, onError, file string) string {
	var b strings.Builder
	for _, field := range [][2]string{{"key", a.key}, {"step", step}, {"profile", "aspro"}, {"on_error", onError}} {
		fmt.Fprintf(&b, "--part\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", field[0], field[1])
	}
	return b.String() + "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\n" + file + "\r\n--part--\r\n"
}

// keyForm is a form with the key, and fields in pairs.
func (a *tenant) keyForm(fields ...string) string {
	var b strings.Builder
	for i, fields := 0, append([]string{"key", a.key}, fields...); i < len(fields); i += 2 {
		fmt.Fprintf(&b, "--part\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", fields[i], fields[i+1])
	}
	return b.String() + "--part--\r\n"
}

func text(body string) func(*tenant) string { return func(*tenant) string { return body } }

// keyedWays are the ways of every route that needs a key. A route that has none here fails the test.
var keyedWays = map[string][]way{
	"POST /uploads": {
		send("city as parameter", base+"/uploads?profile=aspro&city=cebu", "text/csv", func(a *tenant) string { return a.row("cebu") }),
		send("city in a column", base+"/uploads?profile=aspro", "text/csv", func(a *tenant) string { return a.row("cebu") }),
		send("in a column against the parameter", base+"/uploads?profile=aspro&city=surabaya", "text/csv", func(a *tenant) string { return a.row("cebu") }),
		send("beside the other city's rows, bad ones skipped", base+"/uploads?profile=aspro&on_error=skip", "text/csv", func(a *tenant) string { return a.row("surabaya") + a.words("cebu", "12") }),
		send("as a correction", base+"/uploads?profile=aspro&city=cebu&on_conflict=correct&reason=test", "text/csv", text("city,site,indicator,period,value,unit\ncebu,citywide,recycling-rate,1951,99,%\n")),
		send("with the Idempotency-Key of Cebu's upload", base+"/uploads?profile=aspro&city=cebu", "text/csv", func(a *tenant) string { return a.row("cebu") }, "Idempotency-Key", `"first"`),
	},
	"POST /observations": {
		send("city in the body", base+"/observations", "application/json", func(a *tenant) string { return a.reading("cebu") }),
		send("beside the other city's points, bad ones skipped", base+"/observations?on_error=skip", "application/json", func(a *tenant) string { return "[" + a.reading("surabaya") + "," + a.reading("cebu") + "]" }),
	},
	"POST /api/v2/write": {send("city in a tag", "/api/v2/write?bucket=aspro&precision=s", "text/plain", func(a *tenant) string {
		a.year++
		return fmt.Sprintf("m,city=cebu,site=citywide,resolution=PT1H pm10=5 %d", 1700000000+3600*a.year)
	})},
	"POST /upload": {
		send("tried by the page, the key in the form", "/upload", formKind, func(a *tenant) string { return a.form("try", "reject", a.row("cebu")) }),
		send("stored by the page, the key in the form", "/upload", formKind, func(a *tenant) string { return a.form("store", "reject", a.row("cebu")) }),
		send("stored by the page beside the other city's rows, bad ones skipped", "/upload", formKind, func(a *tenant) string { return a.form("store", "skip", a.row("surabaya")+a.words("cebu", "12")) }),
	},
	"POST /upload/earlier": {send("all, the key in the form", "/upload/earlier", formKind, func(a *tenant) string { return a.keyForm() })},
	"POST /upload/errors":  {send("id and key in the form", "/upload/errors", formKind, func(a *tenant) string { return a.keyForm("upload", a.upload) })},
	"POST /upload/revert": {
		send("asked by the page, id and key in the form", "/upload/revert", formKind, func(a *tenant) string { return a.keyForm("upload", a.other, "step", "ask") }),
		send("id and key in the form", "/upload/revert", formKind, func(a *tenant) string { return a.keyForm("upload", a.other, "step", "revert", "reason", "test") }),
	},
	"GET /uploads":                     {get("all", base+"/uploads"), get("city as parameter", base+"/uploads?city=cebu")},
	"GET /uploads/{upload}":            {get("id", base+"/uploads/{upload}")},
	"GET /uploads/{upload}/problems":   {get("id", base+"/uploads/{upload}/problems")},
	"GET /uploads/{upload}/errors.csv": {get("id", base+"/uploads/{upload}/errors.csv")},
	"GET /uploads/{upload}/summary":    {get("id", base+"/uploads/{upload}/summary")},
	"GET /uploads/{upload}/content":    {get("id", base+"/uploads/{upload}/content")},
	"GET /sensors":                     {get("all", base+"/sensors"), get("city as parameter", base+"/sensors?city=cebu")},
	"GET /sensors/{key}":               {get("id", base+"/sensors/{key}")},
	"GET /audit":                       {get("all", base+"/audit")},
	"POST /reviews":                    {send("programme in the body", base+"/reviews", "application/json", text(`{"programme":"kitaq-composting","at":"end-2013","prepared_by":"somebody"}`))},
	"POST /reviews/{review}/freeze":    {send("id", base+"/reviews/{review}/freeze", "application/json", text(`{"approved_by":"somebody","override":"a test of rights"}`))},
	"POST /reviews/{review}/errata":    {send("id", base+"/reviews/{review}/errata", "application/json", text(`{"by":"somebody","text":"a test of rights"}`))},
	"POST /uploads/{upload}/revert":    {send("id", base+"/uploads/{spare}/revert?reason=test", "", text(""))},
}

// TestAuthorizationMatrix asks by every way of every route as every identity. What comes is docs/authorization.md; what must
// hold whatever the page says is checked here.
func TestAuthorizationMatrix(t *testing.T) {
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(docs.OpenAPI(), &document); err != nil {
		t.Fatal(err)
	}
	var keyed, open []string
	for path, operations := range document.Paths {
		for method, text := range operations {
			var operation struct {
				Security []map[string][]string `json:"security"`
			}
			if method == "parameters" || json.Unmarshal(text, &operation) != nil {
				continue
			}
			if name := strings.ToUpper(method) + " " + path; len(operation.Security) > 0 {
				keyed = append(keyed, name)
			} else {
				open = append(open, name)
			}
		}
	}
	slices.Sort(open)
	slices.SortFunc(keyed, func(a, b string) int { return strings.Compare(order(a), order(b)) })
	cells := map[string][]string{}
	for _, identity := range identities {
		a := newTenant(t, identity)
		for _, route := range open {
			cells[route] = append(cells[route], a.openly(route))
		}
		for _, route := range keyed {
			if len(keyedWays[route]) == 0 {
				t.Errorf("%s has no way in the table: say how it could touch another city's", route)
			}
			for _, w := range keyedWays[route] {
				cells[route+"|"+w.name] = append(cells[route+"|"+w.name], a.outcome(t, route, w))
			}
		}
		a.holds(t)
	}
	page := authorizationPage(keyed, open, cells)
	if *update {
		if err := os.WriteFile("../docs/authorization.md", []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	held, err := os.ReadFile("../docs/authorization.md")
	if err != nil || string(held) != page {
		t.Errorf("docs/authorization.md is not what comes (%v); read the difference after make docs:\n%s", err, page)
	}
}

// order sorts routes; errata need a frozen review, and what is taken back can be asked for no more.
func order(route string) string {
	_, path, _ := strings.Cut(route, " ")
	path += route
	return strings.NewReplacer("/errata", "/~errata", "/revert", "/~revert").Replace(path)
}

// openly asks an open route; keys make no difference there but for drafts.
func (a *tenant) openly(route string) string {
	method, path, _ := strings.Cut(route, " ")
	path = strings.NewReplacer("{city}", "cebu", "{indicator}", "recycling-rate", "{programme}", "kitaq-composting", "{profile}", "aspro", "{file}", "init.js",
		"{review}", a.review, "{other}", a.review, "{index}", "ispu", "{code}", "unauthorized", "{lang}", "en").Replace(path)
	for _, r := range a.api.routes() {
		if r.method+" "+r.path == route && !r.root {
			path = base + path
		}
	}
	return fmt.Sprint(a.ask(method, path, "", "").Code)
}

// outcome asks one way and checks what must hold of it.
func (a *tenant) outcome(t *testing.T, route string, w way) string {
	t.Helper()
	stored, noted := a.ofCebu(), len(a.auditOf("what=authorization.refused"))
	answer := w.ask(a)
	cell := fmt.Sprint(answer.Code)
	gained := a.ofCebu() - stored
	noted = len(a.auditOf("what=authorization.refused")) - noted
	ok := answer.Code < 300
	switch a.identity {
	case "no key", "bad", "revoked":
		if answer.Code != http.StatusUnauthorized || gained != 0 {
			t.Errorf("%s, %s, %s: %d", a.identity, route, w.name, answer.Code)
		}
	case "other city":
		if gained != 0 {
			t.Errorf("%s, %s: %d rows of Cebu by Surabaya's key", route, w.name, gained)
		}
		if ok && strings.Contains(route, "{") {
			t.Errorf("%s, %s: a foreign id is answered %d", route, w.name, answer.Code)
		}
	case "reviewer":
		if gained != 0 {
			t.Errorf("%s, %s: a reviewer stored %d rows", route, w.name, gained)
		}
	}
	if refused := answer.Code == 401 || answer.Code == 403 || a.identity == "other city" && (!ok || strings.Contains(w.name, "beside")); refused && a.key != "" && noted != 1 {
		t.Errorf("%s, %s, %s: %d entries in the audit log for %d", a.identity, route, w.name, noted, answer.Code)
	}
	if ok && strings.HasPrefix(route, "GET ") && !strings.Contains(route, "{") {
		if body := answer.Body.String(); strings.Contains(body, `"city":"cebu"`) || strings.Contains(body, `"cities":["cebu"]`) || strings.Contains(body, `of cebu"`) {
			cell += ", Cebu's too"
		} else {
			cell += ", nothing of Cebu's"
		}
	}
	if ok && gained == 0 && strings.HasPrefix(route, "POST ") && strings.Contains(w.name, "beside") {
		cell += ", without Cebu's"
	}
	return cell
}

// holds checks the whole after everything was tried.
func (a *tenant) holds(t *testing.T) {
	t.Helper()
	uploads, err := a.db.Uploads(t.Context(), indicators.UploadFilter{Cities: []string{"cebu"}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uploads {
		if a.identity == "other city" && u.KeyID == a.keyID {
			t.Errorf("Surabaya's key has the upload %s of Cebu: %+v", u.ID, u)
		}
	}
	if _, _, err := indicators.VerifyAudit(t.Context(), a.db); err != nil {
		t.Error(err)
	}
}

func authorizationPage(keyed, open []string, cells map[string][]string) string {
	var page strings.Builder
	page.WriteString(`# Who may do what

What every route answers to every kind of key. Everything that is asked for is Cebu's: *other city* is an editor of Surabaya, *own city* an editor of Cebu, *reviewer* and *sensor* are of Cebu. This page is written by the test that asks (` + "`make docs`" + `); a route without a line fails it.

401 is no key, or none that is taken; 403 a key that may not; 404 also what another city has: ids of others do not exist. 422 refuses a file or a post for the rows of a city that the key may not touch.

| route | Cebu's by | ` + strings.Join(identities, " | ") + " |\n|---|---|" + strings.Repeat("---|", len(identities)) + "\n")
	for _, route := range keyed {
		for _, w := range keyedWays[route] {
			fmt.Fprintf(&page, "| `%s` | %s | %s |\n", route, w.name, strings.Join(cells[route+"|"+w.name], " | "))
		}
	}
	page.WriteString("\n## Open to everybody\n\nFigures are public: these answer the same with and without a key.\n\n")
	var differ []string
	for _, route := range open {
		if slices.Equal(cells[route], slices.Repeat(cells[route][:1], len(identities))) {
			fmt.Fprintf(&page, "- `%s`\n", route)
		} else {
			differ = append(differ, route)
		}
	}
	page.WriteString("\n## Open but for drafts\n\nOf reviews that are not frozen these show nothing without a key of role reviewer, editor or admin; a key that is wrong is refused. The review here is a draft.\n\n| route | " +
		strings.Join(identities, " | ") + " |\n|---|" + strings.Repeat("---|", len(identities)) + "\n")
	for _, route := range differ {
		fmt.Fprintf(&page, "| `%s` | %s |\n", route, strings.Join(cells[route], " | "))
	}
	return page.String()
}
