package ingest

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestStrayQuoteCostsItsOwnRow, also in a file of several blocks.
func TestStrayQuoteCostsItsOwnRow(t *testing.T) {
	for _, stray := range []string{`cebu,a"b,pm25,2010-03,1,µg/m³` + "\n", `"cebu,,pm25,2010-03,1,µg/m³` + "\n", `cebu,"x"y,pm25,2010-03,1,µg/m³` + "\n"} {
		var file bytes.Buffer
		file.WriteString("city,site,indicator,period,value,unit,resolution\n")
		for i := range 40_000 {
			if i == 3 || i == 39_990 {
				file.WriteString(stray)
			}
			fmt.Fprintf(&file, "cebu,,pm25,%d-%02d-%02dT%02d:00:00+08:00,1,µg/m³,PT1H\n", 2000+i/8064, 1+i/672%12, 1+i/24%28, i%24)
		}
		m := newMemory(smallCatalogue(t))
		result, err := importer(t, m).Import(context.Background(), &file, Options{Request: indicators.UploadRequest{City: "cebu", Profile: "aspro", OnError: indicators.SkipRow}})
		if n := result.Upload.Receipt.Counts; err != nil || n.Created != 40_000 || n.Rejected != 2 {
			t.Errorf("%q: %v %+v", stray, err, n)
		}
		for _, p := range result.Upload.Receipt.Problems {
			if p.Column == "" || p.Hint == "" {
				t.Errorf("%+v", p)
			}
		}
	}
}
