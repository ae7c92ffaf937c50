package bench

import (
	"context"
	"os"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// uploadRate is what the design asks of an upload, from the first byte to the committed receipt, in rows a second.
const uploadRate = 1_200_000

func openStore(tb testing.TB, c *indicators.Catalogue, dir string) *sqlite.DB {
	tb.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Zone: c.Zone, Check: c.CheckOf, Now: now})
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

// upload imports a file into an empty store and gives how many values were created.
func upload(tb testing.TB, c *indicators.Catalogue, db *sqlite.DB, path, profile string) int64 {
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	im := &ingest.Importer{Catalogue: c, Ledger: db, Intake: db, Now: now}
	result, err := im.Import(context.Background(), f, ingest.Options{Request: indicators.UploadRequest{City: "surabaya", Profile: profile}})
	if err != nil || result.Upload.State != indicators.Committed {
		tb.Fatal(err, result.Upload.State, result.Upload.Receipt.Problems)
	}
	return result.Upload.Receipt.Counts.Created
}

// BenchmarkUpload is a CSV file → receipt, committed in the embedded store, beside a scan of the same file by
// encoding/csv that keeps nothing. A row of the wide file carries 17 values; its rate is that of values.
func BenchmarkUpload(b *testing.B) {
	rows := 1_000_000
	if testing.Short() {
		rows = 50_000
	}
	b.Run("station", func(b *testing.B) {
		path, size := stationFile(b, rows, false)
		benchUpload(b, path, size, "long", rows, scanLong)
	})
	b.Run("station-by-hour", func(b *testing.B) {
		path, size := stationFile(b, rows, true)
		benchUpload(b, path, size, "long", rows, scanLong)
	})
	b.Run("wide", func(b *testing.B) {
		path, size, hours := wideFile(b, rows)
		benchUpload(b, path, size, "wide", hours*len(pollutants), scanWide)
	})
}

func benchUpload(b *testing.B, path string, size int64, profile string, values int, scan func(testing.TB, string) int) {
	c, t := world(), timing{}
	b.SetBytes(size)
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		db := openStore(b, c, dir)
		b.StartTimer()
		t.take("aspro", func() {
			if created := upload(b, c, db, path, profile); created != int64(values) {
				b.Fatal(created)
			}
		})
		b.StopTimer()
		db.Close()
		os.RemoveAll(dir)
		t.take("csv", func() {
			if got := scan(b, path); got != values {
				b.Fatal(got)
			}
		})
		b.StartTimer()
	}
	report(b, t.perSecond("aspro", values), uploadRate, "rows/s", false)
	b.ReportMetric(t.perSecond("csv", values), "encoding-csv-rows/s")
	b.ReportMetric(t.perSecond("aspro", values)/t.perSecond("csv", values), "×encoding-csv")
}
