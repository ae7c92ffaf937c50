package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// FuzzDecode: whatever the bytes, every cell is counted once, observations are finite, in time and of a line of the file,
// and a file cut between two records decodes as the whole does.
func FuzzDecode(f *testing.F) {
	im := importer(f, newMemory(smallCatalogue(f)))
	profiles := []string{"aspro", "wide", "wide-dmy", "wide-mdy", "parts", "words"}
	seed := func(profile string, cut uint16, file string) {
		f.Add([]byte(file), uint8(slices.Index(profiles, profile)), cut)
	}
	seed("aspro", 200, everything)
	seed("wide-dmy", 40, "Date;Time;PM25;CO;T\n10/03/2026;18.00.00;12,5;-200;13,6\n\n;;;;\n31/02/2026;25.00;1;2;3\n")
	seed("wide", 30, "Date,Time,PM25\n2026-03-04,01:00,\"1\n2026-03-04,02:00,<2\n")
	seed("aspro", 150, strings.Replace(everything, "cebu,,", "cebu,\"\"x,", 1)+"cebu,a\"b,pm25,2010,1,µg/m³,\n\"cebu,,pm25,2011,1\ncebu,,pm25,2012,1\n")
	seed("parts", 45, "a\nb\nyear,month,day,hour,PM2.5,CO\r\n2026,3,4,24,\"1\",4\r\n2026,3,4,x,1,4")
	seed("words", 80, "city,site,indicator,period,value,unit,note\nMetro Cebu,Cebu City,solid waste,2012 (est.),329,t/day,\"two\nlines\"\nMetro Cebu,four stations,pm25,2010,1,µg/m³,\n")
	buffer := make([]byte, 0, blockSize)
	f.Fuzz(func(t *testing.T, file []byte, profile uint8, cut uint16) {
		if len(file) > 1<<16 {
			return
		}
		p, rest, err := planned(im, profiles[int(profile)%len(profiles)], file, buffer)
		if err != nil { // the header is refused
			return
		}
		whole := tellDecoded(t, newDecoder(p, 1), rest)
		whole.check(t, bytes.Count(file, []byte{'\n'})+1)
		r := &blockReader{limits: im.Limits.WithDefaults(), delimiter: p.delimiter}
		end := r.lastRecordEnd(rest.data[:min(int(cut), len(rest.data))])
		first := block{line: rest.line, data: rest.data[:end]}
		second := block{line: rest.line + bytes.Count(first.data, []byte{'\n'}), data: rest.data[end:]}
		if parts := tellDecoded(t, newDecoder(p, 1), first, second); parts.String() != whole.String() {
			t.Errorf("cut at %d:\n%v\nwhole:\n%v", end, parts, whole)
		}
	})
}

// planned lays a profile on the header of a file that is one block, and gives the rest of the block.
func planned(im *Importer, name string, file, buffer []byte) (*plan, block, error) {
	profile, _ := im.Catalogue.Profile(name)
	r := &blockReader{from: bytes.NewReader(file), limits: im.Limits.WithDefaults(), line: 1, buffer: func() []byte { return buffer }}
	header, rest, err := open(r, profile)
	if err != nil {
		return nil, rest, err
	}
	p, err := im.layOn(profile, Options{Request: indicators.UploadRequest{City: "cebu"}}, header)
	return p, rest, err
}

// told is what blocks came to, in the order of the file.
type told struct {
	counts       indicators.Counts
	observations []toldObservation
	problems     []indicators.RowProblem
}

type toldObservation struct {
	series indicators.Series
	indicators.Observation
}

// tellDecoded decodes blocks one after another with the same decoder.
func tellDecoded(t *testing.T, d *decoder, blocks ...block) (all told) {
	t.Helper()
	for _, b := range blocks {
		out := d.decode(b)
		if out.fault != nil {
			t.Fatal(out.fault)
		}
		all.counts.Add(out.counts)
		all.problems = append(all.problems, out.problems...)
		for _, r := range out.runs {
			series := r.lane.series
			series.Resolution = r.resolution
			for _, o := range r.observations {
				all.observations = append(all.observations, toldObservation{series, o})
			}
		}
	}
	slices.SortFunc(all.observations, func(a, b toldObservation) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.series.String(), b.series.String()))
	})
	return all
}

func (all told) String() string {
	return fmt.Sprintf("%+v", all.counts) + fmt.Sprint(all.observations, all.problems)
}

// check holds what a file of that many lines came to against what can be true of any file.
func (all told) check(t *testing.T, lines int) {
	t.Helper()
	all.checkFrom(t, 2, lines)
}

// checkFrom is check of a file whose rows may begin in that line.
func (all told) checkFrom(t *testing.T, first, lines int) {
	t.Helper()
	c := all.counts
	if c.Received != int64(len(all.observations))+c.Rejected+c.Missing {
		t.Errorf("%+v with %d observations does not add up", c, len(all.observations))
	}
	for _, o := range all.observations {
		if math.IsNaN(o.Value) || math.IsInf(o.Value, 0) || int(o.Line) > lines || int(o.Line) < first || o.Start > today().Unix() && o.Status != indicators.Projected {
			t.Errorf("%+v of a file of %d lines", o, lines)
		}
	}
	for _, p := range all.problems {
		if p.Line < first || p.Line > lines || p.Code == "" || p.Message == "" {
			t.Errorf("%+v of a file of %d lines", p, lines)
		}
	}
}
