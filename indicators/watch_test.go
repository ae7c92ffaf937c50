package indicators_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

var hourlyCheck = indicators.Check{Above: fl(60), Spike: indicators.Doubt{Suspect: fl(10), Fail: fl(30)}, Rate: fl(25),
	Flat: indicators.FlatDoubt{Within: 0.5, Suspect: 4, Fail: 7}}

func fl(v float64) *float64 { return &v }

// watched follows observations, and gives them judged, with the tests that doubt them.
func watched(check indicators.Check, resolution indicators.Resolution, held []indicators.Observation) (judged []indicators.Observation, by []indicators.CheckTest) {
	w := check.Watch(resolution)
	keep := func(o indicators.Observation, test indicators.CheckTest, ok bool) {
		if ok {
			judged, by = append(judged, o), append(by, test)
		}
	}
	for _, o := range held {
		keep(w.Next(o))
	}
	keep(w.End())
	return judged, by
}

func flagsOf(held []indicators.Observation) (flags []indicators.Quality) {
	for _, o := range held {
		flags = append(flags, o.Quality)
	}
	return flags
}

// TestWatchFlagsAsTheTestsOfTheWholeSeriesDo: on a series without a gap a reading that comes alone gets the flag that the
// tests of package indicators give it.
func TestWatchFlagsAsTheTestsOfTheWholeSeriesDo(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	seen := map[indicators.Quality]int{}
	for range 300 {
		n := 1 + random.IntN(80)
		readings, held := make([]indicators.Reading, n), make([]indicators.Observation, n)
		level := 20.0
		for i := range n {
			switch random.IntN(12) {
			case 0:
				level += 20 * random.NormFloat64()
			case 1, 2:
				level += 4 * random.NormFloat64()
			}
			readings[i].Value = level
			if random.IntN(15) == 0 {
				readings[i].Value += 25 * random.NormFloat64()
			}
			held[i] = indicators.Observation{Start: int64(i) * 3600, Value: readings[i].Value, Quality: indicators.NotEvaluated, Status: indicators.Observed}
		}
		spiky := indicators.SpikeDifferential(readings, indicators.Thresholds{Suspect: 10, Fail: 30})
		steps := indicators.RateOfChange(readings, 3600, 25.0/3600)
		for i := 1; i < n; i++ {
			if spiky[i-1] == indicators.Suspect || spiky[i-1] == indicators.Fail {
				steps[i] = indicators.Good // the step back from a spike
			}
		}
		wide := indicators.Span{Low: -1e9, High: 1e9}
		want := indicators.MergeFlags(
			indicators.GrossRange(readings, wide, indicators.Span{Low: -1e9, High: 60}),
			spiky, steps,
			indicators.FlatLine(readings, 3600, 0.5, indicators.Thresholds{Suspect: 3 * 3600, Fail: 6 * 3600}))
		for i := range want { // what no test doubts keeps the quality of its row
			if want[i] == indicators.Good || want[i] == indicators.NotEvaluated {
				want[i] = indicators.NotEvaluated
			}
			seen[want[i]]++
		}
		judged, _ := watched(hourlyCheck, indicators.PT1H, held)
		if got := flagsOf(judged); !slices.Equal(got, want) {
			t.Fatalf("%v\n%v\nnot\n%v", readings, got, want)
		}
		if again, _ := watched(hourlyCheck, indicators.PT1H, judged); !slices.Equal(again, judged) {
			t.Fatalf("judged again, %v become %v", judged, again)
		}
	}
	if seen[indicators.Suspect] < 100 || seen[indicators.Fail] < 100 || seen[indicators.NotEvaluated] < 1000 {
		t.Errorf("the readings are no trial: %v", seen)
	}
}

