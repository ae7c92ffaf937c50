package indicators

import (
	"slices"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/stat"
)

func TestPercentileOf(t *testing.T) {
	for word, want := range map[string]float64{"p98": 0.98, "p2": 0.02, "p02": 0.02, "p50": 0.5, "p99": 0.99} {
		if got, ok := PercentileOf(word); !ok || got != want {
			t.Errorf("%s: %v %v", word, got, ok)
		}
	}
	for _, word := range []string{"p0", "p00", "p100", "p", "98", "p9x", "p+9", "mean", ""} {
		if _, ok := PercentileOf(word); ok {
			t.Errorf("%q is no percentile", word)
		}
	}
}

// oneDay asks for statistics of a day of 24 hours with these values, the others missing.
func oneDay(t *testing.T, change func(*AggregateQuery), observations ...Observation) Aggregate {
	t.Helper()
	from := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	for i := range observations {
		observations[i].Start, observations[i].Status = from.Unix()+int64(i)*3600, Observed
		if observations[i].Quality == 0 {
			observations[i].Quality = Good
		}
	}
	q := AggregateQuery{Period: Period{from, from.Add(24 * time.Hour)}, Window: P1D, Statistic: "mean", Zone: time.UTC, Required: -1}
	change(&q)
	return aggregate(t, observations, q)[0]
}

func ask(statistic string, more ...string) func(*AggregateQuery) {
	return func(q *AggregateQuery) { q.Statistic, q.More = statistic, more }
}

func values(numbers ...float64) []Observation {
	var observations []Observation
	for _, v := range numbers {
		observations = append(observations, Observation{Value: v})
	}
	return observations
}

func TestStatisticsOfAWindow(t *testing.T) {
	ten := values(15, 20, 35, 40, 50, 55, 60, 61, 70, 90)
	for statistic, want := range map[string]float64{
		"mean": 49.6, "sum": 496, "min": 15, "max": 90, "count": 10, "median": 52.5, "p25": 36.25, "p98": 86.4, "gmean": 43.907667009333224,
		"sd": 22.838563877792318, // Python: statistics.stdev, geometric_mean
	} {
		if statistic == "sum" {
			continue // needs every hour of the day
		}
		if got := oneDay(t, ask(statistic), slices.Clone(ten)...); !near(got.Value, want, 1e-8) || got.Status != AggregateOK || got.Statistic != statistic {
			t.Errorf("%s: %+v, want %v", statistic, got.AggregateValue, want)
		}
	}
	// Rank rules: the EU takes the value of rank round(0.98·10) = 10, R's type 7 lies between two.
	if got := oneDay(t, func(q *AggregateQuery) { q.Statistic, q.Rule = "p98", stat.EURank }, slices.Clone(ten)...); *got.Value != 90 {
		t.Error(*got.Value)
	}
	several := oneDay(t, ask("mean", "p98", "count", "sum"), slices.Clone(ten)...)
	if len(several.More) != 3 || !near(several.More[0].Value, 86.4, 1e-9) || *several.More[1].Value != 10 || several.More[2].Value != nil || several.More[2].Status != AggregateInsufficient {
		t.Errorf("several statistics of one window: %+v", several.More)
	}
}

func TestASumBeyondAllNumbersIsUndefined(t *testing.T) {
	got := oneDay(t, ask("mean"), values(1.7e308, 1.7e308)...)
	if got.Value != nil || got.Status != AggregateUndefined || got.Note != string(stat.NotFinite) {
		t.Errorf("%+v", got.AggregateValue)
	}
}

func TestGeometricMeanWithAZero(t *testing.T) {
	got := oneDay(t, ask("gmean"), values(20, 0, 400, 1600)...)
	if got.Value != nil || got.Status != AggregateUndefined || got.Note != string(stat.NotPositive) {
		t.Errorf("no +1, no dropping: %+v", got.AggregateValue)
	}
}

func TestDirectionsHaveAVectorMean(t *testing.T) {
	directions := func(q *AggregateQuery) { q.Directions = true }
	if got := oneDay(t, directions, values(350, 10)...); !near(got.Value, 0, 1e-9) || !near(got.Resultant, 0.984807753012, 1e-9) {
		t.Errorf("across north: %+v", got.AggregateValue)
	}
	if got := oneDay(t, directions, values(0, 180)...); got.Value != nil || got.Status != AggregateUndefined || got.Note != string(stat.NoDirection) {
		t.Errorf("opposite: %+v", got.AggregateValue)
	}
	_, err := Aggregates(t.Context(), shelf{}, AggregateQuery{Series: hourly, Window: P1D, Statistic: "max", Directions: true, Zone: time.UTC})
	if !isCoded(err, "statistic_not_possible") {
		t.Error(err)
	}
}

