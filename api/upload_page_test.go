package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

// formOf writes fields, in pairs, and the file behind them, as a browser does; "" for no file.
func formOf(file string, fields ...string) (body, kind string) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = form.WriteField(fields[i], fields[i+1]) // a buffer takes everything
	}
	if file != "" {
		part, _ := form.CreateFormFile("file", "mine.csv")
		_, _ = io.WriteString(part, file)
	}
	_ = form.Close()
	return b.String(), form.FormDataContentType()
}

// byPage sends the form without a header that holds a key; the answer has to be a page with the status.
func (w *world) byPage(status int, file string, fields ...string) string {
	w.t.Helper()
	body, kind := formOf(file, fields...)
	answer := w.do(http.MethodPost, "/upload", "", kind, body)
	if answer.Code != status || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
		w.t.Fatalf("%d, not %d: %s", answer.Code, status, answer.Body)
	}
	if answer.Header().Get("Set-Cookie") != "" || answer.Header().Get("Cache-Control") != "no-store" {
		w.t.Errorf("%v", answer.Header())
	}
	return answer.Body.String()
}

func (w *world) holds(text string, parts ...string) {
	w.t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			w.t.Errorf("%q is not on the page", part)
		}
	}
}

const pageFigures = "city,site,indicator,period,value,unit,source\nsurabaya,citywide,solid-waste-generated,2024,1805.57,t/day,SIPSN <b>2024</b>\nsurabaya,citywide,recycling-rate,2024-03-04,11.54,%,SIPSN\n"

// TestThePageForUploads: a file is tried, shown as it is understood, and stored by a second step that takes this file alone.
func TestThePageForUploads(t *testing.T) {
	w := newWorld(t)
	uploader := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	sum := sha256.Sum256([]byte(pageFigures))
	tried := hex.EncodeToString(sum[:])

	page := w.byPage(http.StatusOK, pageFigures, "key", uploader, "step", "try", "city", "surabaya", "profile", "aspro")
	w.holds(page, "This file can be stored", "Nothing has been stored yet.", "Read by the profile “ASPRO” (aspro).", "Store 2 values", `name="sha256" value="`+tried+`"`,
		`<td class="sent">2024-03-04 · 11.54 %</td><td>4 March 2024</td>`, "1 January 2024 to 31 December 2024", "1805.57 t/day", `name="profile" value="aspro"`)
	if strings.Contains(page, uploader) {
		t.Error("the page shows the key")
	}
	if uploads, err := w.db.Uploads(t.Context(), indicators.UploadFilter{}); err != nil || len(uploads) > 0 {
		t.Errorf("a try left %v %v", uploads, err)
	}
	body, kind := formOf(pageFigures, "key", uploader, "city", "surabaya", "profile", "aspro")
	w.holds(w.do(http.MethodPost, "/upload?lang=id", "", kind, body).Body.String(), "Recycling rate (rata-rata)", "<td>4 Maret 2024</td>", "Titik adalah tanda desimal")
	w.holds(w.byPage(http.StatusUnprocessableEntity, strings.Replace(pageFigures, "1805.57", "1905.57", 1), "key", uploader, "step", "store", "city", "surabaya", "profile", "aspro", "sha256", tried),
		"this is another file than the one that was tried", "other_file", "Nothing of the file has been stored.")
	w.holds(w.byPage(http.StatusCreated, pageFigures, "key", uploader, "step", "store", "city", "surabaya", "profile", "aspro", "sha256", tried),
		"Stored", "The number of the upload is u1.", "aspro revert u1 --reason", "/api/v1/uploads/u1")
	w.holds(w.byPage(http.StatusOK, pageFigures, "key", uploader, "step", "store", "city", "surabaya", "profile", "aspro"), "as upload u1 on 1 June 2026, 07:00 UTC&#43;07:00. Nothing changes")
	w.holds(w.byPage(http.StatusOK, pageFigures+"\n", "key", uploader, "city", "surabaya", "profile", "aspro"), "There is nothing new in this file")

	t.Run("ANameOfAProfileIsProposedAndNotApplied", func(t *testing.T) {
		page := w.byPage(http.StatusOK, pageFigures, "key", uploader, "step", "try", "city", "surabaya", "profile", "")
		w.holds(page, "No profile was chosen", `<option value="aspro" selected>`, "Try it: nothing is stored")
		if strings.Contains(page, "1805.57") {
			t.Error("the file was read by a profile that nobody has chosen")
		}
		w.holds(w.byPage(http.StatusUnprocessableEntity, "a,b\n1,2\n", "key", uploader, "step", "store"), "no profile fits this file")
	})
	t.Run("AConflictIsCorrectedByAnEditorWithAReason", func(t *testing.T) {
		other := strings.Replace(pageFigures, "1805.57", "1806", 1)
		editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"surabaya"}})
		w.holds(w.byPage(http.StatusUnprocessableEntity, other, "key", editor, "profile", "aspro"), "This file would be refused", "What stands in the way", "conflict")
		w.holds(w.byPage(http.StatusUnprocessableEntity, other, "key", editor, "profile", "aspro", "on_conflict", "correct"), "reason_missing", "<details open>")
		w.holds(w.byPage(http.StatusOK, other, "key", editor, "profile", "aspro", "on_conflict", "correct", "reason", `"read" again`), "then 0 values are new and 1 are corrected", `name="reason" value="&#34;read&#34; again"`)
		w.byPage(http.StatusForbidden, other, "key", uploader, "profile", "aspro", "on_conflict", "correct", "reason", "x")
	})
}

