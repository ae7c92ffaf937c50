package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/review"
)

const reviews = "/api/v1/reviews"

// send posts JSON and reads the answer into view when the status is the one named.
func (w *world) send(target, key string, body any, status int, view any) *httptest.ResponseRecorder {
	w.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	answer := w.do(http.MethodPost, target, key, "application/json", string(text))
	if answer.Code != status {
		w.t.Fatalf("POST %s: %d, not %d: %s", target, answer.Code, status, answer.Body)
	}
	if view != nil {
		if err := json.Unmarshal(answer.Body.Bytes(), view); err != nil {
			w.t.Fatalf("POST %s: %v", target, err)
		}
	}
	return answer
}

// reviewer is a key for the reviews of cities.
func (w *world) reviewer(cities ...string) string {
	return w.key(indicators.Key{Role: indicators.RoleReviewer, Cities: cities})
}

func (w *world) begin(key, programme, at string) string {
	w.t.Helper()
	var head ReviewHead
	answer := w.send(reviews, key, NewReview{Programme: programme, At: at, PreparedBy: "City of Kitakyushu", Licence: "CC BY 4.0"}, http.StatusCreated, &head)
	if got := answer.Header().Get("Location"); got != reviews+"/"+head.ID {
		w.t.Errorf("Location %q", got)
	}
	return head.ID
}

func (w *world) freeze(key, id, override string) ReviewHead {
	w.t.Helper()
	var head ReviewHead
	w.send(reviews+"/"+id+"/freeze", key, FreezeReview{ApprovedBy: "IGES", Override: override}, http.StatusOK, &head)
	return head
}

