package main

import (
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
)

func testCatalogue(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../indicators/catalogue/testdata/more")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// loadSample imports the sample files into a new folder.
func loadSample(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	for _, sample := range docs.SampleUploads() {
		args := []string{"import", write(t, sample.Name, string(sample.Content)), "--city", sample.City, "--profile", sample.Profile, "--on-conflict", sample.OnConflict, "--data", data}
		if sample.Reason != "" {
			args = append(args, "--reason", sample.Reason)
		}
		must(t, done, args...)
	}
	return data
}

func TestWhatIsExportedImportsUnchanged(t *testing.T) {
	t.Parallel()
	data := loadSample(t)
	export := must(t, done, "export", "--data", data).out
	rows := int64(strings.Count(export, "\n") - 1)
	file := write(t, "export.csv", export)
	v := receiptOf(t, must(t, done, "import", file, "--data", data, "--json"))
	if want := (indicators.Counts{Rows: rows, Received: rows, Unchanged: rows}); v.Counts != want || rows < 80 {
		t.Errorf("%+v, want %+v", v.Counts, want)
	}
	t.Run("AndIntoAnEmptyFolderGivesTheSameExport", func(t *testing.T) {
		fresh := t.TempDir()
		must(t, done, "import", file, "--data", fresh)
		again := must(t, done, "export", "--data", fresh).out
		if got, want := withoutOrigin(again), withoutOrigin(export); got != want {
			t.Errorf("the second export differs:\n%s\n%s", got, want)
		}
	})
}

// withoutOrigin drops the columns upload and line: another upload has others.
func withoutOrigin(export string) string {
	rows, err := csv.NewReader(strings.NewReader(export)).ReadAll()
	if err != nil {
		return err.Error()
	}
	upload := slices.Index(rows[0], "upload")
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(slices.Delete(row, upload, upload+2), "|") + "\n")
	}
	return b.String()
}

func TestExportSelects(t *testing.T) {
	data := loadSample(t)
	for _, c := range []struct {
		args string
		rows []string // city,site,indicator,period
	}{
		{"--city cebu --site cebu-city --indicator solid-waste-generated --from 2010 --to 2013", []string{"cebu,cebu-city,solid-waste-generated,2010", "cebu,cebu-city,solid-waste-generated,2012"}},
		// Local years: 2012 in Cebu begins on 31 December, 16:00 UTC; the end is not included.
		{"--city cebu --site cebu-city --indicator solid-waste-generated --from 2011-12-31T16:00:00Z --to 2012-12-31T16:00:00Z", []string{"cebu,cebu-city,solid-waste-generated,2012"}},
		{"--indicator asbestos", []string{"kitakyushu,citywide,asbestos,FY2006"}},
		{"--city surabaya --indicator bod", nil},
	} {
		t.Run(c.args, func(t *testing.T) {
			got := strings.Split(strings.TrimSpace(must(t, done, append([]string{"export", "--data", data}, strings.Fields(c.args)...)...).out), "\n")[1:]
			if len(got) != len(c.rows) {
				t.Fatalf("%d rows, want %d: %q", len(got), len(c.rows), got)
			}
			for i, row := range c.rows {
				if !strings.HasPrefix(got[i], row+",") {
					t.Errorf("%q is not %q", got[i], row)
				}
			}
		})
	}
}

// TestExportNeedsTheCatalogueOfTheImport: without it neither zone nor unit of a series would be known.
func TestExportNeedsTheCatalogueOfTheImport(t *testing.T) {
	data := t.TempDir()
	row := header + "beijing,aotizhongxin,pm2-5,2015,80,µg/m³,mean,2,observed,the test,\n"
	must(t, done, "import", write(t, "beijing.csv", row), "--city", "beijing", "--catalogue", testCatalogue(t), "--data", data)
	got := must(t, refused, "export", "--data", data)
	if has(t, got.words, "beijing/aotizhongxin/pm2-5", "--catalogue"); got.out != "" {
		t.Errorf("half an export: %s", got.out)
	}
	has(t, must(t, done, "export", "--data", data, "--catalogue", testCatalogue(t)).out, "beijing,aotizhongxin,pm2-5,2015,80,µg/m³")
	must(t, done, "export", "--data", data, "--city", "cebu")
}

// TestExportOfALongSeries: the pieces in which a series is read neither lose nor repeat an hour.
func TestExportOfALongSeries(t *testing.T) {
	t.Parallel()
	hours := exportedAtOnce*2 + 7
	if testing.Short() {
		hours = exportedAtOnce + 7
	}
	data, file := t.TempDir(), hourlyFile(t, t.TempDir(), "surabaya", "citywide", hours)
	must(t, done, "import", file, "--city", "surabaya", "--data", data)
	export := must(t, done, "export", "--data", data).out
	v := receiptOf(t, must(t, done, "import", write(t, "e.csv", export), "--city", "surabaya", "--data", data, "--json"))
	if want := (indicators.Counts{Rows: int64(hours), Received: int64(hours), Unchanged: int64(hours)}); v.Counts != want {
		t.Errorf("%+v", v.Counts)
	}
	last := export[strings.LastIndex(strings.TrimSuffix(export, "\n"), "\n")+1:]
	if from := fmt.Sprintf(",u1,%d,", hours+1); !strings.Contains(last, from) {
		t.Errorf("the last row is not of line %d", hours+1)
	}
}
