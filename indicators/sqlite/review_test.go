package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

var reviewTime = time.Date(2013, 1, 2, 3, 4, 5, 0, time.UTC)

func draftOf(t *testing.T, db *DB, programme, milestone string) indicators.Review {
	t.Helper()
	r, err := db.AddReview(context.Background(), indicators.Review{Programme: programme, Milestone: milestone, PreparedBy: "KITA", KeyID: "cli", CreatedAt: reviewTime})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func frozenOf(text string, uploads ...indicators.UploadID) indicators.FrozenReview {
	sum := sha256.Sum256([]byte(text))
	return indicators.FrozenReview{Content: []byte(text), SHA256: hex.EncodeToString(sum[:]), ApprovedBy: "IGES", KeyID: "cli", At: reviewTime, Uploads: uploads}
}

// committedUpload keeps an upload that stores nothing and is committed all the same.
func committedUpload(t *testing.T, db *DB) indicators.UploadID {
	t.Helper()
	ctx := context.Background()
	u, err := db.Receive(ctx, indicators.Upload{UploadRequest: indicators.UploadRequest{City: "cebu", Profile: "aspro"}, ReceivedAt: reviewTime}, strings.NewReader("x\n"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := db.Begin(ctx, u)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Commit(ctx, indicators.Receipt{}, nil); err != nil {
		t.Fatal(err)
	}
	return u.ID
}

func codeOf(err error) string {
	e, ok := errors.AsType[*indicators.Error](err)
	if !ok {
		return ""
	}
	return e.FineCode()
}

func TestVersionsFollowEachOtherOnceTheOneBeforeIsFrozen(t *testing.T) {
	ctx, db := context.Background(), reviewDB(t)
	first := draftOf(t, db, "kitaq-composting", "aims-2012")
	if first.ID() != "kitaq-composting-aims-2012-v1" || first.Number != 1 {
		t.Errorf("%+v", first)
	}
	if _, err := db.AddReview(ctx, indicators.Review{Programme: "kitaq-composting", Milestone: "aims-2012"}); codeOf(err) != "draft_exists" {
		t.Errorf("a second draft: %v", err)
	}
	if err := db.FreezeReview(ctx, first.ID(), frozenOf("{}")); err != nil {
		t.Fatal(err)
	}
	if second := draftOf(t, db, "kitaq-composting", "aims-2012"); second.Version != 2 {
		t.Errorf("after version 1 comes %d", second.Version)
	}
	if other := draftOf(t, db, "kitaq-composting", "end-2013"); other.Version != 1 {
		t.Errorf("another milestone begins with %d", other.Version)
	}
	all, err := db.Reviews(ctx, indicators.ReviewFilter{})
	if err != nil || len(all) != 3 || all[0].Milestone != "end-2013" || all[0].Frozen != nil || all[2].Frozen == nil || all[2].Frozen.Content != nil {
		t.Errorf("%+v %v", all, err)
	}
	some, err := db.Reviews(ctx, indicators.ReviewFilter{Programme: "kitaq-composting", Milestone: "aims-2012", FrozenOnly: true, Before: 3})
	if err != nil || len(some) != 1 || some[0].ID() != first.ID() {
		t.Errorf("%+v %v", some, err)
	}
}

func TestAFrozenReviewIsReadAsItWasWritten(t *testing.T) {
	ctx, db := context.Background(), reviewDB(t)
	draft, upload := draftOf(t, db, "aspro", "launch-2002"), committedUpload(t, db)
	frozen := frozenOf(`{"a":1}`, upload)
	frozen.PreparedBy = "City of Kitakyushu"
	if err := db.FreezeReview(ctx, draft.ID(), frozen); err != nil {
		t.Fatal(err)
	}
	held, err := db.Review(ctx, draft.ID())
	if err != nil || held.Frozen == nil || string(held.Frozen.Content) != `{"a":1}` || held.Frozen.SHA256 != frozen.SHA256 ||
		!held.Frozen.At.Equal(reviewTime) || held.Frozen.ApprovedBy != "IGES" || held.PreparedBy != "City of Kitakyushu" || !slices.Equal(held.Frozen.Uploads, []indicators.UploadID{upload}) {
		t.Errorf("%+v %+v %v", held, held.Frozen, err)
	}
	if err := db.FreezeReview(ctx, draft.ID(), frozen); codeOf(err) != "already_frozen" {
		t.Errorf("frozen twice: %v", err)
	}
	if _, err := db.Review(ctx, "aspro-launch-2002-v9"); indicators.KindOf(err) != indicators.NotFound {
		t.Error(err)
	}
	if err := db.FreezeReview(ctx, "nothing", frozen); indicators.KindOf(err) != indicators.NotFound {
		t.Error(err)
	}
}

func TestAFrozenReviewCitesItsUploads(t *testing.T) {
	ctx, db := context.Background(), reviewDB(t)
	upload := committedUpload(t, db)
	if by, err := db.CitedBy(ctx, upload); err != nil || by == nil || len(by) != 0 {
		t.Errorf("cited before anything is frozen: %v %v", by, err)
	}
	for range 2 {
		if err := db.FreezeReview(ctx, draftOf(t, db, "aspro", "launch-2002").ID(), frozenOf("{}", upload)); err != nil {
			t.Fatal(err)
		}
	}
	if by, err := db.CitedBy(ctx, upload); err != nil || !slices.Equal(by, []string{"aspro-launch-2002-v1", "aspro-launch-2002-v2"}) {
		t.Errorf("%v %v", by, err)
	}
}

func TestAReviewOnAnUploadThatIsNotCommittedIsNotFrozen(t *testing.T) {
	ctx, db := context.Background(), reviewDB(t)
	draft := draftOf(t, db, "aspro", "launch-2002")
	u, err := db.Receive(ctx, indicators.Upload{ReceivedAt: reviewTime}, strings.NewReader("x\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, upload := range []indicators.UploadID{u.ID, 99} {
		if err := db.FreezeReview(ctx, draft.ID(), frozenOf("{}", upload)); codeOf(err) != "uncommitted_data" {
			t.Errorf("%s: %v", upload, err)
		}
	}
	if held, err := db.Review(ctx, draft.ID()); err != nil || held.Frozen != nil {
		t.Errorf("%+v %v", held, err)
	}
}

func TestErrataAreNumberedAndOfFrozenReviewsAlone(t *testing.T) {
	ctx, db := context.Background(), reviewDB(t)
	draft := draftOf(t, db, "aspro", "launch-2002")
	erratum := indicators.Erratum{By: "KITA", Text: "The year is 2001.", KeyID: "cli", At: reviewTime}
	if _, err := db.AddErratum(ctx, draft.ID(), erratum); codeOf(err) != "not_frozen" {
		t.Error(err)
	}
	if err := db.FreezeReview(ctx, draft.ID(), frozenOf("{}")); err != nil {
		t.Fatal(err)
	}
	for want := 1; want <= 2; want++ {
		if e, err := db.AddErratum(ctx, draft.ID(), erratum); err != nil || e.Number != want {
			t.Errorf("%+v %v", e, err)
		}
	}
	if all, err := db.Errata(ctx, draft.ID()); err != nil || len(all) != 2 || all[1].Number != 2 || all[1].Text != erratum.Text || !all[1].At.Equal(reviewTime) {
		t.Errorf("%+v %v", all, err)
	}
	if _, err := db.AddErratum(ctx, "nothing", erratum); indicators.KindOf(err) != indicators.NotFound {
		t.Error(err)
	}
}

func TestWhatHappensToAReviewIsInTheAuditLog(t *testing.T) {
	ctx, db := context.Background(), reviewDB(t)
	draft, frozen := draftOf(t, db, "aspro", "launch-2002"), frozenOf("{}")
	if err := db.FreezeReview(ctx, draft.ID(), frozen); err != nil {
		t.Fatal(err)
	}
	if _, err := db.AddErratum(ctx, draft.ID(), indicators.Erratum{By: "KITA", Text: "x", At: reviewTime}); err != nil {
		t.Fatal(err)
	}
	acts, err := db.Acts(ctx, indicators.ActFilter{What: "review."})
	if err != nil || len(acts) != 3 || acts[0].What != "review.begun" || acts[1].What != "review.frozen" || acts[1].After != frozen.SHA256 || acts[2].What != "review.erratum" {
		t.Errorf("%+v %v", acts, err)
	}
	for _, act := range acts {
		if act.Object != draft.ID() || act.After == "" {
			t.Errorf("%+v", act)
		}
	}
}

func TestNoStatementChangesOrDeletesAReview(t *testing.T) {
	ctx, db := context.Background(), reviewDB(t)
	upload := committedUpload(t, db)
	draft := draftOf(t, db, "aspro", "launch-2002")
	if err := db.FreezeReview(ctx, draft.ID(), frozenOf("{}", upload)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.AddErratum(ctx, draft.ID(), indicators.Erratum{At: reviewTime}); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"UPDATE review SET version = 2", "DELETE FROM review", "UPDATE review_frozen SET content = x'78'", "DELETE FROM review_frozen",
		"UPDATE review_upload SET review_id = 2", "DELETE FROM review_upload", "UPDATE review_erratum SET text = 'x'", "DELETE FROM review_erratum",
		"REPLACE INTO review_frozen (review_id, content, sha256, approved_by, key_id, at) VALUES (1, x'78', '', '', '', 0)",
		"REPLACE INTO review (id, programme, milestone, version, name, prepared_by, licence, note, key_id, created_at) VALUES (1, '', '', 1, '', '', '', '', '', 0)",
		"REPLACE INTO review_erratum (review_id, number, by, text, key_id, at) VALUES (1, 1, '', '', '', 0)",
	} {
		_, err := db.conn.ExecContext(ctx, statement)
		if err == nil || !strings.Contains(err.Error(), "never") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if held, err := db.Review(ctx, draft.ID()); err != nil || string(held.Frozen.Content) != "{}" {
		t.Errorf("%+v %v", held, err)
	}
}

func reviewDB(t *testing.T) *DB {
	t.Helper()
	db, err := Open(context.Background(), Options{Dir: t.TempDir(), Zone: func(string) *time.Location { return time.UTC }, Now: func() time.Time { return reviewTime }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
