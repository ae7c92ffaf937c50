package api

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// UnitView is a unit in which figures are shown and accepted.
type UnitView struct {
	ID        string   `json:"id" binding:"required" example:"t/day"`               // the symbol, as figures are shown with it
	UCUM      string   `json:"ucum" binding:"required" example:"t/d"`               // its code in UCUM; "" none is known
	Dimension string   `json:"dimension" binding:"required" example:"mass-per-day"` // units of one dimension convert, others never
	Factor    float64  `json:"factor" binding:"required" example:"1000"`            // value × factor is in the base unit
	Base      string   `json:"base" binding:"required" example:"kg/day"`            // base unit of the dimension; "" it is no row itself
	Level     bool     `json:"level" binding:"required"`                            // logarithmic: the mean of values is not the value of the mean
	Index     bool     `json:"index" binding:"required"`                            // numbers of an index: another kind of quantity than amounts
	Synonyms  []string `json:"synonyms" binding:"required"`                         // other spellings that are accepted; capitals, blanks, µ and μ, ³ and 3 do not matter
}

type unitTable struct{ List[UnitView] }

func (u unitTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write([]string{"id", "ucum", "dimension", "factor", "base", "level", "index", "synonyms"})
	for _, v := range u.Data {
		_ = w.Write([]string{ingest.Guarded(v.ID), ingest.Guarded(v.UCUM), v.Dimension, strconv.FormatFloat(v.Factor, 'g', -1, 64), ingest.Guarded(v.Base),
			strconv.FormatBool(v.Level), strconv.FormatBool(v.Index), joined(v.Synonyms)})
	}
	w.Flush()
	return w.Error()
}

// getUnits lists the units.
//
// @Summary     Units
// @Description Units in which figures are accepted and shown, with their spellings and the factor to the base unit of their dimension.
// @ID          listUnits
// @Tags        catalogue
// @Produce     json
// @Param       dimension query string false "of this dimension" example(mass-per-day)
// @Param       limit     query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param       cursor    query string false "next_cursor of the page before"
// @Param       format    query string false "form of the answer"
// @Success     200 {object} List[UnitView]
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-csv       true
// @Router      /units [get]
func getUnits(c *call) (int, any, error) {
	dimension, err := oneOf(c, "dimension", c.api.Catalogue.Units, func(u indicators.Unit) string { return u.Dimension })
	if err != nil {
		return 0, nil, err
	}
	bases := map[string]string{}
	for _, u := range c.api.Catalogue.Units {
		if u.Factor == 1 && bases[u.Dimension] == "" {
			bases[u.Dimension] = u.ID
		}
	}
	var all []UnitView
	for _, u := range c.api.Catalogue.Units {
		if dimension == "" || dimension == u.Dimension {
			all = append(all, unitView(u, bases[u.Dimension]))
		}
	}
	slices.SortFunc(all, func(a, b UnitView) int { return strings.Compare(a.ID, b.ID) })
	status, view, err := pageOf(c, all, func(u UnitView) string { return u.ID })
	if err != nil {
		return 0, nil, err
	}
	list, _ := view.(List[UnitView])
	return status, unitTable{list}, nil
}

func unitView(u indicators.Unit, base string) UnitView {
	return UnitView{u.ID, u.UCUM, u.Dimension, u.Factor, base, u.Level, u.Index, append([]string{}, u.Synonyms...)}
}