// TestWithoutScriptTheFormSaysWhatItIsToDo: a browser sends the fields in the order of the page, and what stands behind the file is
// not read. So nothing with a name may stand behind it, and the step of a second form is to store.
func TestWithoutScriptTheFormSaysWhatItIsToDo(t *testing.T) {
	w := newWorld(t)
	for page, step := range map[string]string{
		w.do(http.MethodGet, "/upload", "", "", "").Body.String():                                  "try",
		w.byPage(http.StatusOK, pageFigures, "key", w.admin, "profile", "aspro"):                   "store",
		w.byPage(http.StatusUnprocessableEntity, "a,b\n1,2\n", "key", w.admin):                     "try",
		w.byPage(http.StatusUnprocessableEntity, mixedFigures, "key", w.admin, "profile", "aspro"): "try",
	} {
		_, form, _ := strings.Cut(page, `<form method="post" action="/upload?`)
		form, _, _ = strings.Cut(form, "</form>")
		before, after, found := strings.Cut(form, `name="file"`)
		if !found || strings.Contains(after, `name="`) || !strings.Contains(before, `<input type="hidden" name="step" value="`+step+`">`) || !strings.Contains(before, `name="key"`) {
			t.Errorf("not %s: %s", step, form)
		}
	}
}

// TestThePageSaysTheWordsOfTheInterface: line, column, code, message and hint of every problem, in the four languages.
func TestThePageSaysTheWordsOfTheInterface(t *testing.T) {
	w := newWorld(t)
	bad := "city,site,indicator,period,value,unit\nsurabaya,<script>alert(1)</script>,pm2-5,2010,5,µg/m³\nsurabaya,citywide,pm2-5,2010,\"1,5\",µg/m³\nsurabaya,citywide,pm2-5,4/3/2026,5,µg/m³\n"
	for _, l := range words.Languages() {
		answer := w.do(http.MethodPost, "/api/v1/uploads?dry_run=true&profile=aspro", w.admin, "text/csv", bad, "Accept-Language", string(l))
		var refused RefusedUpload
		if err := json.Unmarshal(answer.Body.Bytes(), &refused); err != nil || len(refused.Problems) != 3 {
			t.Fatalf("%v %s", err, answer.Body)
		}
		body, kind := formOf(bad, "key", w.admin, "profile", "aspro")
		shown := w.do(http.MethodPost, "/upload?lang="+string(l), "", kind, body)
		page := html.UnescapeString(shown.Body.String())
		for _, p := range refused.Problems {
			w.holds(page, p.Message, p.Hint, p.Code, "<td>"+p.Column+`</td><td class="sent">`+p.Text+"</td>")
		}
		if shown.Code != http.StatusUnprocessableEntity || strings.Contains(shown.Body.String(), "<script>alert") || !strings.Contains(page, `<html lang="`+string(l)+`">`) || shown.Header().Get("Content-Language") != string(l) {
			t.Errorf("%s: %d %v", l, shown.Code, shown.Header())
		}
	}
}

