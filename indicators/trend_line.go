package indicators

import (
	"strings"
	"time"
)

// trendLine is the figures of a trend laid out in time.
type trendLine struct {
	in       TrendInput
	method   string
	points   []TrendPoint
	year     []float64 // of each point: the calendar year for years and seasons, else time
	time     []float64 // the calendar year for years, else decimal years to the middle of the period
	y        []float64
	season   []int // of the year, from 0; all 0 unless the method is seasonal
	index    []int64
	segment  []int // how many of the breaks inside lie before the point
	breaks   []MethodBreak
	censored []int8
}

// TrendMethods are the names of the methods that may be asked for.
func TrendMethods() []string { return []string{"mann-kendall", "seasonal-kendall", "hamed-rao"} }

// DefaultTrendMethod is seasonal-kendall for periods that divide the year, else mann-kendall.
func DefaultTrendMethod(step Resolution) string {
	if step.Months > 0 && step.Months < 12 && 12%step.Months == 0 {
		return SeasonalKendall
	}
	return MannKendall
}

// TrendMethod is the versioned method of a name, "" meaning the default of the step. Invalid (bad_parameter) for an unknown
// name, and for seasons of periods that do not divide the year.
func TrendMethod(name string, step Resolution) (string, error) {
	switch strings.TrimSuffix(name, "/1") {
	case "":
		return DefaultTrendMethod(step), nil
	case "mann-kendall":
		return MannKendall, nil
	case "hamed-rao":
		return HamedRao, nil
	case "seasonal-kendall":
		if DefaultTrendMethod(step) != SeasonalKendall {
			return "", Errorf(Invalid, "seasonal-kendall needs periods that divide the year, and these are of %s", step).Coded("bad_parameter").At("method").
				Try("Ask for window=P1M or P3M, or leave method out.")
		}
		return SeasonalKendall, nil
	}
	return "", Errorf(Invalid, "method is %q; it must be one of %s", name, strings.Join(TrendMethods(), ", ")).Coded("bad_parameter").At("method")
}

// newTrendLine lays out the points; those that a break cuts in two are left out and counted.
func newTrendLine(in TrendInput, t *Trend) *trendLine {
	l := &trendLine{in: in}
	var err error
	if l.method, err = TrendMethod(in.Method, in.Step); err != nil {
		l.method = DefaultTrendMethod(in.Step)
	}
	l.points = make([]TrendPoint, 0, len(in.Points))
	for _, p := range in.Points {
		if isCut(p.Period, in.Breaks) {
			t.LeftOut["cut_by_a_break"]++
			continue
		}
		l.points = append(l.points, p)
	}
	l.breaks = l.inside(in.Breaks)
	n := len(l.points)
	l.year, l.time, l.y = make([]float64, 0, n), make([]float64, 0, n), make([]float64, 0, n)
	l.season, l.index, l.segment, l.censored = make([]int, 0, n), make([]int64, 0, n), make([]int, 0, n), make([]int8, 0, n)
	for _, p := range l.points {
		l.lay(p)
	}
	if l.method != SeasonalKendall && in.Step.Approx() < P1Y.Approx() {
		t.warn("season_not_taken_out")
	}
	return l
}

// isCut reports whether a break lies inside the period: its figure mixes two methods.
func isCut(p Period, breaks []MethodBreak) bool {
	for _, b := range breaks {
		if p.From.Before(b.At) && b.At.Before(p.To) {
			return true
		}
	}
	return false
}

// inside are the breaks with figures before and after, oldest first; of two without a figure between them the later.
func (l *trendLine) inside(breaks []MethodBreak) []MethodBreak {
	var found []MethodBreak
	before := func(b MethodBreak) (n int) {
		for _, p := range l.points {
			if p.Period.From.Before(b.At) {
				n++
			}
		}
		return n
	}
	for _, b := range sortedBreaks(breaks) {
		n := before(b)
		if n == 0 || n == len(l.points) {
			continue
		}
		if last := len(found) - 1; last >= 0 && before(found[last]) == n {
			found[last] = b
			continue
		}
		found = append(found, b)
	}
	return found
}

func (l *trendLine) lay(p TrendPoint) {
	start := p.Period.From.In(l.in.Calendar.zone())
	month := 12*start.Year() + int(start.Month()) - 1
	months := int(l.in.Step.Months)
	middle := decimalYear(p.Period.Midpoint())
	year, season, index := middle, 0, int64(0)
	switch {
	case l.method == SeasonalKendall:
		year, season, index = float64(start.Year()), (month%12)/months, int64(month/months)
	case months > 0 && months%12 == 0:
		year, index = float64(start.Year()), int64(month/months)
		middle = year
	case months > 0:
		index = int64(month / months)
	case l.in.Step.Days > 0:
		index = FloorDiv(int64(DateOf(p.Period.From, l.in.Calendar.zone())), int64(l.in.Step.Days))
	case l.in.Step.Seconds > 0:
		index = FloorDiv(p.Period.From.Unix(), int64(l.in.Step.Seconds))
	}
	segment := 0
	for _, b := range l.breaks {
		if !p.Period.From.Before(b.At) {
			segment++
		}
	}
	l.year, l.time = append(l.year, year), append(l.time, middle)
	l.season, l.index = append(l.season, season), append(l.index, index)
	l.y, l.segment, l.censored = append(l.y, p.Value), append(l.segment, segment), append(l.censored, int8(p.Censored))
}

// decimalYear is days from 1970 ÷ 365.2425 + 1970.
func decimalYear(t time.Time) float64 { return 1970 + t.Sub(time.Unix(0, 0)).Hours()/24/daysPerYear }

func (l *trendLine) censoredCount() (n int) {
	for _, c := range l.censored {
		if c != 0 {
			n++
		}
	}
	return n
}

// spanOf is from the first point of a segment to the end of its last.
func (l *trendLine) spanOf(segment int) Period {
	var span Period
	for i, p := range l.points {
		if l.segment[i] == segment {
			if span.To.IsZero() {
				span.From = p.Period.From
			}
			span.To = p.Period.To
		}
	}
	return span
}
