package review

import (
	"strconv"

	"github.com/aspro-cities/aspro/indicators"
)

// amount is a value with the indicator's decimals and its unit.
func (r *rowWriter) amount(value float64) string { return amountOf(value, r.row.Decimals, r.row.Unit) }

func amountOf(value float64, decimals int, unit string) string {
	return shown(value, decimals) + " " + unit
}

// shown is a value for people: as it is where the indicator's decimals hold it, else rounded to them.
func shown(value float64, decimals int) string {
	short := strconv.FormatFloat(value, 'f', -1, 64)
	if rounded := strconv.FormatFloat(value, 'f', decimals, 64); len(rounded) < len(short) {
		return rounded
	}
	return short
}

func percent(p float64) string {
	return strconv.FormatFloat(*indicators.RoundPercent(&p), 'f', -1, 64) + " %"
}

// sentence is the row in one sentence, without its status.
func (r *rowWriter) sentence() Statement {
	row := r.row
	if row.Latest == nil {
		return statement("no_figure", "No figure that ends by the milestone is on record.")
	}
	latest := row.Latest.Qualifier + r.amount(row.Latest.Value)
	by := row.Target.Period
	switch {
	case row.Target.Low != nil && row.Target.High != nil:
		return statement("band", "%s in %s; the target is to lie from %s to %s by the end of %s.", latest, row.Latest.Period,
			shown(*row.Target.Low, row.Decimals), r.amount(*row.Target.High), by)
	case row.Target.Value == nil && row.Target.ChangePercent != nil:
		return statement("target_relative", "%s in %s; the target is a change by %s by the end of %s, from a base year that is not stated.", latest, row.Latest.Period,
			percent(*row.Target.ChangePercent), by)
	case row.Target.Value == nil:
		return statement("target_missing", "%s in %s.", latest, row.Latest.Period)
	case row.Baseline.Value == nil:
		return statement("without_baseline", "%s in %s; the target is %s by the end of %s.", latest, row.Latest.Period, r.amount(*row.Target.Value), by)
	case row.ProgressPercent == nil || row.ExpectedPercent == nil:
		return statement("without_progress", "From %s in %s to %s in %s; the target is %s by the end of %s.", row.Baseline.Qualifier+r.amount(*row.Baseline.Value), *row.Baseline.Period,
			latest, row.Latest.Period, r.amount(*row.Target.Value), by)
	}
	return statement("progress", "From %s in %s to %s in %s: %s of the way to %s by the end of %s, when %s of the time had passed.",
		r.amount(*row.Baseline.Value), *row.Baseline.Period, latest, row.Latest.Period, percent(*row.ProgressPercent), r.amount(*row.Target.Value), by, percent(*row.ExpectedPercent))
}

// missing lists the evidence that there should be and is not.
func (r *rowWriter) missing() []Statement {
	list := []Statement{}
	add := func(s Statement) { list = append(list, s) }
	if r.row.Latest == nil {
		add(r.noFigure())
	}
	switch reason := r.progress.Baseline.Reason; reason {
	case "":
	case "baseline_year_not_stated":
		add(statement(reason, "The source of the target states no base year, and nothing is put in its place."))
	case "baseline_figure_missing":
		add(statement(reason, "The base period is %s, and no figure of it is on record.", r.progress.Baseline.Text))
	default:
		add(statement(reason, "There is no baseline: %s.", reason))
	}
	if reason := r.progress.Target.Reason; reason != "" && reason != r.progress.Baseline.Reason {
		add(statement(reason, "The target cannot be compared with: %s.", reason))
	}
	if at, err := r.input.Calendar.EndOf(r.target.Declared); r.target.Declared != "" && err == nil && at.After(r.input.At) {
		add(statement("target_declared_later", "The target was declared in %s, after the milestone.", r.target.Declared))
	}
	return list
}

// noFigure tells whether there is a later figure, or none at all.
func (r *rowWriter) noFigure() Statement {
	for _, f := range r.all {
		if f.IsValid() && f.Period.To.After(r.input.At) {
			return statement("no_figure", "No figure that ends by the milestone is on record; the earliest is of %s.",
				r.input.Calendar.FormatPeriod(f.Period.From.Unix(), f.Resolution()))
		}
	}
	return statement("no_figure_at_all", "No figure of it is on record.")
}