// TestTheAimOfCebuCityFreezesStaysAndShowsTheCorrection is the story of a review from draft to the next version.
func TestTheAimOfCebuCityFreezesStaysAndShowsTheCorrection(t *testing.T) {
	w := newWorld(t).withSample()
	key := w.reviewer("cebu")
	id := w.begin(key, "kitaq-composting", "2012")
	if id != "kitaq-composting-aims-2012-v1" {
		t.Fatal(id)
	}
	draft := w.do(http.MethodGet, reviews+"/"+id, key, "", "")
	var view ReviewView
	if err := json.Unmarshal(draft.Body.Bytes(), &view); err != nil || view.State != "draft" || view.Since != nil || len(view.Objections) != 0 || view.Content.Rows[0].Status != "on_track" {
		t.Fatalf("%v %s", err, draft.Body)
	}
	head := w.freeze(key, id, "")
	if page := w.do(http.MethodGet, "/", "", "", "").Body.String(); !strings.Contains(page, `<a href="/api/v1/reviews/`+id+`?format=html&amp;lang=en">`) {
		t.Error("the start page does not lead to it")
	}

	// Anybody can read it and recompute the hash.
	canonical := w.do(http.MethodGet, reviews+"/"+id+"/canonical", "", "", "").Body.Bytes()
	if sum := sha256.Sum256(canonical); hex.EncodeToString(sum[:]) != *head.SHA256 {
		t.Errorf("the sum of the bytes is %x, not %s", sum, *head.SHA256)
	}
	var verified review.Verification
	if w.get(reviews+"/"+id+"/verify", http.StatusOK, &verified); !verified.Valid || verified.Computed != *head.SHA256 {
		t.Errorf("%+v", verified)
	}
	w.get(reviews+"/"+id, http.StatusOK, &view)
	row := view.Content.Rows[0]
	if row.Latest.Value != 329 || *row.Target.Value != 305.5 || view.Since == nil || view.Since.Count != 0 || view.Content.Licence != "CC BY 4.0" {
		t.Errorf("%+v %+v", row, view.Since)
	}

	// A later correction changes the record, not the review.
	w.now = w.now.Add(24 * time.Hour)
	correction := "city,site,indicator,period,value,unit,statistic,quality,status,source,note\ncebu,cebu-city,solid-waste-generated,2012,335.5,t/day,mean,2,estimated,a new count,\n"
	answer, receipt := w.post("profile=aspro&city=cebu&on_conflict=correct&reason=counted+again", w.admin, correction)
	if answer.Code != http.StatusCreated {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	if again := w.do(http.MethodGet, reviews+"/"+id+"/canonical", "", "", "").Body.Bytes(); !bytes.Equal(again, canonical) {
		t.Error("the frozen bytes changed")
	}
	w.get(reviews+"/"+id, http.StatusOK, &view)
	if view.Content.Rows[0].Latest.Value != 329 || view.Since.Count != 2 || !strings.HasPrefix(view.Since.Banner.Text, "2 values have changed") {
		t.Fatalf("%+v", view.Since)
	}
	d := view.Since.Data[0]
	if d.What != "latest" || *d.Old != "329 t/day (2012, estimated)" || *d.New != "335.5 t/day (2012, estimated)" || *d.Upload != *receipt.ID || *d.At != "2026-06-02T00:00:00Z" || *d.Reason != "counted again" {
		t.Errorf("%+v", d)
	}

	// What it stands on cannot be taken away.
	var cited Problem
	w.send("/api/v1/uploads/"+view.Content.Uploads[0].ID+"/revert?reason=a+mistake", w.admin, struct{}{}, http.StatusConflict, &cited)
	if cited.Code != "cited_by_review" {
		t.Errorf("%+v", cited)
	}

	// The next version follows it and shows the difference.
	next := w.begin(key, "kitaq-composting", "aims-2012")
	w.freeze(key, next, "")
	var differences ReviewDifferences
	w.get(reviews+"/"+id+"/diff/"+next, http.StatusOK, &differences)
	if len(differences.Data) != 2 || *differences.Data[0].New != "335.5 t/day (2012, estimated)" {
		t.Errorf("%+v", differences)
	}
	w.get(reviews+"/"+id, http.StatusOK, &view)
	if view.Next == nil || *view.Next != next {
		t.Errorf("the next version is %v", view.Next)
	}
	w.get(reviews+"/"+next, http.StatusOK, &view)
	if view.Previous == nil || *view.Previous != id || view.Content.Previous.SHA256 != *head.SHA256 {
		t.Errorf("the version before is %+v", view.Content.Previous)
	}
}

func TestTheFiveYearEvaluationFreezesWithWhatCanBeAssessed(t *testing.T) {
	w := newWorld(t).withSample()
	key := w.reviewer("surabaya", "cebu", "kitakyushu")
	id := w.begin(key, "aspro", "five-year-evaluation-2010")
	w.freeze(key, id, "")
	var view ReviewView
	w.get(reviews+"/"+id, http.StatusOK, &view)
	c := view.Content
	if len(c.Rows) != 5 || c.TargetsFrom.ID != "kitakyushu-initiative" || c.Override != nil || c.Summary.Text != "Targets: 5. With a figure on record that ends by the milestone: 2. That can be assessed: 0." {
		t.Errorf("%s %+v", c.Summary.Text, c.Override)
	}
	for _, row := range c.Rows {
		if row.City == "surabaya" && (row.Latest.Value != 1700 || row.Latest.Qualifier != ">" || !slices.Contains(row.Reasons, "baseline_year_not_stated")) {
			t.Errorf("%+v", row.Latest)
		}
	}
	if len(c.Others) == 0 {
		t.Error("the figures on record since 2002 are not listed")
	}
}

func TestTheEndOfTheAimFreezes(t *testing.T) {
	w := newWorld(t).withSample()
	id := w.begin(w.admin, "kitaq-composting", "2013")
	w.freeze(w.admin, id, "")
	var view ReviewView
	if w.get(reviews+"/"+id, http.StatusOK, &view); view.Content.Rows[0].Status != "missed" || !slices.Contains(view.Content.Rows[0].Warnings, "latest_before_target_period") {
		t.Errorf("%+v", view.Content.Rows[0])
	}
}

// TestReviewsWithoutEvidenceListWhatIsMissing: mid-term review 2003 and final report 2005.
func TestReviewsWithoutEvidenceListWhatIsMissing(t *testing.T) {
	w := newWorld(t).withSample()
	const reason = "No figure of these years is on record; the gaps are the finding."
	for _, milestone := range []string{"mid-term-review-2003", "final-report-2005"} {
		id := w.begin(w.admin, "aspro", milestone)
		var problem Problem
		w.send(reviews+"/"+id+"/freeze", w.admin, FreezeReview{ApprovedBy: "IGES"}, http.StatusConflict, &problem)
		if problem.Code != "evidence_missing" || len(problem.Errors) != 1 || !strings.Contains(problem.Errors[0].Hint, "override") {
			t.Errorf("%+v", problem)
		}
		w.freeze(w.admin, id, reason)
		var view ReviewView
		w.get(reviews+"/"+id, http.StatusOK, &view)
		for _, row := range view.Content.Rows {
			if row.Latest != nil || len(row.Missing) < 2 || row.Status != "cannot_be_assessed" {
				t.Errorf("%s %s: %+v", row.City, row.Indicator, row.Missing)
			}
		}
		if last := view.Content.Footnotes[len(view.Content.Footnotes)-1]; !strings.HasSuffix(last.Text, reason) || view.Content.Override.Footnote != last.Number {
			t.Errorf("%+v", last)
		}
		page := w.do(http.MethodGet, reviews+"/"+id+"?format=html", "", "", "").Body.String()
		if strings.Count(page, reason) != 2 || !strings.Contains(page, "No figure that ends by the milestone is on record; the earliest is of 2010.") {
			t.Error("the page prints neither the reason nor what is missing")
		}
	}
}

func TestAReviewIsNotFrozenOnAnUploadOnItsWay(t *testing.T) {
	w := newWorld(t).withSample()
	id := w.begin(w.admin, "kitaq-composting", "2012")
	if _, err := w.db.Receive(t.Context(), indicators.Upload{UploadRequest: indicators.UploadRequest{City: "cebu", FileName: "late.csv"}, ReceivedAt: w.now}, strings.NewReader("x\n")); err != nil {
		t.Fatal(err)
	}
	var problem Problem
	w.send(reviews+"/"+id+"/freeze", w.admin, FreezeReview{ApprovedBy: "IGES"}, http.StatusConflict, &problem)
	if problem.Code != "uncommitted_data" || !strings.Contains(problem.Errors[0].Detail, "late.csv") {
		t.Errorf("%+v", problem)
	}
}

func TestWhoMayDoWhatWithReviews(t *testing.T) {
	w := newWorld(t).withSample()
	whole, part := w.reviewer("cebu"), w.reviewer("surabaya")
	editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	begin := NewReview{Programme: "kitaq-composting", At: "2012", PreparedBy: "x"}
	for key, status := range map[string]int{"": 401, part: 403, editor: 403} {
		w.send(reviews, key, begin, status, nil)
	}
	id := w.begin(whole, "kitaq-composting", "2012")
	for key, status := range map[string]int{"": 401, part: 403, editor: 403} {
		w.send(reviews+"/"+id+"/freeze", key, FreezeReview{ApprovedBy: "x"}, status, nil)
		w.send(reviews+"/"+id+"/errata", key, NewErratum{By: "x", Text: "y"}, status, nil)
	}
	uploader := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"cebu"}})
	for key, status := range map[string]int{"": 401, uploader: 401, editor: 200, part: 200, whole: 200, "aspro_wrong": 401} {
		if got := w.do(http.MethodGet, reviews+"/"+id, key, "", "").Code; got != status {
			t.Errorf("a draft for %q: %d, not %d", key, got, status)
		}
	}
	var list List[ReviewHead]
	if w.get(reviews, http.StatusOK, &list); len(list.Data) != 0 {
		t.Errorf("drafts for everybody: %+v", list.Data)
	}
	if err := json.Unmarshal(w.do(http.MethodGet, reviews, editor, "", "").Body.Bytes(), &list); err != nil || len(list.Data) != 1 {
		t.Errorf("drafts for an editor: %+v %v", list.Data, err)
	}
	w.freeze(whole, id, "")
	if w.get(reviews, http.StatusOK, &list); len(list.Data) != 1 || list.Data[0].SHA256 == nil {
		t.Errorf("%+v", list.Data)
	}
}

