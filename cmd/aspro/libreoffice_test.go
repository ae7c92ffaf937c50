package main

import (
	"encoding/csv"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// office is a LibreOffice as it is set up in a country; its settings lie in a folder of the test.
type office struct {
	profile string
	number  string // of the language, as filters name it
}

// officeOf sets it up for a locale; without LibreOffice the test is skipped.
func officeOf(t *testing.T, locale, number string) office {
	t.Helper()
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("there is no LibreOffice: install libreoffice-calc")
	}
	profile := t.TempDir()
	settings := `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>` + locale + `</value></prop></item>
</oor:items>`
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return office{profile, number}
}

// saved opens a file and saves it in another form, as a person does by hand; more are arguments about the filters.
func (o office) saved(t *testing.T, path, form string, more ...string) string {
	t.Helper()
	out := t.TempDir()
	args := append([]string{"--headless", "-env:UserInstallation=file://" + o.profile}, more...)
	command := exec.CommandContext(t.Context(), "soffice", append(args, "--convert-to", form, "--outdir", out, path)...)
	command.Env = environ()
	if words, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, words)
	}
	suffix, _, _ := strings.Cut(form, ":")
	result := filepath.Join(out, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+"."+suffix)
	if _, err := os.Stat(result); err != nil {
		t.Fatal(err)
	}
	return result
}

// TestLibreOffice: what an officer does with the files of this program, in Indonesia and in the United States. The workbook of the
// template comes back with the right values, a table that was typed in the country's own way too, and an exported workbook
// has equal numbers, no formula and its negative values.
func TestLibreOffice(t *testing.T) {
	for _, c := range []struct{ locale, number, mark, date, big, negative string }{
		{"id-ID", "1057", "59", "4/3/2026", "1.805,57", "-2,5"},
		{"en-US", "1033", "44", "3/4/2026", `"1,805.57"`, "-2.5"},
	} {
		t.Run(c.locale, func(t *testing.T) {
			o := officeOf(t, c.locale, c.number)
			s := start(t, "--data", t.TempDir())
			stored := func(path, profile string, want ...string) {
				t.Helper()
				got := call{env: []string{"ASPRO_KEY=" + s.key, "ASPRO_SERVER=" + s.url}}.run(t, "import", path, "--city", "surabaya", "--profile", profile)
				if got.status != done {
					t.Fatalf("%s%s", got.out, got.words)
				}
				for _, series := range officeSeries {
					_, body := s.get(t, "/api/v1/cities/surabaya/indicators/"+series+"&format=csv")
					got.out += body
				}
				has(t, got.out, want...)
			}
			t.Run("TheTemplateFilledInAndSaved", func(t *testing.T) {
				stored(o.saved(t, filledTemplate(t), "xlsx"), "aspro", ",2025,1805.57,t/day,", ",2026-03-04,-2.5,µg/m³,", "'=1+1")
			})
			t.Run("ATableTypedInTheWayOfTheCountry", func(t *testing.T) {
				separator := string(rune(map[string]int{"59": ';', "44": ','}[c.mark]))
				table := strings.ReplaceAll("city|site|indicator|period|value|unit|note\nsurabaya|citywide|solid-waste-generated|"+c.date+"|"+c.big+"|t/day|-x\nsurabaya|citywide|pm2-5|"+strings.Replace(c.date, "4", "5", 1)+"|"+c.negative+"|µg/m³|\n", "|", separator)
				book := o.saved(t, write(t, "typed.csv", table), "xlsx", "--infilter=Text - txt - csv (StarCalc):"+c.mark+",34,76,1,,"+c.number+",false,true")
				stored(book, "aspro", ",2026-03-04,1805.57,t/day,", ",-2.5,µg/m³,")
			})
			t.Run("WhatIsExportedHasEqualNumbers", func(t *testing.T) { o.equalNumbers(t, s) })
		})
	}
}

// officeSeries are the series of the test, as they are asked for.
var officeSeries = []string{"solid-waste-generated/observations?resolution=P1Y", "solid-waste-generated/observations?resolution=P1D", "pm2-5/observations?resolution=P1D"}

// filledTemplate is the workbook of the template with three figures in it: a year as a number, a date as a date, texts that could be
// taken for formulas.
func filledTemplate(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "template.xlsx")
	if err := os.WriteFile(path, []byte(must(t, done, "template", "surabaya", "--format", "xlsx", "--lang", "id").out), 0o600); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sheet := book.GetSheetName(book.GetActiveSheetIndex())
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		at := strconv.Itoa(i + 1)
		switch {
		case len(row) > 2 && row[2] == "solid-waste-generated":
			err = setAll(book, sheet, map[string]any{"D" + at: 2025, "E" + at: 1805.57, "J" + at: "Laporan", "K" + at: "=1+1"})
		case len(row) > 2 && row[2] == "pm2-5":
			err = setAll(book, sheet, map[string]any{"D" + at: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), "E" + at: -2.5})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := book.Save(); err != nil {
		t.Fatal(err)
	}
	return path
}

func setAll(book *excelize.File, sheet string, cells map[string]any) error {
	for cell, value := range cells {
		if err := book.SetCellValue(sheet, cell, value); err != nil {
			return err
		}
	}
	return nil
}

// equalNumbers holds the exported workbook, saved as CSV by LibreOffice, against the CSV of the same figures.
func (o office) equalNumbers(t *testing.T, s *running) {
	t.Helper()
	for _, series := range officeSeries {
		target := "/api/v1/cities/surabaya/indicators/" + series + "&format="
		_, plain := s.get(t, target+"csv")
		status, book := s.get(t, target+"xlsx")
		if status != http.StatusOK {
			t.Fatal(book)
		}
		text, err := os.ReadFile(o.saved(t, write(t, "export.xlsx", book), "csv:Text - txt - csv (StarCalc):44,34,76,1,,"+o.number+",false,false"))
		if err != nil {
			t.Fatal(err)
		}
		want, got := table(t, plain), table(t, string(text))
		if len(want) < 2 || len(got) != len(want) {
			t.Fatalf("%s\nbecomes\n%s", plain, text)
		}
		for i, row := range want[1:] {
			for j, cell := range row {
				other := got[i+1][j]
				a, errA := strconv.ParseFloat(cell, 64)
				b, errB := strconv.ParseFloat(strings.Replace(other, ",", ".", 1), 64)
				if errA == nil && (errB != nil || a != b) {
					t.Errorf("%s of line %d is %s, and in the workbook %s", want[0][j], i+2, cell, other)
				}
				if errB != nil && strings.ContainsAny(other[:min(1, len(other))], "=+-@") {
					t.Errorf("%s of line %d begins as a formula: %s", want[0][j], i+2, other)
				}
			}
		}
	}
}

func table(t *testing.T, text string) [][]string {
	t.Helper()
	var rows [][]string
	for reader := csv.NewReader(strings.NewReader(text)); ; {
		row, err := reader.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}
