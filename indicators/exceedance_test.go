package indicators

import (
	"context"
	"slices"
	"testing"
	"time"
)

// limits is a city whose law changed in 2021, with a guideline, limits of every averaging time, and one in another
// reference state.
func limits(t *testing.T) *Catalogue {
	t.Helper()
	indicator := func(id, substance, unit string, direction Direction) Indicator {
		return Indicator{ID: id, Substance: substance, Unit: unit, Direction: direction, Statistic: "mean", Completeness: Completeness{Percent: 75}}
	}
	c := &Catalogue{
		Cities: []City{{ID: "surabaya", Name: "Surabaya", Country: "ID", Zone: "Asia/Jakarta", FiscalYearStart: 4}},
		Units: []Unit{{ID: "µg/m³", Dimension: "mass", Factor: 1}, {ID: "mg/m³", Dimension: "mass", Factor: 1000},
			{ID: "µg/Ncm", Dimension: "normal-mass", Factor: 1}, {ID: "mg/L", Dimension: "water", Factor: 1}},
		Indicators: []Indicator{indicator("pm10", "pm10", "µg/m³", Decrease), indicator("pm10-ncm", "pm10", "µg/Ncm", Decrease), indicator("do", "", "mg/L", Increase)},
		Standards: []Standard{
			{ID: "a-old-24h", Jurisdiction: "ID", Indicator: "pm10", Averaging: "24h", Comparison: "<=", Value: new(0.15), Unit: "mg/m³", ValidFrom: "1999", ValidTo: "2021-02"},
			{ID: "b-new-24h", Jurisdiction: "ID", Indicator: "pm10", Averaging: "24h", Comparison: "<=", Value: new(75.0), Unit: "µg/m³", ValidFrom: "2021-02"},
			{ID: "c-year", Jurisdiction: "ID", Indicator: "pm10", Averaging: "annual", Comparison: "<=", Value: new(40.0), Unit: "µg/m³", ValidFrom: "2021-02"},
			{ID: "d-guideline", Jurisdiction: "WHO", Guideline: true, Indicator: "pm10", Averaging: "24h", Comparison: "<=", Value: new(45.0), Unit: "µg/m³",
				ValidFrom: "2021", Interim: []float64{150, 100}, Judgement: &Judgement{Percentile: 99}},
			{ID: "e-hour", Jurisdiction: "ID", Indicator: "pm10", Averaging: "1h", Comparison: "<=", Value: new(200.0), Unit: "µg/m³", ValidFrom: "1999"},
			{ID: "f-eight", Jurisdiction: "ID", Indicator: "pm10", Averaging: "8h", Comparison: "<=", Value: new(100.0), Unit: "µg/m³", ValidFrom: "1999"},
			{ID: "g-normal", Jurisdiction: "ID", Indicator: "pm10-ncm", Averaging: "24h", Comparison: "<=", Value: new(75.0), Unit: "µg/Ncm", ValidFrom: "2021-02"},
			{ID: "h-three", Jurisdiction: "ID", Indicator: "pm10", Averaging: "3h", Comparison: "<=", Value: new(75.0), Unit: "µg/m³"},
			{ID: "i-elsewhere", Jurisdiction: "PH", Indicator: "pm10", Averaging: "24h", Comparison: "<=", Value: new(50.0), Unit: "µg/m³"},
			{ID: "j-oxygen", Jurisdiction: "ID", Indicator: "do", Averaging: "sample", Comparison: ">", Value: new(5.0), Unit: "mg/L"},
		},
	}
	if err := c.Index(); err != nil {
		t.Fatal(err)
	}
	return c
}

// days fills a series of daily means from a date on.
func days(series Series, from time.Time, values ...float64) []Observation {
	var held []Observation
	for i, v := range values {
		if v >= 0 { // below 0: a gap
			held = append(held, Observation{Start: P1D.Add(from, i, from.Location()).Unix(), Value: v, Quality: Good, Status: Observed})
		}
	}
	return held
}

func jakarta() *time.Location {
	zone, _ := time.LoadLocation("Asia/Jakarta")
	return zone
}

