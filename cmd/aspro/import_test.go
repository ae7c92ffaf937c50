package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
)

const header = "city,site,indicator,period,value,unit,statistic,quality,status,source,note\n"

const twoYears = header +
	"cebu,cebu-city,solid-waste-generated,2010,470,t/day,mean,2,observed,the city,\n" +
	"cebu,cebu-city,solid-waste-generated,2012,329,t/day,mean,2,estimated,the city,\n"

// oneBad has a value that is no number beside a good row.
const oneBad = header +
	"cebu,cebu-city,solid-waste-generated,2010,470,t/day,mean,2,observed,the city,\n" +
	"cebu,cebu-city,solid-waste-generated,2011,about 400,t/day,mean,2,observed,the city,\n"

// counts reads the receipt that --json prints.
func receiptOf(t *testing.T, c call) api.UploadView {
	t.Helper()
	var v api.UploadView
	if err := json.Unmarshal([]byte(c.out), &v); err != nil {
		t.Fatalf("%v in %s%s", err, c.out, c.words)
	}
	n := v.Counts
	if n.Received != n.Created+n.Unchanged+n.Updated+n.Conflict+n.Rejected+n.Missing {
		t.Errorf("%+v does not add up", n)
	}
	return v
}

func TestImport(t *testing.T) {
	data, file := t.TempDir(), write(t, "waste.csv", twoYears)
	t.Run("StoresAndSaysSo", func(t *testing.T) {
		got := must(t, done, "import", file, "--city", "cebu", "--data", data)
		has(t, got.out, "stored as upload u1", "2 rows; 2 values received = 2 created + 0 unchanged", "solid-waste-generated/P1Y/mean  2 values  2010 to 2012")
		if got.words != "" {
			t.Errorf("words without a terminal: %q", got.words)
		}
	})
	t.Run("TheSameFileAgainIsTheSameReceipt", func(t *testing.T) {
		first := must(t, done, "import", file, "--city", "cebu", "--data", data)
		has(t, first.out, "known already as upload u1")
		if v := receiptOf(t, must(t, done, "import", file, "--city", "cebu", "--data", data, "--json")); !v.Known || v.Counts.Created != 2 || *v.ID != "u1" {
			t.Errorf("%+v", v)
		}
	})
	t.Run("TheSameFiguresInAnotherFileAreUnchanged", func(t *testing.T) {
		v := receiptOf(t, must(t, done, "import", write(t, "again.csv", twoYears+"\n"), "--city", "cebu", "--data", data, "--json"))
		if want := (indicators.Counts{Rows: 2, Received: 2, Unchanged: 2}); v.Counts != want {
			t.Errorf("%+v", v.Counts)
		}
	})
	t.Run("AnotherValueIsAConflictUntilItIsCorrected", func(t *testing.T) {
		other := write(t, "other.csv", strings.ReplaceAll(twoYears, ",470,", ",471,"))
		got := must(t, refused, "import", other, "--city", "cebu", "--data", data)
		has(t, got.out, "refused as upload u3", "1 unchanged", "1 conflict", "line 2, value: conflict: Another value is stored for 2010: 470 t/day", "on_conflict=correct")
		has(t, got.words, "1 of 1 files refused")
		has(t, must(t, wrongUse, "import", other, "--city", "cebu", "--data", data, "--on-conflict", "correct").words, "--reason")
		got = must(t, done, "import", other, "--city", "cebu", "--data", data, "--on-conflict", "correct", "--reason", "The scales were read again.")
		has(t, got.out, "1 unchanged + 1 updated")
	})
	t.Run("FromStandardInput", func(t *testing.T) {
		got := call{in: twoYears}.run(t, "import", "-", "--data", filepath.Join(t.TempDir(), "new"))
		has(t, got.out, "-: stored as upload u1")
	})
}

func TestImportDryRun(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	file := write(t, "waste.csv", twoYears)
	has(t, must(t, done, "import", file, "--city", "cebu", "--data", data, "--dry-run").out, "would be stored", "2 created")
	has(t, must(t, refused, "import", write(t, "bad.csv", oneBad), "--city", "cebu", "--data", data, "--dry-run").out, "would be refused", "1 rejected")
	got := must(t, done, "export", "--data", data)
	if strings.Count(got.out, "\n") != 1 {
		t.Errorf("a dry run stored figures:\n%s", got.out)
	}
	has(t, must(t, done, "import", file, "--city", "cebu", "--data", data).out, "stored as upload u1")
	if left, err := os.ReadDir(filepath.Join(data, spoolName)); err != nil || len(left) != 0 {
		t.Errorf("left in the spool: %v %v", left, err)
	}
}

