package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// BenchmarkInfluxTrend is the days that a trend over 20 sites and 25 years of hours is made from, out of InfluxDB, beside the
// best Flux for their sums and counts, sent straight to the same server: one pipeline an aggregate, windows at a
// constant offset, so that the engine computes both, and no column more than is needed.
func BenchmarkInfluxTrend(b *testing.B) {
	c, t, period := world(), timing{}, span()
	server := influxtest.Start(b, influxtest.Options{})
	store := openBucket(b, server, "trend")
	defer store.Close()
	all, stored := fillInflux(b, store, period)
	best := directFlux("trend", all, period, "sum", "count")
	for b.Loop() {
		t.takeBoth("aspro", func() { influxDays(b, store, c, all, period, stored) })
		b.StopTimer()
		t.takeBoth("direct", func() { direct(b, server, best, 2*stored/24) })
		b.StartTimer()
	}
	b.ReportMetric(milliseconds(t.median("direct")), "ms-direct")
	report(b, milliseconds(t.median("aspro")), milliseconds(t.median("direct")), "ms-days", true)
	t.reportWork(b, "aspro", "direct")
}

// fillInflux stores the hours of the period for the twenty stations.
func fillInflux(tb testing.TB, store *influx.Store, period indicators.Period) (all []indicators.Series, stored int) {
	held := make([]indicators.Observation, int(period.To.Sub(period.From)/time.Hour))
	for site := range hourly {
		for hour := range held {
			held[hour] = indicators.Observation{Start: begin.Unix() + int64(hour)*3600, Value: value(site, hour, 1),
				Quality: indicators.Good, Status: indicators.Observed, Upload: 1, Line: int32(hour + 2)}
		}
		if err := store.Append(context.Background(), []indicators.Batch{{Series: series(site), Observations: held}}); err != nil {
			tb.Fatal(err)
		}
		all, stored = append(all, series(site)), stored+len(held)
	}
	return all, stored
}

// directFlux is a query for daily aggregates of series that differ in their site alone.
func directFlux(bucket string, all []indicators.Series, period indicators.Period, aggregates ...string) []byte {
	sites := make([]string, len(all))
	for i, one := range all {
		sites[i] = fmt.Sprintf("r.site == %q", one.Site)
	}
	var query strings.Builder
	for _, aggregate := range aggregates {
		fmt.Fprintf(&query, `from(bucket: %q) |> range(start: %s, stop: %s)
  |> filter(fn: (r) => r._measurement == "obs" and r._field == "value" and r.city == "surabaya" and r.indicator == "pm25" and r.resolution == "PT1H" and r.statistic == "mean" and (%s))
  |> aggregateWindow(every: 1d, offset: 17h, fn: %s, createEmpty: false, timeSrc: "_start")
  |> keep(columns: ["_time", "_value", "site"]) |> yield(name: %q)
`, bucket, period.From.Format(time.RFC3339), period.To.Format(time.RFC3339), strings.Join(sites, " or "), aggregate, aggregate)
	}
	body, err := json.Marshal(map[string]any{"type": "flux", "query": query.String(), "dialect": map[string]any{"header": true, "delimiter": ",", "annotations": []string{}}})
	if err != nil {
		panic(err) // texts alone
	}
	return body
}

// direct asks the query and reads the answer, without looking at more of it than its number of lines.
func direct(tb testing.TB, server *influxtest.Server, query []byte, want int) {
	client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	var answer bytes.Buffer
	if err := post(client, server, "/api/v2/query?org="+url.QueryEscape(server.Org), "application/json", query, http.StatusOK, &answer); err != nil {
		tb.Fatal(err)
	}
	if got := bytes.Count(answer.Bytes(), []byte("Z,")); got != want {
		tb.Fatalf("%d lines of days, not %d", got, want)
	}
}

func influxDays(tb testing.TB, store *influx.Store, c *indicators.Catalogue, all []indicators.Series, period indicators.Period, stored int) {
	found, err := store.Days(context.Background(), all, period, c.Zone("surabaya"), indicators.DaySum)
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
