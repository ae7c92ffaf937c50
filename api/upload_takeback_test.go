package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

// sendForm sends a form of fields, in pairs, without a header that holds a key.
func (w *world) sendForm(target string, fields ...string) *httptest.ResponseRecorder {
	body, kind := formOf("", fields...)
	return w.do(http.MethodPost, target, "", kind, body)
}

// formPage is the page that a form gets; it has to have the status, set no cookie and show no key.
func (w *world) formPage(status int, target string, fields ...string) string {
	w.t.Helper()
	answer := w.sendForm(target, fields...)
	page := answer.Body.String()
	if answer.Code != status || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") || answer.Header().Get("Cache-Control") != "no-store" || answer.Header().Get("Set-Cookie") != "" {
		w.t.Fatalf("%s: %d, not %d: %v %s", target, answer.Code, status, answer.Header(), page)
	}
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == "key" && fields[i+1] != "" && strings.Contains(page, fields[i+1]) {
			w.t.Errorf("%s shows the key", target)
		}
	}
	return page
}

// mixedFigures is a file with a row that is taken and two that are not.
const mixedFigures = "city,site,indicator,period,value,unit\nsurabaya,citywide,recycling-rate,2024-03-06,12.5,%\nsurabaya,citywide,recycling-rate,2024-03-07,\"1,5\",%\nsurabaya,nowhere,recycling-rate,2024-03-08,11,%\n"

// TestRowsThatWereNotTakenAreSavedFromThePage: the bytes are those of errors.csv, for the key of the form.
func TestRowsThatWereNotTakenAreSavedFromThePage(t *testing.T) {
	w := newWorld(t)
	uploader := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	page := w.byPage(http.StatusCreated, mixedFigures, "key", uploader, "step", "store", "city", "surabaya", "profile", "aspro", "on_error", "skip")
	w.holds(page, `formaction="/upload/errors?lang=en" name="upload" value="u1" data-saves`, "Rows that are left out", "with a key of role editor")
	for _, l := range words.Languages() {
		want := w.do(http.MethodGet, "/api/v1/uploads/u1/errors.csv", uploader, "", "", "Accept-Language", string(l))
		got := w.sendForm("/upload/errors?lang="+string(l), "upload", "u1", "key", uploader)
		if got.Code != http.StatusOK || got.Body.String() != want.Body.String() || !strings.Contains(want.Body.String(), "decimal_comma") {
			t.Errorf("%s: %d %s\nnot\n%s", l, got.Code, got.Body, want.Body)
		}
		for _, header := range []string{"Content-Type", "Content-Disposition", "Content-Language", "X-Content-Type-Options", "Content-Security-Policy"} {
			if got.Header().Get(header) != want.Header().Get(header) {
				t.Errorf("%s: %s is %q, not %q", l, header, got.Header().Get(header), want.Header().Get(header))
			}
		}
	}
	cebu := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	w.holds(w.formPage(http.StatusNotFound, "/upload/errors", "upload", "u1", "key", cebu), "there is no upload u1")
	w.holds(w.formPage(http.StatusNotFound, "/upload/errors", "upload", "u9", "key", uploader), "there is no upload u9")
	w.holds(w.formPage(http.StatusUnauthorized, "/upload/errors", "upload", "u1"), "this needs a key")
	w.holds(w.formPage(http.StatusUnauthorized, "/upload/errors", "upload", "u1", "key", "aspro_aaaaaaaaaaaaaaaa_"+strings.Repeat("b", 52)), "key_refused")
	w.holds(w.formPage(http.StatusUnprocessableEntity, "/upload/errors", "upload", "u1", "key", uploader, "step", "ask"), "there is no field &#34;step&#34;")
	w.holds(w.formPage(http.StatusUnprocessableEntity, "/upload/errors?key="+uploader, "upload", "u1"), "there is no parameter")
	body, kind := formOf("a file", "key", uploader, "upload", "u1")
	if answer := w.do(http.MethodPost, "/upload/errors", "", kind, body); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a form with a file: %d", answer.Code)
	}
	if answer := w.do(http.MethodPost, "/upload/errors", "", "application/x-www-form-urlencoded", "upload=u1&key="+uploader); answer.Code != http.StatusUnsupportedMediaType {
		t.Errorf("a form of another kind: %d", answer.Code)
	}
	if refused := w.auditCount("authorization.refused"); refused != 2 { // the key of Cebu and the unknown one
		t.Errorf("%d entries in the audit log", refused)
	}
}

