package bench

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"testing"
	"time"
)

// scanLong is the plainest reading of a long file by the standard library: cells, time and value, nothing checked.
func scanLong(tb testing.TB, path string) int {
	return scan(tb, path, "2006-01-02T15:04-07:00", 3, 4, 5)
}

// scanWide is the same for a wide file; it counts values.
func scanWide(tb testing.TB, path string) int {
	return scan(tb, path, time.DateOnly, 0, 2, 2+len(pollutants))
}

// scan reads the time in one column and the values in columns [first, end) of every row below the header.
func scan(tb testing.TB, path, layout string, stamp, first, end int) int {
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		tb.Fatal(err)
	}
	for values, sum := 0, 0.0; ; values += end - first {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			if sum <= 0 {
				tb.Fatal("the values sum to ", sum)
			}
			return values
		}
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := time.Parse(layout, record[stamp]); err != nil {
			tb.Fatal(err)
		}
		for _, cell := range record[first:end] {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				tb.Fatal(err)
			}
			sum += v
		}
	}
}
