package bench

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// nowhere is a ledger and an intake that keep nothing: what is left is decoding, mapping and checking.
type nowhere struct {
	indicators.Ledger
	outcomes []indicators.Outcome
}

func (n *nowhere) Begin(context.Context, indicators.Upload) (indicators.Merge, error) { return n, nil }
func (n *nowhere) Put(_ context.Context, b indicators.Batch) ([]indicators.Outcome, []indicators.MergeConflict, error) {
	if cap(n.outcomes) < len(b.Observations) {
		n.outcomes = make([]indicators.Outcome, len(b.Observations))
	}
	return n.outcomes[:len(b.Observations)], nil, nil
}
func (n *nowhere) Commit(context.Context, indicators.Receipt, []indicators.RowProblem) (indicators.Upload, error) {
	return indicators.Upload{}, errors.New("nothing is kept here")
}
func (n *nowhere) Rollback() {}

func rowsFor(b *testing.B) int {
	if testing.Short() {
		return 100_000
	}
	return 2_000_000
}

// BenchmarkDecode is decode + map + validate alone, no store: at least 3,000,000 rows/s on two cores.
func BenchmarkDecode(b *testing.B) {
	rows := rowsFor(b)
	path, size := longFile(b, rows)
	catalogue := world(b)
	b.Run("aspro", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			file, err := os.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			n := &nowhere{}
			im := &ingest.Importer{Catalogue: catalogue, Ledger: n, Intake: n, Now: now}
			result, err := im.Import(b.Context(), file, ingest.Options{DryRun: true, Request: indicators.UploadRequest{City: "surabaya", Profile: "long"}})
			file.Close()
			if err != nil || result.Upload.Receipt.Counts.Created != int64(rows) {
				b.Fatal(err, result.Upload.Receipt.Counts, result.Upload.Receipt.Problems)
			}
		}
		b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("encoding-csv", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if got := scanWithStandardLibrary(b, path); got != rows {
				b.Fatal(got)
			}
		}
		b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

// scanWithStandardLibrary is the plainest reading of the same file: cells, time and value, nothing checked.
func scanWithStandardLibrary(b *testing.B, path string) int {
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.ReuseRecord = true
	rows, sum := -1, 0.0
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			b.Fatal(err)
		}
		if rows++; rows == 0 {
			continue
		}
		if _, err := time.Parse("2006-01-02T15:04-07:00", record[3]); err != nil {
			b.Fatal(err)
		}
		v, err := strconv.ParseFloat(record[4], 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += v
	}
}
