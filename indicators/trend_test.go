package indicators

import (
	"math"
	"slices"
	"testing"
	"time"
)

// annual are figures of calendar years from 1 January UTC.
func annual(first int, values ...float64) []TrendPoint {
	var points []TrendPoint
	for i, v := range values {
		points = append(points, TrendPoint{Period: YearPeriod(first+i, time.UTC), Value: v})
	}
	return points
}

func breakAt(text string) MethodBreak {
	at, err := ParseBound(text, time.UTC)
	if err != nil {
		panic(err)
	}
	return MethodBreak{Break: Break{At: text, Change: "another instrument"}, At: at}
}

func trendOf(points []TrendPoint, change func(*TrendInput)) Trend {
	in := TrendInput{Points: points, Step: P1Y}
	if change != nil {
		change(&in)
	}
	return TrendOf(in)
}

func TestTrendRespectsABreak(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			T, Y     []float64
			Expected struct {
				Ignoring, Respecting struct{ P, Slope float64 }
				Step                 float64
			}
		}
	}
	vectors(t, "method_break.json", &file)
	c := file.Cases[0]
	points := annual(int(c.T[0]), c.Y...)
	respecting := trendOf(points, func(in *TrendInput) { in.Breaks = []MethodBreak{breakAt("2007")} })
	want := c.Expected
	if !near(respecting.Estimate.Slope, want.Respecting.Slope, file.Tolerance) || !near(respecting.Estimate.P, want.Respecting.P, file.Tolerance) || respecting.Verdict != Increasing {
		t.Errorf("respecting: %+v", respecting.Estimate)
	}
	if !near(respecting.Ignoring.Slope, want.Ignoring.Slope, file.Tolerance) || !near(respecting.Breaks[0].Step, want.Step, file.Tolerance) || len(respecting.Segments) != 2 {
		t.Errorf("ignoring: %+v, breaks %+v", respecting.Ignoring, respecting.Breaks)
	}
	if got := respecting.Segments[1].Span; got.From.Year() != 2007 || got.To.Year() != 2013 {
		t.Error("the second segment:", got)
	}
	across := trendOf(points, func(in *TrendInput) { in.Breaks, in.AcrossBreaks = []MethodBreak{breakAt("2007")}, true })
	if !near(across.Estimate.Slope, want.Ignoring.Slope, file.Tolerance) || !slices.Contains(across.Warnings, "break_ignored") || across.Verdict != NoClearTrend {
		t.Errorf("across: %+v %v", across.Estimate, across.Warnings)
	}
	// A break that nobody announced is a question.
	unannounced := trendOf(points, nil)
	q := unannounced.Question
	if q == nil || q.Before.From.Year() != 2006 || q.After.From.Year() != 2007 || math.Abs(q.Step-want.Step) > 0.5 || !slices.Contains(unannounced.Warnings, "unannounced_change_possible") {
		t.Errorf("question: %+v", q)
	}
	if respecting.Question != nil {
		t.Error("an announced break is no question:", respecting.Question)
	}
}

func TestTrendLeavesOutWhatABreakCuts(t *testing.T) {
	got := trendOf(annual(2001, 1, 2, 3, 9, 7, 8, 9, 10), func(in *TrendInput) { in.Breaks = []MethodBreak{breakAt("2004-07")} })
	if got.N != 7 || got.LeftOut["cut_by_a_break"] != 1 || !near(got.Breaks[0].Step, 2, 1e-12) || !near(got.Estimate.Slope, 1, 1e-12) {
		t.Errorf("%+v %v %v", got, *got.Breaks[0].Step, *got.Estimate.Slope)
	}
	for _, at := range []string{"1990", "2001", "2010"} {
		if got := trendOf(annual(2001, 1, 2, 3, 4, 5), func(in *TrendInput) { in.Breaks = []MethodBreak{breakAt(at)} }); len(got.Breaks) != 0 || got.Respecting != nil || got.N != 5 {
			t.Errorf("a break at %s parts nothing: %+v", at, got)
		}
	}
}

func TestFewValues(t *testing.T) {
	for n, want := range map[int]struct {
		verdict, reason string
		hasP            bool
	}{
		0: {TrendNotJudged, "too_few_values", false},
		1: {TrendNotJudged, "too_few_values", false},
		3: {TrendNotJudged, "too_few_values", false},
		4: {TrendNotJudged, "too_few_values_for_confidence", true}, // the smallest p of 4 values is 0.083
		5: {Increasing, "", true},                                  // and of 5 it is 0.0167
	} {
		got := trendOf(annual(2001, []float64{1, 2, 3, 4, 5.5}[:n]...), nil)
		if got.Verdict != want.verdict || (got.Estimate.P != nil) != want.hasP || want.reason != "" && !slices.Contains(got.Reasons, want.reason) || got.N != n {
			t.Errorf("%d values: %+v", n, got)
		}
	}
	if got := trendOf(annual(2001, 1, 2, 3, 4), func(in *TrendInput) { in.Confidence = 0.9 }); got.Verdict != Increasing {
		t.Error("0.083 is below 0.10:", got.Verdict, got.Reasons)
	}
}

