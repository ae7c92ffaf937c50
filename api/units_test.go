package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestUnits(t *testing.T) {
	w := newWorld(t)
	var list List[UnitView]
	w.get(base+"/units", http.StatusOK, &list)
	if len(list.Data) != len(w.api.Catalogue.Units) {
		t.Errorf("%d units of %d", len(list.Data), len(w.api.Catalogue.Units))
	}
	for _, u := range list.Data {
		for _, spelling := range append(u.Synonyms, u.ID) {
			if found, ok := w.api.Catalogue.UnitByText(spelling); !ok || found.ID != u.ID {
				t.Errorf("%q is said to be %s and read as %q", spelling, u.ID, found.ID)
			}
		}
		if u.Factor == 1 && u.Base == "" {
			t.Errorf("%+v is a base unit and names none", u)
		}
	}
	w.get(base+"/units?dimension=mass-per-day", http.StatusOK, &list)
	if len(list.Data) != 2 || list.Data[0].ID != "kg/day" || list.Data[1].Factor != 1000 || list.Data[1].Base != "kg/day" { // 1 t is 1,000 kg
		t.Errorf("%+v", list.Data)
	}
	var page List[UnitView]
	w.get(base+"/units?limit=3", http.StatusOK, &page)
	if len(page.Data) != 3 || page.Page.Next == nil {
		t.Fatalf("%+v", page)
	}
	w.get(*page.Page.Next, http.StatusOK, &list)
	if len(list.Data) == 0 || list.Data[0].ID <= page.Data[2].ID {
		t.Errorf("the next page begins with %+v", list.Data)
	}
	csv := w.do(http.MethodGet, base+"/units?format=csv&fields=id,factor", "", "", "").Body.String()
	if !strings.HasPrefix(csv, "id,factor\n") || !strings.Contains(csv, "t/day,1000\n") {
		t.Error(csv)
	}
}
