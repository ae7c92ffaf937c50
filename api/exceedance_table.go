package api

import (
	"encoding/csv"
	"io"
	"strconv"
)

type exceedanceTable struct{ Exceedances }

// writeCSV writes one row for each year and limit; a limit that was and is law has a row of each.
func (t exceedanceTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write([]string{"city", "site", "indicator", "unit", "period", "start", "end", "law", "standard", "jurisdiction", "averaging", "comparison", "limit", "low", "high",
		"status", "counted", "exceedances", "unknown", "at_most", "allowed", "longest_run", "longest_run_from", "worst", "worst_period", "mean", "percentile", "percentile_value",
		"expected", "valid", "coverage", "reasons", "warnings"})
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'f', -1, 64)
	}
	rows := func(law string, list []ExceedanceView) {
		for _, e := range list {
			l := e.Limit
			allowed, from, worst, worstPeriod, percent, value := "", "", "", "", "", ""
			if e.Allowed != nil {
				allowed = strconv.Itoa(*e.Allowed)
			}
			if e.RunFrom != nil {
				from = *e.RunFrom
			}
			if e.Worst != nil {
				worst, worstPeriod = e.Worst.Qualifier+number(&e.Worst.Value), e.Worst.Period.Text
			}
			if e.Percentile != nil {
				percent, value = number(&e.Percentile.Percent), number(&e.Percentile.Value)
			}
			expected, valid, coverage := "", "", ""
			if e.Coverage != nil {
				expected, valid, coverage = strconv.Itoa(e.Coverage.Expected), strconv.Itoa(e.Coverage.Valid), number(e.Coverage.Percent)
			}
			_ = w.Write([]string{t.City, t.Site, t.Indicator, t.Unit, e.Period.Text, e.Period.Start, e.Period.End, law, l.Standard, l.Jurisdiction, l.Averaging, l.Comparison,
				number(l.Value), number(l.Low), number(l.High), e.Status, e.Counted, strconv.Itoa(e.Exceedances), strconv.Itoa(e.Unknown), strconv.Itoa(e.AtMost), allowed,
				strconv.Itoa(e.LongestRun), from, worst, worstPeriod, number(e.Mean), percent, value,
				expected, valid, coverage, joined(e.Reasons), joined(e.Warnings)})
		}
	}
	for _, y := range t.Data {
		rows("then", y.Legal.Then)
		rows("now", y.Legal.Now)
		rows("none", y.Others)
	}
	w.Flush()
	return w.Error()
}