func TestEqualValuesHaveNoTrend(t *testing.T) {
	got := trendOf(annual(2001, 5, 5, 5, 5, 5, 5), nil)
	if got.Verdict != NoClearTrend || *got.Estimate.P != 1 || *got.Estimate.Slope != 0 || got.Smallest != nil || got.Question != nil {
		t.Errorf("%+v", got)
	}
}

func TestYearsCountAsYears(t *testing.T) {
	points := slices.Delete(annual(2001, 1, 2, 0, 0, 5, 6, 7), 2, 4) // 2003 and 2004 are not there
	if got := trendOf(points, nil); *got.Estimate.Slope != 1 || *got.Estimate.Intercept != -2000 {
		t.Errorf("%v %v", *got.Estimate.Slope, *got.Estimate.Intercept)
	}
}

func TestAFallingDetectionLimitMakesNoTrend(t *testing.T) {
	var file struct {
		Tolerance float64
		Trends    []struct {
			T, Value []float64
			Censored []bool
			Expected struct {
				S, P  float64
				Slope float64 `json:"ats_slope"`
			}
		}
	}
	vectors(t, "censored.json", &file)
	c := file.Trends[0]
	var points []TrendPoint
	for i, v := range c.Value { // half-years; their middles are what the reference calls 2003.25 and 2003.75
		year, part := int(c.T[i]), c.T[i]-math.Floor(c.T[i])
		from := time.Date(year, time.Month(1+12*(part-0.25)), 1, 0, 0, 0, 0, time.UTC)
		p := TrendPoint{Period: Period{from, from.AddDate(0, 6, 0)}, Value: v}
		if c.Censored[i] {
			p.Censored = Below
		}
		points = append(points, p)
	}
	got := trendOf(points, func(in *TrendInput) { in.Step, in.Method = Resolution{Months: 6}, "mann-kendall" })
	if got.Method != CensoredKendall || got.Estimate.S != c.Expected.S || !near(got.Estimate.P, c.Expected.P, file.Tolerance) || !near(got.Estimate.Slope, c.Expected.Slope, 0.005) {
		t.Errorf("%+v", got.Estimate)
	}
	if got.Verdict != NoClearTrend || got.Censored != 12 || got.Estimate.Interval != nil || !slices.Contains(got.Reasons, "interval_needs_values_without_limits") {
		t.Errorf("%+v", got)
	}
}

