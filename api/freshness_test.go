package api

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// cachingPage is docs/caching.md with a place for its table.
const cachingPage = `# What may be kept, and for how long

Every answer that is read has a strong entity tag: it changes when, and only when, what is answered changes, with the language and the form. Send it back in ` + "`If-None-Match`" + ` and get 304 without a body as long as nothing has changed. ` + "`Vary`" + ` names the headers of the request that made a difference.

` + "`Cache-Control`" + ` says how long an answer may be given again without asking:

| value | what it is for |
|---|---|
| ` + "`" + askAgain + "`" + ` | figures that may still grow or be corrected: ask every time, the tag makes it cheap |
| ` + "`" + dayLong + "`" + ` | a closed period: the question names its end (` + "`to`, `at`" + `), it lies in the past, and the figures on record reach up to it. A correction is seen a day later by who does not ask |
| ` + "`" + forever + "`" + ` | the bytes of a frozen review |
| ` + "`" + aMinute + "`" + ` | rows of the catalogue and pages: they change when the server starts anew |
| ` + "`" + ofTheKey + "`" + ` | what a key opened: for its holder alone |
| ` + "`" + notKept + "`" + ` | probes, problems, and answers of requests that write |

What the examples of the document get on the sample data (` + "`make docs`" + ` writes this table):

| route | Cache-Control | for an open question |
|---|---|---|
`

// closable are the routes whose answers may be of a closed period.
var closable = []string{"listAggregates", "listExceedances", "getTrend", "getCityIndex", "listObservations", "getProgress", "getProgrammeProgress", "compareReviews", "getReview"}

