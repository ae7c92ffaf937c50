package review

import (
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// notes numbers footnotes; the same remark has one number.
type notes struct{ all []Footnote }

func (n *notes) number(s Statement) int {
	for _, known := range n.all {
		if known.Text == s.Text {
			return known.Number
		}
	}
	n.all = append(n.all, Footnote{len(n.all) + 1, s})
	return len(n.all)
}

func (n *notes) list() []Footnote {
	if n.all == nil {
		return []Footnote{}
	}
	return n.all
}

// footnotes writes what a reader of the row must know beside the numbers.
func (r *rowWriter) footnotes() []int {
	numbers := []int{}
	add := func(s Statement) {
		if n := r.notes.number(s); !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	for _, warning := range r.row.Warnings {
		add(r.warning(warning))
	}
	for _, b := range r.row.Breaks {
		add(statement("break", "Change of method in %s: %s Source: %s.", b.At, b.Change, b.Source))
	}
	if latest := r.row.Latest; latest != nil {
		for _, s := range originNotes(*latest) {
			add(s)
		}
	}
	if r.row.Target.Note != "" {
		add(statement("target_note", "Of the target: %s", r.row.Target.Note))
	}
	return numbers
}

// originNotes tell what a figure stands on.
func originNotes(f Figure) []Statement {
	var list []Statement
	if f.Coverage == nil {
		list = append(list, statement("coverage_not_stated", "The source does not state on how many data the figure stands."))
	}
	if f.Provenance.Stakeholder == indicators.Unknown {
		if by := f.Provenance.ReportedBy; by != "" {
			list = append(list, statement("stakeholder_unknown", "Who measured is not known; the figure is reported by %s.", by))
		} else {
			list = append(list, statement("stakeholder_unknown", "Who measured is not known."))
		}
	}
	if f.Note != "" {
		list = append(list, statement("row_note", "Of the figure of %s: %s", f.Period, f.Note))
	}
	return list
}

// warning words the code of a warning.
func (r *rowWriter) warning(code string) Statement {
	switch code {
	case "latest_is_derived":
		return statement(code, "The latest figure is derived, not measured.")
	case "latest_is_provisional":
		return statement(code, "The latest figure is provisional.")
	case "baseline_is_derived":
		return statement(code, "The baseline is derived, not measured.")
	case "baseline_is_provisional":
		return statement(code, "The baseline is provisional.")
	case "latest_before_target_period":
		return statement(code, "The latest figure is older than the period of the target; none of that period is on record.")
	case "target_is_national":
		return statement(code, "The target is the state's for the country, not the city's own.")
	case "stated_and_computed_figures_compared":
		return statement(code, "A published figure is compared with a computed one.")
	case "series_break":
		return statement(code, "The figures are compared across a change of method.")
	}
	return statement(code, "Warning: %s.", code)
}
