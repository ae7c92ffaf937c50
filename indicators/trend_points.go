package indicators

import (
	"cmp"
	"slices"
)

// TrendPoint is one figure that a trend is computed from.
type TrendPoint struct {
	Period   Period
	Value    float64
	Censored Censored
	Figure   *Figure   // the figure on record it comes from; nil for an aggregate, and over sites
	Coverage *Coverage // of an aggregate; nil where the source states none
}

// YearlyPoints are the yearly figures that may stand in a comparison, one a year, oldest first: a stated one before a
// computed one. Years that begin in another month than most (calendar years beside fiscal ones) are left out and counted as
// other_year, figures of other lengths as not_yearly; projections are counted too. mixed tells that computed figures stand
// between stated ones.
func YearlyPoints(figures []Figure, calendar Calendar) (points []TrendPoint, leftOut map[string]int, mixed bool) {
	leftOut = map[string]int{}
	zone := calendar.zone()
	begins := map[int]map[int]bool{}
	var yearly []Figure
	for _, f := range figures {
		switch {
		case f.Resolution() != P1Y:
			if !f.Computed {
				leftOut["not_yearly"]++
			}
		case f.Status == Projected:
			leftOut["projected"]++
		case f.IsValid():
			start := f.Period.From.In(zone)
			month := int(start.Month())
			if begins[month] == nil {
				begins[month] = map[int]bool{}
			}
			begins[month][start.Year()] = true
			yearly = append(yearly, f)
		}
	}
	month := 1
	for _, candidate := range []int{calendar.fiscalMonth(), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} {
		if len(begins[candidate]) > len(begins[month]) {
			month = candidate
		}
	}
	best := map[int]Figure{}
	for _, f := range yearly {
		start := f.Period.From.In(zone)
		if int(start.Month()) != month {
			if !f.Computed {
				leftOut["other_year"]++
			}
			continue
		}
		if held, ok := best[start.Year()]; !ok || compareFigures(f, held) >= 0 {
			best[start.Year()] = f
		}
	}
	computed := 0
	for _, f := range best {
		points = append(points, TrendPoint{Period: f.Period, Value: f.Value, Censored: f.Censored, Figure: &f, Coverage: f.Coverage})
		if f.Computed {
			computed++
		}
	}
	slices.SortFunc(points, func(a, b TrendPoint) int { return a.Period.From.Compare(b.Period.From) })
	return points, leftOut, computed > 0 && computed < len(points)
}

// AggregatePoints are the aggregates that have a value or lie below or above a known bound, and how many have neither, by status.
func AggregatePoints(aggregates []Aggregate) (points []TrendPoint, leftOut map[string]int) {
	leftOut = map[string]int{}
	for i, a := range aggregates {
		p := TrendPoint{Period: a.Period, Coverage: &aggregates[i].Coverage}
		switch {
		case a.Value != nil:
			p.Value = *a.Value
		case a.Bound != nil:
			p.Value, p.Censored = *a.Bound, a.Qualifier
		default:
			leftOut[a.Status]++
			continue
		}
		points = append(points, p)
	}
	return points, leftOut
}

// FigureTrend is the trend of the yearly figures of one indicator at one site, with the known breaks respected: what stands
// beside a progress.
func FigureTrend(figures []Figure, breaks []MethodBreak, calendar Calendar) Trend {
	points, leftOut, mixed := YearlyPoints(figures, calendar)
	t := TrendOf(TrendInput{Points: points, Step: P1Y, Breaks: breaks, Calendar: calendar, LeftOut: leftOut})
	if mixed {
		t.warn("stated_and_computed_figures")
	}
	return t
}

// sortedBreaks are the breaks by time.
func sortedBreaks(breaks []MethodBreak) []MethodBreak {
	return slices.SortedStableFunc(slices.Values(breaks), func(a, b MethodBreak) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
}
