package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImportOfAFolder: every file below it by name, the others although one is refused, and again nothing twice.
func TestImportOfAFolder(t *testing.T) {
	folder, data := filepath.Join(t.TempDir(), "cebu"), t.TempDir()
	for name, content := range map[string]string{
		"2012.csv":             twoYears,
		"b/2014.csv":           strings.NewReplacer(",2010,", ",2014,", ",2012,", ",2015,").Replace(twoYears),
		"b/bad.csv":            "a,b\n1,2\n",
		"b/rows.csv":           oneBad,
		".hidden.csv":          "x",
		".git/config.csv":      "x",
		"~$open.xlsx":          "x",
		"notes.txt":            "x",
		"b/c/empty-of-files/x": "x",
	} {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := must(t, refused, "import", folder, "--city", "cebu", "--data", data)
	has(t, got.out, "2012.csv: stored as upload u1", "2014.csv: stored as upload u2", "rows.csv: refused")
	has(t, got.words, "bad.csv: column_missing", "4 files: 2 stored, 0 known already, 0 waiting, 2 refused")
	again := must(t, refused, "import", folder, "--city", "cebu", "--data", data)
	has(t, again.out, "2012.csv: known already as upload u1: nothing changes\n")
	has(t, again.words, "2 known already")
	if strings.Contains(got.out+got.words, "hidden") || strings.Contains(got.out+got.words, "notes.txt") {
		t.Errorf("%s%s", got.out, got.words)
	}
	has(t, must(t, wrongUse, "import", filepath.Join(folder, "b", "c"), "--city", "cebu", "--data", data).words, "there is nothing to import")
}

// TestReceiptsInTheLanguageOfTheTerminal, or that of --lang.
func TestReceiptsInTheLanguageOfTheTerminal(t *testing.T) {
	bad := write(t, "bad.csv", oneBad)
	for lang, sentence := range map[string]string{"id": "bukan angka", "ceb": "dili", "ja": "数値"} {
		has(t, must(t, refused, "import", bad, "--city", "cebu", "--data", t.TempDir(), "--lang", lang).out, sentence)
	}
	got := call{env: []string{"LANG=id_ID.UTF-8"}}.run(t, "import", bad, "--city", "cebu", "--data", t.TempDir())
	has(t, got.out, "bukan angka", "ditolak")
	has(t, must(t, wrongUse, "import", bad, "--lang", "de").words, "lang")
}

// TestCardOfWhatWasStored: least, median and most, beside the year before.
func TestCardOfWhatWasStored(t *testing.T) {
	data := t.TempDir()
	days := func(year string, values ...string) string {
		text := "city,site,indicator,period,value,unit\n"
		for i, v := range values {
			text += "cebu,,pm2-5," + year + "-03-0" + string(rune('1'+i)) + "," + v + ",µg/m³\n"
		}
		return text
	}
	must(t, done, "import", write(t, "2023.csv", days("2023", "10", "20", "60")), "--city", "cebu", "--data", data)
	got := must(t, done, "import", write(t, "2024.csv", days("2024", "11", "21", "", "41")), "--city", "cebu", "--data", data)
	has(t, got.out, "least 11, median 21, most 41 µg/m³; the same months a year before: 10, 20, 60; 1 gaps with 1 missing, the longest 1")
}
