package ingest

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// rowsFrom writes a long file of so many rows while it is read.
func rowsFrom(rows int) io.Reader {
	from, to := io.Pipe()
	go func() {
		fmt.Fprint(to, "city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n")
		start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))
		var b strings.Builder
		for i := range rows {
			fmt.Fprintf(&b, "surabaya,citywide,pm25,%s,%d.%d,µg/m³,mean,1,observed,,,PT1H\n", start.Add(time.Duration(i%200_000)*time.Hour).Format("2006-01-02T15:04-07:00"), i%50, i%10)
			if b.Len() > 64<<10 {
				_, _ = io.WriteString(to, b.String())
				b.Reset()
			}
		}
		_, _ = io.WriteString(to, b.String())
		to.Close()
	}()
	return from
}

// TestMemoryDoesNotGrowWithTheFile: ten times the rows are decoded in about the same memory.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	rows := 40_000
	if testing.Short() {
		rows = 5_000
	}
	rise := func(rows int) int64 {
		m := newMemory(smallCatalogue(t))
		im := importer(t, m)
		im.Intake = nowhere{m}
		return heapOver(func() {
			result, err := im.Import(context.Background(), rowsFrom(rows), Options{DryRun: true, Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
			if err != nil || result.Upload.Receipt.Counts.Created != int64(rows) {
				t.Error(err, result.Upload.Receipt.Counts)
			}
		})
	}
	rise(rows) // buffers and pools
	small, large := rise(10*rows), rise(40*rows)
	t.Logf("%d rows: %d MiB; %d rows: %d MiB", 10*rows, small>>20, 40*rows, large>>20)
	if large > small+24<<20 || large > 64<<20 {
		t.Errorf("%d rows take %d MiB, %d rows %d MiB", 10*rows, small>>20, 40*rows, large>>20)
	}
}
