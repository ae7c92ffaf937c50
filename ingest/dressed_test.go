package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// dressing is a file as it was sent, taken apart: its text in UTF-8, and where its rows begin.
type dressing struct {
	profile indicators.Profile
	text    string // without byte order mark
	rows    int    // line of the first row, from 0; −1 where lines stand before the header
}

// lines are the lines before the rows, and the rows.
func (d dressing) lines() (before, rows []string) {
	all := strings.Split(strings.TrimRight(strings.ReplaceAll(d.text, "\r\n", "\n"), "\n"), "\n")
	return all[:d.rows], all[d.rows:]
}

// dresses are ways in which the same figures come: another program saved, packed, sorted or joined the file. One that does not suit a
// file gives nil.
var dresses = []struct {
	name string
	on   func(t *testing.T, d dressing) []byte
}{
	{"a byte order mark", func(_ *testing.T, d dressing) []byte { return []byte("\uFEFF" + d.text) }},
	{"lines as Windows ends them", func(_ *testing.T, d dressing) []byte {
		return []byte("\uFEFF" + strings.ReplaceAll(strings.ReplaceAll(d.text, "\r\n", "\n"), "\n", "\r\n"))
	}},
	{"no end of the last line", func(_ *testing.T, d dressing) []byte { return []byte("\uFEFF" + strings.TrimRight(d.text, "\r\n")) }},
	{"empty lines at the end", func(_ *testing.T, d dressing) []byte { return []byte("\uFEFF" + d.text + "\n\n\r\n") }},
	{"UTF-16, little end first", func(t *testing.T, d dressing) []byte { return utf16Of(t, d.text, unicode.LittleEndian) }},
	{"UTF-16, big end first", func(t *testing.T, d dressing) []byte { return utf16Of(t, d.text, unicode.BigEndian) }},
	{"gzip", func(t *testing.T, d dressing) []byte {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write([]byte("\uFEFF" + d.text)); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		return packed.Bytes()
	}},
	{"zstd", func(t *testing.T, d dressing) []byte {
		w, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		return w.EncodeAll([]byte("\uFEFF"+d.text), nil)
	}},
	{"every cell in quotation marks", func(_ *testing.T, d dressing) []byte {
		r := csv.NewReader(strings.NewReader(d.text))
		r.Comma, r.FieldsPerRecord = rune(delimiterOf(d.profile)), -1
		rows, err := r.ReadAll()
		if err != nil {
			return nil
		}
		var out strings.Builder
		for _, row := range rows {
			for i, cell := range row {
				if i > 0 {
					out.WriteByte(delimiterOf(d.profile))
				}
				out.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
			}
			out.WriteByte('\n')
		}
		return []byte("\uFEFF" + out.String())
	}},
	{"blanks around the cells", func(_ *testing.T, d dressing) []byte {
		if d.rows < 0 || strings.Contains(d.text, `"`) || d.profile.Delimiter == "tab" {
			return nil
		}
		before, rows := d.lines()
		mark := string(delimiterOf(d.profile))
		for i := range rows {
			rows[i] = strings.ReplaceAll(rows[i], mark, " "+mark+"\t ") + " "
		}
		return []byte("\uFEFF" + strings.Join(slices.Concat(before, rows), "\n"))
	}},
	{"rows in any order", func(_ *testing.T, d dressing) []byte {
		if d.rows < 0 {
			return nil
		}
		before, rows := d.lines()
		random := rand.New(rand.NewPCG(3, 4))
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		return []byte("\uFEFF" + strings.Join(slices.Concat(before, rows), "\n"))
	}},
	{"every row twice, the header between", func(_ *testing.T, d dressing) []byte {
		if d.rows < 0 {
			return nil
		}
		before, rows := d.lines()
		return []byte("\uFEFF" + strings.Join(slices.Concat(before, rows, before, rows), "\n"))
	}},
}

func utf16Of(t *testing.T, text string, order unicode.Endianness) []byte {
	t.Helper()
	out, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEveryShapeInEveryDress: the figures of a file do not depend on which program saved it last. Every shape is sent plain, and
// then as another program would have it; what is stored is the same.
func TestEveryShapeInEveryDress(t *testing.T) {
	for i, s := range append(shapesOfNetworks(), shapesOfAgencies()...) {
		if s.refused != "" {
			continue
		}
		t.Run(s.file+" "+s.profile, func(t *testing.T) {
			content := realFile(t, filepath.Join("shapes", s.file))
			plain, want := wear(t, s, content)
			if len(s.problems) > 0 && plain != indicators.Committed {
				t.Skip("the file itself is refused for its rows")
			}
			d := undress(t, s, content)
			for k, dress := range dresses {
				if testing.Short() && (i+k)%4 != 0 { // each dress on some files
					continue
				}
				dressed := dress.on(t, d)
				if dressed == nil {
					continue
				}
				if state, got := wear(t, s, dressed); state != plain || !slices.Equal(got, want) {
					t.Errorf("%s: %s, stored:\n%s\nplain: %s\n%s", dress.name, state, strings.Join(got, "\n"), plain, strings.Join(want, "\n"))
				}
			}
		})
	}
}

// undress takes the file apart by what its profile says of its encoding and its header.
func undress(t *testing.T, s shape, content []byte) dressing {
	t.Helper()
	_, im := worldStore(t)
	profile, ok := im.Catalogue.Profile(s.profile)
	if !ok {
		t.Fatal("no profile", s.profile)
	}
	text, _, err := asUTF8(bytes.NewReader(content), profile.Encoding)
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	if _, err := all.ReadFrom(text); err != nil {
		t.Fatal(err)
	}
	d := dressing{profile: profile, text: strings.TrimPrefix(all.String(), "\uFEFF"), rows: 1}
	switch {
	case profile.Preamble > 0 || profile.Begins != "":
		d.rows = -1
	case profile.Headerless:
		d.rows = 0
	}
	return d
}

// wear imports a file into a store of its own and gives the state of the upload, and every figure that is stored then.
func wear(t *testing.T, s shape, content []byte) (indicators.UploadState, []string) {
	t.Helper()
	db, im := worldStore(t)
	result, err := im.Import(context.Background(), bytes.NewReader(content), Options{Request: s.request()})
	if err != nil {
		t.Error(err)
		return "", nil
	}
	return result.Upload.State, everyFigure(t, db)
}

// everyFigure is what the store holds, a line each, sorted.
func everyFigure(t *testing.T, db *sqlite.DB) (figures []string) {
	t.Helper()
	list, err := db.SeriesList(context.Background(), indicators.SeriesFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range list {
		held, err := db.Select(context.Background(), info.Series, allTime)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range held {
			figures = append(figures, figureText(info.Series.Site, info.Series.Indicator, info.Series.Resolution.String(), info.Series.Statistic, o.Time(), o.Censored.Mark()+decimalText(o.Value), o.Quality, o.Status))
		}
	}
	slices.Sort(figures)
	return figures
}
