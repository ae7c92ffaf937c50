package bench

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// unchangedTime is what the design allows for a trend when nothing has changed since, in milliseconds.
const unchangedTime = 1

// trendURL is the trend of every year over the twenty stations, and over the city.
func trendURL(s *httptest.Server, all []indicators.Series) string {
	sites := make([]string, len(all))
	for i, one := range all {
		sites[i] = one.Site
	}
	return s.URL + "/api/v1/cities/surabaya/indicators/pm25/trend?window=P1Y&site=" + strings.Join(sites, ",")
}

// BenchmarkTrendHTTP is the trend over 20 sites and 25 years of hours as it is asked for over HTTP, with slopes, intervals
// and the city's figures: from a file that is opened anew each time, and again when nothing has changed since.
func BenchmarkTrendHTTP(b *testing.B) {
	c, t, dir, period := world(), timing{}, b.TempDir(), span()
	db := openStore(b, c, dir)
	all, _ := fill(b, db, period)
	db.Close()
	for b.Loop() {
		b.StopTimer()
		db := openStore(b, c, dir)
		s := server(b, c, db)
		ask := get(b, trendURL(s, all), "identity")
		b.StartTimer()
		t.take("first", func() { mustGet(b, ask) })
		b.StopTimer()
		for range 20 {
			t.take("unchanged", func() { mustGet(b, ask) })
		}
		s.Close()
		db.Close()
		b.StartTimer()
	}
	report(b, milliseconds(t.median("first")), trendTime, "ms-trend", true)
	report(b, milliseconds(t.median("unchanged")), unchangedTime, "ms-unchanged", true)
}

// BenchmarkInfluxTrendHTTP is the same from InfluxDB, beside the best Flux for its sums and counts, whose answer is read and
// no more: the first question of a process, another that finds no kept answer, and again when nothing has changed since.
func BenchmarkInfluxTrendHTTP(b *testing.B) {
	c, t, period := world(), timing{}, span()
	db := openStore(b, c, b.TempDir())
	defer db.Close()
	influxd := influxtest.Start(b, influxtest.Options{})
	store := openBucket(b, influxd, "trend")
	all, stored := fillInflux(b, store, period)
	store.Close()
	best := directFlux("trend", all, period, "sum", "count")
	for b.Loop() {
		b.StopTimer()
		store := openBucket(b, influxd, "trend")
		for _, which := range []string{"first", "later"} {
			s := serverOn(b, c, store, db)
			ask := get(b, trendURL(s, all), "identity")
			t.takeBoth("direct", func() { direct(b, influxd, best, 2*stored/24) })
			b.StartTimer()
			t.takeBoth(which, func() { mustGet(b, ask) })
			b.StopTimer()
			for range 20 {
				t.take("unchanged", func() { mustGet(b, ask) })
			}
			s.Close()
		}
		store.Close()
		b.StartTimer()
	}
	b.ReportMetric(milliseconds(t.median("direct")), "ms-direct")
	report(b, milliseconds(t.median("first")), milliseconds(t.median("direct")), "ms-trend", true)
	report(b, milliseconds(t.median("later")), milliseconds(t.median("direct")), "ms-trend-later", true)
	report(b, milliseconds(t.median("unchanged")), unchangedTime, "ms-unchanged", true)
	t.reportWork(b, "first", "direct")
	b.ReportMetric(float64(t.median("direct, work"))/max(1, float64(t.median("later, work"))), "×work-of-direct-later")
}

func mustGet(b *testing.B, ask func(io.Writer) error) {
	if err := ask(io.Discard); err != nil {
		b.Fatal(err)
	}
}
