package indicators

import (
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// Fit is the least-squares line through the figures on record, all weighted alike.
type Fit struct {
	Points    int     // figures of the latest one's length, one a period
	LeftOut   int     // of that length, not used: censored, or before a change of method
	From, To  Period  // of the first and the last of them
	PerYear   float64 // slope, in the indicator's unit a year
	Projected float64 // at the target's time
	Period    string  // the target's period, as written

	line        stat.Line
	first, last float64
}

// fit draws the line through the valid figures that are as long as the latest one, at most as late, and measured as it
// was; a baseline that has a number but no figure is a point of it. False below two times that differ.
func (c *comparison) fit() (Fit, bool) {
	var f Fit
	var used []Figure
	for _, figure := range c.History {
		if figure.Resolution() != c.Latest.Resolution() || !figure.IsValid() || figure.Period.To.After(c.Latest.Period.To) || !c.isAligned(figure.Period) {
			continue
		}
		if figure.Censored != NotCensored || !c.AcrossBreaks && c.isBefore(figure.Period) {
			f.LeftOut++
			continue
		}
		if n := len(used); n > 0 && used[n-1].Period == figure.Period {
			used[n-1] = figure // of two figures of a period the stated one comes last
			continue
		}
		used = append(used, figure)
	}
	isPoint := func(p Period) bool { return slices.ContainsFunc(used, func(f Figure) bool { return f.Period == p }) }
	if !isPoint(c.Latest.Period) && c.Latest.Censored == NotCensored {
		used = append(used, *c.Latest)
	}
	if c.hasBaseline() && c.Baseline.Resolution == c.Latest.Resolution() && !isPoint(c.Baseline.Period) {
		used = append(used, Figure{Period: c.Baseline.Period, Value: *c.Baseline.Value})
	}
	if len(used) == 0 {
		return f, false
	}
	slices.SortStableFunc(used, func(a, b Figure) int { return a.Period.From.Compare(b.Period.From) })
	times, values := make([]float64, len(used)), make([]float64, len(used))
	for i, figure := range used {
		times[i], values[i] = c.timeOf(figure.Period), figure.Value
	}
	line, _, ok := stat.WeightedLine(times, values, nil)
	f.Points, f.From, f.To, f.PerYear = len(used), used[0].Period, used[len(used)-1].Period, line.Slope
	f.line, f.first, f.last = line, times[0], times[len(times)-1]
	return f, ok
}

// timeOf is the year of a yearly figure, else the middle of its period in years of 365.2425 days from 1970.
func (c *comparison) timeOf(p Period) float64 {
	zone := c.Calendar.zone()
	if c.Latest.Resolution() == P1Y && p.To.Equal(unix(P1Y.End(p.From.Unix(), zone))) {
		return float64(p.From.In(zone).Year())
	}
	return p.Midpoint().Sub(time.Unix(0, 0)).Hours() / 24 / daysPerYear
}

// isAligned reports whether a yearly figure begins in the month in which the latest one does: calendar and fiscal years are
// not one line.
func (c *comparison) isAligned(p Period) bool {
	zone := c.Calendar.zone()
	return c.Latest.Resolution() != P1Y || p.From.In(zone).Month() == c.Latest.Period.From.In(zone).Month()
}

// isBefore reports whether a change of method lies between the beginning of a period and the end of the latest figure.
func (c *comparison) isBefore(p Period) bool {
	return slices.ContainsFunc(c.Breaks, func(b MethodBreak) bool { return p.From.Before(b.At) && b.At.Before(c.Latest.Period.To) })
}
