package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// auditOf is the audit log from the entry after the n-th, as an admin reads it.
func (w *world) auditOf(query string) []ActView {
	w.t.Helper()
	answer := w.do(http.MethodGet, base+"/audit?limit=1000&"+query, w.admin, "", "")
	var list List[ActView]
	if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil || answer.Code != http.StatusOK {
		w.t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return list.Data
}

const oneRow = "city,site,indicator,period,value,unit\nsurabaya,citywide,recycling-rate,2024,11.54,%\n"

func TestAudit(t *testing.T) {
	w := newWorld(t)
	surabaya := w.key(indicators.Key{Role: indicators.RoleUploader, Cities: []string{"surabaya"}})
	id, _, _ := indicators.SplitKey(surabaya)
	t.Run("AnUploadIsOneEntry", func(t *testing.T) {
		answer, view := w.post("profile=aspro&city=surabaya", surabaya, oneRow)
		if answer.Code != http.StatusCreated {
			t.Fatal(answer.Body)
		}
		acts := w.auditOf("object=" + *view.ID)
		if len(acts) != 1 || acts[0].What != "upload.committed" || acts[0].Who != id || acts[0].Before != view.SHA256 || acts[0].RequestID != answer.Header().Get("X-Request-Id") {
			t.Errorf("%+v", acts)
		}
		w.post("profile=aspro&city=surabaya", surabaya, oneRow) // known: nothing changes
		w.post("profile=aspro&city=surabaya&dry_run=true", surabaya, strings.Replace(oneRow, "11.54", "12", 1))
		if n := len(w.auditOf("what=upload.")); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
	t.Run("ACorrectionIsOne", func(t *testing.T) {
		editor := w.key(indicators.Key{Role: indicators.RoleEditor, Cities: []string{"surabaya"}})
		w.post("profile=aspro&city=surabaya&on_conflict=correct&reason=typing+error", editor, strings.Replace(oneRow, "11.54", "12.5", 1))
		acts := w.auditOf("what=upload.corrected")
		if len(acts) != 1 || acts[0].Detail != "typing error" {
			t.Errorf("%+v", acts)
		}
	})
	t.Run("ARefusalForWantOfRightsIsOne", func(t *testing.T) {
		w.post("profile=aspro&city=cebu", surabaya, strings.Replace(oneRow, "surabaya", "cebu", 1))
		acts := w.auditOf("what=authorization.refused&who=" + id)
		if len(acts) != 1 || acts[0].Detail != "foreign_city" || acts[0].Object != "POST /api/v1/uploads" {
			t.Errorf("%+v", acts)
		}
	})
	t.Run("ForAdminsAlone", func(t *testing.T) {
		if answer := w.do(http.MethodGet, base+"/audit", surabaya, "", ""); answer.Code != http.StatusForbidden {
			t.Errorf("%d", answer.Code)
		}
		if answer := w.do(http.MethodGet, base+"/audit", "", "", ""); answer.Code != http.StatusUnauthorized {
			t.Errorf("%d", answer.Code)
		}
	})
	t.Run("ByPages", func(t *testing.T) {
		var first, second List[ActView]
		_ = json.Unmarshal(w.do(http.MethodGet, base+"/audit?limit=2", w.admin, "", "").Body.Bytes(), &first)
		_ = json.Unmarshal(w.do(http.MethodGet, base+"/audit?limit=2&cursor="+*first.Page.NextCursor, w.admin, "", "").Body.Bytes(), &second)
		if len(first.Data) != 2 || len(second.Data) != 2 || second.Data[0].ID != first.Data[1].ID+1 || second.Data[0].Prev != first.Data[1].Hash {
			t.Errorf("%+v %+v", first, second)
		}
	})
	if n, _, err := indicators.VerifyAudit(t.Context(), w.db); err != nil || n == 0 {
		t.Errorf("%d %v", n, err)
	}
}
