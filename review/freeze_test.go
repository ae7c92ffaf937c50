package review

import (
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

func TestWhatIsFrozenStaysAndShowsWhatChangedSince(t *testing.T) {
	w := newWorld(t).withSample()
	frozen, c := w.freeze("kitaq-composting", "aims-2012", "")
	if c.State != "frozen" || *c.ApprovedBy != "IGES" || *c.FrozenAt != "2026-06-01T00:00:00Z" || c.FrozenAtLocal[0].At != "2026-06-01T08:00:00+08:00" ||
		c.Override != nil || !strings.HasSuffix(c.Citation, "Review kitaq-composting-aims-2012-v1, frozen 2026-06-01.") {
		t.Errorf("%+v", c)
	}
	if since, err := w.Since(w.ctx, frozen); err != nil || len(since) != 0 {
		t.Errorf("at once: %+v %v", since, err)
	}
	w.now = w.now.Add(48 * time.Hour)
	upload := w.correct("cebu,cebu-city,solid-waste-generated,2012,335.5,t/day,mean,2,estimated,a new count,,", "counted again")
	held, err := w.db.Review(w.ctx, frozen.ID())
	if err != nil || string(held.Frozen.Content) != string(frozen.Frozen.Content) {
		t.Fatalf("the frozen bytes changed: %v", err)
	}
	if v, err := Verify(held); err != nil || !v.Valid || v.SHA256 != frozen.Frozen.SHA256 || v.Computed != v.SHA256 || !v.Canonical {
		t.Errorf("%+v %v", v, err)
	}
	since, err := w.Since(w.ctx, held)
	if err != nil || len(since) != 2 {
		t.Fatalf("%+v %v", since, err)
	}
	latest := since[0]
	if latest.What != "latest" || *latest.Old != "329 t/day (2012, estimated)" || *latest.New != "335.5 t/day (2012, estimated)" || *latest.Upload != upload.ID.String() ||
		*latest.At != "2026-06-03T00:00:00Z" || *latest.Reason != "counted again" {
		t.Errorf("%+v", latest)
	}
	if since[1].What != "progress_percent" || *since[1].New != "81.7629179331" {
		t.Errorf("%+v", since[1])
	}
	next, after := w.freeze("kitaq-composting", "aims-2012", "")
	if next.Version != 2 || after.Previous == nil || after.Previous.Review != frozen.ID() || after.Previous.SHA256 != frozen.Frozen.SHA256 {
		t.Errorf("version 2 follows %+v", after.Previous)
	}
	if got := Compare(c, after); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	if got := Compare(c, c); got == nil || len(got) != 0 {
		t.Errorf("a document differs from itself: %+v", got)
	}
}

func TestAChangedByteIsFound(t *testing.T) {
	frozen, _ := newWorld(t).withSample().freeze("kitaq-composting", "aims-2012", "")
	for name, change := range map[string]func(string) string{
		"a value":           func(s string) string { return strings.Replace(s, "329", "320", 1) },
		"a blank":           func(s string) string { return strings.Replace(s, ",", ", ", 1) },
		"cut short":         func(s string) string { return s[:len(s)-1] },
		"of another review": func(s string) string { return strings.ReplaceAll(s, "aims-2012-v1", "aims-2012-v2") },
	} {
		r := frozen
		other := *frozen.Frozen
		other.Content = []byte(change(string(frozen.Frozen.Content)))
		r.Frozen = &other
		if v, err := Verify(r); err != nil || v.Valid {
			t.Errorf("%s: %+v %v", name, v, err)
		}
	}
	if _, err := Verify(indicators.Review{}); indicators.KindOf(err) != indicators.Conflicting {
		t.Error(err)
	}
}

func TestTheSameRecordGivesTheSameHash(t *testing.T) {
	first, _ := newWorld(t).withSample().freeze("aspro", "five-year-evaluation-2010", "")
	second, _ := newWorld(t).withSample().freeze("aspro", "five-year-evaluation-2010", "")
	if first.Frozen.SHA256 != second.Frozen.SHA256 {
		t.Error("two stores with the same figures give two documents")
	}
}

func TestAReviewWithoutEvidenceNeedsAWrittenReason(t *testing.T) {
	w := newWorld(t).withSample()
	draft := w.draft("aspro", "mid-term-review-2003")
	_, objections, err := w.Freeze(w.ctx, draft.ID(), Freezing{ApprovedBy: "IGES"})
	if err != nil || codes(objections) != EvidenceMissing {
		t.Fatalf("%v %v", objections, err)
	}
	if held, err := w.db.Review(w.ctx, draft.ID()); err != nil || held.Frozen != nil {
		t.Fatalf("%+v %v", held, err)
	}
	const reason = "The record begins in 2010; the gaps are the finding."
	frozen, objections, err := w.Freeze(w.ctx, draft.ID(), Freezing{ApprovedBy: "IGES", Override: reason, PreparedBy: "City of Kitakyushu"})
	if err != nil || len(objections) != 0 {
		t.Fatal(objections, err)
	}
	c, err := Read(frozen)
	if err != nil || c.PreparedBy != "City of Kitakyushu" || c.Override == nil || c.Override.Reason != reason || codes(c.Override.Objections) != EvidenceMissing {
		t.Fatalf("%+v %v", c.Override, err)
	}
	if held, err := w.db.Review(w.ctx, draft.ID()); err != nil || held.PreparedBy != "City of Kitakyushu" {
		t.Errorf("the list names %q, the document another: %v", held.PreparedBy, err)
	}
	last := c.Footnotes[len(c.Footnotes)-1]
	if last.Number != c.Override.Footnote || last.Text != "Frozen in spite of what stood against it, by IGES, for this written reason: "+reason {
		t.Errorf("%+v", last)
	}
	if _, _, err := w.Freeze(w.ctx, draft.ID(), Freezing{ApprovedBy: "IGES"}); indicators.KindOf(err) != indicators.Conflicting {
		t.Errorf("frozen twice: %v", err)
	}
}

func TestAnUploadOnItsWayStandsAgainstFreezing(t *testing.T) {
	w := newWorld(t).withSample()
	draft := w.draft("kitaq-composting", "aims-2012")
	for _, c := range []struct {
		city string
		want string
	}{{"surabaya", ""}, {"cebu", UncommittedData}, {"", UncommittedData + " " + UncommittedData}} {
		if _, err := w.db.Receive(w.ctx, indicators.Upload{UploadRequest: indicators.UploadRequest{City: c.city, FileName: "late.csv"}, ReceivedAt: w.now}, strings.NewReader("x\n")); err != nil {
			t.Fatal(err)
		}
		content, err := w.Examine(w.ctx, draft)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := w.objections(w.ctx, content); err != nil || codes(got) != c.want {
			t.Errorf("an upload of %q: %+v %v", c.city, got, err)
		}
	}
	_, objections, err := w.Freeze(w.ctx, draft.ID(), Freezing{ApprovedBy: "IGES"})
	if err != nil || len(objections) != 2 || !strings.Contains(objections[0].Text, "late.csv") {
		t.Errorf("%+v %v", objections, err)
	}
}

// TestAYearWithTooFewObservationsStandsAgainstFreezing: 100 of 366 days of 2012, where a figure needs more.
func TestAYearWithTooFewObservationsStandsAgainstFreezing(t *testing.T) {
	w := newWorld(t).withSample()
	var days strings.Builder
	days.WriteString(header)
	for day := range 100 {
		days.WriteString("cebu,cebu-city,solid-waste-generated," + time.Date(2013, 1, 1+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) + ",400,t/day,mean,1,observed,the works,,P1D\n")
	}
	w.load(days.String(), indicators.UploadRequest{City: "cebu", Profile: "aspro", FileName: "days.csv"})
	for milestone, want := range map[string]string{"aims-2012": "", "end-2013": CoverageShort} {
		c := w.examine("kitaq-composting", milestone)
		got, err := w.objections(w.ctx, c)
		if err != nil || codes(got) != want {
			t.Errorf("%s: %+v %v", milestone, got, err)
		}
	}
	got, _ := w.objections(w.ctx, w.examine("kitaq-composting", "end-2013"))
	if !strings.Contains(got[0].Text, "27.4 % of the year before the milestone is covered, and a figure needs 75 %") {
		t.Error(got[0].Text)
	}
}

func TestTheUploadsOfAFrozenReviewAreCitedByIt(t *testing.T) {
	w := newWorld(t).withSample()
	frozen, _ := w.freeze("kitaq-composting", "aims-2012", "")
	cited := frozen.Frozen.Uploads
	if len(cited) != 1 {
		t.Fatal(cited)
	}
	by, err := w.db.CitedBy(w.ctx, cited[0])
	if err != nil || len(by) != 1 || by[0] != frozen.ID() {
		t.Errorf("%v %v", by, err)
	}
}