// TestCachingPage reads by every route as its examples do: the tag holds as long as nothing changes, whatever the clock says,
// and 304 comes with the headers of 200. The Cache-Control that comes is docs/caching.md.
func TestCachingPage(t *testing.T) {
	w := newWorld(t).withSample()
	key := w.exampleKey()
	var page strings.Builder
	page.WriteString(cachingPage)
	rows := map[string]string{}
	for _, op := range operationsOf(t) {
		if notTried[op.OperationID] != "" {
			continue
		}
		target, headers := op.target()
		if op.Security == nil || len(*op.Security) > 0 || op.OperationID == "compareReviews" {
			headers = append(headers, "Authorization", "Bearer "+key)
		}
		if op.OperationID == "compareReviews" {
			w.do(http.MethodPost, base+"/reviews", key, "application/json", `{"programme":"kitaq-composting","at":"aims-2012","prepared_by":"Environment office"}`)
		}
		if op.method != http.MethodGet {
			bodies := op.bodies()
			kind := slices.Sorted(maps.Keys(bodies))[0]
			if answer := w.do(op.method, target, "", kind, bodies[kind], headers...); answer.Header().Get("Cache-Control") != notKept || answer.Header().Get("ETag") != "" {
				t.Errorf("%s: %d %v", op.OperationID, answer.Code, answer.Header())
			}
			continue
		}
		answer := w.do(http.MethodGet, target, "", "", "", headers...)
		control := answer.Header().Get("Cache-Control")
		open := ""
		if slices.Contains(closable, op.OperationID) {
			open = "`" + askAgain + "`"
		}
		prefix := base
		if op.root {
			prefix = ""
		}
		rows[prefix+op.path] = fmt.Sprintf("| `%s` | `%s` | %s |\n", prefix+op.path, control, open)
		w.holdsItsTag(op, answer, target, headers)
	}
	for _, path := range slices.Sorted(maps.Keys(rows)) {
		page.WriteString(rows[path])
	}
	if *update {
		if err := os.WriteFile("../docs/caching.md", []byte(page.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if held, err := os.ReadFile("../docs/caching.md"); err != nil || string(held) != page.String() {
		t.Errorf("docs/caching.md is not what comes (%v); read the difference after make docs:\n%s", err, page.String())
	}
}

// untagged are answers that come as they are read from the ledger, piece by piece, and probes.
var untagged = []string{"getLivez", "getReadyz", "getMetrics", "getUploadContent", "getUploadErrors"}

func (w *world) holdsItsTag(op exampled, answer *httptest.ResponseRecorder, target string, headers []string) {
	w.t.Helper()
	tag := answer.Header().Get("ETag")
	if slices.Contains(untagged, op.OperationID) {
		if tag != "" {
			w.t.Errorf("%s has a tag", op.OperationID)
		}
		return
	}
	if answer.Code != http.StatusOK || !strings.HasPrefix(tag, `"`) {
		w.t.Errorf("%s: %d, tag %s", op.OperationID, answer.Code, tag)
		return
	}
	before := w.now
	if strings.Contains(target, "/sensors") { // it tells when its key was used last, and asking is a use
		return
	}
	w.now = w.now.Add(time.Hour) // the same local day in every city
	if again := w.do(http.MethodGet, target, "", "", "", headers...); again.Header().Get("ETag") != tag {
		w.t.Errorf("%s: an hour later the tag is another one, and nothing has changed:\n%s\n%s", op.OperationID, answer.Body, again.Body)
	}
	unchanged := w.do(http.MethodGet, target, "", "", "", append(slices.Clone(headers), "If-None-Match", tag)...)
	if unchanged.Code != http.StatusNotModified || unchanged.Body.Len() > 0 || unchanged.Header().Get("Content-Type") != "" {
		w.t.Errorf("%s: %d with its own tag, %d bytes", op.OperationID, unchanged.Code, unchanged.Body.Len())
	}
	for _, name := range []string{"ETag", "Cache-Control", "Vary", "Link", "Content-Language"} {
		if got, want := unchanged.Header().Values(name), answer.Header().Values(name); !slices.Equal(got, want) {
			w.t.Errorf("%s: 304 has %s %q, 200 has %q", op.OperationID, name, got, want)
		}
	}
	of := strings.TrimSuffix(tag, `"`)
	for known, want := range map[string]string{of + `-c-gzip"`: of + `-c-gzip"`, `"a", W/` + of + `-c-zstd"`: of + `-c-zstd"`, of + `-d"`: ""} {
		got := w.do(http.MethodGet, target, "", "", "", append(slices.Clone(headers), "If-None-Match", known)...)
		if got.Code != http.StatusNotModified && want != "" || want != "" && got.Header().Get("ETag") != want || want == "" && got.Code != http.StatusOK {
			w.t.Errorf("%s: %d with %s, tag %s", op.OperationID, got.Code, known, got.Header().Get("ETag"))
		}
	}
	w.now = before
	tags := map[string]string{}
	for _, kind := range op.answerKinds() {
		one := w.do(http.MethodGet, target, "", "", "", append(slices.Clone(headers), "Accept", kind)...)
		two := w.do(http.MethodGet, target, "", "", "", append(slices.Clone(headers), "Accept", kind)...)
		tag := one.Header().Get("ETag")
		if tag != two.Header().Get("ETag") {
			w.t.Errorf("%s, %s: asked twice, two tags", op.OperationID, kind)
		}
		if other, taken := tags[tag]; taken {
			w.t.Errorf("%s: %s and %s have one tag", op.OperationID, kind, other)
		}
		tags[tag] = kind
	}
	inIndonesian := w.do(http.MethodGet, target, "", "", "", append(slices.Clone(headers), "Accept-Language", "id")...)
	inJapanese := w.do(http.MethodGet, target, "", "", "", append(slices.Clone(headers), "Accept-Language", "ja")...)
	if differ := inIndonesian.Body.String() != inJapanese.Body.String(); differ && !strings.Contains(inJapanese.Header().Get("Vary"), "Accept-Language") ||
		differ == (inIndonesian.Header().Get("ETag") == inJapanese.Header().Get("ETag")) {
		w.t.Errorf("%s: two languages, %v %v", op.OperationID, inIndonesian.Header(), inJapanese.Header())
	}
}

// TestTagsChangeWithTheFigures: a figure that comes, or is corrected, changes the tag of what is made from it and of nothing
// else.
func TestTagsChangeWithTheFigures(t *testing.T) {
	w := newWorld(t).withSample()
	const waste, pm = base + "/cities/surabaya/indicators/solid-waste-generated/", base + "/cities/cebu/indicators/pm10/"
	made := []string{waste + "observations?resolution=P1Y&from=2019&to=2026", waste + "latest?resolution=P1Y", waste + "trend?from=2019", waste + "aggregates?resolution=P1Y&window=P1Y&from=2019&to=2026",
		waste + "progress?programme=aspro&at=2025", base + "/programmes/aspro/progress?at=2025", base + "/series?city=surabaya"}
	others := []string{pm + "observations?resolution=P1Y", pm + "trend", base + "/cities", base + "/indicators", base + "/series?city=cebu"}
	tags := func(targets []string) (all []string) {
		for _, target := range targets {
			for _, kind := range []string{"application/json", "text/csv"} {
				answer := w.do(http.MethodGet, target, "", "", "", "Accept", kind)
				if answer.Code != http.StatusOK {
					t.Fatalf("%s: %d %s", target, answer.Code, answer.Body)
				}
				all = append(all, target+" "+kind+" "+answer.Header().Get("ETag"))
			}
		}
		return all
	}
	was, untouched := tags(made), tags(others)
	row := func(value string) string {
		return "city,site,indicator,period,value,unit\nsurabaya,citywide,solid-waste-generated,2025," + value + ",t/day\n"
	}
	w.post("profile=aspro&city=surabaya", w.admin, row("1810"))
	came := tags(made)
	for i := range was {
		if was[i] == came[i] {
			t.Errorf("a figure came and the tag is the same: %s", was[i])
		}
	}
	w.post("profile=aspro&city=surabaya", w.admin, row("1810"))
	if again := tags(made); !slices.Equal(again, came) {
		t.Errorf("the same file again: %q, %q", again, came)
	}
	w.post("profile=aspro&city=surabaya&on_conflict=correct&reason=a+test", w.admin, row("1811"))
	corrected := tags(made)
	for i := range came {
		if came[i] == corrected[i] && !strings.Contains(came[i], "/series?") { // how many there are has not changed
			t.Errorf("a figure was corrected and the tag is the same: %s", came[i])
		}
	}
	if got := tags(others); !slices.Equal(got, untouched) {
		t.Errorf("other figures: %q, %q", got, untouched)
	}
}

// TestLinks: in every form a list of figures leads to its licence, to what explains it, and to the next page.
func TestLinks(t *testing.T) {
	w := newWorld(t).withSample()
	const figures = base + "/cities/surabaya/indicators/solid-waste-generated/observations?resolution=P1Y&limit=2"
	for _, kind := range []string{"application/json", "text/csv", "application/x-ndjson", xlsxType} {
		links := strings.Join(w.do(http.MethodGet, figures, "", "", "", "Accept", kind).Header().Values("Link"), "\n")
		for _, want := range []string{`</docs/reference#licence>; rel="license"`, `</openapi.json>; rel="describedby"`, `</api/v1/indicators/solid-waste-generated>; rel="describedby"`, `cursor=`, `rel="next"`} {
			if !strings.Contains(links, want) {
				t.Errorf("%s: %s is not among %s", kind, want, links)
			}
		}
	}
	if page := w.do(http.MethodGet, "/docs/reference", "", "", "").Body.String(); !strings.Contains(page, `id="licence"`) || !strings.Contains(page, "no source that was read states one") {
		t.Error("the page of licences says nothing")
	}
	if links := w.do(http.MethodGet, base+"/cities/nowhere", "", "", "").Header().Values("Link"); len(links) > 0 {
		t.Errorf("a problem has %q", links)
	}
}

// TestALicenceThatIsStatedIsLinked: an address as it stands; words, and what could not stand in a header, lead to the page.
func TestALicenceThatIsStatedIsLinked(t *testing.T) {
	for stated, want := range map[string]string{
		"https://creativecommons.org/licenses/by/4.0/": `<https://creativecommons.org/licenses/by/4.0/>; rel="license"`,
		"CC BY 4.0":                      `</docs/reference#licence>; rel="license"`,
		"":                               `</docs/reference#licence>; rel="license"`,
		"https://a.test/\"b":             `</docs/reference#licence>; rel="license"`,
		"https://a.test/>; rel=\"next\"": `</docs/reference#licence>; rel="license"`,
	} {
		w := newWorld(t)
		rows := *w.api.Catalogue
		rows.Sources = append(slices.Clone(rows.Sources), indicators.Source{ID: "test", Name: "Test", Match: []string{"Office of tests"}, Stakeholder: "government", Licence: stated, Source: "a test"})
		w.with(func(o *Options) { o.Catalogue = &rows })
		w.post("profile=aspro&city=surabaya", w.admin, "city,site,indicator,period,value,unit,source\nsurabaya,citywide,recycling-rate,2020,10,%,Office of tests 2020\n")
		for _, question := range []string{"observations", "latest", "trend", "latest?format=csv"} {
			if links := w.do(http.MethodGet, base+"/cities/surabaya/indicators/recycling-rate/"+question, "", "", "").Header().Values("Link"); !slices.Contains(links, want) {
				t.Errorf("%q, %s: %q", stated, question, links)
			}
		}
	}
}
