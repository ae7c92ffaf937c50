package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// hourlyFile is a long file of hours of one station's PM2.5 after another, in the template's header.
func hourlyFile(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n")
	zone := time.FixedZone("", 7*3600)
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, zone)
	for i := range rows {
		at := start.Add(time.Duration(i%200_000) * time.Hour)
		indicator, unit := [...]string{"pm25", "co", "temperature", "bod", "anything"}[i/200_000%5], [...]string{"µg/m³", "mg/m³", "°C", "mg/L", "1"}[i/200_000%5]
		fmt.Fprintf(&b, "surabaya,citywide,%s,%s,%d.%d,%s,mean,1,observed,,,PT1H\n", indicator, at.Format("2006-01-02T15:04-07:00"), i*7%50, i%10, unit)
	}
	return b.Bytes()
}

// nowhere takes every observation as created and keeps none.
type nowhere struct{ *memory }

func (n nowhere) Begin(context.Context, indicators.Upload) (indicators.Merge, error) {
	return &nowhereMerge{}, nil
}

type nowhereMerge struct{ outcomes []indicators.Outcome }

func (m *nowhereMerge) Put(_ context.Context, b indicators.Batch) ([]indicators.Outcome, []indicators.MergeConflict, error) {
	if cap(m.outcomes) < len(b.Observations) {
		m.outcomes = make([]indicators.Outcome, len(b.Observations))
	}
	return m.outcomes[:len(b.Observations)], nil, nil
}

func (*nowhereMerge) Judge(context.Context) ([]indicators.Judged, error) { return nil, nil }

func (*nowhereMerge) Commit(context.Context, indicators.Receipt, []indicators.RowProblem) (indicators.Upload, error) {
	return indicators.Upload{}, errors.New("a dry run")
}
func (*nowhereMerge) Rollback() {}

// BenchmarkDecode measures decode, map and validate alone, on every core and on the bytes of a file in memory.
func BenchmarkDecode(b *testing.B) {
	const rows = 1_000_000
	file := hourlyFile(rows)
	im := importer(b, newMemory(smallCatalogue(b)))
	profile, _ := im.Catalogue.Profile("aspro")
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		limits := im.Limits.WithDefaults()
		reader := &blockReader{from: bytes.NewReader(file), limits: limits, delimiter: ',', line: 1, buffer: func() []byte { return make([]byte, 0, blockSize) }}
		header, first, err := open(reader, profile)
		if err != nil {
			b.Fatal(err)
		}
		p, err := im.layOn(profile, Options{}, header)
		if err != nil {
			b.Fatal(err)
		}
		var counts indicators.Counts
		if err := pour(b.Context(), p, 1, first, reader, func(out decoded) error { counts.Add(out.counts); return nil }); err != nil {
			b.Fatal(err)
		}
		if counts.Rejected > 0 || counts.Rows != rows {
			b.Fatal(counts)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkDecodePlainScan is the yardstick: encoding/csv with the value parsed, on the same bytes.
func BenchmarkDecodePlainScan(b *testing.B) {
	const rows = 1_000_000
	file := hourlyFile(rows)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(file))
		r.ReuseRecord = true
		_, _ = r.Read()
		for {
			record, err := r.Read()
			if err == io.EOF {
				break
			}
			if _, err := strconv.ParseFloat(record[4], 64); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkDryRun measures a whole dry run, with spooling and hashing, into an intake that keeps nothing.
func BenchmarkDryRun(b *testing.B) {
	const rows = 1_000_000
	file := hourlyFile(rows)
	m := newMemory(smallCatalogue(b))
	im := importer(b, m)
	im.Intake = nowhere{m}
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		result, err := im.Import(b.Context(), bytes.NewReader(file), Options{DryRun: true, Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
		if err != nil || result.Upload.Receipt.Counts.Created != rows {
			b.Fatal(err, result.Upload.Receipt.Counts)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
