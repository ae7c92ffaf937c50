package bench

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
	"github.com/aspro-cities/aspro/ingest"
)

// rawShare is what the design asks of an upload into InfluxDB, as a share of the rate of raw lines.
const rawShare = 0.8

// BenchmarkInfluxUpload is a CSV file → receipt, committed in InfluxDB, beside line protocol of the same points that
// was written beforehand and goes straight into the same server. Which is first changes with every turn.
func BenchmarkInfluxUpload(b *testing.B) {
	rows := 1_000_000
	if testing.Short() {
		rows = 50_000
	}
	c, t := world(), timing{}
	path, size := stationFile(b, rows, false)
	raw := stationLines(b, rows)
	server := influxtest.Start(b, influxtest.Options{})
	b.SetBytes(size)
	for turn := 0; b.Loop(); turn++ {
		held := map[string]string{}
		sides := []string{"raw", "aspro"}
		for i := range sides {
			side := sides[(i+turn)%2]
			b.StopTimer()
			bucket := side + strconv.Itoa(turn)
			store := openBucket(b, server, bucket)
			if side == "raw" {
				t.takeBoth(side, func() { raw.send(b, server, bucket) })
			} else {
				dir := b.TempDir()
				ledger := openStore(b, c, dir)
				b.StartTimer()
				t.takeBoth(side, func() { influxUpload(b, c, store, ledger, path, rows) })
				b.StopTimer()
				ledger.Close()
				os.RemoveAll(dir)
			}
			held[side] = holds(server, bucket)
			store.Close()
			dropBucket(b, server, bucket)
			b.StartTimer()
		}
		if held["raw"] != held["aspro"] {
			b.Fatalf("the two are not the same points:\n%s\n%s", held["raw"], held["aspro"])
		}
	}
	b.ReportMetric(t.perSecond("raw", rows), "raw-rows/s")
	b.ReportMetric(t.perSecond("aspro", rows), "rows/s")
	report(b, t.perSecond("aspro", rows)/t.perSecond("raw", rows), rawShare, "×raw", false)
	t.reportWork(b, "aspro", "raw")
}

func influxUpload(tb testing.TB, c *indicators.Catalogue, store *influx.Store, ledger indicators.Ledger, path string, rows int) {
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	im := &ingest.Importer{Catalogue: c, Ledger: ledger, Intake: influx.NewIntake(store, ledger, c.Zone, time.Now), Spools: true, Now: now}
	result, err := im.Import(context.Background(), f, ingest.Options{Request: indicators.UploadRequest{City: "surabaya", Profile: "long"}})
	if err != nil || result.Upload.State != indicators.Committed || result.Upload.Receipt.Counts.Created != int64(rows) {
		tb.Fatal(err, result.Upload.State, result.Upload.Receipt.Counts, result.Upload.Receipt.Problems)
	}
}
