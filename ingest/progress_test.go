package ingest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestProgressWhileAnUploadIsChecked: it rises from block to block and is gone with the answer.
func TestProgressWhileAnUploadIsChecked(t *testing.T) {
	var file strings.Builder
	file.WriteString("city,site,indicator,period,value,unit,resolution\n")
	for i := range 60_000 {
		fmt.Fprintf(&file, "cebu,,pm25,%d-%02d-%02dT%02d:00:00+08:00,1,µg/m³,PT1H\n", 2000+i/8064, 1+i/672%12, 1+i/24%28, i%24)
	}
	im := importer(t, newMemory(smallCatalogue(t)))
	var seen []Progress
	_, err := im.Import(context.Background(), strings.NewReader(file.String()), Options{
		Request: indicators.UploadRequest{City: "cebu", Profile: "aspro"},
		Progress: func(int64, int64) {
			if p, ok := im.Progress(1); ok {
				seen = append(seen, p)
			}
		},
	})
	if err != nil || len(seen) < 3 {
		t.Fatal(seen, err)
	}
	for i, p := range seen {
		if p.Of != int64(file.Len()) || p.Bytes > p.Of || i > 0 && (p.Rows <= seen[i-1].Rows || p.Bytes < seen[i-1].Bytes) {
			t.Errorf("%+v", seen)
		}
	}
	if p, ok := im.Progress(1); ok {
		t.Errorf("it goes on: %+v", p)
	}
}
