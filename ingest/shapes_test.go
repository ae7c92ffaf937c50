package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// figure is one value as it must be stored: series without its city, start, value with its mark.
type figure struct {
	site, indicator, resolution, statistic string
	start                                  string // RFC 3339, in any zone
	value                                  float64
	quality                                indicators.Quality // 0: not evaluated
	status                                 indicators.Status  // 0: observed
}

// shape is one file of another system: how it is imported, and what a plain reading of it gives. The plain reading uses
// encoding/csv, strconv and time alone; the profile is not asked.
type shape struct {
	file, profile, city, site, name string
	onError                         indicators.OnError
	read                            func(t *testing.T, text string) []figure
	problems                        []string // "line code", in order
	missing                         indicators.Counts
	refused                         string // code of the refusal of the whole file
}

// request is how the file is sent.
func (s shape) request() indicators.UploadRequest {
	return indicators.UploadRequest{Profile: s.profile, City: s.city, Site: s.site, FileName: s.name, OnError: s.onError}
}

// worldRows is the catalogue with the places of testdata.
var worldRows = sync.OnceValues(func() (*indicators.Catalogue, error) {
	return catalogue.Load(filepath.Join("..", "indicators", "catalogue", "testdata", "more"), filepath.Join("testdata", "places"))
})

// worldStore is a store of that catalogue.
func worldStore(t *testing.T) (*sqlite.DB, *Importer) {
	t.Helper()
	rows, err := worldRows()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Zone: rows.Zone, Check: rows.CheckOf, Now: now2026})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, &Importer{Catalogue: rows, Ledger: db, Intake: db, Now: now2026, SpoolDir: t.TempDir()}
}

// now2026 is after every made-up file.
func now2026() time.Time { return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) }

// rowsOf reads a text of commas.
func rowsOf(t *testing.T, text string, delimiter rune) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	r.Comma, r.FieldsPerRecord = delimiter, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func num(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// stampOf reads a time by a layout of the standard library and moves it.
func stampOf(t *testing.T, layout, text string, zone *time.Location, move time.Duration) string {
	t.Helper()
	at, err := time.ParseInLocation(layout, text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(move).Truncate(time.Second).Format(time.RFC3339)
}

func TestEveryShapeImportsOrIsRefused(t *testing.T) {
	for _, s := range append(shapesOfNetworks(), shapesOfAgencies()...) {
		t.Run(s.file+" "+s.profile, func(t *testing.T) {
			content := realFile(t, filepath.Join("shapes", s.file))
			db, im := worldStore(t)
			result, err := im.Import(context.Background(), bytes.NewReader(content), Options{Request: s.request()})
			if s.refused != "" {
				if fineCode(err) != s.refused || indicators.KindOf(err) == indicators.Internal {
					t.Errorf("%v, want %s", err, s.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			receipt := result.Upload.Receipt
			var problems []string
			for _, p := range receipt.Problems {
				problems = append(problems, fmt.Sprint(p.Line, " ", p.Code))
			}
			if !slices.Equal(problems, s.problems) {
				t.Errorf("problems %q, want %q: %v", problems, s.problems, receipt.Problems)
			}
			if c := receipt.Counts; c.Received != c.Outcomes() || c.Missing != s.missing.Missing || c.NotMeasured != s.missing.NotMeasured || c.Faulty != s.missing.Faulty {
				t.Errorf("counts %+v, want missing %+v", c, s.missing)
			}
			text := string(content)
			if s.profile == "nies-hourly" {
				if text, err = japanese.ShiftJIS.NewDecoder().String(text); err != nil {
					t.Fatal(err)
				}
			}
			var want []figure
			if s.read != nil {
				want = s.read(t, text)
			}
			sameFigures(t, db, want)
			if result.Upload.State == indicators.Committed {
				again(t, im, content, result)
				backAgain(t, db, im)
			}
		})
	}
}

// sameFigures compares the whole store with what a plain reading gives: each figure, then count, sum, first and last of all.
func sameFigures(t *testing.T, db *sqlite.DB, want []figure) {
	t.Helper()
	got, wanted := everyFigure(t, db), []string{}
	for _, f := range want {
		at, err := time.Parse(time.RFC3339, f.start)
		if err != nil {
			t.Fatal(err)
		}
		if f.quality == 0 {
			f.quality = indicators.NotEvaluated
		}
		if f.status == 0 {
			f.status = indicators.Observed
		}
		wanted = append(wanted, figureText(f.site, f.indicator, f.resolution, f.statistic, at, decimalText(f.value), f.quality, f.status))
	}
	slices.Sort(wanted)
	if !slices.Equal(got, wanted) {
		t.Errorf("stored:\n%s\nby a plain reading:\n%s", strings.Join(got, "\n"), strings.Join(wanted, "\n"))
	}
}

func figureText(site, indicator, resolution, statistic string, at time.Time, value string, q indicators.Quality, s indicators.Status) string {
	return fmt.Sprintf("%s/%s/%s/%s %s %s q%d %s", site, indicator, resolution, statistic, at.UTC().Format(time.RFC3339), value, q, s)
}

// builtIn is the catalogue that ships.
func builtIn(t *testing.T) *indicators.Catalogue {
	t.Helper()
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