func report(t *testing.T, store Store, change func(*ExceedanceQuery)) ExceedanceReport {
	t.Helper()
	q := ExceedanceQuery{City: "surabaya", Site: Citywide, Indicator: "pm10", Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Period: Period{YearPeriod(1900, time.UTC).From, YearPeriod(2100, time.UTC).To}}
	if change != nil {
		change(&q)
	}
	r, err := Exceedances(context.Background(), store, limits(t), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ids(list []Exceedance) (found []string) {
	for _, e := range list {
		found = append(found, e.Limit.Standard.ID)
	}
	return found
}

func of(t *testing.T, list []Exceedance, id string) Exceedance {
	t.Helper()
	at := slices.IndexFunc(list, func(e Exceedance) bool { return e.Limit.Standard.ID == id })
	if at < 0 {
		t.Fatalf("%s is not among %v", id, ids(list))
	}
	return list[at]
}

var dailyPM10 = Series{"surabaya", Citywide, "pm10", P1D, "mean"}

func TestWhatWasLegalThenBesideWhatIsLegalNow(t *testing.T) {
	year := make([]float64, 365)
	for i := range year {
		year[i] = 60
	}
	copy(year[10:], []float64{151, 150, 76, 160, 161, 162, 60}) // one alone, then three in a row; 150 is not over 150
	year[100], year[101], year[102] = -1, -1, -1
	store := shelf{series: map[Series][]Observation{dailyPM10: days(dailyPM10, YearPeriod(2005, jakarta()).From.In(jakarta()), year...)}}
	r := report(t, store, nil)
	if len(r.Years) != 1 {
		t.Fatalf("%d years", len(r.Years))
	}
	y := r.Years[0]
	if got := ids(y.Then); !slices.Equal(got, []string{"a-old-24h"}) {
		t.Errorf("law of 2005: %v", got)
	}
	if got := ids(y.Now); !slices.Equal(got, []string{"b-new-24h", "c-year"}) {
		t.Errorf("law of today: %v", got)
	}
	then := of(t, y.Then, "a-old-24h")
	if then.Exceedances != 4 || then.LongestRun != 3 || then.RunFrom.In(jakarta()).YearDay() != 14 || then.Unknown != 3 || then.AtMost != 7 || then.Status != LimitExceeded {
		t.Errorf("%+v", then)
	}
	if then.Coverage.Expected != 365 || then.Coverage.Valid != 362 || then.Worst.Value != 162 || *then.Limit.Value != 150 {
		t.Errorf("%+v %+v", then.Coverage, then.Worst)
	}
	if now := of(t, y.Now, "b-new-24h"); now.Exceedances != 6 || now.LongestRun != 6 {
		t.Errorf("by the law of today: %+v", now)
	}
	if mean := of(t, y.Now, "c-year"); mean.Status != LimitExceeded || mean.Figure == nil || *mean.Figure < 61 || *mean.Figure > 62 || mean.Counted != "years" {
		t.Errorf("%+v", mean)
	}
	guideline := of(t, y.Others, "d-guideline")
	if guideline.Status != LimitExceeded || guideline.Percentile == nil || guideline.Percentile.N != 362 || guideline.Percentile.Value != 150 {
		t.Errorf("rank 358 of 362 leaves four days above: %+v", guideline.Percentile)
	}
	if len(guideline.Interim) != 2 || guideline.Interim[0].Exceedances != 4 || guideline.Interim[0].Status != LimitMet || guideline.Interim[1].Status != LimitExceeded || guideline.Interim[1].Exceedances != 5 {
		t.Errorf("interim: %+v", guideline.Interim)
	}
	reasons := map[string]string{}
	for _, n := range r.NotCompared {
		reasons[n.Standard.ID] = n.Reason
	}
	if reasons["g-normal"] != "reference_state_differs" || reasons["e-hour"] != "averaging_differs" || reasons["f-eight"] != "averaging_differs" ||
		reasons["h-three"] != "averaging_not_computed" || reasons["i-elsewhere"] != "" {
		t.Errorf("%v", reasons)
	}
}

func TestALimitJudgesTheTimeInWhichItWasInForce(t *testing.T) {
	year := make([]float64, 365)
	for i := range year {
		year[i] = 80
	}
	store := shelf{series: map[Series][]Observation{dailyPM10: days(dailyPM10, YearPeriod(2021, jakarta()).From.In(jakarta()), year...)}}
	y := report(t, store, nil).Years[0]
	was, is := of(t, y.Then, "a-old-24h"), of(t, y.Then, "b-new-24h")
	if was.Coverage.Expected != 31 || was.Status != LimitMet || is.Coverage.Expected != 334 || is.Exceedances != 334 {
		t.Errorf("January by the old law, the rest by the new: %+v, %+v", was, is)
	}
	if now := of(t, y.Now, "b-new-24h"); now.Coverage.Expected != 365 {
		t.Errorf("the law of today judges the whole year: %+v", now.Coverage)
	}
	if mean := of(t, y.Then, "c-year"); !slices.Contains(mean.Warnings, "limit_changed_within_the_year") || mean.Status != LimitExceeded {
		t.Errorf("%+v", mean)
	}
}

func TestFewValuesCannotShowThatALimitWasMet(t *testing.T) {
	for name, c := range map[string]struct {
		value  float64
		days   int
		status string
		reason string
	}{
		"enough":               {60, 329, LimitMet, ""}, // 329 of 365 is 90.1 %
		"not enough":           {60, 328, LimitNotJudged, "coverage_too_low"},
		"over it all the same": {80, 1, LimitExceeded, ""},
	} {
		values := make([]float64, c.days)
		for i := range values {
			values[i] = c.value
		}
		store := shelf{series: map[Series][]Observation{dailyPM10: days(dailyPM10, YearPeriod(2022, jakarta()).From.In(jakarta()), values...)}}
		e := of(t, report(t, store, nil).Years[0].Now, "b-new-24h")
		if e.Status != c.status || c.reason != "" && !slices.Contains(e.Reasons, c.reason) || e.Unknown != 365-c.days {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestAPercentileNeedsAYear(t *testing.T) {
	values := make([]float64, 60)
	values[3] = 46
	store := shelf{series: map[Series][]Observation{dailyPM10: days(dailyPM10, YearPeriod(2022, jakarta()).From.In(jakarta()), values...)}}
	part := func(q *ExceedanceQuery) { q.Period.To = time.Date(2022, 2, 28, 17, 0, 0, 0, time.UTC) }
	e := of(t, report(t, store, part).Years[0].Others, "d-guideline")
	if e.Status != LimitNotJudged || !slices.Contains(e.Reasons, "not_a_whole_year") || e.Exceedances != 1 || e.Coverage.Expected != 59 {
		t.Errorf("%+v", e)
	}
}

func TestHoursAndEightHoursAreMadeFromFinerValues(t *testing.T) {
	hourly := Series{"surabaya", Citywide, "pm10", PT1H, "mean"}
	start := YearPeriod(2022, jakarta()).From
	var held []Observation
	for hour := -8; hour < 48; hour++ {
		value := 10.0
		if hour >= -7 && hour < 1 { // 17:00 of the evening before to 1:00: the first mean of the day is over, the evening's own day is not asked for
			value = 150
		}
		if hour == 30 {
			value = 201
		}
		held = append(held, Observation{Start: start.Add(time.Duration(hour) * time.Hour).Unix(), Value: value, Quality: Good, Status: Observed})
	}
	store := shelf{series: map[Series][]Observation{hourly: held}}
	y := report(t, store, func(q *ExceedanceQuery) { q.Period = Period{start, start.Add(48 * time.Hour)} }).Years[0]
	if e := of(t, y.Now, "e-hour"); e.Exceedances != 1 || e.Counted != "hours" || e.Coverage.Expected != 48 {
		t.Errorf("%+v", e)
	}
	if e := of(t, y.Now, "f-eight"); e.Exceedances != 1 || e.Worst.Value != 150 || e.Counted != "days" || e.Coverage.Valid != 2 {
		t.Errorf("the eight hours that end at 1:00 belong to the day in which they end: %+v %+v", e, e.Worst)
	}
	if e := of(t, y.Now, "b-new-24h"); e.Exceedances != 0 || e.Coverage.Valid != 2 {
		t.Errorf("%+v", e)
	}
}

func TestAStrictLimitIsNotMetByItself(t *testing.T) {
	samples := Series{"surabaya", Citywide, "do", P1D, "instant"}
	store := shelf{series: map[Series][]Observation{samples: days(samples, YearPeriod(2022, jakarta()).From, 5, 5.1, 4)}}
	store.series[samples][2].Censored = Below
	e := of(t, report(t, store, func(q *ExceedanceQuery) { q.Indicator = "do" }).Years[0].Then, "j-oxygen")
	if e.Exceedances != 2 || e.Counted != "samples" || e.Coverage.Percent != nil || e.Worst.Value != 4 || e.Status != LimitExceeded || !slices.Contains(e.Warnings, "validity_not_stated") {
		t.Errorf("%+v", e)
	}
}

func TestLimitJudge(t *testing.T) {
	atMost, less, atLeast := StandardLimit{Standard: Standard{Comparison: "<="}, Value: new(1.1)}, StandardLimit{Standard: Standard{Comparison: "<"}, Value: new(1.1)}, StandardLimit{Standard: Standard{Comparison: ">="}, Value: new(5.0)}
	band := StandardLimit{Standard: Standard{Comparison: "range"}, Low: new(6.0), High: new(9.0)}
	for name, c := range map[string]struct {
		limit    StandardLimit
		value    float64
		censored Censored
		want     Meeting
	}{
		"at the limit":                {atMost, 1.1, NotCensored, Meets},
		"at a strict limit":           {less, 1.1, NotCensored, Fails},
		"below a strict limit":        {less, 1.1, Below, Meets}, // "<1.1" is what the laboratory writes
		"perhaps below":               {atMost, 2, Below, MeetsUnknown},
		"surely over":                 {atMost, 2, Above, Fails},
		"surely over the limit":       {atMost, 1.1, Above, Fails},
		"oxygen at the limit":         {atLeast, 5, NotCensored, Meets},
		"oxygen surely too low":       {atLeast, 5, Below, Fails},
		"oxygen surely enough":        {atLeast, 5, Above, Meets},
		"the low end of a band":       {band, 6, NotCensored, Meets},
		"above a band":                {band, 9.1, NotCensored, Fails},
		"somewhere below in the band": {band, 7, Below, MeetsUnknown},
		"surely below the band":       {band, 5, Below, Fails},
	} {
		if got := c.limit.Judge(c.value, c.censored); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestWhatCannotBeAskedSaysWhy(t *testing.T) {
	store := shelf{series: map[Series][]Observation{dailyPM10: days(dailyPM10, YearPeriod(2022, jakarta()).From, 1)}}
	for code, q := range map[string]ExceedanceQuery{
		"no_series":                     {City: "surabaya", Site: Citywide, Indicator: "do"},
		"unknown_standard":              {City: "surabaya", Site: Citywide, Indicator: "pm10", Standards: []string{"nothing"}},
		"standard_of_another_indicator": {City: "surabaya", Site: Citywide, Indicator: "pm10", Standards: []string{"j-oxygen"}},
	} {
		if _, err := Exceedances(context.Background(), store, limits(t), q); !isCoded(err, code) {
			t.Errorf("%v, want %s", err, code)
		}
	}
	r := report(t, store, func(q *ExceedanceQuery) { q.Standards = []string{"i-elsewhere"} })
	if y := r.Years[0]; len(y.Then)+len(y.Now) != 0 || of(t, y.Others, "i-elsewhere").Status != LimitNotJudged {
		t.Errorf("a limit of another country that is asked for is no law here: %+v", y)
	}
}

func TestReferenceJapaneseLongTermEvaluation(t *testing.T) {
	var file struct {
		Cases []struct {
			ID       string
			Daily    []float64
			Limit    float64
			Expected struct {
				Value float64 `json:"two_percent_exclusion_value"`
				Run   bool    `json:"two_consecutive_days_over"`
				Meets bool
			}
		} `json:"japan_long_term_evaluation"`
	}
	vectors(t, "indices.json", &file)
	for _, c := range file.Cases {
		e := Exceedance{Counted: "days", Limit: StandardLimit{Value: &c.Limit, Standard: Standard{Comparison: "<=", Judgement: &Judgement{Percentile: 98, RunOfDays: 2, HoursOfYear: 6000}}}}
		var steps []step
		for i, v := range c.Daily {
			steps = append(steps, step{period: Period{unix(int64(i) * secondsPerDay), unix(int64(i+1) * secondsPerDay)}, value: v, valid: true})
		}
		e.judge(steps, true)
		if e.Percentile == nil || e.Percentile.Value != c.Expected.Value || (e.LongestRun >= 2) != c.Expected.Run || (e.Status == LimitMet) != c.Expected.Meets {
			t.Errorf("%s: %+v, want %+v", c.ID, e, c.Expected)
		}
	}
}