// TestTheKeyOfTheForm: it is what proves the sender, for there is no cookie. It stands before the file, and nowhere in an address.
func TestTheKeyOfTheForm(t *testing.T) {
	w := newWorld(t)
	w.holds(w.byPage(http.StatusUnauthorized, pageFigures, "profile", "aspro"), "this needs a key", "Write it into the field “Key”", "key_missing")
	w.holds(w.byPage(http.StatusUnauthorized, pageFigures, "key", "aspro_aaaaaaaaaaaaaaaa_"+strings.Repeat("b", 52), "profile", "aspro"), "key_refused")
	cebu := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"cebu"}})
	w.holds(w.byPage(http.StatusForbidden, pageFigures, "key", cebu, "profile", "aspro", "city", "surabaya"), "foreign_city")
	w.holds(w.byPage(http.StatusUnprocessableEntity, pageFigures, "key", cebu, "profile", "aspro"), "foreign_city", "This file would be refused")
	w.byPage(http.StatusForbidden, pageFigures, "key", w.sensor("surabaya"), "profile", "aspro")
	if refused := w.auditCount("authorization.refused"); refused != 4 { // the unknown key, the city twice, the role
		t.Errorf("%d entries in the audit log", refused)
	}
	body, kind := formOf(pageFigures, "profile", "aspro")
	if answer := w.do(http.MethodPost, "/upload", w.admin, kind, body); answer.Code != http.StatusOK {
		t.Errorf("with the key in the header: %d", answer.Code)
	}
	if answer := w.do(http.MethodPost, "/upload?key="+w.admin, "", kind, body); answer.Code != http.StatusUnprocessableEntity || strings.Contains(w.log.String(), w.admin) {
		t.Errorf("a key in the address: %d", answer.Code)
	}
	var late bytes.Buffer
	form := multipart.NewWriter(&late)
	part, _ := form.CreateFormFile("file", "mine.csv")
	_, _ = io.WriteString(part, pageFigures)
	_ = form.WriteField("key", w.admin)
	_ = form.Close()
	if answer := w.do(http.MethodPost, "/upload", "", form.FormDataContentType(), late.String()); answer.Code != http.StatusUnauthorized {
		t.Errorf("a file before its key is kept: %d", answer.Code)
	}
}

func (w *world) auditCount(what string) int {
	w.t.Helper()
	acts, err := w.db.Acts(w.t.Context(), indicators.ActFilter{What: what})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(acts)
}

