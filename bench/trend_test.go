package bench

import (
	"context"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// trendTime is what the design allows for 25 years of 20 hourly series from a warm file cache, in milliseconds.
const trendTime = 30

// span is the years that the hourly series fill.
func span() indicators.Period {
	years := 25
	if testing.Short() {
		years = 2
	}
	return indicators.Period{From: begin.UTC(), To: begin.AddDate(years, 0, 0).UTC()}
}

// fill stores the hours of the period for the twenty stations and gives their series and the number of observations.
func fill(tb testing.TB, db *sqlite.DB, period indicators.Period) (all []indicators.Series, stored int) {
	hours := int(period.To.Sub(period.From) / time.Hour)
	held := make([]indicators.Observation, hours)
	for site := range hourly {
		for hour := range held {
			held[hour] = indicators.Observation{Start: begin.Unix() + int64(hour)*3600, Value: value(site, hour, 1),
				Quality: indicators.Good, Status: indicators.Observed, Upload: 1, Line: int32(hour + 2)}
		}
		if err := db.Append(context.Background(), []indicators.Batch{{Series: series(site), Observations: held}}); err != nil {
			tb.Fatal(err)
		}
		all, stored = append(all, series(site)), stored+hours
	}
	return all, stored
}

// BenchmarkTrend is the trend of 25 years over 20 sites, by years and by months, with each site's own; beside it what such
// a trend reads: the monthly means by indicators.Aggregates, the days they are made from, and every single observation. The file is opened anew each
// time, so that only the operating system has it in memory.
func BenchmarkTrend(b *testing.B) {
	c, t, dir, period := world(), timing{}, b.TempDir(), span()
	db := openStore(b, c, dir)
	all, stored := fill(b, db, period)
	db.Close()
	for b.Loop() {
		b.StopTimer()
		db := openStore(b, c, dir)
		b.StartTimer()
		t.take("months", func() { months(b, db, c, all, period) })
		b.StopTimer()
		db.Close()
		for _, window := range []string{"P1Y", "P1M"} {
			db = openStore(b, c, dir)
			t.take("trend-"+window, func() { trends(b, db, c, all, window) })
			db.Close()
		}
		db = openStore(b, c, dir)
		t.take("days", func() { days(b, db, c, all, period, stored) })
		db.Close()
		db = openStore(b, c, dir)
		t.take("select", func() { observations(b, db, all, period, stored) })
		db.Close()
		b.StartTimer()
	}
	report(b, milliseconds(t.median("trend-P1Y")), trendTime, "ms-trend-years", true)
	report(b, milliseconds(t.median("trend-P1M")), trendTime, "ms-trend-months", true)
	report(b, milliseconds(t.median("months")), trendTime, "ms-months", true)
	report(b, milliseconds(t.median("days")), trendTime, "ms-days", true)
	b.ReportMetric(milliseconds(t.median("select")), "ms-select-all")
	b.ReportMetric(float64(t.median("select"))/float64(t.median("months")), "×faster-than-select")
}

// months makes the monthly means of every series.
func months(tb testing.TB, db *sqlite.DB, c *indicators.Catalogue, all []indicators.Series, period indicators.Period) {
	for _, one := range all {
		q := indicators.AggregateQuery{Series: one, Period: period, Window: indicators.Resolution{Months: 1}, Statistic: "mean", Zone: c.Zone("surabaya"), Required: 75}
		found, err := indicators.Aggregates(context.Background(), db, q)
		if err != nil {
			tb.Fatal(err)
		}
		for _, month := range found {
			if month.Value == nil {
				tb.Fatal(month)
			}
		}
	}
}

// trends makes the trend of every station and of the city over them.
func trends(tb testing.TB, db *sqlite.DB, c *indicators.Catalogue, all []indicators.Series, window string) {
	indicator, _ := c.Indicator("pm25")
	indicator.Completeness.Percent = 75
	length, err := indicators.ParseResolution(window)
	if err != nil {
		tb.Fatal(err)
	}
	q := indicators.TrendQuery{City: "surabaya", Indicator: indicator, Window: length, Until: now(),
		Period: indicators.Period{From: begin.AddDate(-1, 0, 0), To: begin.AddDate(100, 0, 0)}}
	for _, one := range all {
		q.Sites = append(q.Sites, one.Site)
	}
	found, err := indicators.Trends(context.Background(), db, c, q)
	if err != nil {
		tb.Fatal(err)
	}
	if !testing.Short() && (len(found.Sites) != hourly || found.City.Verdict != indicators.Decreasing) {
		tb.Fatal(found.City.Verdict, len(found.Sites))
	}
}

func days(tb testing.TB, db *sqlite.DB, c *indicators.Catalogue, all []indicators.Series, period indicators.Period, stored int) {
	found, err := db.Days(context.Background(), all, period, c.Zone("surabaya"), indicators.DaySum)
	if err != nil {
		tb.Fatal(err)
	}
	for _, one := range found {
		for _, day := range one.Days {
			stored -= int(day.Count)
		}
	}
	if stored != 0 {
		tb.Fatal(stored)
	}
}

func observations(tb testing.TB, db *sqlite.DB, all []indicators.Series, period indicators.Period, stored int) {
	for _, one := range all {
		found, err := db.Select(context.Background(), one, period)
		if err != nil {
			tb.Fatal(err)
		}
		stored -= len(found)
	}
	if stored != 0 {
		tb.Fatal(stored)
	}
}