// TestAllRowsOfARefusedFile: a try lists the first, and leads to the file of all.
func TestAllRowsOfARefusedFile(t *testing.T) {
	w := newWorld(t)
	bad := mixedFigures + strings.Repeat("surabaya,nowhere,recycling-rate,2024-03-08,11,%\n", 110)
	few := w.byPage(http.StatusUnprocessableEntity, mixedFigures, "key", w.admin, "profile", "aspro", "city", "surabaya")
	if strings.Contains(few, "file-all") {
		t.Error("what is listed whole is to be sent for a list")
	}
	tried := w.byPage(http.StatusUnprocessableEntity, bad, "key", w.admin, "profile", "aspro", "city", "surabaya")
	w.holds(tried, "and 12 more", `<input type="hidden" name="step" value="store">`, `<label for="file-all">`, "none of its values is stored")
	sent := w.byPage(http.StatusUnprocessableEntity, bad, "step", "store", "city", "surabaya", "profile", "aspro", "key", w.admin)
	w.holds(sent, "This file is refused", "Nothing of the file has been stored.", `name="upload" value="u1" data-saves`)
	if rows := w.sendForm("/upload/errors", "key", w.admin, "upload", "u1").Body.String(); strings.Count(rows, "\n") != 113 || w.ofCity("surabaya") != 0 {
		t.Errorf("%d lines, %d values stored", strings.Count(rows, "\n"), w.ofCity("surabaya"))
	}
}

// ofCity counts what is stored of a city.
func (w *world) ofCity(city string) (n int64) {
	w.t.Helper()
	list, err := w.db.SeriesList(w.t.Context(), indicators.SeriesFilter{City: city})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, info := range list {
		n += info.Count
	}
	return n
}

// TestAnUploadIsTakenBackByThePage: the first step tells what will happen and does nothing; the second does it, with a reason.
func TestAnUploadIsTakenBackByThePage(t *testing.T) {
	w := newWorld(t)
	editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"surabaya"}})
	uploader := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	w.byPage(http.StatusCreated, pageFigures, "key", editor, "step", "store", "city", "surabaya", "profile", "aspro")
	before := w.figuresHash()
	second := strings.Replace(pageFigures, "1805.57", "1806", 1) + "surabaya,citywide,recycling-rate,2024-03-05,12,%,SIPSN\n"
	w.holds(w.byPage(http.StatusCreated, second, "key", editor, "step", "store", "city", "surabaya", "profile", "aspro", "on_conflict", "correct", "reason", "read again"),
		`formaction="/upload/revert?lang=en" name="upload" value="u2"`, "Take upload u2 back …")
	stored := w.figuresHash()

	asked := w.formPage(http.StatusOK, "/upload/revert?lang=id", "upload", "u2", "key", editor, "step", "ask")
	w.holds(asked, "Tarik kembali unggahan u2?", "Belum ada yang dilakukan.", "berkas “mine.csv”, dikirim pada 1 Juni 2026, 07:00 UTC&#43;07:00", "akan dihapus: 1.", "akan kembali seperti semula: 1.",
		"1 Januari 2024", "<td>1806 t/day</td><td>1805.57 t/day</td>", `name="step" value="revert"`)
	if strings.Contains(asked, "Unggahan berikutnya") {
		t.Error("the upload is named among those that came later")
	}
	w.holds(w.formPage(http.StatusOK, "/upload/revert", "upload", "u1", "key", editor), "Where only this upload brought them, they are gone then: u2 ")
	w.formPage(http.StatusNotFound, "/upload/revert", "key", editor)
	w.holds(w.formPage(http.StatusUnprocessableEntity, "/upload/revert", "upload", "u2", "key", editor, "step", "revert"), "reason is missing", "Nothing was taken back.", "Take upload u2 back?")
	w.holds(w.formPage(http.StatusUnprocessableEntity, "/upload/revert", "upload", "u2", "key", editor, "step", "revert", "reason", strings.Repeat("x", 501)), "Nothing was taken back.")
	w.holds(w.formPage(http.StatusUnprocessableEntity, "/upload/revert", "upload", "u2", "key", editor, "step", "burn", "reason", "x"), "it must be ask or revert")
	w.holds(w.formPage(http.StatusForbidden, "/upload/revert", "upload", "u2", "key", uploader, "step", "revert", "reason", "x"), "a key of role uploader may not do this")
	w.holds(w.formPage(http.StatusUnauthorized, "/upload/revert", "upload", "u2", "step", "revert", "reason", "x"), "this needs a key")
	w.holds(w.formPage(http.StatusNotFound, "/upload/revert", "upload", "u2", "key", w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}}), "step", "revert", "reason", "x"), "there is no upload u2")
	w.holds(w.formPage(http.StatusConflict, "/upload/revert", "upload", "u1", "key", editor, "step", "revert", "reason", "wrong file"), "superseded", "Nothing was taken back.")
	if w.figuresHash() != stored {
		t.Fatal("figures changed before anybody agreed")
	}

	w.holds(w.formPage(http.StatusOK, "/upload/revert", "upload", "u2", "key", editor, "step", "revert", "reason", "wrong <month>"), "Upload u2 was taken back", "1 values were removed, 1 are as they were before.", "“wrong &lt;month&gt;”")
	if w.figuresHash() != before {
		t.Error("the figures are not as they were before")
	}
	w.holds(w.formPage(http.StatusConflict, "/upload/revert", "upload", "u2", "key", editor, "step", "ask"), "already_reverted")
	if n := w.auditCount("upload.reverted"); n != 1 {
		t.Errorf("%d reverts in the audit log", n)
	}
	w.holds(w.formPage(http.StatusOK, "/upload/earlier?lang=id", "key", editor), "ditarik kembali", "tersimpan", `formaction="/upload/revert?lang=id" name="upload" value="u1"`)
}

