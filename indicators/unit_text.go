package indicators

import "strings"

// unitFolding makes one spelling of the many in which a unit is written: both mu characters, raised
// digits, blanks, dots between factors.
var unitFolding = strings.NewReplacer("µ", "u", "μ", "u", "³", "3", "²", "2", "⁻", "-", "¹", "1", "·", ".", "−", "-",
	" ", "", "\u00a0", "", "\u2009", "", "\u202f", "", "^", "", "°", "deg", "℃", "degc")

// FoldUnit is the spelling by which units are compared: "µg / m³", "ug/m3" and "UG/M3" fold to "ug/m3".
func FoldUnit(text string) string {
	return unitFolding.Replace(strings.ToLower(strings.TrimSpace(text)))
}

// UnitByText finds a unit by its id, its UCUM code or one of its synonyms, as FoldUnit compares them.
func (c *Catalogue) UnitByText(text string) (Unit, bool) {
	unit, ok := c.unitTexts[FoldUnit(text)]
	return unit, ok
}

// spellings lists every folded spelling of a unit.
func (u Unit) spellings() []string {
	folded := []string{FoldUnit(u.ID)}
	if u.UCUM != "" {
		folded = append(folded, FoldUnit(u.UCUM))
	}
	for _, synonym := range u.Synonyms {
		folded = append(folded, FoldUnit(synonym))
	}
	return folded
}
