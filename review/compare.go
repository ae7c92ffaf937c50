package review

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Difference is one value of a row that two documents give differently. Old or New is null where the document has
// nothing in its place.
type Difference struct {
	City      string  `json:"city" binding:"required"`
	Site      string  `json:"site" binding:"required"`
	Indicator string  `json:"indicator" binding:"required"`
	Target    string  `json:"target" binding:"required"`                                                                                    // id
	What      string  `json:"what" binding:"required" enums:"row,baseline,target,latest,progress_percent,status,trend,other_figure,breaks"` // "row": the row itself is new or gone
	Old       *string `json:"old" extensions:"x-nullable" example:"329 t/day (2012)"`
	New       *string `json:"new" extensions:"x-nullable" example:"335 t/day (2012)"`
	Upload    *string `json:"upload" extensions:"x-nullable"`                   // that brought the new value
	At        *string `json:"at" format:"date-time" extensions:"x-nullable"`    // when; null when it came from no upload
	Reason    *string `json:"reason" extensions:"x-nullable" example:"weighed"` // of the correction, where it was one

	figure *Figure // the new one, where what differs is a figure
} // @name ReviewDifference

// Compare lists what differs from one document to another, in the order of the rows; an empty list when nothing does.
func Compare(old, new Content) []Difference {
	all := []Difference{}
	rows := map[string]Row{}
	for _, row := range new.Rows {
		rows[keyOf(row)] = row
	}
	for _, before := range old.Rows {
		after, ok := rows[keyOf(before)]
		delete(rows, keyOf(before))
		if !ok {
			all = append(all, differenceOf(before, "row", &before.Status, nil))
			continue
		}
		all = append(all, compareRows(before, after)...)
	}
	for _, row := range new.Rows {
		if _, isNew := rows[keyOf(row)]; isNew {
			all = append(all, differenceOf(row, "row", nil, &row.Status))
		}
	}
	return append(all, compareOthers(old.Others, new.Others)...)
}

func keyOf(r Row) string { return r.City + "/" + r.Site + "/" + r.Indicator + "/" + r.Target.ID }

func differenceOf(r Row, what string, old, new *string) Difference {
	return Difference{City: r.City, Site: r.Site, Indicator: r.Indicator, Target: r.Target.ID, What: what, Old: old, New: new}
}

// compareRows compares what a reader of the row sees, in words.
func compareRows(old, new Row) []Difference {
	var all []Difference
	for _, c := range []struct {
		what     string
		old, new *string
		of       *Figure
	}{
		{"baseline", baselineText(old), baselineText(new), new.Baseline.Figure},
		{"target", targetText(old), targetText(new), nil},
		{"latest", figureText(old.Latest, old.Unit), figureText(new.Latest, new.Unit), new.Latest},
		{"progress_percent", numberText(old.ProgressPercent), numberText(new.ProgressPercent), nil},
		{"status", &old.Status, &new.Status, nil},
		{"trend", trendText(old), trendText(new), nil},
		{"breaks", breaksText(old), breaksText(new), nil},
	} {
		if same(c.old, c.new) {
			continue
		}
		d := differenceOf(new, c.what, c.old, c.new)
		if c.of != nil {
			d.Upload, d.figure = c.of.Upload, c.of
		}
		all = append(all, d)
	}
	return all
}

func compareOthers(old, new []OtherFigure) []Difference {
	var all []Difference
	later := map[string]OtherFigure{}
	for _, o := range new {
		later[o.Figure.Series] = o
	}
	for _, before := range old {
		d := Difference{City: before.City, Site: before.Site, Indicator: before.Indicator, What: "other_figure", Old: figureText(&before.Figure, before.Unit)}
		if after, ok := later[before.Figure.Series]; ok {
			d.New, d.Upload = figureText(&after.Figure, after.Unit), after.Figure.Upload
		}
		delete(later, before.Figure.Series)
		if !same(d.Old, d.New) {
			all = append(all, d)
		}
	}
	for _, after := range new {
		if _, isNew := later[after.Figure.Series]; isNew {
			all = append(all, Difference{City: after.City, Site: after.Site, Indicator: after.Indicator, What: "other_figure",
				New: figureText(&after.Figure, after.Unit), Upload: after.Figure.Upload})
		}
	}
	return all
}

