package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/aspro-cities/aspro/indicators"
)

// workbook is an XLSX file of one sheet; a cell that begins with = is a number, all others are text.
func workbook(t *testing.T, rows ...[]string) string {
	t.Helper()
	var cells strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&cells, `<row r="%d">`, i+1)
		for _, cell := range row {
			if number, ok := strings.CutPrefix(cell, "="); ok {
				fmt.Fprintf(&cells, `<c><v>%s</v></c>`, number)
			} else {
				fmt.Fprintf(&cells, `<c t="inlineStr"><is><t>%s</t></is></c>`, cell)
			}
		}
		cells.WriteString(`</row>`)
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, content := range map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="Data" id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/></Relationships>`,
		"xl/sheet.xml":               `<worksheet><sheetData>` + cells.String() + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

const (
	plainHeader = "city,site,indicator,period,value,unit,statistic,quality,status,source,note\n"
	plainRow    = "surabaya,citywide,pm25,2010-03,12.5,µg/m³,mean,2,observed,Laporan é,“ok”\n"
)

func encodedAs(t *testing.T, name, text string) string {
	t.Helper()
	known, _ := encodingOf(name)
	out, err := known.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func gzipped(text string) string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return packed.String()
}

func TestWhateverItWasSentIn(t *testing.T) {
	rows := [][]string{strings.Split(strings.TrimSpace(plainHeader), ","),
		{"surabaya", "citywide", "pm25", "2010-03", "=12.5", "µg/m³", "mean", "=2", "observed", "Laporan é", "“ok”"}}
	text := plainHeader + plainRow
	for _, c := range []struct{ name, encoding, file, note string }{
		{"UTF-8", "", text, "“ok”"},
		{"UTF-8 with a mark", "", "\uFEFF" + text, "“ok”"},
		{"UTF-16 of Excel (Unicode text), told by its mark", "", "\xFF\xFE" + encodedAs(t, "utf-16le", text), "“ok”"},
		{"UTF-16 of the other order", "", "\xFE\xFF" + encodedAs(t, "utf-16be", text), "“ok”"},
		{"UTF-16 without a mark, declared", "UTF-16LE", encodedAs(t, "utf-16le", text), "“ok”"},
		{"Windows-1252, declared", "CP1252", encodedAs(t, "windows-1252", text), "“ok”"},
		{"Latin-1, declared", "latin1", encodedAs(t, "iso-8859-1", strings.NewReplacer("“", "", "”", "").Replace(text)), "ok"},
		{"a mark before what is declared", "windows-1252", "\uFEFF" + text, "“ok”"},
		{"lines that end in carriage returns", "", strings.ReplaceAll(text, "\n", "\r"), "“ok”"},
		{"the same in UTF-16", "", "\xFF\xFE" + encodedAs(t, "utf-16le", strings.ReplaceAll(text, "\n", "\r")), "“ok”"},
		{"lines that end in both", "", strings.ReplaceAll(text, "\n", "\r\n"), "“ok”"},
		{"XLSX", "", workbook(t, rows...), "“ok”"},
		{"gzip", "", gzipped(text), "“ok”"},
		{"XLSX in gzip", "", gzipped(workbook(t, rows...)), "“ok”"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory(smallCatalogue(t))
			result, err := importer(t, m).Import(context.Background(), strings.NewReader(c.file),
				Options{Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya", Encoding: c.encoding}})
			if err != nil || result.Upload.Receipt.Counts.Created != 1 {
				t.Fatalf("%v, %+v", err, result.Upload.Receipt)
			}
			// Source and note are read again from the bytes that were kept.
			ref := RowRef{Upload: result.Upload.ID, Line: 2}
			origins, err := Provenance(context.Background(), m, m.zones, []RowRef{ref})
			if want := (RowOrigin{Source: "Laporan é", Note: c.note, Text: "12.5", Unit: "µg/m³"}); err != nil || origins[ref] != want {
				t.Errorf("origin %+v, %v; want %+v", origins[ref], err, want)
			}
		})
	}
}

func TestRefusedEncodings(t *testing.T) {
	for _, c := range []struct{ name, encoding, sheet, file, code string }{
		{"Windows-1252 that is not declared", "", "", encodedAs(t, "windows-1252", plainHeader+plainRow), "encoding"},
		{"UTF-8 that is declared Shift_JIS", "shift_jis", "", plainHeader + plainRow, "encoding"},
		{"an encoding nobody reads", "ebcdic", "", plainHeader, "encoding"},
		{"half a character at the end", "utf-16le", "", encodedAs(t, "utf-16le", plainHeader+plainRow) + "x", "encoding"},
		{"a sheet of a text", "", "Data", plainHeader + plainRow, "bad_parameter"},
		{"a sheet that is not there", "", "Maret", workbook(t, []string{"city"}), "sheet_unknown"},
		{"a workbook cut short", "", "", workbook(t, []string{"city"})[:300], "sheet_unreadable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory(smallCatalogue(t))
			_, err := importer(t, m).Import(context.Background(), strings.NewReader(c.file),
				Options{Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya", Encoding: c.encoding, Sheet: c.sheet}})
			if fineCode(err) != c.code || indicators.KindOf(err) == indicators.Internal {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

// A workbook whose first sheet is not the table names the sheet that was read.
func TestHeaderOfAnotherSheet(t *testing.T) {
	_, err := importer(t, newMemory(smallCatalogue(t))).Import(context.Background(), strings.NewReader(workbook(t, []string{"Petunjuk"}, []string{"isi lembar kedua"})),
		Options{Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya"}})
	e, ok := isDomainError(err)
	if !ok || e.FineCode() != "column_missing" || e.Hint != `The worksheet that was read is "Data": name another with sheet, or choose the profile that fits it.` {
		t.Errorf("%v, %+v", err, e)
	}
}

// Only what ends the first line counts: a return inside a quoted cell, or before a line feed, ends none.
func TestEndsInReturn(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "a,b": false, "a,b\n1,2\r3": false, "a,b\r\n1,2": false, "a,b\r1,2\r": true, "a,b\r": true, "\"a\rb\",c\n1,2": false, "\"a\nb\",c\r1,2": true, "\"a\r": false,
	} {
		if got := endsInReturn([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// Figures on further sheets are not lost in silence; a sheet that was chosen, and the codes of a template, need no word.
func TestSheetsThatAreNotRead(t *testing.T) {
	book := excelize.NewFile()
	for _, sheet := range []string{"Sheet1", "Februari", codesSheet, "Arsip"} {
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, cell := range strings.Split(strings.TrimSpace(plainHeader), ",") {
			place, _ := excelize.CoordinatesToCellName(i+1, 1)
			_ = book.SetCellValue(sheet, place, cell)
		}
	}
	_ = book.SetSheetVisible("Arsip", false)
	file, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	for sheet, want := range map[string]string{
		"":         `sheets_not_read Of the workbook the worksheet "Sheet1" was read, and none of these: Februari.`,
		"Februari": "",
	} {
		result, err := importer(t, newMemory(smallCatalogue(t))).Import(context.Background(), bytes.NewReader(file.Bytes()),
			Options{Request: indicators.UploadRequest{Profile: "aspro", City: "surabaya", Sheet: sheet}})
		got := ""
		for _, w := range result.Upload.Receipt.Warnings {
			if w.Code != "no_values" {
				got += w.Code + " " + w.Message
			}
		}
		if err != nil || got != want {
			t.Errorf("%q: %v, %q, want %q", sheet, err, got, want)
		}
	}
}

// A quotation mark that is never closed costs no more than the text behind it is long.
func TestLinesBehindAnOpenQuote(t *testing.T) {
	text := "a\nb,\"c\n" + strings.Repeat("d,1\n", 400_000) + "last\n"
	found, err := pickLines(strings.NewReader(text), []int32{2, 3, 400_003})
	if err != nil || len(found) != 3 || found[3] != "d,1\n" || found[400_003] != "last\n" {
		t.Fatalf("%v, %d found, %.20q %.20q", err, len(found), found[3], found[400_003])
	}
	if n := len(found[2]); n <= mostGathered || n > mostGathered+4 {
		t.Errorf("%d bytes behind the open quote", n)
	}
}