func TestImportOfBadRows(t *testing.T) {
	data, bad := t.TempDir(), write(t, "bad.csv", oneBad)
	got := must(t, refused, "import", bad, "--city", "cebu", "--data", data)
	has(t, got.out, "nothing of it is stored", "line 3, value: ", `"about 400" is not a number`)
	got = must(t, done, "import", bad, "--city", "cebu", "--data", data, "--on-error", "skip")
	has(t, got.out, "1 created", "1 rejected")
	t.Run("TheOtherFilesAreStillTaken", func(t *testing.T) {
		got := must(t, refused, "import", bad, write(t, "good.csv", twoYears), "--city", "cebu", "--data", t.TempDir())
		has(t, got.out, "bad.csv: refused", "good.csv: stored")
		has(t, got.words, "1 of 2 files refused")
	})
	t.Run("AFileThatIsNoneOfOurs", func(t *testing.T) {
		got := must(t, refused, "import", write(t, "x.csv", "a,b\n1,2\n"), "--city", "cebu", "--data", t.TempDir())
		has(t, got.words, "x.csv: ", "indicator")
	})
}

func TestWrongUse(t *testing.T) {
	file := write(t, "waste.csv", twoYears)
	for _, c := range []struct {
		fact  string
		args  string
		words string
	}{
		{"no command", "", "needs a command"},
		{"unknown command", "imprt", `unknown command "imprt"`},
		{"unknown flag", "import x.csv --dryrun", "--dryrun"},
		{"no file", "import", "requires at least 1 arg"},
		{"a file that is not there", "import nosuch.csv", "nosuch.csv"},
		{"a folder without a file to take", "import .", "there is nothing to import"},
		{"unknown profile", "import " + file + " --profile aspor", "aspro"},
		{"unknown city", "import " + file + " --city atlantis", "cebu, kitakyushu, surabaya"},
		{"unknown policy", "import " + file + " --on-error ignore", "must be reject or skip"},
		{"server and folder", "import " + file + " --server http://127.0.0.1:1 --data d", "contradict"},
		{"server without key", "import " + file + " --server http://127.0.0.1:1", "ASPRO_KEY"},
		{"server that is no URL", "import " + file + " --server 127.0.0.1:1", "URL"},
		{"template of nowhere", "template atlantis", "surabaya"},
		{"template of two", "template cebu surabaya", "accepts 1 arg"},
		{"export of an unknown site", "export --city cebu --site nowhere", "cebu-city"},
		{"export of a site of no city", "export --site cebu-city", "--city"},
		{"export of an unknown indicator", "export --indicator nothing", "nothing"},
		{"export from a clock time without offset", "export --from 2010-01-01T10:00", "offset"},
		{"export of an empty period", "export --from 2011 --to 2010", "before"},
		{"key without a role", "key add", "--role"},
		{"key of an unknown role", "key add --role king", "sensor, uploader, editor, reviewer or admin"},
		{"key without a scope", "key add --role uploader", "needs --city or --site"},
		{"admin with a scope", "key add --role admin --city cebu", "every city"},
		{"key for an unknown city", "key add --role uploader --city atlantis", "atlantis"},
		{"key for an unknown site", "key add --role uploader --site cebu/nowhere", "cebu-city"},
		{"key for a site of no city", "key add --role uploader --site cebu-city", "CITY/SITE"},
		{"key that has expired", "key add --role admin --expires 2001-01-01", "passed"},
		{"key that expires some day", "key add --role admin --expires soon", "soon"},
		{"unknown log format", "serve --log-format xml", "text or json"},
	} {
		t.Run(c.fact, func(t *testing.T) {
			got := must(t, wrongUse, strings.Fields(c.args)...)
			has(t, got.words, c.words)
			if got.out != "" {
				t.Errorf("on standard output: %s", got.out)
			}
		})
	}
}

// TestRefusalsSpeakTheLanguageOfTheTerminal: the error that ends a command, with its hint.
func TestRefusalsSpeakTheLanguageOfTheTerminal(t *testing.T) {
	file := write(t, "x.csv", "a,b\n1,2\n")
	got := call{env: []string{"LANG=id_ID.UTF-8"}}.run(t, "import", file, "--data", t.TempDir())
	if has(t, got.words, "aspro: "+file+": berkas tidak punya kolom", "Pilih profil"); got.status != refused {
		t.Errorf("%d", got.status)
	}
}

func TestRefusedBySystem(t *testing.T) {
	for _, c := range []struct{ fact, args, words string }{
		{"export of a folder that was never written", "export --data nosuch", "there is no data"},
		{"keys of a folder that was never written", "key list --data nosuch", "there is no data"},
		{"a key that does not exist", "key revoke abc --data nosuch", "there is no data"},
		{"catalogue that is not there", "template cebu --catalogue nosuch", "nosuch"},
	} {
		t.Run(c.fact, func(t *testing.T) { has(t, must(t, refused, strings.Fields(c.args)...).words, c.words) })
	}
}

// One cause is told once, not once for every row that it stands in.
func TestOneCauseIsToldOnce(t *testing.T) {
	var file strings.Builder
	file.WriteString("site,indicator,period,value,unit\n")
	for year := 1900; year < 2020; year++ {
		fmt.Fprintf(&file, "atlantis,pm10,%d,5,µg/m³\n", year)
	}
	got := must(t, refused, "import", write(t, "figures.csv", file.String()), "--city", "surabaya", "--data", t.TempDir(), "--dry-run")
	has(t, got.out, `line 2, site: unknown_site: There is no site "atlantis" in surabaya.`, "99 more lines have the same", "and 20 more")
	if strings.Count(got.out, "atlantis") != 1 {
		t.Error(got.out)
	}
}
