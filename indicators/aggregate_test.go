package indicators

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

var hourly = Series{"surabaya", "citywide", "pm25", PT1H, "mean"}

// hours puts one observation an hour from start on; nil is an hour without one.
func hours(start time.Time, values ...*float64) []Observation {
	var observations []Observation
	for i, value := range values {
		if value != nil {
			observations = append(observations, Observation{Start: start.Unix() + int64(i)*3600, Value: *value, Quality: Good, Status: Observed})
		}
	}
	return observations
}

func constant(n int, value float64) []*float64 { return slices.Repeat([]*float64{&value}, n) }

func aggregate(t *testing.T, observations []Observation, q AggregateQuery) []Aggregate {
	t.Helper()
	q.Series = hourly
	aggregates, err := Aggregates(context.Background(), shelf{series: map[Series][]Observation{hourly: observations}}, q)
	if err != nil {
		t.Fatal(err)
	}
	return aggregates
}

func TestAggregates(t *testing.T) {
	zone := zoneOf(t, "Asia/Jakarta")
	from, _ := ParseBound("2024-02-29", zone)
	day := Period{from, from.Add(24 * time.Hour)}
	q := AggregateQuery{Period: day, Window: P1D, Statistic: "mean", Zone: zone, Required: 75}
	with := func(change func(*AggregateQuery)) AggregateQuery { other := q; change(&other); return other }
	flagged := func(change func(*Observation)) []Observation {
		observations := hours(from, constant(24, 5)...)
		change(&observations[3])
		return observations
	}
	for name, c := range map[string]struct {
		observations []Observation
		q            AggregateQuery
		status       string
		value        float64
		valid        int
	}{
		"nothing":                   {nil, q, AggregateNoData, 0, 0},
		"17 of 24":                  {hours(from, constant(17, 5)...), q, AggregateInsufficient, 0, 17},
		"18 of 24":                  {hours(from, constant(18, 5)...), q, AggregateOK, 5, 18},
		"17 of 24 without a rule":   {hours(from, constant(17, 5)...), with(func(q *AggregateQuery) { q.Required = -1 }), AggregateOK, 5, 17},
		"sum of a whole day":        {hours(from, constant(24, 5)...), with(func(q *AggregateQuery) { q.Statistic = "sum" }), AggregateOK, 120, 24},
		"sum of a day with a gap":   {hours(from, constant(23, 5)...), with(func(q *AggregateQuery) { q.Statistic = "sum" }), AggregateInsufficient, 0, 23},
		"count of a day with a gap": {hours(from, constant(2, 5)...), with(func(q *AggregateQuery) { q.Statistic = "count" }), AggregateOK, 2, 2},
		"count of nothing":          {nil, with(func(q *AggregateQuery) { q.Statistic = "count" }), AggregateOK, 0, 0},
		"sum without a rule":        {hours(from, constant(24, 5)...), with(func(q *AggregateQuery) { q.Statistic, q.Required = "sum", -1 }), AggregateOK, 120, 24},
		"least":                     {hours(from, constant(24, 5)...), with(func(q *AggregateQuery) { q.Statistic = "min" }), AggregateOK, 5, 24},
		"greatest":                  {hours(from, constant(24, 5)...), with(func(q *AggregateQuery) { q.Statistic = "max" }), AggregateOK, 5, 24},
		"median":                    {hours(from, constant(24, 5)...), with(func(q *AggregateQuery) { q.Statistic = "median" }), AggregateOK, 5, 24},
		"a censored value":          {flagged(func(o *Observation) { o.Censored = Below }), q, AggregateOK, 5, 24}, // Kaplan–Meier: at most 5
		"a sum with a censored one": {flagged(func(o *Observation) { o.Censored = Below }), with(func(q *AggregateQuery) { q.Statistic = "sum" }), AggregateCensored, 0, 24},
		"a suspect value":           {flagged(func(o *Observation) { o.Quality = Suspect; o.Value = 1e6 }), q, AggregateOK, 5, 23},
		"a projection":              {flagged(func(o *Observation) { o.Status = Projected; o.Value = 1e6 }), q, AggregateOK, 5, 23},
		"eight hours of the day":    {hours(from, constant(8, 5)...), with(func(q *AggregateQuery) { q.Window = Resolution{Seconds: 8 * 3600} }), AggregateOK, 5, 8},
	} {
		aggregates := aggregate(t, c.observations, c.q)
		a := aggregates[0]
		if a.Status != c.status || (a.Value != nil) != (c.status == AggregateOK) || a.Value != nil && *a.Value != c.value || a.Coverage.Valid != c.valid {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if n := aggregate(t, flagged(func(o *Observation) { o.Quality = Suspect }), q)[0].Coverage.Excluded["suspect"]; n != 1 {
		t.Error("the suspect value is not counted:", n)
	}
}

// TestAggregatesOf: each series has its own place and its own way, from days or from observations.
func TestAggregatesOf(t *testing.T) {
	zone := zoneOf(t, "Asia/Jakarta")
	from, _ := ParseBound("2024-02-01", zone)
	to, _ := ParseBound("2024-03-01", zone)
	monthly, empty := hourly, hourly
	monthly.Resolution, empty.Site = P1M, "kenjeran"
	store := shelf{series: map[Series][]Observation{hourly: hours(from, constant(29*24, 5)...), monthly: {{Start: from.Unix(), Value: 7, Quality: Good, Status: Observed}}}}
	q := AggregateQuery{Period: Period{from, to}, Window: P1M, Statistic: "mean", Zone: zone, Required: 75}
	all, err := AggregatesOf(context.Background(), store, []Series{monthly, hourly, empty, monthly}, q)
	if err != nil || len(all) != 4 {
		t.Fatal(err, all)
	}
	for i, want := range []float64{7, 5, 0, 7} {
		if a := all[i][0]; len(all[i]) != 1 || (a.Value == nil) != (want == 0) || a.Value != nil && *a.Value != want {
			t.Errorf("series %d: %+v", i, all[i])
		}
	}
	if all, err := AggregatesOf(context.Background(), store, nil, q); err != nil || len(all) != 0 {
		t.Error(err, all)
	}
	q.Period.To = q.Period.From
	if all, err := AggregatesOf(context.Background(), store, []Series{hourly}, q); err != nil || len(all) != 1 || all[0] == nil || len(all[0]) != 0 {
		t.Error("no window is an empty list", err, all)
	}
}

func TestAggregateQueriesThatAreRefused(t *testing.T) {
	zone := time.UTC
	year := YearPeriod(2024, zone)
	for code, q := range map[string]AggregateQuery{
		"window_missing":    {Series: hourly, Period: year, Statistic: "mean", Zone: zone},
		"unknown_statistic": {Series: hourly, Period: year, Window: P1D, Statistic: "mode", Zone: zone},
		"window_too_fine":   {Series: Series{Resolution: P1Y}, Period: year, Window: P1M, Statistic: "mean", Zone: zone},
	} {
		_, err := Aggregates(context.Background(), shelf{}, q)
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != code || e.Kind != Invalid {
			t.Errorf("%v, want %s", err, code)
		}
	}
}

func TestReferenceAverages(t *testing.T) {
	var file struct {
		Rolling8 []struct {
			ID       string
			Hourly   []*float64
			Expected []*float64 `json:"expected_rolling8_right_75pct"`
		}
		Daily []struct {
			ID     string
			Zone   string `json:"time_zone"`
			Points []struct {
				Start time.Time `json:"start_utc"`
				Value *float64
			}
			Expected struct {
				Mean    map[string]*float64 `json:"daily_mean_75"`
				Capture map[string]float64  `json:"daily_capture"`
			}
		}
	}
	vectors(t, "averaging.json", &file)
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range file.Rolling8 {
		q := AggregateQuery{
			Period: Period{start, start.Add(time.Duration(len(c.Hourly)) * time.Hour)}, Rolling: Resolution{Seconds: 8 * 3600},
			Statistic: "mean", Zone: time.UTC, Required: 75,
		}
		aggregates := aggregate(t, hours(start, c.Hourly...), q)
		if len(aggregates) != len(c.Expected) {
			t.Fatalf("%s: %d windows, want %d", c.ID, len(aggregates), len(c.Expected))
		}
		for i, want := range c.Expected {
			if got := aggregates[i].Value; want == nil && got != nil || want != nil && !near(got, *want, 1e-9) {
				t.Errorf("%s hour %d: %v, want %v", c.ID, i, got, want)
			}
		}
	}
	for _, c := range file.Daily {
		zone := zoneOf(t, c.Zone)
		var observations []Observation
		for _, p := range c.Points {
			observations = append(observations, hours(p.Start, p.Value)...)
		}
		whole := Period{c.Points[0].Start, c.Points[len(c.Points)-1].Start.Add(time.Hour)}
		aggregates := aggregate(t, observations, AggregateQuery{Period: whole, Window: P1D, Statistic: "mean", Zone: zone, Required: 75})
		if len(aggregates) != len(c.Expected.Mean) {
			t.Fatalf("%s: %d days", c.ID, len(aggregates))
		}
		for _, a := range aggregates {
			date := a.Period.From.In(zone).Format(time.DateOnly)
			if want := c.Expected.Mean[date]; want == nil && a.Value != nil || want != nil && !near(a.Value, *want, 1e-9) {
				t.Errorf("%s %s: %v, want %v", c.ID, date, a.Value, want)
			}
			if !near(a.Coverage.Percent, 100*c.Expected.Capture[date], 1e-9) {
				t.Errorf("%s %s: coverage %v", c.ID, date, a.Coverage)
			}
		}
	}
}
