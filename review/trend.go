package review

import (
	"strconv"

	"github.com/aspro-cities/aspro/indicators"
)

// trend writes what the yearly figures that end by the milestone say about change, with known breaks respected.
func (r *rowWriter) trend() {
	t := indicators.FigureTrend(r.known, r.input.Breaks, r.input.Calendar)
	zone := r.input.Calendar.Zone
	v := Trend{Method: t.Method, Verdict: t.Verdict, N: t.N, Slope: indicators.Tidy(t.Estimate.Slope), P: indicators.Tidy(t.Estimate.P), Reasons: t.Reasons, Warnings: t.Warnings}
	if t.N > 0 {
		v.First, v.Last = orNil(local(t.Span.From, zone)), orNil(local(t.Span.To, zone))
	}
	if i := t.Estimate.Interval; i != nil {
		v.Low, v.High, v.Confidence = indicators.Tidy(&i.Low), indicators.Tidy(&i.High), indicators.Tidy(&i.Confidence)
	}
	v.Sentence = r.trendSentence(t)
	r.tests = append(r.tests, t.Estimate.P)
	r.row.Trend = v
}

func (r *rowWriter) trendSentence(t indicators.Trend) Statement {
	if t.N < 4 {
		return statement("too_few_values", "Too few yearly figures for a trend: %s of the 4 that it needs.", strconv.Itoa(t.N))
	}
	slope, p := "–", "–"
	if t.Estimate.Slope != nil {
		slope = r.amount(*t.Estimate.Slope)
	}
	if t.Estimate.P != nil {
		p = strconv.FormatFloat(*t.Estimate.P, 'g', 2, 64)
	}
	n := strconv.Itoa(t.N)
	switch t.Verdict {
	case indicators.Increasing:
		return statement(t.Verdict, "Rising by %s a year over %s yearly figures (p = %s).", slope, n, p)
	case indicators.Decreasing:
		return statement(t.Verdict, "Falling by %s a year over %s yearly figures (p = %s).", slope, n, p)
	case indicators.Unclear:
		return statement(t.Verdict, "Unclear once it is allowed for that the figures hang together: %s a year over %s yearly figures (p = %s).", slope, n, p)
	case indicators.NoClearTrend:
		return statement(t.Verdict, "No clear trend: %s a year over %s yearly figures (p = %s).", slope, n, p)
	}
	return statement(t.Verdict, "No trend can be told from %s yearly figures.", n)
}
