package influx

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/aspro-cities/aspro/indicators"
)

// influxQLSample is what InfluxDB 2.9.1 answers to three statements in parts of two rows.
const influxQLSample = `{"results":[{"statement_id":0,"series":[{"name":"obs","tags":{"city":"cebu","indicator":"pm10","resolution":"PT1H","site":"a","statistic":"mean"},"columns":["time","raw","c"],"values":[[-7000000000,5,-1],[1000000000,0.1,null]],"partial":true}],"partial":true}]}
{"results":[{"statement_id":0,"series":[{"name":"obs","tags":{"city":"cebu","indicator":"pm10","resolution":"PT1H","site":"a","statistic":"mean"},"columns":["time","raw","c"],"values":[[1000003600,1e+21,null]]}]}]}
{"results":[{"statement_id":1}]}
{"results":[{"statement_id":2,"series":[{"name":"obs","tags":{"city":"\u00e9\"","indicator":"pm10","resolution":"P1D","site":"b","statistic":"max"},"columns":["time","sum"],"values":[[86400,7]]}]}]}
`

var influxQLAsked = []pipeline{{name: "points", fields: []string{"raw", "c"}}, {name: "none", fields: []string{"raw"}}, {name: "sum", fields: []string{"value"}, aggregate: "sum"}}

func influxQLRows(answer string) (rows []string, err error) {
	err = readInfluxQL(iotest.OneByteReader(strings.NewReader(answer)), influxQLAsked, func(r row) error {
		rows = append(rows, fmt.Sprintf("%s %s %s %d %s", r.result, r.series, r.field, r.start, r.value))
		return nil
	})
	return rows, err
}

func TestReadInfluxQL(t *testing.T) {
	rows, err := influxQLRows(influxQLSample)
	if want := []string{
		"points cebu/a/pm10/PT1H/mean raw -7000000000 5",
		"points cebu/a/pm10/PT1H/mean c -7000000000 -1",
		"points cebu/a/pm10/PT1H/mean raw 1000000000 0.1",
		"points cebu/a/pm10/PT1H/mean raw 1000003600 1e+21",
		"sum é\"/b/pm10/P1D/max value 86400 7",
	}; err != nil || !slices.Equal(rows, want) {
		t.Error(err, strings.Join(rows, "\n"))
	}
}

// TestReadInfluxQLCut: an answer that breaks off anywhere is never taken for a whole one.
func TestReadInfluxQLCut(t *testing.T) {
	for i := range len(influxQLSample) - 1 {
		if _, err := influxQLRows(influxQLSample[:i]); !kindIs(err, indicators.Unavailable) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}

func TestReadInfluxQLRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		kind   indicators.Kind
	}{
		"AnErrorOfTheAnswer":      {`{"error":"timeout"}`, indicators.Unavailable},
		"AnErrorOfAStatement":     {`{"results":[{"statement_id":0,"error":"database not found: aspro"}]}`, indicators.Unavailable},
		"AnUnknownStatement":      {`{"results":[{"statement_id":3}]}`, indicators.Internal},
		"ValuesOfNoStatement":     {`{"results":[{"series":[{"columns":["time","raw"],"values":[[1,2]]}]}]}`, indicators.Internal},
		"MoreValuesThanColumns":   {strings.Replace(influxQLSample, "5,-1", "5,-1,7", 1), indicators.Internal},
		"APointThatIsNotOurs":     {strings.Replace(influxQLSample, "PT1H", "", 1), indicators.Internal},
		"APageInsteadOfAnAnswer":  {"<html>", indicators.Unavailable},
		"ATimeThatIsNotAnInstant": {strings.Replace(influxQLSample, "-7000000000", "null", 1), indicators.Unavailable},
		"ASeriesThatIsANumber":    {strings.Replace(influxQLSample, `"series":[`, `"series":[1,`, 1), indicators.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := influxQLRows(c.answer); !kindIs(err, c.kind) {
				t.Errorf("%v, want %v", err, c.kind)
			}
		})
	}
}

func BenchmarkReadInfluxQL(b *testing.B) {
	var text strings.Builder
	text.WriteString(`{"results":[{"statement_id":0,"series":[{"name":"obs","tags":{"resolution":"PT1H"},"columns":["time","raw","c"],"values":[[0,1,null]`)
	for i := range 100_000 {
		fmt.Fprintf(&text, ",[%d,%d.25,null]", 946_659_600+i*3600, i%97)
	}
	text.WriteString(`]}]},{"statement_id":1},{"statement_id":2}]}`)
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := readInfluxQL(strings.NewReader(text.String()), influxQLAsked, func(row) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