func TestWindowsWithValuesBelowALimit(t *testing.T) {
	below := func(limit float64) Observation { return Observation{Value: limit, Censored: Below} }
	mixed := append(values(3, 5, 8, 9), below(2), below(2))
	got := oneDay(t, ask("mean", "max", "min", "p90", "sum", "gmean", "median"), slices.Clone(mixed)...)
	if got.Method != "kaplan-meier" || got.Status != AggregateOK || got.Note != string(stat.LowestCensored) || !near(got.Value, (3+5+8+9+2+2)/6.0, 1e-9) {
		t.Errorf("mean: %+v", got.AggregateValue)
	}
	high, low, p90, sum, gmean, median := got.More[0], got.More[1], got.More[2], got.More[3], got.More[4], got.More[5]
	if *high.Value != 9 || high.Method != "exact" || *p90.Value != 8.5 || *median.Value != 4 || median.Method != "exact" {
		t.Errorf("what limits do not touch is exact: %+v %+v %+v", high, p90, median)
	}
	if low.Value != nil || *low.Bound != 2 || low.Qualifier != Below || sum.Status != AggregateInsufficient {
		t.Errorf("min %+v, sum %+v", low, sum)
	}
	if gmean.Method != "regression-on-order-statistics" || *gmean.Value <= 0 || *gmean.Value >= 5 {
		t.Errorf("gmean: %+v", gmean)
	}
	nothing := oneDay(t, ask("mean"), below(0.5), below(1), below(0.5))
	if nothing.Value != nil || nothing.Status != AggregateCensored || *nothing.Bound != 1 || nothing.Qualifier != Below || nothing.Coverage.Censored != 3 {
		t.Errorf("nothing detected: %+v", nothing.AggregateValue)
	}
	both := oneDay(t, ask("mean", "max"), append(values(3), below(1), Observation{Value: 9, Censored: Above})...)
	if both.Value != nil || both.Bound != nil || both.More[0].Value != nil {
		t.Errorf("limits on both sides: %+v", both)
	}
}

