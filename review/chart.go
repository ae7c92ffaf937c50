package review

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/words"
)

// chartOf draws the straight path from baseline to target and the latest figure beside it, in black and shapes; what
// it shows stands in the sentence and the list too. Empty where one of the three has no number or no year.
func chartOf(r Row, l words.Language) template.HTML {
	if r.Latest == nil || r.Baseline.Value == nil || r.Baseline.Period == nil || r.Target.Value == nil {
		return ""
	}
	begin, okBegin := yearOf(*r.Baseline.Period)
	end, okEnd := yearOf(r.Target.Period)
	now, okNow := yearOf(r.Latest.Period)
	if !okBegin || !okEnd || !okNow || end <= begin {
		return ""
	}
	const left, right, top, bottom = 20.0, 460.0, 24.0, 120.0
	values := []float64{*r.Baseline.Value, *r.Target.Value, r.Latest.Value}
	low, high := min(values[0], values[1], values[2]), max(values[0], values[1], values[2])
	if high == low {
		high, low = high+1, low-1
	}
	last := max(end, now)
	x := func(year int) float64 { return left + (right-left)*float64(year-begin)/float64(last-begin) }
	y := func(v float64) float64 { return bottom - (bottom-top)*(v-low)/(high-low) }
	var b strings.Builder
	title := r.SiteName + ": " + r.IndicatorName
	fmt.Fprintf(&b, `<svg role="img" viewBox="0 0 640 150" width="640" height="150" xmlns="http://www.w3.org/2000/svg"><title>%s</title><desc>%s</desc>`,
		template.HTMLEscapeString(title), template.HTMLEscapeString(r.Sentence.In(l)))
	fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#555" stroke-width="2" stroke-dasharray="6 4"/>`, x(begin), y(values[0]), x(end), y(values[1]))
	fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#111" stroke-width="3"/>`, x(begin), y(values[0]), x(now), y(values[2]))
	fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="10" height="10" fill="#111"/>`, x(begin)-5, y(values[0])-5)
	fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="6" fill="#fff" stroke="#111" stroke-width="2"/>`, x(end), y(values[1]))
	fmt.Fprintf(&b, `<path d="M %.1f %.1f l 7 12 l -14 0 z" fill="#111"/>`, x(now), y(values[2])-8)
	label := func(dx, dy float64, year int, v float64, anchor, what string) {
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" font-size="11" font-family="sans-serif" text-anchor="%s">%s %s (%d)</text>`,
			x(year)+dx, y(v)+dy, anchor, template.HTMLEscapeString(what), template.HTMLEscapeString(shown(v, r.Decimals)), year)
	}
	side := 20.0 // labels stand on the side of the path where it does not go
	if values[1] < values[0] {
		side = -10
	}
	label(0, side, begin, values[0], "start", words.Say(l, "Baseline"))
	label(12, 4, end, values[1], "start", words.Say(l, "Target"))
	label(0, 10-side, now, values[2], "middle", words.Say(l, "Latest figure"))
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// yearOf is the year that a period begins with, or of a fiscal year.
func yearOf(period string) (int, bool) {
	text := strings.TrimPrefix(period, "FY")
	if len(text) < 4 {
		return 0, false
	}
	year, err := strconv.Atoi(text[:4])
	return year, err == nil
}