// TestFormsThatNoPageSends: each is refused with a page, by name.
func TestFormsThatNoPageSends(t *testing.T) {
	w := newWorld(t)
	w.holds(w.byPage(http.StatusUnprocessableEntity, "", "key", w.admin), "no file was chosen")
	w.holds(w.byPage(http.StatusUnprocessableEntity, pageFigures, "key", w.admin, "step", "burn", "profile", "aspro"), "step is &#34;burn&#34;")
	w.holds(w.byPage(http.StatusUnprocessableEntity, pageFigures, "key", w.admin, "nothing", "x"), "there is no field &#34;nothing&#34;")
	w.holds(w.byPage(http.StatusUnprocessableEntity, pageFigures, "key", w.admin, "key", w.admin), "it stands twice")
	w.holds(w.byPage(http.StatusUnprocessableEntity, pageFigures, "key", w.admin, "reason", strings.Repeat("x", 2001)), "at most 2000 bytes")
	w.holds(w.byPage(http.StatusUnprocessableEntity, pageFigures, "key", w.admin, "profile", "aspor"), "unknown_profile", "Nearest: aspro")
	if answer := w.do(http.MethodPost, "/upload", w.admin, "text/csv", pageFigures); answer.Code != http.StatusUnsupportedMediaType {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// TestPagesCanBeReadByEverybody: in four languages every page names its language, every field has a label, every table a caption, the
// links keep the language, and a page is small enough for a slow line.
func TestPagesCanBeReadByEverybody(t *testing.T) {
	w := newWorld(t).withSample()
	for _, path := range []string{"/", "/upload", "/problems", "/problems/unknown_city"} {
		for _, l := range words.Languages() {
			answer := w.do(http.MethodGet, path+"?lang="+string(l), "", "", "", "Accept", "text/html")
			checkPage(t, path+" in "+string(l), answer, l)
		}
	}
	frozen := w.begin(w.admin, "kitaq-composting", "2012")
	w.freeze(w.admin, frozen, "")
	w.holds(w.do(http.MethodGet, "/?lang=id", "", "", "").Body.String(), "KitaQ Composting Network: Aims of Cebu City (2012), versi 1", "1 Juni 2026", ">Recycling rate</a>", "<title>ASPRO</title>")
	for _, l := range words.Languages() {
		body, kind := formOf(pageFigures+"surabaya,x,pm2-5,2010,5,µg/m³,\n", "key", w.admin, "profile", "aspro")
		checkPage(t, "what was tried, in "+string(l), w.do(http.MethodPost, "/upload?lang="+string(l), "", kind, body), l)
	}
	if answer := w.do(http.MethodGet, "/upload?lang=de", "", "", ""); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", answer.Code)
	}
}

func checkPage(t *testing.T, what string, answer *httptest.ResponseRecorder, l words.Language) {
	t.Helper()
	page := answer.Body.String()
	if !strings.Contains(page, `<html lang="`+string(l)+`">`) || len(page) > 150<<10 {
		t.Errorf("%s: %d bytes", what, len(page))
	}
	ids := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[id[1]] {
			t.Errorf("%s: the id %s stands twice", what, id[1])
		}
		ids[id[1]] = true
	}
	if title := regexp.MustCompile(`<title>(.*)</title>`).FindStringSubmatch(page); title == nil || !strings.HasSuffix(title[1], "ASPRO") || strings.Count(title[1], "ASPRO") != 1 {
		t.Errorf("%s: the title is %v", what, title)
	}
	if n := strings.Count(page, "<table>"); n != strings.Count(page, `<div class="wide"`) || n != strings.Count(page, "<caption>") || strings.Count(page, "<h1>") != 1 || !strings.Contains(page, "<main id=\"main\">") {
		t.Errorf("%s: %d tables, headings or captions are missing", what, n)
	}
	for _, field := range regexp.MustCompile(`<(?:input|select) id="([a-z_-]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `<label for="`+field[1]+`">`) {
			t.Errorf("%s: %s has no label", what, field[1])
		}
	}
	for _, link := range regexp.MustCompile(`href="(/(?:upload|problems/[a-z_]+|problems)?)(\?[^"]*)?"`).FindAllStringSubmatch(page, -1) {
		if link[2] != "?lang="+string(l) && !strings.Contains(page, link[0]+` hreflang=`) {
			t.Errorf("%s: %s forgets the language", what, link[0])
		}
	}
	if strings.Contains(page, "%!") || strings.Contains(page, "ZgotmplZ") {
		t.Errorf("%s: %s", what, page)
	}
}
