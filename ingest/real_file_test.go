package ingest

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// realFile reads a file as it was published, in the short form of the tests its first 3,000 lines; the test is skipped
// where the folder beside the project is absent, and ASPRO_TEST_DATA names no other.
func realFile(t *testing.T, name string) []byte {
	t.Helper()
	folder := os.Getenv("ASPRO_TEST_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared", "data")
	}
	content, err := os.ReadFile(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the published files are not here: ../shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.SplitAfterN(content, []byte{'\n'}, 3001); testing.Short() && len(lines) > 3000 {
		content = bytes.Join(lines[:3000], nil)
	}
	return content
}

// realStore is an embedded store with an importer on the catalogue that ships and the two cities of its testdata.
func realStore(t *testing.T) (*sqlite.DB, *Importer) {
	t.Helper()
	rows, err := catalogue.Load(filepath.Join("..", "indicators", "catalogue", "testdata", "more"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Zone: rows.Zone, Check: rows.CheckOf, Now: today})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db, &Importer{Catalogue: rows, Ledger: db, Intake: db, Now: today, SpoolDir: t.TempDir()}
}

// importAll imports what must not be refused, and checks that the counts add up.
func importAll(t *testing.T, im *Importer, content []byte, request indicators.UploadRequest) Result {
	t.Helper()
	result, err := im.Import(context.Background(), bytes.NewReader(content), Options{Request: request})
	if err != nil {
		t.Fatal(err)
	}
	if result.Upload.State != indicators.Committed {
		t.Fatalf("the upload was %s: %v", result.Upload.State, result.Upload.Receipt.Problems)
	}
	if c := result.Upload.Receipt.Counts; c.Received != sumOf(c) {
		t.Errorf("the counts do not add up: %+v", c)
	}
	return result
}

func sumOf(c indicators.Counts) int64 {
	return c.Created + c.Unchanged + c.Updated + c.Conflict + c.Rejected + c.Missing
}

// again imports the same bytes, which is known, and then the same rows in other bytes, of which every one is unchanged.
func again(t *testing.T, im *Importer, content []byte, first Result) {
	t.Helper()
	request := first.Upload.UploadRequest
	second := importAll(t, im, content, request)
	if !second.Known || second.Upload.ID != first.Upload.ID {
		t.Errorf("the same bytes are upload %s, known %v; they were %s", second.Upload.ID, second.Known, first.Upload.ID)
	}
	other := importAll(t, im, append(bytes.Clone(content), '\n'), request)
	want := first.Upload.Receipt.Counts
	want.Unchanged, want.Created = want.Unchanged+want.Created, 0
	if got := other.Upload.Receipt.Counts; other.Known || got != want {
		t.Errorf("a second import counts %+v, want %+v", got, want)
	}
}

// exportAll writes everything the store holds, with source and note, as `aspro export` does.
func exportAll(t *testing.T, db *sqlite.DB, im *Importer) (file []byte, rows int64) {
	t.Helper()
	list, err := db.SeriesList(context.Background(), indicators.SeriesFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var to bytes.Buffer
	export := NewExport(&to, im.Catalogue)
	for _, info := range list {
		held, err := db.Select(context.Background(), info.Series, allTime)
		if err != nil {
			t.Fatal(err)
		}
		refs := make([]RowRef, len(held))
		for i, o := range held {
			refs[i] = RowRef{o.Upload, o.Line, info.Series.Indicator, info.Series.Statistic, info.Series.Site, o.Start}
		}
		origins, err := Provenance(context.Background(), db, im.Catalogue, refs)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range held {
			if err := export.Write(ExportRow{Series: info.Series, Observation: o, Origin: origins[refs[i]]}); err != nil {
				t.Fatal(err)
			}
		}
		rows += int64(len(held))
	}
	if err := export.Flush(); err != nil {
		t.Fatal(err)
	}
	return to.Bytes(), rows
}

// backAgain exports everything and imports it: no row is anything but unchanged.
func backAgain(t *testing.T, db *sqlite.DB, im *Importer) {
	t.Helper()
	file, rows := exportAll(t, db, im)
	got := importAll(t, im, file, indicators.UploadRequest{Profile: "aspro"}).Upload.Receipt
	if want := (indicators.Counts{Rows: rows, Received: rows, Unchanged: rows}); got.Counts != want {
		t.Errorf("the export imports as %+v, want %+v; %v", got.Counts, want, got.Problems[:min(3, len(got.Problems))])
	}
}

// allTime is any time of which something can be stored.
var allTime = indicators.Period{From: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1), To: time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)}
