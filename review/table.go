package review

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// column is one column of the table of rows; a cell is a string, a float64, an int, a bool or nil.
type column struct {
	name string
	cell func(Row) any
}

// columns is the table of the rows, the same in CSV and workbook. A value and its qualifier are two columns, so that a
// column of numbers holds nothing else.
func columns() []column {
	latest := func(pick func(Figure) any) func(Row) any {
		return func(r Row) any {
			if r.Latest == nil {
				return nil
			}
			return pick(*r.Latest)
		}
	}
	number := func(pick func(Row) *float64) func(Row) any {
		return func(r Row) any { return numberOrNil(pick(r)) }
	}
	all := []column{
		{"city", func(r Row) any { return r.City }},
		{"site", func(r Row) any { return r.Site }},
		{"indicator", func(r Row) any { return r.Indicator }},
		{"indicator_name", func(r Row) any { return r.IndicatorName }},
		{"unit", func(r Row) any { return r.Unit }},
		{"direction", func(r Row) any { return r.Direction }},
		{"status", func(r Row) any { return r.Status }},
		{"baseline_state", func(r Row) any { return r.Baseline.State }},
		{"baseline_period", func(r Row) any { return textOrNil(r.Baseline.Period) }},
		{"baseline_value", number(func(r Row) *float64 { return r.Baseline.Value })},
		{"baseline_source", func(r Row) any { return textOrNil(r.Baseline.Source) }},
		{"target", func(r Row) any { return r.Target.ID }},
		{"change_percent", number(func(r Row) *float64 { return r.Target.ChangePercent })},
		{"target_value", number(func(r Row) *float64 { return r.Target.Value })},
		{"target_low", number(func(r Row) *float64 { return r.Target.Low })},
		{"target_high", number(func(r Row) *float64 { return r.Target.High })},
		{"target_period", func(r Row) any { return r.Target.Period }},
		{"target_national", func(r Row) any { return r.Target.National }},
		{"target_source", func(r Row) any { return r.Target.Source }},
		{"latest_period", latest(func(f Figure) any { return f.Period })},
		{"latest_start", latest(func(f Figure) any { return f.Start })},
		{"latest_end", latest(func(f Figure) any { return f.End })},
		{"latest_qualifier", latest(func(f Figure) any { return f.Qualifier })},
		{"latest_value", latest(func(f Figure) any { return f.Value })},
		{"latest_statistic", latest(func(f Figure) any { return f.Statistic })},
		{"latest_status", latest(func(f Figure) any { return f.Status })},
		{"latest_quality", latest(func(f Figure) any { return f.Quality })},
		{"latest_computed", latest(func(f Figure) any { return f.Computed })},
		{"latest_n", latest(countOf)},
		{"coverage_percent", latest(coverageOf)},
		{"from_baseline", number(func(r Row) *float64 { return r.Delta.FromBaseline })},
		{"from_baseline_percent", number(func(r Row) *float64 { return r.Delta.FromBaselinePercent })},
		{"to_target", number(func(r Row) *float64 { return r.Delta.ToTarget })},
		{"progress_percent", number(func(r Row) *float64 { return r.ProgressPercent })},
		{"expected_percent", number(func(r Row) *float64 { return r.ExpectedPercent })},
		{"required_per_year", number(func(r Row) *float64 { return r.RequiredPerYear })},
		{"observed_per_year", number(func(r Row) *float64 { return r.ObservedPerYear })},
		{"method", func(r Row) any { return r.Method }},
		{"reasons", func(r Row) any { return strings.Join(r.Reasons, " | ") }},
		{"warnings", func(r Row) any { return strings.Join(r.Warnings, " | ") }},
		{"missing", func(r Row) any { return joined(r.Missing) }},
		{"trend", func(r Row) any { return r.Trend.Verdict }},
		{"trend_n", func(r Row) any { return r.Trend.N }},
		{"slope_per_year", number(func(r Row) *float64 { return r.Trend.Slope })},
		{"slope_low", number(func(r Row) *float64 { return r.Trend.Low })},
		{"slope_high", number(func(r Row) *float64 { return r.Trend.High })},
		{"p", number(func(r Row) *float64 { return r.Trend.P })},
		{"p_adjusted", number(func(r Row) *float64 { return r.Trend.PAdjusted })},
		{"figures", func(r Row) any { return r.Record.Figures }},
		{"derived_figures", func(r Row) any { return r.Record.Derived }},
		{"longest_gap_days", func(r Row) any { return gapDays(r.Record) }},
		{"breaks", func(r Row) any { return textOrNil(breaksText(r)) }},
		{"latest_series", latest(func(f Figure) any { return f.Series })},
		{"latest_upload", latest(func(f Figure) any { return textOrNil(f.Upload) })},
		{"latest_line", latest(lineOf)},
		{"latest_text", latest(func(f Figure) any { return f.Text })},
		{"latest_source", latest(func(f Figure) any { return f.Source })},
		{"latest_note", latest(func(f Figure) any { return f.Note })},
	}
	for i, name := range indicators.ProvenanceColumns() {
		all = append(all, column{name, latest(func(f Figure) any { return f.Provenance.Cells()[i] })})
	}
	return append(all, column{"footnotes", func(r Row) any { return numbersText(r.Footnotes) }})
}

func countOf(f Figure) any {
	if f.Coverage == nil {
		return nil
	}
	return f.Coverage.Valid
}

func coverageOf(f Figure) any {
	if f.Coverage == nil {
		return nil
	}
	return numberOrNil(f.Coverage.Percent)
}

func lineOf(f Figure) any {
	if f.Line == nil {
		return nil
	}
	return *f.Line
}

func gapDays(r Record) any {
	if r.LongestGap == nil {
		return nil
	}
	return r.LongestGap.Days
}

func numberOrNil(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func textOrNil(v *string) any {
	if v == nil {
		return nil
	}
	return *v
}

func joined(list []Statement) string {
	var texts []string
	for _, s := range list {
		texts = append(texts, s.Text)
	}
	return strings.Join(texts, " | ")
}

func numbersText(numbers []int) string {
	var texts []string
	for _, n := range numbers {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, " ")
}

// WriteCSV writes the rows, one a line, each with the review, its state and its hash; texts are guarded against
// spreadsheets that take them for formulas, numbers are plain decimals with a point.
func (d Document) WriteCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	header := []string{"review", "state", "sha256"}
	for _, c := range columns() {
		header = append(header, c.name)
	}
	_ = w.Write(header)
	for _, row := range d.Rows {
		line := []string{d.Review, d.State, d.SHA256}
		for _, c := range columns() {
			line = append(line, csvText(c.cell(row)))
		}
		_ = w.Write(line)
	}
	w.Flush()
	return w.Error()
}

func csvText(cell any) string {
	switch v := cell.(type) {
	case string:
		return ingest.Guarded(v)
	case float64:
		return exactly(v)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