// TestWhatIsOnlyDecidedIsNotCounted: while the store is away nobody knows yet how many values go.
func TestWhatIsOnlyDecidedIsNotCounted(t *testing.T) {
	var page strings.Builder
	v := takeBackPage{pageTop: pageTop{Outcome: "Decided and safe", Language: words.English}, Done: &RevertView{UploadView: UploadView{State: string(indicators.Reverting), Reversion: &ReversionView{Reason: "wrong month"}}}}
	if err := takeBackTemplate.Execute(&page, v); err != nil {
		t.Fatal(err)
	}
	if text := page.String(); !strings.Contains(text, "Decided and safe") || !strings.Contains(text, "“wrong month”") || strings.Contains(text, "were removed") {
		t.Error(text)
	}
}

// TestEarlierUploads: a key sees what it sent itself, and what was sent of its cities.
func TestEarlierUploads(t *testing.T) {
	w := newWorld(t)
	uploader := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	w.holds(w.formPage(http.StatusOK, "/upload/earlier", "key", uploader), "Nothing was sent yet.")
	w.byPage(http.StatusCreated, mixedFigures, "key", uploader, "step", "store", "profile", "aspro", "on_error", "skip") // of no city
	w.post("profile=aspro&city=cebu", w.admin, figures)
	w.post("profile=aspro&city=surabaya", w.admin, pageFigures)
	w.byPage(http.StatusUnprocessableEntity, mixedFigures, "key", uploader, "step", "store", "profile", "aspro", "city", "surabaya")
	page := w.formPage(http.StatusOK, "/upload/earlier", "key", uploader)
	w.holds(page, `<th scope="row" class="sent">u1<br>`, `<th scope="row" class="sent">u3<br>`, `<th scope="row" class="sent">u4<br>`, "refused, nothing of it is stored", `formaction="/upload/errors?lang=en" name="upload" value="u1"`, `formaction="/upload/errors?lang=en" name="upload" value="u4"`)
	if strings.Contains(page, `>u2<br>`) || strings.Contains(page, "/upload/revert") || strings.Contains(page, `value="u3"`) {
		t.Errorf("what is Cebu's, or what an uploader may not, is on the page: %s", page)
	}
	if strings.Index(page, ">u4<br>") > strings.Index(page, ">u1<br>") {
		t.Error("the newest does not stand first")
	}
	w.holds(w.formPage(http.StatusOK, "/upload/earlier", "key", w.admin), `>u2<br>`, `formaction="/upload/revert?lang=en" name="upload" value="u3"`)
	w.holds(w.formPage(http.StatusUnauthorized, "/upload/earlier"), "this needs a key")
	if answer := w.do(http.MethodPost, "/upload/earlier", w.admin, formKind, "--part\r\n[]--part--\r\n"); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "body_cut_short") {
		t.Errorf("what is no form: %d", answer.Code)
	}
	for _, l := range words.Languages() {
		lang := "?lang=" + string(l)
		checkPage(t, "earlier uploads in "+string(l), w.sendForm("/upload/earlier"+lang, "key", w.admin), l)
		checkPage(t, "what would be taken back, in "+string(l), w.sendForm("/upload/revert"+lang, "upload", "u3", "key", w.admin), l)
		checkPage(t, "a refusal in "+string(l), w.sendForm("/upload/revert"+lang, "upload", "u3"), l)
		checkPage(t, "a refused file in "+string(l), w.sendForm("/upload/errors"+lang, "upload", "u3"), l)
	}
}
