package sqlite

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// BenchmarkPosts stores posts of one point, each of a sensor of its own: one after another, and 64 at a time, which
// share their commits.
func BenchmarkPosts(b *testing.B) {
	indicator, step := "pm2-5", indicators.PT1M
	post := func(sensor, minute int64) indicators.Post {
		series := indicators.Series{City: "surabaya", Site: fmt.Sprint("s", sensor), Indicator: indicator, Resolution: step, Statistic: "mean"}
		start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(minute*int64(step.Seconds)) * time.Second)
		return indicators.Post{KeyID: fmt.Sprint("k", sensor), City: "surabaya", At: start, OnError: indicators.RejectUpload, OnConflict: indicators.Keep, Rows: []indicators.PostRow{{
			Series: series, Observation: indicators.Observation{Start: start.Unix(), Value: float64(minute % 90), Quality: indicators.NotEvaluated, Status: indicators.Observed},
			Line: fmt.Sprintf("surabaya,s%d,pm2-5,%s,%d,µg/m³,mean,2,observed,PT1M", sensor, start.Format(time.RFC3339), minute%90)}}}
	}
	store := func(b *testing.B, db *DB, sensor, minute int64) {
		if got, err := db.Post(b.Context(), post(sensor, minute)); err != nil || got.Outcomes[0] != indicators.Created {
			b.Errorf("%+v %v", got, err)
		}
	}
	b.Run("alone", func(b *testing.B) {
		db := open(b, b.TempDir())
		for i := int64(0); b.Loop(); i++ {
			store(b, db, 0, i)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
	})
	b.Run("together", func(b *testing.B) {
		db := open(b, b.TempDir())
		var sensors atomic.Int64
		b.SetParallelism(32)
		b.RunParallel(func(p *testing.PB) {
			sensor := sensors.Add(1)
			for minute := int64(0); p.Next(); minute++ {
				store(b, db, sensor, minute)
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
	})
	b.Run("alone, hours with a check", func(b *testing.B) {
		indicator, step = "no2", indicators.PT1H
		db := open(b, b.TempDir())
		for i := int64(0); b.Loop(); i++ {
			store(b, db, 0, i)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
	})
}
