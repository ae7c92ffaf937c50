package indicators

import (
	"slices"
	"testing"
	"time"
)

// hourValues fills a series of hours from an instant on; below 0 is a gap.
func hourValues(from time.Time, values ...float64) []Observation {
	var held []Observation
	for i, v := range values {
		if v >= 0 {
			held = append(held, Observation{Start: from.Add(time.Duration(i) * time.Hour).Unix(), Value: v, Quality: Good, Status: Observed})
		}
	}
	return held
}

// judged judges hours of PM10 from the start of 2022 by one standard with a judgement, in local days.
func judged(t *testing.T, averaging string, limit float64, rules *Judgement, days int, values ...float64) Exceedance {
	t.Helper()
	c := limits(t)
	c.Standards = append(c.Standards, Standard{ID: "z", Jurisdiction: "ID", Indicator: "pm10", Averaging: averaging, Comparison: "<=", Value: &limit, Unit: "µg/m³", ValidFrom: "1999", Judgement: rules})
	start := YearPeriod(2022, jakarta()).From
	store := shelf{series: map[Series][]Observation{{"surabaya", Citywide, "pm10", PT1H, "mean"}: hourValues(start, values...)}}
	q := ExceedanceQuery{City: "surabaya", Site: Citywide, Indicator: "pm10", Now: start, Standards: []string{"z"}, Period: Period{start, P1D.Add(start, days, jakarta())}}
	r, err := Exceedances(t.Context(), store, c, q)
	if err != nil || len(r.Years) != 1 {
		t.Fatal(r, err)
	}
	return of(t, r.Years[0].Then, "z")
}

func repeat(value float64, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = value
	}
	return values
}

func TestADayMayAllowFourMissingHours(t *testing.T) {
	day := append(repeat(100, 20), repeat(-1, 4)...)
	if e := judged(t, "24h", 50, &Judgement{HoursOfDay: 20}, 1, day...); e.Exceedances != 1 || e.Unknown != 0 {
		t.Errorf("20 of 24 hours are a day: %+v", e)
	}
	day[0] = -1
	if e := judged(t, "24h", 50, &Judgement{HoursOfDay: 20}, 1, day...); e.Exceedances != 0 || e.Unknown != 1 {
		t.Errorf("19 are none: %+v", e)
	}
	if e := judged(t, "24h", 50, nil, 1, day...); e.Exceedances != 1 {
		t.Errorf("by the rule of the indicator 18 are enough: %+v", e)
	}
}

func TestEightHoursInFixedBlocks(t *testing.T) {
	day := repeat(10, 24)
	for i := 4; i < 12; i++ {
		day[i] = 100 // a rolling mean of 100, but no block of more than 55
	}
	if e := judged(t, "8h", 60, &Judgement{Blocks: true}, 1, day...); e.Counted != "8-hour blocks" || e.Coverage.Expected != 3 || e.Exceedances != 0 || e.Worst.Value != 55 {
		t.Errorf("%+v %+v", e, e.Worst)
	}
	if e := judged(t, "8h", 60, nil, 1, day...); e.Counted != "days" || e.Exceedances != 1 || e.Worst.Value != 100 {
		t.Errorf("%+v %+v", e, e.Worst)
	}
}

func TestOnlyTheHoursOfTheDayThatAreJudgedCount(t *testing.T) {
	day := repeat(100, 24)
	if e := judged(t, "1h", 60, &Judgement{FromHour: 5, ToHour: 20}, 1, day...); e.Exceedances != 15 || e.Coverage.Expected != 15 || e.LongestRun != 15 {
		t.Errorf("from 5:00 to 20:00: %+v", e)
	}
	if e := judged(t, "1h", 60, &Judgement{FromHour: 5, ToHour: 20}, 2, append(day, day...)...); e.Exceedances != 30 || e.LongestRun != 15 {
		t.Errorf("the night lies between: %+v", e)
	}
}

func TestAllowedExceedancesOfAYear(t *testing.T) {
	for name, c := range map[string]struct {
		days   int
		over   int
		status string
	}{
		"as many as are allowed": {365, 3, LimitMet}, "one more": {365, 4, LimitExceeded}, "of a part of a year": {100, 3, LimitNotJudged}, "one more in a part": {100, 4, LimitExceeded},
	} {
		values := append(repeat(100, 24*c.over), repeat(10, 24*(c.days-c.over))...)
		e := judged(t, "24h", 50, &Judgement{Allowed: new(3)}, c.days, values...)
		if e.Status != c.status || *e.Allowed != 3 || e.Exceedances != c.over {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestAYearMayNeedItsHours(t *testing.T) {
	rules := &Judgement{Percentile: 98, HoursOfYear: 6000}
	e := judged(t, "24h", 50, rules, 365, repeat(10, 6000)...)
	if e.Status != LimitMet || e.Unknown != 115 || e.Percentile == nil || e.Percentile.N != 250 {
		t.Errorf("6,000 hours are 250 days, and enough: %+v", e)
	}
	if e = judged(t, "24h", 50, rules, 365, repeat(10, 5990)...); e.Status != LimitNotJudged || !slices.Contains(e.Reasons, "coverage_too_low") {
		t.Errorf("5,990 are not: %+v", e)
	}
}

func TestValuesThatAreOnlyLimitsMayLeaveTheQuestionOpen(t *testing.T) {
	store := shelf{series: map[Series][]Observation{dailyPM10: days(dailyPM10, YearPeriod(2022, jakarta()).From.In(jakarta()), repeat(10, 365)...)}}
	store.series[dailyPM10][3].Value, store.series[dailyPM10][3].Censored = 80, Below
	e := of(t, report(t, store, nil).Years[0].Now, "b-new-24h")
	if e.Status != LimitNotJudged || !slices.Contains(e.Reasons, "values_censored") || e.Unknown != 1 || e.Coverage.Censored != 1 {
		t.Errorf("<80 may be over 75 or not: %+v", e)
	}
	store.series[dailyPM10][3].Value = 5
	if e = of(t, report(t, store, nil).Years[0].Now, "b-new-24h"); e.Status != LimitMet {
		t.Errorf("<5 is not over 75: %+v", e)
	}
	if guideline := of(t, report(t, store, nil).Years[0].Others, "d-guideline"); guideline.Percentile == nil || guideline.Percentile.Value != 10 || guideline.Status != LimitMet {
		t.Errorf("<5 takes part in the percentile below it: %+v", guideline)
	}
}

func TestASampleOfADayIsNoMeanOfIt(t *testing.T) {
	samples := dailyPM10
	samples.Statistic = "instant"
	store := shelf{series: map[Series][]Observation{samples: days(samples, YearPeriod(2022, jakarta()).From.In(jakarta()), 100, 100)}}
	r := report(t, store, nil)
	at := slices.IndexFunc(r.NotCompared, func(n NotCompared) bool { return n.Standard.ID == "b-new-24h" })
	if at < 0 || r.NotCompared[at].Reason != "averaging_differs" {
		t.Errorf("%+v", r.NotCompared)
	}
}