func TestWatch(t *testing.T) {
	const q2, q3, q4 = indicators.NotEvaluated, indicators.Suspect, indicators.Fail
	row := func(values ...float64) (held []indicators.Observation) {
		for i, v := range values {
			held = append(held, indicators.Observation{Start: int64(i) * 3600, Value: v, Quality: q2, Status: indicators.Observed})
		}
		return held
	}
	with := func(held []indicators.Observation, i int, change func(*indicators.Observation)) []indicators.Observation {
		change(&held[i])
		return held
	}
	for name, c := range map[string]struct {
		held []indicators.Observation
		want []indicators.Quality
	}{
		"one reading":                          {row(20), []indicators.Quality{q2}},
		"a spike":                              {row(20, 35, 20), []indicators.Quality{q2, q3, q2}},
		"a great spike is a failure":           {row(20, 55, 20), []indicators.Quality{q2, q4, q2}},
		"the last reading has no one after it": {row(20, 21, 40), []indicators.Quality{q2, q2, q2}},
		"behind a gap nothing is compared":     {with(with(row(20, 35, 20), 1, func(o *indicators.Observation) { o.Start += 3600 }), 2, func(o *indicators.Observation) { o.Start += 7200 }), []indicators.Quality{q2, q2, q2}},
		"rows out of order are not compared":   {with(row(20, 35, 20), 0, func(o *indicators.Observation) { o.Start = 9e5 }), []indicators.Quality{q2, q2, q2}},
		"a row that says good stays good":      {with(row(20, 35, 20), 1, func(o *indicators.Observation) { o.Quality = indicators.Good }), []indicators.Quality{q2, indicators.Good, q2}},
		"a row that says suspect fails":        {with(row(20, 55, 24), 1, func(o *indicators.Observation) { o.Quality = q3 }), []indicators.Quality{q2, q4, q2}},
		"a row that says fail is no reading":   {with(row(20, 55, 20), 1, func(o *indicators.Observation) { o.Quality = q4 }), []indicators.Quality{q2, q4, q2}},
		"a censored value is no reading":       {with(row(20, 55, 20), 1, func(o *indicators.Observation) { o.Censored = indicators.Below }), []indicators.Quality{q2, q2, q2}},
		"a projection is no reading":           {with(row(20, 55, 20), 1, func(o *indicators.Observation) { o.Status = indicators.Projected }), []indicators.Quality{q2, q2, q2}},
		"a flat line":                          {row(5, 5.1, 5, 5.2, 5.1, 5, 5, 9), []indicators.Quality{q2, q2, q2, q3, q3, q3, q4, q2}},
		"outside the usual range":              {row(55, 61, 60), []indicators.Quality{q2, q3, q2}},
	} {
		judged, _ := watched(hourlyCheck, indicators.PT1H, c.held)
		if got := flagsOf(judged); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
	days := func(second int64) []indicators.Observation {
		held := row(20, 55)
		held[1].Start = second
		return held
	}
	for second, want := range map[int64]indicators.Quality{23 * 3600: q3, 25 * 3600: q3, 21 * 3600: q2} { // a local day has 23 to 25 hours
		judged, _ := watched(indicators.Check{Rate: fl(25)}, indicators.P1D, days(second))
		if judged[1].Quality != want {
			t.Errorf("a day of %d hours: %d, not %d", second/3600, judged[1].Quality, want)
		}
	}
}

func TestWatchKeepsWhatTheRowSaid(t *testing.T) {
	held := []indicators.Observation{{Value: 20, Quality: 2, Status: 1}, {Start: 3600, Value: 55, Quality: 3, Status: 1}, {Start: 7200, Value: 20, Quality: 2, Status: 1}, {Start: 36000, Value: 61, Quality: 1, Status: 1}}
	judged, by := watched(hourlyCheck, indicators.PT1H, held)
	want := slices.Clone(held)
	want[1].Quality, want[1].Own = indicators.Fail, indicators.Suspect
	if !slices.Equal(judged, want) || !slices.Equal(by, []indicators.CheckTest{indicators.NoTest, indicators.SpikeTest, indicators.NoTest, indicators.VerifiedTest}) {
		t.Errorf("%+v %v", judged, by)
	}
	for i := range judged {
		if judged[i].AsItsRow() != held[i] || !judged[i].SameFigure(held[i]) {
			t.Errorf("%+v is not the row %+v any more", judged[i], held[i])
		}
	}
}

// BenchmarkWatch is the flagging of one reading.
func BenchmarkWatch(b *testing.B) {
	held := make([]indicators.Observation, 10_000)
	for i := range held {
		held[i] = indicators.Observation{Start: int64(i) * 3600, Value: float64(i % 97), Quality: indicators.NotEvaluated, Status: indicators.Observed}
	}
	w := hourlyCheck.Watch(indicators.PT1H)
	for b.Loop() {
		for i := range held {
			w.Next(held[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(held)), "ns/reading")
}
