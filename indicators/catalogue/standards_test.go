package catalogue

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// reference is a row of standards.json.
type reference struct {
	Jurisdiction, Instrument, Parameter, Averaging, Unit, Comparison, Status, Category string
	Value                                                                              json.RawMessage
	Class                                                                              string    `json:"water_class"`
	Zone                                                                               string    `json:"zone"`
	Interim                                                                            []float64 `json:"interim_targets"`
	ValidFrom                                                                          *string   `json:"valid_from"`
	ValidTo                                                                            *string   `json:"valid_to"`
}

func references(t *testing.T) []reference {
	t.Helper()
	var file struct{ Limits []reference }
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "vectors", "standards.json"))
	if os.IsNotExist(err) {
		t.Skip("the reference standards are not here: ../shared/vectors")
	}
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Limits
}

// idOf is the beginning of the ids of an instrument's limits.
var idOf = map[string]string{
	"AQG 2021": "who-2021-", "PP 22/2021 Lampiran VII ambient air": "id-pp22-2021-", "PP 41/1999 Lampiran ambient air": "id-pp41-1999-",
	"PP 22/2021 Lampiran VI river classes": "id-pp22-2021-river-", "PP 22/2021 Lampiran VIII sea water": "id-pp22-2021-sea-",
	"KepMenLH 48/1996 noise": "id-kepmenlh48-1996-", "NAAQGV RA 8749 / DAO 2000-81": "ph-naaqgv-", "DAO 2016-08 Table 3": "ph-dao-2016-08-",
	"DAO 2016-08": "ph-dao-2016-08-", "DAO 2021-19 (updates DAO 2016-08)": "ph-dao-2021-19-", "Environmental quality standards (air)": "jp-eqs-",
}

// leftOut are found rows that ship in no standard, each with its reason.
func leftOut(r reference) string {
	switch {
	case r.Category != "":
		return "a band of an index, no limit: see indices.yaml"
	case r.Jurisdiction == "JP" && r.Parameter == "Ox_as_O3":
		return "an answer of a council, with the notification to follow: no limit in force"
	}
	return ""
}

// TestEveryStandardThatWasFoundIsShipped compares the catalogue with the reference, number by number.
func TestEveryStandardThatWasFoundIsShipped(t *testing.T) {
	c := load(t)
	matched := map[string]bool{}
	for _, r := range references(t) {
		name := strings.Join([]string{r.Jurisdiction, r.Instrument, r.Parameter, r.Averaging, r.Class, r.Zone, string(r.Value)}, " · ")
		found := slices.IndexFunc(c.Standards, func(s indicators.Standard) bool { return !matched[s.ID] && isOf(c, s, r) })
		switch {
		case !strings.HasPrefix(r.Status, "found"):
			if found >= 0 && c.Standards[found].Certainty == "verified" && (r.Class != "" && c.Standards[found].Class == r.Class) {
				t.Errorf("%s is from memory, and ships as %s", name, c.Standards[found].ID)
			}
		case leftOut(r) != "":
			if found >= 0 {
				t.Errorf("%s ships as %s, though it is left out: %s", name, c.Standards[found].ID, leftOut(r))
			}
		case found < 0:
			t.Errorf("%s was found, and is not shipped", name)
		default:
			s := c.Standards[found]
			matched[s.ID] = true
			if !slices.Equal(s.Interim, r.Interim) {
				t.Errorf("%s: interim targets %v, want %v", s.ID, s.Interim, r.Interim)
			}
			if strings.HasPrefix(s.ID, "id-pp41-1999-pm2-5") {
				r.ValidFrom = new("2002") // its note: in force from 2002
			}
			if r.ValidFrom != nil && s.ValidFrom != "" && s.ValidFrom != *r.ValidFrom || r.ValidTo != nil && s.ValidTo != *r.ValidTo {
				t.Errorf("%s: valid %s to %s, not as the reference says", s.ID, s.ValidFrom, s.ValidTo)
			}
			if s.Source == "" || s.Certainty != "verified" {
				t.Errorf("%s: source %q, certainty %s", s.ID, s.Source, s.Certainty)
			}
		}
	}
	for _, s := range c.Standards {
		if !matched[s.ID] && s.Certainty == "verified" {
			t.Errorf("%s is verified by no row of the reference", s.ID)
		}
	}
}

// isOf reports whether a standard is a row of the reference: instrument, substance, averaging, class, comparison and number.
func isOf(c *indicators.Catalogue, s indicators.Standard, r reference) bool {
	prefix, known := idOf[r.Instrument]
	if !known || !strings.HasPrefix(s.ID, prefix) || s.Jurisdiction != r.Jurisdiction || s.Averaging != strings.NewReplacer("_", "-", "3months", "3-months").Replace(r.Averaging) {
		return false
	}
	if base := strings.NewReplacer("-ncm", "", "-ppb", "", "-ppm", "").Replace(s.Indicator); base != indicatorOf(r.Parameter) {
		return false
	}
	unit, _ := c.Unit(s.Unit)
	if strings.HasPrefix(r.Instrument, "PP 41/1999") {
		r.Unit = "µg/Ncm" // its source says: reference state 25 °C, 1 atm
	}
	if r.Jurisdiction == "JP" && r.Parameter == "NO2" {
		r.Value, r.Comparison = json.RawMessage("0.06"), "<=" // the zone from 0.04 to 0.06 is judged at 0.06
	}
	if given, ok := c.UnitByText(r.Unit); ok && given.ID != unit.ID || r.Class != "" && r.Class != s.Class {
		return false
	}
	var ends []float64
	if json.Unmarshal(r.Value, &ends) == nil {
		return s.Comparison == "range" && len(ends) == 2 && *s.Low == ends[0] && *s.High == ends[1]
	}
	var value float64
	return json.Unmarshal(r.Value, &value) == nil && s.Value != nil && *s.Value == value && s.Comparison == r.Comparison
}

// indicatorOf is the slug of a parameter.
func indicatorOf(parameter string) string {
	slug := strings.NewReplacer(".", "-", "_", "-").Replace(strings.ToLower(parameter))
	if other, ok := map[string]string{"bod5": "bod", "lsm": "noise-lsm", "ox": "ox"}[slug]; ok {
		return other
	}
	return slug
}
