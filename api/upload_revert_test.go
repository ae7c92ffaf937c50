package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

const ofCebuCity = "/api/v1/cities/cebu/indicators/solid-waste-generated/observations?site=cebu-city&format=csv"

func (w *world) revert(query, key string, status int) RevertView {
	w.t.Helper()
	answer := w.do(http.MethodPost, "/api/v1/uploads/"+query, key, "", "")
	if answer.Code != status {
		w.t.Fatalf("%s: %d, not %d: %s", query, answer.Code, status, answer.Body)
	}
	var v struct {
		RevertView
		Problem
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil {
		w.t.Fatal(err)
	}
	v.State = firstText(v.State, v.Code)
	return v.RevertView
}

func firstText(texts ...string) string {
	return texts[slices.IndexFunc(append(texts, "x"), func(t string) bool { return t != "" })]
}

func TestRevertAnUpload(t *testing.T) {
	w := newWorld(t)
	editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	w.post("profile=aspro&city=cebu", editor, figures)
	before := w.do(http.MethodGet, ofCebuCity, "", "", "").Body.String()
	w.post("profile=aspro&city=cebu&on_conflict=correct&reason=second+edition", editor, strings.Replace(figures, ",470,", ",465,", 1))
	if v := w.revert("u1/revert?reason=x", editor, http.StatusConflict); v.State != "superseded" {
		t.Errorf("%+v", v)
	}
	v := w.revert("u2/revert?reason=the+edition+was+withdrawn", editor, http.StatusOK)
	if v.State != "reverted" || v.Reversion == nil || v.Reversion.Restored != 1 || v.Reversion.Removed != 0 || v.Reversion.Reason != "the edition was withdrawn" || v.Reversion.At != "2026-06-01T00:00:00Z" ||
		v.Counts.Updated != 1 || len(v.StatedAgain) != 0 {
		t.Errorf("%+v", v)
	}
	if after := w.do(http.MethodGet, ofCebuCity, "", "", "").Body.String(); after != before {
		t.Errorf("%s\nnot\n%s", after, before)
	}
	var c Corrections
	w.get("/api/v1/cities/cebu/indicators/solid-waste-generated/corrections?site=cebu-city", http.StatusOK, &c)
	if len(c.Data) != 2 || c.Data[0].Reverts || !c.Data[1].Reverts || c.Data[1].New.Value != 470 {
		t.Errorf("%+v", c.Data)
	}
	if v := w.revert("u2/revert?reason=x", editor, http.StatusConflict); v.State != "already_reverted" {
		t.Errorf("%+v", v)
	}
	if answer, v := w.post("profile=aspro&city=cebu&on_conflict=correct&reason=second+edition", editor, strings.Replace(figures, ",470,", ",465,", 1)); answer.Code != http.StatusCreated || *v.ID != "u3" || v.Counts.Updated != 1 {
		t.Errorf("the same bytes again: %d %s", answer.Code, answer.Body)
	}
}

// TestRevertNamesWhoStatedTheSame: figures that a later upload has found stored go with the one that brought them.
func TestRevertNamesWhoStatedTheSame(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro&city=cebu", w.admin, figures)
	more := figures + "cebu,cebu-city,solid-waste-generated,2011,400,t/day,mean,2,observed,a report,\n"
	if _, v := w.post("profile=aspro&city=cebu", w.admin, more); v.Counts.Unchanged != 2 || v.Counts.Created != 1 {
		t.Fatalf("%+v", v.Counts)
	}
	if v := w.revert("u1/revert?reason=x", w.admin, http.StatusOK); !slices.Equal(v.StatedAgain, []string{"u2"}) || v.Reversion.Removed != 2 {
		t.Errorf("%+v", v)
	}
	w.revert("u2/revert?reason=x", w.admin, http.StatusOK)
	if _, v := w.post("profile=aspro&city=cebu", w.admin, more); v.Counts.Created != 3 {
		t.Errorf("%+v", v.Counts)
	}
}

func TestRevertIsRefused(t *testing.T) {
	w := newWorld(t)
	w.post("profile=aspro&city=cebu", w.admin, figures)
	w.post("profile=aspro&city=cebu", w.admin, figures+"nonsense\n")
	for name, c := range map[string]struct {
		key, query string
		status     int
		code       string
	}{
		"an uploader":              {w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"cebu"}}), "u1/revert?reason=x", 403, "role_insufficient"},
		"an editor elsewhere":      {w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"surabaya"}}), "u1/revert?reason=x", 404, "not_found"},
		"an editor of a neighbour": {w.key(indicators.Key{Role: indicators.RoleEditor, Sites: []string{"cebu/mandaue-city"}}), "u1/revert?reason=x", 403, "foreign_city"},
		"no key":                   {"", "u1/revert?reason=x", 401, "key_missing"},
		"no reason":                {w.admin, "u1/revert", 422, "reason_missing"},
		"a refused upload":         {w.admin, "u2/revert?reason=x", 409, "not_committed"},
		"no upload":                {w.admin, "u9/revert?reason=x", 404, "not_found"},
	} {
		if v := w.revert(c.query, c.key, c.status); v.State != c.code {
			t.Errorf("%s: %q, not %q", name, v.State, c.code)
		}
	}
	review, err := w.db.AddReview(t.Context(), indicators.Review{Programme: "aspro", Milestone: "launch-2002", KeyID: "k", CreatedAt: w.now})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.FreezeReview(t.Context(), review.ID(), indicators.FrozenReview{Content: []byte("{}"), SHA256: "0", KeyID: "k", At: w.now, Uploads: []indicators.UploadID{1}}); err != nil {
		t.Fatal(err)
	}
	if v := w.revert("u1/revert?reason=x", w.admin, http.StatusConflict); v.State != "cited_by_review" {
		t.Errorf("%+v", v)
	}
	acts, err := w.db.Acts(t.Context(), indicators.ActFilter{What: "upload.reverted"})
	if err != nil || len(acts) != 0 {
		t.Errorf("%+v %v", acts, err)
	}
}

// A revert says how many readings of other uploads are flagged otherwise without what it took away.
func TestRevertTellsOfFlags(t *testing.T) {
	w := newWorld(t)
	editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"cebu"}})
	hours := func(rows string) string {
		var file strings.Builder
		file.WriteString("site,indicator,period,value,unit,resolution\n")
		for _, row := range strings.Fields(rows) {
			hour, value, _ := strings.Cut(row, "=")
			file.WriteString("citywide,pm2-5,2026-03-04T" + hour + ":00+08:00," + value + ",µg/m³,PT1H\n")
		}
		return file.String()
	}
	w.post("profile=aspro&city=cebu", editor, hours("00=20 01=21 02=900"))
	w.post("profile=aspro&city=cebu", editor, hours("03=20 04=21"))
	if v := w.revert("u2/revert?reason=another+station", editor, http.StatusOK); v.Reversion == nil || v.Reversion.Removed != 2 || v.Reversion.Flags != 1 {
		t.Errorf("%+v", v.Reversion)
	}
}
