package bench

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// decodeRate is what the design asks of decode + map + validate without a store, in rows a second on two cores.
const decodeRate = 3_000_000

// nowhere is a ledger and an intake that keep nothing: what is left is decoding, mapping and checking.
type nowhere struct {
	indicators.Ledger
	indicators.Intake
	outcomes []indicators.Outcome
}

func (n *nowhere) Begin(context.Context, indicators.Upload) (indicators.Merge, error) { return n, nil }
func (n *nowhere) Put(_ context.Context, b indicators.Batch) ([]indicators.Outcome, []indicators.MergeConflict, error) {
	if cap(n.outcomes) < len(b.Observations) {
		n.outcomes = make([]indicators.Outcome, len(b.Observations))
	}
	return n.outcomes[:len(b.Observations)], nil, nil
}
func (n *nowhere) Judge(context.Context) ([]indicators.Judged, error) { return nil, nil }
func (n *nowhere) Commit(context.Context, indicators.Receipt, []indicators.RowProblem) (indicators.Upload, error) {
	return indicators.Upload{}, errors.New("nothing is kept here")
}
func (n *nowhere) Rollback() {}

// BenchmarkDecode is decode + map + validate alone, as a dry run: with the body's way into a temporary file and its hash.
func BenchmarkDecode(b *testing.B) {
	rows := 2_000_000
	if testing.Short() {
		rows = 100_000
	}
	path, size := longFile(b, rows)
	c, t := world(), timing{}
	b.SetBytes(size)
	for b.Loop() {
		t.take("aspro", func() { dryRun(b, c, path, int64(rows)) })
		b.StopTimer()
		t.take("csv", func() {
			if got := scanLong(b, path); got != rows {
				b.Fatal(got)
			}
		})
		b.StartTimer()
	}
	report(b, t.perSecond("aspro", rows), decodeRate, "rows/s", false)
	b.ReportMetric(t.perSecond("csv", rows), "encoding-csv-rows/s")
	b.ReportMetric(t.perSecond("aspro", rows)/t.perSecond("csv", rows), "×encoding-csv")
	if rate, ok := duckRate(b, path); ok {
		b.ReportMetric(rate, "duckdb-rows/s")
	} else {
		b.Log("without DuckDB: there is no Python with the package duckdb")
	}
}

func dryRun(tb testing.TB, c *indicators.Catalogue, path string, rows int64) {
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	n := &nowhere{}
	im := &ingest.Importer{Catalogue: c, Ledger: n, Intake: n, Now: now}
	result, err := im.Import(context.Background(), f, ingest.Options{DryRun: true, Request: indicators.UploadRequest{City: "surabaya", Profile: "long"}})
	if err != nil || result.Upload.Receipt.Counts.Created != rows {
		tb.Fatal(err, result.Upload.Receipt.Counts, result.Upload.Receipt.Problems)
	}
}
