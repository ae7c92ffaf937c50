package ingest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

var update = flag.Bool("update", false, "rewrite the results in testdata")

func TestMain(m *testing.M) {
	flag.Parse()
	if *update { // only what is generated
		_ = flag.Set("test.run", "^(TestSituations|TestPublishedFiguresNameWhatHasNoPlaceOrTime)$")
	}
	os.Exit(m.Run())
}

// TestSituations runs every testdata/*.txtar: a sentence, then “key: value” lines of the request, the upload, and the result.
func TestSituations(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no situations", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before, want, ok := strings.Cut(string(content), "-- result --\n")
			head, upload, ok2 := strings.Cut(before, "-- upload --\n")
			if !ok || !ok2 {
				t.Fatal("the file has no upload or no result")
			}
			got := situation(t, head, upload)
			if *update {
				if err := os.WriteFile(file, []byte(before+"-- result --\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("result:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// situation imports each upload (separated by “-- upload --”) and tells what came of it.
func situation(t *testing.T, head, uploads string) string {
	request := indicators.UploadRequest{Profile: "aspro", City: "surabaya"}
	for _, line := range strings.Split(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "profile":
			request.Profile = value
		case "city":
			request.City = value
		case "on_error":
			request.OnError = indicators.OnError(value)
		case "on_conflict":
			request.OnConflict = indicators.OnConflict(value)
		case "reason":
			request.Reason = value
		}
	}
	var out strings.Builder
	m := newMemory(smallCatalogue(t))
	for _, upload := range strings.Split(uploads, "-- upload --\n") {
		// \r, \xEF and the like stand for the bytes that an editor would not keep.
		upload = strings.NewReplacer(`\r`, "\r", `\BOM`, "\xEF\xBB\xBF", `\xE9`, "\xE9").Replace(upload)
		result, err := importer(t, m).Import(context.Background(), strings.NewReader(upload), Options{Request: request})
		tell(&out, m, result, err)
	}
	return out.String()
}

func tell(out *strings.Builder, m *memory, result Result, err error) {
	if err != nil {
		var e *indicators.Error
		if !errors.As(err, &e) {
			fmt.Fprintf(out, "error %v\n", err)
			return
		}
		fmt.Fprintf(out, "error %s %s at %q: %s | %s\n", e.Kind, e.FineCode(), e.Field, e.Message, e.Hint)
		return
	}
	u := result.Upload
	c := u.Receipt.Counts
	rest := ""
	if c.NotStored > 0 {
		rest = fmt.Sprintf(" not_stored=%d", c.NotStored)
	}
	fmt.Fprintf(out, "%s known=%v rows=%d received=%d created=%d unchanged=%d updated=%d conflict=%d rejected=%d missing=%d%s\n",
		u.State, result.Known, c.Rows, c.Received, c.Created, c.Unchanged, c.Updated, c.Conflict, c.Rejected, c.Missing, rest)
	if c.Received != c.Outcomes() {
		fmt.Fprintln(out, "THE COUNTS DO NOT ADD UP")
	}
	for _, p := range u.Receipt.Problems {
		fmt.Fprintf(out, "line %d %q %s %q: %s | %s\n", p.Line, p.Column, p.Code, p.Text, p.Message, p.Hint)
	}
	for _, p := range u.Receipt.Warnings {
		fmt.Fprintf(out, "%s line %d %q %s %q: %s | %s\n", p.Severity, p.Line, p.Column, p.Code, p.Text, p.Message, p.Hint)
	}
	if len(u.Receipt.Ignored) > 0 {
		fmt.Fprintf(out, "ignored %q\n", u.Receipt.Ignored)
	}
	var lines []string
	for series, stored := range m.stored {
		for _, o := range stored {
			lines = append(lines, fmt.Sprintf("%s %s %s%s q%d %s line %d", series, o.Time().Format("2006-01-02T15:04Z"),
				o.Censored.Mark(), decimalText(o.Value), o.Quality, o.Status, o.Line))
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
}
