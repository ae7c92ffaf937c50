package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// shownSeries and shownProblems bound what a person reads; --json prints what the receipt holds.
const (
	shownSeries   = 20
	shownProblems = 10
)

// receipt is what became of a file; refused: rows refuse it, or would. Told in the language of say.
type receipt struct {
	api.UploadView
	refused bool
	summary api.UploadSummary
}

// text is the receipt as a person reads it.
func (v receipt) text(path string, c *indicators.Catalogue, say speaker) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", path, v.fate(say))
	n := v.Counts
	fmt.Fprintf(&b, "  %s\n", say("%d rows; %d values received = %d created + %d unchanged + %d updated + %d conflict + %d rejected + %d missing",
		n.Rows, n.Received, n.Created, n.Unchanged, n.Updated, n.Conflict, n.Rejected, n.Missing)+rest(n, say))
	if len(v.Ignored) > 0 {
		fmt.Fprintf(&b, "  %s\n", say("columns not read: %s", strings.Join(v.Ignored, ", ")))
	}
	v.writeSeries(&b, c, say)
	hint := ""
	for _, w := range v.Warnings {
		if w.Hint == hint {
			w.Hint = "" // it was said a line before
		} else {
			hint = w.Hint
		}
		fmt.Fprintf(&b, "  %s: %s\n", severity(w.Severity, say), problemText(w, say))
	}
	kinds, alike := distinct(v.Problems)
	told := 0
	for i, p := range kinds[:min(len(kinds), shownProblems)] {
		fmt.Fprintf(&b, "  %s\n", problemText(p, say))
		if alike[i] > 0 {
			fmt.Fprintf(&b, "      %s\n", say("%d more lines have the same", alike[i]))
		}
		told += 1 + alike[i]
	}
	if told < len(v.Problems) || len(v.Problems) == ingest.Inline && n.NotTaken() > int64(told) {
		more := max(int64(len(v.Problems)), n.NotTaken()) - int64(told)
		text := say("and %d more", more)
		if v.ID != nil {
			text = say("and %d more; all are at %s", more, "/api/v1/uploads/"+*v.ID+"/errors.csv")
		}
		fmt.Fprintf(&b, "  %s\n", text)
	}
	return b.String()
}

// distinct are the problems that differ in more than their line, each where it stands first, and how many others are like it.
func distinct(problems []indicators.RowProblem) (kinds []indicators.RowProblem, alike []int) {
	at := map[indicators.RowProblem]int{}
	for _, p := range problems {
		kind := p
		kind.Line = 0
		if i, ok := at[kind]; ok {
			alike[i]++
			continue
		}
		at[kind] = len(kinds)
		kinds, alike = append(kinds, p), append(alike, 0)
	}
	return kinds, alike
}

func severity(s indicators.Severity, say speaker) string {
	if s == indicators.Info {
		return say("note")
	}
	return say("warning")
}

// rest is the outcomes that most receipts do not have.
func rest(n indicators.Counts, say speaker) string {
	text := ""
	if n.NotMeasured > 0 || n.Faulty > 0 {
		text += say(" (%d not measured, %d faulty)", n.NotMeasured, n.Faulty)
	}
	if n.Pending > 0 {
		text += say(" + %d pending", n.Pending)
	}
	if n.NotStored > 0 {
		text += say("; nothing is stored, also not the %d that are right", n.NotStored)
	}
	return text
}

// fate says in words what became of the file.
func (v receipt) fate(say speaker) string {
	id := "–"
	if v.ID != nil {
		id = *v.ID
	}
	switch {
	case v.refused && v.DryRun:
		return say("would be refused (dry run, nothing is stored)")
	case v.refused:
		return say("refused as upload %s: nothing of it is stored", id)
	case v.DryRun:
		return say("would be stored (dry run, nothing is stored)")
	case v.State == string(indicators.Spooled), v.State == string(indicators.Committing):
		return say("accepted as upload %s and safe, not yet in the store (%s)", id, v.State)
	case v.Known:
		return say("known already as upload %s: nothing changes; its receipt was", id)
	}
	return say("stored as upload %s", id)
}

// writeSeries lists the series of the file with their first and last period in the time of the city, and what they
// look like where they were stored.
func (v receipt) writeSeries(b *strings.Builder, c *indicators.Catalogue, say speaker) {
	if len(v.Series) == 0 || v.refused {
		return
	}
	var lines strings.Builder
	w := tabwriter.NewWriter(&lines, 0, 0, 2, ' ', 0)
	shown := v.Series[:min(len(v.Series), shownSeries)]
	for _, s := range shown {
		count := say("%d values", s.Values)
		if s.Values == 1 {
			count = say("1 value")
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", s.Series, count, extent(s, c, say))
	}
	_ = w.Flush() // a Builder takes everything
	for i, line := range strings.SplitAfter(lines.String(), "\n") {
		b.WriteString(line)
		if i < len(shown) {
			v.writeCard(b, shown[i].Series, say)
		}
	}
	if more := len(v.Series) - shownSeries; more > 0 {
		fmt.Fprintf(b, "  %s\n", say("and %d more series", more))
	}
}

func extent(s indicators.SeriesCount, c *indicators.Catalogue, say speaker) string {
	series, err := indicators.ParseSeries(s.Series)
	if _, known := c.City(series.City); err != nil || !known {
		return say("%s to %s", s.First.Format(time.RFC3339), s.Last.Format(time.RFC3339))
	}
	calendar := c.Calendar(series.City)
	first, last := calendar.FormatPeriod(s.First.Unix(), series.Resolution), calendar.FormatPeriod(s.Last.Unix(), series.Resolution)
	if first == last {
		return first
	}
	return say("%s to %s", first, last)
}

// problemText is one line a problem, with the hint on a second.
func problemText(p indicators.RowProblem, say speaker) string {
	where := ""
	if p.Line > 0 {
		where = say("line %d", p.Line)
	}
	if p.Column != "" {
		where += ", " + p.Column
	}
	text := strings.TrimPrefix(strings.TrimPrefix(where, ", ")+": ", ": ") + p.Code + ": " + p.Message
	if p.Text != "" && !strings.Contains(p.Message, p.Text) {
		text += " " + say("It reads %q.", p.Text)
	}
	if p.Hint != "" {
		text += "\n      " + p.Hint
	}
	return text
}
