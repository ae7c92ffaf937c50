package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
)

// shownSeries and shownProblems bound what a person reads; --json prints what the receipt holds.
const (
	shownSeries   = 20
	shownProblems = 10
)

// receipt is what became of a file; refused: rows refuse it, or would.
type receipt struct {
	api.UploadView
	refused bool
}

// text is the receipt as a person reads it.
func (v receipt) text(path string, c *indicators.Catalogue) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", path, v.fate())
	n := v.Counts
	fmt.Fprintf(&b, "  %d rows; %d values received = %d created + %d unchanged + %d updated + %d conflict + %d rejected + %d missing%s\n",
		n.Rows, n.Received, n.Created, n.Unchanged, n.Updated, n.Conflict, n.Rejected, n.Missing, rest(n))
	if len(v.Ignored) > 0 {
		fmt.Fprintf(&b, "  columns not read: %s\n", strings.Join(v.Ignored, ", "))
	}
	v.writeSeries(&b, c)
	for _, w := range v.Warnings {
		fmt.Fprintf(&b, "  warning: %s\n", problemText(w))
	}
	for _, p := range v.Problems[:min(len(v.Problems), shownProblems)] {
		fmt.Fprintf(&b, "  %s\n", problemText(p))
	}
	if more := int64(len(v.Problems) - shownProblems); more > 0 {
		more = max(more, n.Rejected+n.Conflict-shownProblems)
		fmt.Fprintf(&b, "  and %d more", more)
		if v.ID != nil {
			fmt.Fprintf(&b, "; all are at /api/v1/uploads/%s/problems", *v.ID)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// rest is the outcomes that most receipts do not have.
func rest(n indicators.Counts) string {
	text := ""
	if n.Pending > 0 {
		text += fmt.Sprintf(" + %d pending", n.Pending)
	}
	if n.NotStored > 0 {
		text += fmt.Sprintf(" + %d right but not stored", n.NotStored)
	}
	return text
}

// fate says in words what became of the file.
func (v receipt) fate() string {
	id := ""
	if v.ID != nil {
		id = " as upload " + *v.ID
	}
	switch {
	case v.refused && v.DryRun:
		return "would be refused (dry run, nothing is stored)"
	case v.refused:
		return "refused" + id + ": nothing of it is stored"
	case v.DryRun:
		return "would be stored (dry run, nothing is stored)"
	case v.State == string(indicators.Spooled), v.State == string(indicators.Committing):
		return "accepted" + id + " and safe, not yet in the store (" + v.State + ")"
	case v.Known:
		return "known already" + id + ": nothing changes; its receipt was"
	}
	return "stored" + id
}

// writeSeries lists the series of the file with their first and last period in the time of the city.
func (v receipt) writeSeries(b *strings.Builder, c *indicators.Catalogue) {
	if len(v.Series) == 0 || v.refused {
		return
	}
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, s := range v.Series[:min(len(v.Series), shownSeries)] {
		noun := "values"
		if s.Values == 1 {
			noun = "value"
		}
		fmt.Fprintf(w, "  %s\t%d %s\t%s\n", s.Series, s.Values, noun, extent(s, c))
	}
	_ = w.Flush() // a Builder takes everything
	if more := len(v.Series) - shownSeries; more > 0 {
		fmt.Fprintf(b, "  and %d more series\n", more)
	}
}

func extent(s indicators.SeriesCount, c *indicators.Catalogue) string {
	series, err := indicators.ParseSeries(s.Series)
	if _, known := c.City(series.City); err != nil || !known {
		return s.First.Format(time.RFC3339) + " to " + s.Last.Format(time.RFC3339)
	}
	calendar := c.Calendar(series.City)
	first, last := calendar.FormatPeriod(s.First.Unix(), series.Resolution), calendar.FormatPeriod(s.Last.Unix(), series.Resolution)
	if first == last {
		return first
	}
	return first + " to " + last
}

// problemText is one line a problem, with the hint on a second.
func problemText(p indicators.RowProblem) string {
	where := ""
	if p.Line > 0 {
		where = fmt.Sprintf("line %d", p.Line)
	}
	if p.Column != "" {
		where += ", " + p.Column
	}
	text := strings.TrimPrefix(where+": ", ": ") + p.Code + ": " + p.Message
	if p.Text != "" && !strings.Contains(p.Message, p.Text) {
		text += fmt.Sprintf(" It reads %q.", p.Text)
	}
	if p.Hint != "" {
		text += "\n      " + p.Hint
	}
	return text
}