func TestWrongRequestsAboutReviews(t *testing.T) {
	w := newWorld(t).withSample()
	id := w.begin(w.admin, "kitaq-composting", "2012")
	for _, c := range []struct {
		target, body string
		status       int
		code         string
	}{
		{reviews, `{"programme":"kitaq-composting","at":"2012","prepared_by":"x"}`, 409, "draft_exists"},
		{reviews, `{"programme":"nothing","at":"2012","prepared_by":"x"}`, 404, "unknown_programme"},
		{reviews, `{"programme":"kitaq-composting","at":"1999","prepared_by":"x"}`, 404, "unknown_milestone"},
		{reviews, `{"programme":"kitaq-composting","at":"2013"}`, 422, "member_missing"},
		{reviews, `{"programme":"kitaq-composting","at":"2013","prepared_by":"a\nb"}`, 422, "bad_parameter"},
		{reviews, `{"programme":"kitaq-composting","at":"2013","prepared_by":"x","colour":"red"}`, 422, "unknown_member"},
		{reviews, `{"programme":"kitaq-composting","programme":"aspro","at":"2013","prepared_by":"x"}`, 422, "duplicate_member"},
		{reviews, `{"programme":"kitaq-composting"} {}`, 422, "bad_json"},
		{reviews, `{"programme":7}`, 422, "bad_type"},
		{reviews, `{"preface":"` + strings.Repeat("x", 70_000) + `"}`, 413, "body_too_large"},
		{reviews + "/" + id + "/freeze", `{}`, 422, "member_missing"},
		{reviews + "/" + id + "/errata", `{"by":"x","text":"y"}`, 409, "not_frozen"},
		{reviews + "/nothing/freeze", `{"approved_by":"x"}`, 404, "unknown_review"},
	} {
		answer := w.do(http.MethodPost, c.target, w.admin, "application/json", c.body)
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || answer.Code != c.status || p.Code != c.code {
			t.Errorf("%s %.60s: %d %s, not %d %s", c.target, c.body, answer.Code, p.Code, c.status, c.code)
		}
	}
	if got := w.do(http.MethodPost, reviews, w.admin, "text/plain", "{}").Code; got != 415 {
		t.Errorf("no JSON: %d", got)
	}
	for target, status := range map[string]int{"/nothing": 404, "/nothing/verify": 404, "/" + id + "/verify": 409, "/" + id + "/canonical": 409, "/" + id + "?format=pdf": 422,
		"/" + id + "?lang=fr": 422, "/" + id + "/diff/nothing": 404, "?programme=nothing": 404, "/" + id + "/diff/" + id: 200} {
		if got := w.do(http.MethodGet, reviews+target, w.admin, "", "").Code; got != status {
			t.Errorf("%s: %d, not %d", target, got, status)
		}
	}
}