func same(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// exactly is a number with every digit.
func exactly(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func numberText(v *float64) *string {
	if v == nil {
		return nil
	}
	text := exactly(*v)
	return &text
}

func figureText(f *Figure, unit string) *string {
	if f == nil {
		return nil
	}
	text := f.Qualifier + exactly(f.Value) + " " + unit + " (" + f.Period
	if f.Status != indicators.Observed.String() {
		text += ", " + f.Status
	}
	text += ")"
	return &text
}

func baselineText(r Row) *string {
	if r.Baseline.Value == nil || r.Baseline.Period == nil {
		return nil
	}
	text := r.Baseline.Qualifier + exactly(*r.Baseline.Value) + " " + r.Unit + " (" + *r.Baseline.Period + ")"
	return &text
}

func targetText(r Row) *string {
	text := ""
	switch t := r.Target; {
	case t.Value != nil:
		text = exactly(*t.Value) + " " + r.Unit
	case t.Low != nil && t.High != nil:
		text = exactly(*t.Low) + " – " + exactly(*t.High) + " " + r.Unit
	case t.ChangePercent != nil:
		text = exactly(*t.ChangePercent) + " %"
	default:
		return nil
	}
	text += " (" + r.Target.Period + ")"
	return &text
}

// trendText is what the figures say, in the machine's words, so that a sentence put better is no difference.
func trendText(r Row) *string {
	text := r.Trend.Verdict + ", n = " + strconv.Itoa(r.Trend.N)
	if r.Trend.Slope != nil {
		text += ", " + exactly(*r.Trend.Slope) + " " + r.Unit + " a year"
	}
	return &text
}

func breaksText(r Row) *string {
	var changes []string
	for _, b := range r.Breaks {
		changes = append(changes, b.At+": "+b.Change)
	}
	return orNil(strings.Join(changes, " "))
}

// Since lists what the figures on record now give differently from a frozen review, each with the upload that brought it,
// and when. For a review whose programme or milestone the catalogue no longer has, NotFound.
func (e *Examiner) Since(ctx context.Context, frozen indicators.Review) ([]Difference, error) {
	old, err := Read(frozen)
	if err != nil {
		return nil, err
	}
	now, err := e.examine(ctx, frozen, false)
	if err != nil {
		return nil, err
	}
	all := Compare(old, now)
	for i := range all {
		if err := e.date(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// date tells when the new value came, by which upload, and the reason that it was sent with. A figure computed from
// many observations has changed with the last of their corrections.
func (e *Examiner) date(ctx context.Context, d *Difference) error {
	if d.Upload == nil && d.figure != nil && d.figure.Computed {
		return e.dateOfComputed(ctx, d)
	}
	if d.Upload == nil {
		return nil
	}
	id, err := indicators.ParseUploadID(*d.Upload)
	if err != nil {
		return err
	}
	u, err := e.Ledger.Upload(ctx, id)
	if err != nil {
		return err
	}
	at := u.SettledAt
	if at.IsZero() {
		at = u.ReceivedAt
	}
	d.At, d.Reason = orNil(utc(at)), orNil(u.Reason)
	return nil
}

func (e *Examiner) dateOfComputed(ctx context.Context, d *Difference) error {
	series, err := indicators.ParseSeries(d.figure.Series)
	if err != nil {
		return err
	}
	from, err := time.Parse(time.RFC3339, d.figure.Start)
	if err != nil {
		return err
	}
	to, err := time.Parse(time.RFC3339, d.figure.End)
	if err != nil {
		return err
	}
	found, err := e.Ledger.Corrections(ctx, series, indicators.Period{From: from, To: to})
	if err != nil || len(found) == 0 {
		return err
	}
	last := found[len(found)-1]
	d.Upload, d.At, d.Reason = orNil(last.New.Upload.String()), orNil(utc(last.At)), orNil(last.Reason)
	return nil
}
