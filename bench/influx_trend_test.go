package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// BenchmarkInfluxTrend is the days that a trend over 20 sites and 25 years of hours is made from, out of InfluxDB, beside the
// best Flux for their sums and counts, sent straight to the same server: one pipeline an aggregate, windows at a
// constant offset, so that the engine computes both, no column more than is needed, and nothing compressed. A range and two
// bare aggregates for each of the 25 years answer in 600 rows and are as much work. Once, the same days in InfluxQL.
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
		if t["influxql"] == nil {
			inQL := openReader(b, server, "trend", influx.InfluxQL)
			t.take("influxql", func() { influxDays(b, inQL, c, all, period, stored) })
			inQL.Close()
		}
		b.StartTimer()
	}
	b.ReportMetric(milliseconds(t.median("direct")), "ms-direct")
	b.ReportMetric(milliseconds(t.median("influxql")), "ms-days-influxql")
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

// directDay is a row of the answer to directFlux.
type directDay struct {
	site  string
	start time.Time
	value float64
}

// direct asks the query and reads the answer, as whoever wants the numbers has to.
func direct(tb testing.TB, server *influxtest.Server, query []byte, want int) {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	request, err := http.NewRequest(http.MethodPost, server.URL+"/api/v2/query?org="+url.QueryEscape(server.Org), bytes.NewReader(query))
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Authorization", "Token "+server.Token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		tb.Fatal(answer, err)
	}
	defer answer.Body.Close()
	held := make([]directDay, 0, want)
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(make([]byte, 256<<10), 256<<10)
	for lines.Scan() { // ,result,table,_time,_value,site
		line := lines.Bytes()
		var cells [6][]byte
		for i := range cells {
			cells[i], line, _ = bytes.Cut(line, []byte(","))
		}
		if len(cells[3]) == 0 || cells[3][0] == '_' {
			continue
		}
		start, err := time.Parse(time.RFC3339, string(cells[3]))
		if err != nil {
			tb.Fatal(err)
		}
		value, err := strconv.ParseFloat(string(cells[4]), 64)
		if err != nil {
			tb.Fatal(err)
		}
		site := string(bytes.TrimSpace(cells[5]))
		if n := len(held); n > 0 && held[n-1].site == site {
			site = held[n-1].site
		}
		held = append(held, directDay{site, start, value})
	}
	if len(held) != want || lines.Err() != nil {
		tb.Fatalf("%d days, not %d: %v", len(held), want, lines.Err())
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