func TestAnErratumStandsBesideTheReview(t *testing.T) {
	w := newWorld(t).withSample()
	id := w.begin(w.admin, "kitaq-composting", "2012")
	head := w.freeze(w.admin, id, "")
	var e review.Erratum
	w.send(reviews+"/"+id+"/errata", w.admin, NewErratum{By: "IGES", Text: "The figure counts the wards alone. <b>"}, http.StatusCreated, &e)
	var view ReviewView
	w.get(reviews+"/"+id, http.StatusOK, &view)
	if e.Number != 1 || len(view.Errata) != 1 || view.Errata[0] != e || *view.SHA256 != *head.SHA256 {
		t.Errorf("%+v %+v", e, view.Errata)
	}
	if page := w.do(http.MethodGet, reviews+"/"+id, "", "", "", "Accept", "text/html,*/*").Body.String(); !strings.Contains(page, "The figure counts the wards alone. &lt;b&gt;") {
		t.Error("the page does not show the erratum as text")
	}
}

func TestReviewsComeInPages(t *testing.T) {
	w := newWorld(t).withSample()
	for range 3 {
		w.freeze(w.admin, w.begin(w.admin, "kitaq-composting", "2012"), "")
	}
	var seen []int
	for target := reviews + "?limit=2"; target != ""; {
		var list List[ReviewHead]
		w.get(target, http.StatusOK, &list)
		for _, r := range list.Data {
			seen = append(seen, r.Version)
		}
		if target = ""; list.Page.Next != nil {
			target = *list.Page.Next
		}
	}
	if !slices.Equal(seen, []int{3, 2, 1}) {
		t.Error(seen)
	}
}

