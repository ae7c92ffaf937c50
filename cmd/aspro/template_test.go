package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestTemplateHalfFilledImports(t *testing.T) {
	lines := strings.SplitAfter(must(t, done, "template", "surabaya").out, "\n")
	filled := 0
	for i, line := range lines {
		if strings.Contains(line, ",solid-waste-generated,") {
			lines[i] = strings.Replace(line, ",solid-waste-generated,,,", ",solid-waste-generated,2024,1805.57,", 1)
			filled++
		}
	}
	if filled != 1 {
		t.Fatalf("%d rows for solid waste", filled)
	}
	v := receiptOf(t, must(t, done, "import", write(t, "half.csv", strings.Join(lines, "")), "--city", "surabaya", "--data", t.TempDir(), "--json"))
	if v.Counts.Created != 1 || v.Counts.Missing != v.Counts.Rows-1 || v.Counts.Rows < 30 {
		t.Errorf("%+v", v.Counts)
	}
}

func TestTemplateOfACityFromAFolder(t *testing.T) {
	got := must(t, done, "template", "beijing", "--catalogue", testCatalogue(t))
	has(t, got.out, "beijing,citywide,pm2-5,")
}

// TestTemplateWorkbook: the sheet that is filled in is the one that is read, whatever the language of the other.
func TestTemplateWorkbook(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "id", "ceb", "ja"} {
		book, err := excelize.OpenReader(strings.NewReader(must(t, done, "template", "surabaya", "--format", "xlsx", "--lang", lang).out))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("Figures")
		if err != nil || len(rows) < 30 || strings.Join(rows[0], ",") != "city,site,indicator,period,value,unit,statistic,quality,status,source,note" {
			t.Fatal(rows, err)
		}
		codes, err := book.GetRows("Codes")
		if err != nil || len(codes) < 60 {
			t.Fatal(codes, err)
		}
		if english := strings.Contains(codes[0][0], "Fill in"); english != (lang == "en") {
			t.Errorf("%s: %q", lang, codes[0][0])
		}
		for i, row := range rows {
			if len(row) > 2 && row[2] == "solid-waste-generated" {
				if err := errors.Join(book.SetCellValue("Figures", fmt.Sprintf("D%d", i+1), "2024"), book.SetCellValue("Figures", fmt.Sprintf("E%d", i+1), 1805.57)); err != nil {
					t.Fatal(err)
				}
			}
		}
		file := filepath.Join(t.TempDir(), "filled.xlsx")
		if err := book.SaveAs(file); err != nil {
			t.Fatal(err)
		}
		v := receiptOf(t, must(t, done, "import", file, "--city", "surabaya", "--data", t.TempDir(), "--json"))
		if v.Counts.Created != 1 || v.Counts.Missing != v.Counts.Rows-1 {
			t.Errorf("%s: %+v", lang, v.Counts)
		}
	}
}
