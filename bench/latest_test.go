package bench

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// What the design allows at the 99th percentile over HTTP under 500 requests a second, in milliseconds.
const (
	latestRate    = 500
	latestOneTime = 1
	latestAllTime = 3
)

// fillLatest stores the last day of every station and gives the series.
func fillLatest(tb testing.TB, db *sqlite.DB) []indicators.Series {
	var all []indicators.Series
	var batches []indicators.Batch
	for site := range stations {
		batch := indicators.Batch{Series: series(site)}
		for hour := range 24 {
			batch.Observations = append(batch.Observations, indicators.Observation{Start: now().Unix() + int64(hour-24)*3600,
				Value: value(site, hour, 1), Quality: indicators.Good, Status: indicators.Observed})
		}
		all, batches = append(all, batch.Series), append(batches, batch)
	}
	if err := db.Append(context.Background(), batches); err != nil {
		tb.Fatal(err)
	}
	return all
}

// underLoad makes calls at a steady rate for a while, each on its own as clients do, so that a slow one does not
// hold the next back, and gives how long each took. It ends the benchmark when one fails.
func underLoad(b *testing.B, call func() error) []time.Duration {
	n := 2 * latestRate
	if testing.Short() {
		n = latestRate / 5
	}
	took, failed := make([]time.Duration, n), make([]error, n)
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / latestRate)
	defer tick.Stop()
	for i := range took {
		<-tick.C
		all.Go(func() {
			begin := time.Now()
			failed[i] = call()
			took[i] = time.Since(begin)
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			b.Fatal(err)
		}
	}
	return took
}

// BenchmarkLatest is the last value of one series and of all 500, asked of the store 500 times a second.
func BenchmarkLatest(b *testing.B) {
	c := world()
	db := openStore(b, c, b.TempDir())
	defer db.Close()
	all := fillLatest(b, db)
	ask := func(of []indicators.Series) func() error {
		return func() error {
			found, err := db.Latest(context.Background(), of)
			if err == nil && (len(found) != len(of) || !found[len(found)-1].OK) {
				err = fmt.Errorf("%d of %d series have a latest value", len(found), len(of))
			}
			return err
		}
	}
	b.Run("store/one", func(b *testing.B) { benchLatest(b, latestOneTime, ask(all[:1])) })
	b.Run("store/500", func(b *testing.B) { benchLatest(b, latestAllTime, ask(all)) })
}

func benchLatest(b *testing.B, allowed float64, call func() error) {
	var took []time.Duration
	for b.Loop() {
		took = append(took, underLoad(b, call)...)
	}
	b.ReportMetric(0, "ns/op") // of the load, which is paced
	b.ReportMetric(milliseconds(quantile(took, 0.5)), "ms-median")
	report(b, milliseconds(quantile(took, 0.99)), allowed, "ms-p99", true)
}