func TestAReviewAsCSVAndWorkbookHasTypedNumbersAndHostileNotesAsText(t *testing.T) {
	w := newWorld(t)
	file := "city,site,indicator,period,value,unit,statistic,quality,status,source,note\n" +
		"cebu,cebu-city,solid-waste-generated,2010,470,t/day,mean,2,observed,s,\n" +
		"cebu,cebu-city,solid-waste-generated,2012,329.25,t/day,mean,2,observed,\"=HYPERLINK(\"\"http://evil\"\")\",@SUM(1)\n"
	if answer, _ := w.post("profile=aspro&city=cebu", w.admin, file); answer.Code != http.StatusCreated {
		t.Fatal(answer.Body)
	}
	id := w.begin(w.admin, "kitaq-composting", "2012")
	w.freeze(w.admin, id, "")
	rows, err := csv.NewReader(w.do(http.MethodGet, reviews+"/"+id+"?format=csv", "", "", "").Body).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	cell := func(name string) string { return rows[1][slices.Index(rows[0], name)] }
	if cell("latest_value") != "329.25" || cell("to_target") != "-23.75" || cell("latest_source") != `'=HYPERLINK("http://evil")` || cell("latest_note") != "'@SUM(1)" || cell("stakeholder") != "unknown" {
		t.Errorf("%q", rows[1])
	}
	answer := w.do(http.MethodGet, reviews+"/"+id+"?format=xlsx", "", "", "")
	again := w.do(http.MethodGet, reviews+"/"+id, "", "", "", "Accept", xlsxType)
	if !bytes.Equal(answer.Body.Bytes(), again.Body.Bytes()) {
		t.Error("two workbooks of one review differ")
	}
	book, err := excelize.OpenReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := book.GetSheetList(); !slices.Equal(got, []string{"Metro Cebu", "Notes"}) {
		t.Errorf("%q", got)
	}
	for name, want := range map[string]struct {
		kind excelize.CellType
		text string
	}{"latest_value": {excelize.CellTypeUnset, "329.25"}, "to_target": {excelize.CellTypeUnset, "-23.75"}, "latest_source": {excelize.CellTypeInlineString, `=HYPERLINK("http://evil")`},
		"latest_note": {excelize.CellTypeInlineString, "@SUM(1)"}} {
		sheet, err := book.GetRows("Metro Cebu")
		if err != nil {
			t.Fatal(err)
		}
		at, _ := excelize.CoordinatesToCellName(slices.Index(sheet[0], name)+1, 2)
		kind, _ := book.GetCellType("Metro Cebu", at)
		text, _ := book.GetCellValue("Metro Cebu", at)
		formula, _ := book.GetCellFormula("Metro Cebu", at)
		if kind != want.kind || text != want.text || formula != "" {
			t.Errorf("%s: type %v, %q, formula %q", name, kind, text, formula)
		}
	}
}

func TestThePageOfAReview(t *testing.T) {
	w := newWorld(t).withSample()
	id := w.begin(w.admin, "kitaq-composting", "2012")
	head := w.freeze(w.admin, id, "")
	for _, language := range []string{"en", "id", "ceb", "ja"} {
		answer := w.do(http.MethodGet, reviews+"/"+id+"?format=html&lang="+language, "", "", "")
		page := answer.Body.String()
		for _, part := range []string{`<html lang="` + language + `">`, `<caption>`, `role="img"`, "<desc>", *head.SHA256, "329 t/day (2012)", "85.71 %", "@page", "counter(pages)"} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: no %s", language, part)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "ZgotmplZ") || answer.Header().Get("Content-Language") != language {
			t.Errorf("%s: a script, or a text that the template refused", language)
		}
	}
	if page := w.do(http.MethodGet, reviews+"/"+id+"?format=html", "", "", "").Body.String(); !strings.Contains(page, `content: "City of Kitakyushu\00003a  KitaQ`) || strings.Count(page, *head.SHA256) < 2 {
		t.Error("the foot of the printed page lacks citation or hash")
	}
	if page := w.do(http.MethodGet, reviews+"/"+id+"?format=html&lang=id", "", "", "").Body.String(); !strings.Contains(page, "· perkiraan, mutu 2") || strings.Contains(page, "<dd>unknown</dd>") ||
		strings.Count(page, "<table>") != strings.Count(page, `<div class="wide" tabindex="0"`) {
		t.Error("a status, a licence or a table is not as readers of Indonesian can use it")
	}
}