// months are monthly values with a season from January of a year on.
func months(first, count int, value func(i int) float64) []TrendPoint {
	var points []TrendPoint
	for i := range count {
		from := time.Date(first, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		points = append(points, TrendPoint{Period: Period{from, from.AddDate(0, 1, 0)}, Value: value(i) + 20*math.Sin(float64(i%12)*math.Pi/6)})
	}
	return points
}

// wobble is noise from −1 to 1 without a pattern: a multiplicative hash.
func wobble(i int) float64 {
	h := uint32(i+1) * 2654435761
	h ^= h >> 15
	h *= 2246822519
	h ^= h >> 13
	return float64(h)/float64(1<<31) - 1
}

func TestMonthsAreComparedWithTheSameMonth(t *testing.T) {
	points := months(2001, 120, func(i int) float64 { return -0.6*float64(i/12) + wobble(i) })
	got := trendOf(points, func(in *TrendInput) { in.Step = P1M })
	if got.Method != SeasonalKendall || got.Verdict != Decreasing || !near(got.Estimate.Slope, -0.6, 0.1) || len(got.Seasons) != 12 || got.Seasons[11].Season != 12 {
		t.Errorf("%+v", got.Estimate)
	}
	if got.Autocorrelation.Of != "correlated-seasons/1" || got.Autocorrelation.Lag1 == nil || math.Abs(*got.Autocorrelation.Lag1) > 0.5 || got.Heterogeneity == nil {
		t.Errorf("%+v: the season is taken out before neighbours are compared", got.Autocorrelation)
	}
	plain := trendOf(points, func(in *TrendInput) { in.Step, in.Method = P1M, "mann-kendall" })
	if plain.Method != MannKendall || !slices.Contains(plain.Warnings, "season_not_taken_out") || len(plain.Seasons) != 0 {
		t.Errorf("%+v", plain)
	}
	jump := months(2001, 120, func(i int) float64 { return -0.6*float64(i/12) + wobble(i) + 15*float64(i/60) })
	broken := trendOf(jump, func(in *TrendInput) { in.Step, in.Breaks = P1M, []MethodBreak{breakAt("2006")} })
	if broken.Verdict != Decreasing || *broken.Ignoring.Slope < 0 || !near(broken.Breaks[0].Step, 15, 0.1) || len(broken.Segments) != 2 || len(broken.Seasons) != 12 {
		t.Errorf("%+v %+v", broken.Estimate, broken.Breaks)
	}
	if asked := trendOf(jump, func(in *TrendInput) { in.Step = P1M }); asked.Question == nil || asked.Question.After.From.Year() != 2006 || asked.Question.After.From.Month() != 1 {
		t.Errorf("%+v", asked.Question)
	}
	if got.Question != nil {
		t.Error("a steady fall is no question:", got.Question)
	}
}

func TestOppositeSeasonsAreTold(t *testing.T) {
	got := trendOf(months(2001, 120, func(i int) float64 {
		if i%12 < 6 {
			return float64(i/12) + 0.01*wobble(i)
		}
		return -float64(i/12) + 0.01*wobble(i)
	}), func(in *TrendInput) { in.Step = P1M })
	if got.Verdict != NoClearTrend || !slices.Contains(got.Warnings, "groups_differ") || got.Heterogeneity == nil || *got.Heterogeneity.P > 1e-6 {
		t.Errorf("%+v %+v", got.Estimate, got.Heterogeneity)
	}
}

func TestAutocorrelationStandsBesideTheTrend(t *testing.T) {
	values := make([]float64, 40)
	level := 0.0
	for i := range values { // each value remembers the one before
		level = 0.85*level + wobble(i*i)
		values[i] = level + 0.05*float64(i)
	}
	plain := trendOf(annual(1980, values...), nil)
	a := plain.Autocorrelation
	if a.Lag1 == nil || *a.Lag1 < 0.3 || a.EffectiveN == nil || *a.EffectiveN >= 40 || a.P == nil || *a.P <= *plain.Estimate.P || !slices.Contains(plain.Warnings, "autocorrelated") {
		t.Errorf("%+v, p %v", a, *plain.Estimate.P)
	}
	corrected := trendOf(annual(1980, values...), func(in *TrendInput) { in.Method = "hamed-rao" })
	if corrected.Method != HamedRao || *corrected.Estimate.P != *a.P || *corrected.Estimate.Slope != *plain.Estimate.Slope {
		t.Errorf("%+v", corrected.Estimate)
	}
	narrow, wide := plain.Estimate.Interval, corrected.Estimate.Interval
	if wide.High-wide.Low <= narrow.High-narrow.Low {
		t.Errorf("%v is not wider than %v", wide, narrow)
	}
}

func TestTheSmallestTrendGrowsWithTheScatter(t *testing.T) {
	smallest := func(scatter float64, n int) float64 {
		values := make([]float64, n)
		for i := range values {
			values[i] = scatter * wobble(i*i+3)
		}
		return *trendOf(annual(1990, values...), nil).Smallest
	}
	if few, many := smallest(1, 12), smallest(1, 30); few <= many {
		t.Errorf("12 years %v, 30 years %v", few, many)
	}
	if calm, rough := smallest(1, 20), smallest(3, 20); math.Abs(rough/calm-3) > 1e-9 {
		t.Errorf("three times the scatter: %v, %v", calm, rough)
	}
}

func TestTrendMethodNames(t *testing.T) {
	for _, c := range []struct {
		name string
		step Resolution
		want string
	}{
		{"", P1Y, MannKendall}, {"", P1M, SeasonalKendall}, {"", P3M, SeasonalKendall}, {"", P1D, MannKendall}, {"", Resolution{Months: 24}, MannKendall},
		{"", Resolution{Months: 5}, MannKendall}, {"hamed-rao", P1M, HamedRao}, {"mann-kendall/1", P1M, MannKendall}, {"seasonal-kendall", P3M, SeasonalKendall},
	} {
		if got, err := TrendMethod(c.name, c.step); got != c.want || err != nil {
			t.Errorf("%q of %s: %s %v", c.name, c.step, got, err)
		}
	}
	for _, bad := range []string{"sen", "mann-kendall/2", "seasonal-kendall"} {
		if _, err := TrendMethod(bad, P1Y); !isCoded(err, "bad_parameter") {
			t.Errorf("%s of years: %v", bad, err)
		}
	}
}
