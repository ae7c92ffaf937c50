package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// everything is a file with each kind of period, qualifier, flag and text that the header can carry.
const everything = `city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution
cebu,cebu-city,solid-waste-generated,2010,470,t/day,,,,"a ""report"", page 3",=SUM(A1),
cebu,cebu-city,solid-waste-generated,2012,329,t/day,mean,2,estimated,-,'=quoted,
cebu,,pm25,2010-03-04T13:00:00+08:00,0.1,µg/m³,,1,,,,PT1H
cebu,,pm25,2010-03-04T14:00:00+08:00,<0.5,µg/m³,,3,,,,PT1H
cebu,,pm25,2010-03,>1700,µg/m³,p98,4,provisional,,,
cebu,,pm25,2010-Q2,12.25,µg/m³,,,modelled,,,
cebu,,pm25,2010-02-28,7,µg/m³,,,,,,P1D
cebu,,pm25,FY2011,7,µg/m³,,,,,,
cebu,,temperature,2020-03-25/2020-04-20,-0.000000001,°C,,,,,,
cebu,,anything,2030,-123456789012345680000000,1,,,projected,,,
cebu,,anything,2009,0.1234567890123456789,1,,,,,,
`

func exported(t *testing.T, m *memory) []byte {
	t.Helper()
	var file bytes.Buffer
	e := NewExport(&file, m.zones)
	for series, stored := range m.stored {
		for _, o := range stored {
			ref := RowRef{Upload: o.Upload, Line: o.Line, Indicator: series.Indicator, Statistic: series.Statistic}
			origins, err := Provenance(context.Background(), m, m.zones, []RowRef{ref})
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Write(ExportRow{Series: series, Observation: o, Origin: origins[ref]}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := e.Flush(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestWhatIsExportedImportsUnchanged(t *testing.T) {
	m := newMemory(smallCatalogue(t))
	ask := Options{Request: indicators.UploadRequest{Profile: "aspro", City: "cebu"}}
	first, err := importer(t, m).Import(context.Background(), strings.NewReader(everything), ask)
	if err != nil || first.Upload.State != indicators.Committed {
		t.Fatal(err, first.Upload.Receipt)
	}
	file := exported(t, m)
	again, err := importer(t, m).Import(context.Background(), bytes.NewReader(file), ask)
	if err != nil {
		t.Fatal(err)
	}
	want := indicators.Counts{Rows: 11, Received: 11, Unchanged: 11}
	if again.Upload.Receipt.Counts != want {
		t.Errorf("counts %+v, want %+v\n%s\n%v", again.Upload.Receipt.Counts, want, file, again.Upload.Receipt.Problems)
	}
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if row[2] == "solid-waste-generated" && row[3] == "2010" {
			if row[9] != `a "report", page 3` || row[10] != "'=SUM(A1)" {
				t.Errorf("source %q, note %q", row[9], row[10])
			}
			if row[12] != "2010-01-01T00:00:00+08:00" || row[13] != "2011-01-01T00:00:00+08:00" || row[15] != "u1" || row[16] != "2" {
				t.Errorf("start, end, upload, line: %q", row[12:])
			}
		}
	}
}

func TestProvenance(t *testing.T) {
	m := newMemory(smallCatalogue(t))
	im := importer(t, m)
	if _, err := im.Import(context.Background(), strings.NewReader(everything), Options{Request: indicators.UploadRequest{Profile: "aspro", City: "cebu"}}); err != nil {
		t.Fatal(err)
	}
	wide := "Date;Time;PM25;CO;T\n10/03/2026;18.00.00;12,50;;13,6\n"
	if _, err := im.Import(context.Background(), strings.NewReader(wide), Options{Request: indicators.UploadRequest{Profile: "wide-dmy", City: "cebu"}}); err != nil {
		t.Fatal(err)
	}
	turned := plainHeader + "cebu,,pm25,1990,12,µg/m³,,,,report\u202efdp.txt,\"two\nlines \x1b[31m\"\n"
	if _, err := im.Import(context.Background(), strings.NewReader(turned), Options{Request: indicators.UploadRequest{Profile: "aspro"}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		fact string
		ref  RowRef
		want RowOrigin
	}{
		{"nothing that would turn or colour what stands beside it", RowRef{Upload: 3, Line: 2}, RowOrigin{"report fdp.txt", "two lines  [31m", "12", "", "µg/m³"}},
		{"source and note of a row", RowRef{Upload: 1, Line: 2}, RowOrigin{`a "report", page 3`, "=SUM(A1)", "470", "", "t/day"}},
		{"the profile's source where the row has none", RowRef{Upload: 1, Line: 5}, RowOrigin{"the city", "", "<0.5", "", "µg/m³"}},
		{"the cell of a wide file as written", RowRef{Upload: 2, Line: 2, Indicator: "pm25", Statistic: "mean"}, RowOrigin{"the station", "", "12,50", "", ""}},
		{"nothing for an upload that does not exist", RowRef{Upload: 9, Line: 2}, RowOrigin{}},
		{"nothing for a sensor's reading", RowRef{}, RowOrigin{}},
	} {
		t.Run(c.fact, func(t *testing.T) {
			got, err := Provenance(context.Background(), m, m.zones, []RowRef{c.ref})
			if err != nil || got[c.ref] != c.want {
				t.Errorf("%+v %v, want %+v", got[c.ref], err, c.want)
			}
		})
	}
}

func TestTemplateImportsAsItIs(t *testing.T) {
	m := newMemory(smallCatalogue(t))
	file, err := Template(m.zones, "surabaya")
	if err != nil {
		t.Fatal(err)
	}
	got, err := importer(t, m).Import(context.Background(), bytes.NewReader(file), Options{DryRun: true, Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
	rows := int64(len(m.zones.Indicators))
	if want := (indicators.Counts{Rows: rows, Received: rows, Missing: rows}); err != nil || got.Upload.Receipt.Counts != want {
		t.Errorf("%+v %v", got.Upload.Receipt, err)
	}
	if len(m.uploads) != 0 {
		t.Error("a dry run was kept")
	}
	if _, err := Template(m.zones, "atlantis"); indicators.KindOf(err) != indicators.NotFound {
		t.Error(err)
	}
}

func TestTheGuardGivesEveryTextBack(t *testing.T) {
	for text, want := range map[string]string{"": "", "plain": "plain", "=1": "'=1", "'=1": "''=1", "''@x": "'''@x", "'tis": "'tis", "-5": "'-5", "\tx": "'\tx"} {
		if got := Guarded(text); got != want || unguarded(got) != text {
			t.Errorf("%q guarded %q, back %q", text, got, unguarded(got))
		}
	}
}

func FuzzGuard(f *testing.F) {
	for _, text := range []string{"=1", "'=1", "''", "@"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if unguarded(Guarded(text)) != text {
			t.Errorf("%q comes back as %q", text, unguarded(Guarded(text)))
		}
	})
}

// FuzzUpload: whatever the bytes, the counts add up and every rejected cell of a receipt names its line.
func FuzzUpload(f *testing.F) {
	f.Add([]byte(everything), "aspro")
	f.Add([]byte("Date;Time;PM25;CO;T\n10/03/2026;18.00.00;12,5;-200;13,6\n"), "wide-dmy")
	f.Add([]byte("Date,Time,PM25\n4/3/2026,01:00,\"1\n"), "wide")
	f.Fuzz(func(t *testing.T, file []byte, profile string) {
		m := newMemory(smallCatalogue(t))
		got, err := importer(t, m).Import(context.Background(), bytes.NewReader(file), Options{Request: indicators.UploadRequest{
			Profile: profile, City: "cebu", OnError: indicators.SkipRow}})
		if err != nil {
			if indicators.KindOf(err) == indicators.Internal {
				t.Errorf("internal: %v", err)
			}
			return
		}
		c := got.Upload.Receipt.Counts
		if c.Received != c.Created+c.Unchanged+c.Updated+c.Conflict+c.Rejected+c.Missing {
			t.Errorf("%+v does not add up", c)
		}
		for _, p := range got.Upload.Receipt.Problems {
			if p.Line < 2 || p.Code == "" || p.Message == "" {
				t.Errorf("%+v", p)
			}
		}
	})
}

func TestAnExportEndsWithTheProvenance(t *testing.T) {
	columns := indicators.ProvenanceColumns()
	if got := exportColumns[len(exportColumns)-len(columns):]; !slices.Equal(got, columns) {
		t.Errorf("%v, not %v", got, columns)
	}
	m := newMemory(smallCatalogue(t))
	m.zones.Sources = []indicators.Source{{ID: "report", Match: []string{`a "report"`}, Stakeholder: "university", ReportedBy: "=The Paper", Licence: "CC BY 4.0"}}
	if _, err := importer(t, m).Import(context.Background(), strings.NewReader(everything), Options{Request: indicators.UploadRequest{Profile: "aspro", City: "cebu"}}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(exported(t, m))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, row := range rows[1:] {
		of := row[len(row)-len(columns):]
		if row[9] == `a "report", page 3` {
			found++
			if want := []string{"university", "'=The Paper", "unknown", "unknown", "CC BY 4.0", `a "report", page 3`}; !slices.Equal(of, want) {
				t.Errorf("%q", of)
			}
		} else if of[0] != "unknown" || of[4] != "unknown" {
			t.Errorf("what nobody knows is not said to be unknown: %q", row)
		}
	}
	if found != 1 {
		t.Errorf("%d rows of the report", found)
	}
}