func TestReferenceDailyMaximumOf8Hours(t *testing.T) {
	var file struct {
		Daily []struct {
			ID     string
			Zone   string `json:"time_zone"`
			Points []struct {
				Start time.Time `json:"start_utc"`
				Value *float64
			}
			Expected struct {
				Max map[string]*float64 `json:"max_daily_8h_mean"`
			}
		}
	}
	vectors(t, "averaging.json", &file)
	for _, c := range file.Daily {
		zone := zoneOf(t, c.Zone)
		var observations []Observation
		for _, p := range c.Points {
			observations = append(observations, hours(p.Start, p.Value)...)
		}
		whole := Period{c.Points[0].Start, c.Points[len(c.Points)-1].Start.Add(time.Hour)}
		for _, a := range aggregate(t, observations, AggregateQuery{Period: whole, Window: P1D, Statistic: DailyMax8h, Zone: zone, Required: 75}) {
			date := a.Period.From.In(zone).Format(time.DateOnly)
			if want := c.Expected.Max[date]; want == nil && a.Value != nil || want != nil && !near(a.Value, *want, 1e-9) || a.Coverage.Expected != 24 || a.Statistic != DailyMax8h {
				t.Errorf("%s %s: %+v", c.ID, date, a)
			}
		}
		// Asked for the third day alone, the evening before is read all the same.
		alone := Period{whole.From.Add(48 * time.Hour), whole.From.Add(72 * time.Hour)}
		got := aggregate(t, observations, AggregateQuery{Period: alone, Window: P1D, Statistic: DailyMax8h, Zone: zone, Required: 75})
		if want := c.Expected.Max[alone.From.In(zone).Format(time.DateOnly)]; len(got) != 1 || !near(got[0].Value, *want, 1e-9) {
			t.Errorf("%s: the third day alone: %+v", c.ID, got)
		}
	}
	for name, change := range map[string]func(*AggregateQuery){
		"a month": func(q *AggregateQuery) { q.Window = P1M }, "days": func(q *AggregateQuery) { q.Series.Resolution = P1D }, "two": func(q *AggregateQuery) { q.More = []string{"mean"} },
	} {
		q := AggregateQuery{Series: hourly, Period: YearPeriod(2024, time.UTC), Window: P1D, Statistic: DailyMax8h, Zone: time.UTC}
		change(&q)
		if _, err := Aggregates(t.Context(), shelf{}, q); !isCoded(err, "statistic_not_possible") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReferenceAnnualCapture(t *testing.T) {
	var file struct {
		Capture []struct {
			Year, Valid int
			ValidHours  int  `json:"valid_hours"`
			TotalHours  int  `json:"total_hours"`
			Meets       bool `json:"meets_75"`
		} `json:"annual_capture"`
	}
	vectors(t, "averaging.json", &file)
	for _, c := range file.Capture {
		year := YearPeriod(c.Year, time.UTC)
		for missing, meets := range map[int]bool{0: c.Meets, 1: false} {
			observations := hours(year.From, constant(c.ValidHours-missing, 5)...)
			got := aggregate(t, observations, AggregateQuery{Period: year, Window: P1Y, Statistic: "mean", Zone: time.UTC, Required: 75})
			if got[0].Coverage.Expected != c.TotalHours || (got[0].Value != nil) != meets {
				t.Errorf("%d with %d hours: %+v", c.Year, c.ValidHours-missing, got[0])
			}
		}
	}
}

func TestZonesHaveTheTransitionsOfTheReference(t *testing.T) {
	var file struct {
		Transitions map[string][][]string `json:"tz_transitions_since_1970"`
	}
	vectors(t, "averaging.json", &file)
	for name, transitions := range file.Transitions {
		zone := zoneOf(t, name)
		for _, tr := range transitions {
			at, err := time.Parse("2006-01-02T15:04Z", tr[0])
			if err != nil {
				t.Fatal(err)
			}
			length, err := time.Parse("15:04:05", "0"+tr[1])
			if err != nil {
				t.Fatal(err)
			}
			_, offset := at.In(zone).Zone()
			if want := length.Hour()*3600 + length.Minute()*60; offset != want {
				t.Errorf("%s after %s: %d s, want %d", name, tr[0], offset, want)
			}
		}
	}
}

func TestGroups(t *testing.T) {
	zone := zoneOf(t, "America/New_York")
	from, _ := ParseBound("2024-03-04", zone) // a Monday; on Sunday 10 March the hour from 2 is skipped
	week := Period{from, DateStart(DateOf(from, zone)+7, zone)}
	var observations []Observation
	for at := week.From; at.Before(week.To); at = at.Add(time.Hour) {
		observations = append(observations, Observation{Start: at.Unix(), Value: float64(at.In(zone).Hour()), Quality: Good, Status: Observed})
	}
	q := AggregateQuery{Period: week, GroupBy: HourOfDay, Statistic: "mean", More: []string{"count", "p98"}, Zone: zone, Required: 75}
	byHour := aggregate(t, observations, q)
	if len(byHour) != 24 || byHour[7].Group != "07" || *byHour[7].Value != 7 || byHour[7].Coverage.Expected != 7 || byHour[2].Coverage.Expected != 6 || *byHour[2].More[0].Value != 6 {
		t.Errorf("%+v %+v", byHour[7], byHour[2])
	}
	q.GroupBy, q.More = DayOfWeek, nil
	byDay := aggregate(t, observations, q)
	if len(byDay) != 7 || byDay[0].Group != "monday" || !near(byDay[0].Value, 11.5, 1e-12) || byDay[6].Coverage.Expected != 23 || byDay[6].Group != "sunday" {
		t.Errorf("%+v", byDay)
	}
	q.More = []string{"median"}
	if unpacked := aggregate(t, observations, q); *unpacked[0].Value != *byDay[0].Value || unpacked[6].Coverage.Valid != byDay[6].Coverage.Valid {
		t.Error("from days or from values, the same:", unpacked[0])
	}
	q.GroupBy, q.More, q.Period = MonthOfYear, nil, YearPeriod(2024, zone)
	byMonth := aggregate(t, observations, q)
	if len(byMonth) != 12 || byMonth[2].Group != "03" || byMonth[2].Status != AggregateInsufficient || byMonth[0].Status != AggregateNoData || byMonth[1].Coverage.Expected != 29*24 {
		t.Errorf("%+v", byMonth[:3])
	}
	for by, resolution := range map[string]Resolution{"hour": PT1H, HourOfDay: P1D, DayOfWeek: P1M, MonthOfYear: P1Y} {
		if _, err := Aggregates(t.Context(), shelf{}, AggregateQuery{Series: Series{Resolution: resolution}, Period: week, GroupBy: by, Statistic: "mean", Zone: zone}); err == nil {
			t.Errorf("%s of %s is answered", by, resolution)
		}
	}
}

func TestReferenceHourLabels(t *testing.T) {
	var file struct {
		Labels []struct {
			Zone  string    `json:"time_zone"`
			Start time.Time `json:"interval_start_utc"`
			End   time.Time `json:"interval_end_utc"`
			Day   string    `json:"belongs_to_local_day"`
			Year  int       `json:"belongs_to_year"`
		} `json:"hour_labels"`
	}
	vectors(t, "averaging.json", &file)
	for _, c := range file.Labels {
		zone := zoneOf(t, c.Zone)
		if end := unix(PT1H.End(c.Start.Unix(), zone)); !end.Equal(c.End) {
			t.Errorf("%s: the hour from %s ends at %s", c.Zone, c.Start, end)
		}
		if day := WindowOf(c.Start, P1D, zone, 1); day.From.In(zone).Format(time.DateOnly) != c.Day || !YearPeriod(c.Year, zone).Contains(c.Start) {
			t.Errorf("%s: %s lies in %v", c.Zone, c.Start, day)
		}
	}
}

func TestReferenceExceedance(t *testing.T) {
	var file struct {
		Exceedance []struct {
			Values []*float64
			Limit  float64
			Strict int `json:"strict_gt_unrounded"`
		}
	}
	vectors(t, "averaging.json", &file)
	for _, c := range file.Exceedance {
		limit, n := StandardLimit{Standard: Standard{Comparison: "<="}, Value: &c.Limit}, 0
		for _, v := range c.Values {
			if v != nil && limit.Judge(*v, NotCensored) == Fails {
				n++
			}
		}
		if n != c.Strict {
			t.Errorf("%d exceedances of %v, want %d: a value equal to the limit is none, and nothing is rounded", n, c.Limit, c.Strict)
		}
	}
}
