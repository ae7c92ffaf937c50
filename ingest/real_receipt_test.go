package ingest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestPublishedFiguresNameWhatHasNoPlaceOrTime holds the receipt of the published figures to a golden file: every row that
// is not stored, with line, column, code and hint.
func TestPublishedFiguresNameWhatHasNoPlaceOrTime(t *testing.T) {
	content := realFile(t, "published_figures.csv")
	db, im := realStore(t)
	first := importAll(t, im, content, indicators.UploadRequest{Profile: "published-figures", OnError: indicators.SkipRow})
	problems, err := db.Problems(context.Background(), first.Upload.ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	c := first.Upload.Receipt.Counts
	if int64(len(problems)) != c.Rejected+c.Conflict {
		t.Errorf("%d problems are listed for %d rows that were not stored", len(problems), c.Rejected+c.Conflict)
	}
	for _, p := range problems {
		if p.Line < 2 || p.Column == "" || p.Code == "" || p.Message == "" {
			t.Errorf("a row is listed without line, column, code or words: %+v", p)
		}
	}
	golden(t, "published_figures.receipt.txt", receiptText(c, problems))
	again(t, im, content, first)
	backAgain(t, db, im)
}

// receiptText is a receipt as a file: the counts, then a line for each row, in the form of the situations.
func receiptText(c indicators.Counts, problems []indicators.RowProblem) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "rows=%d received=%d created=%d unchanged=%d updated=%d conflict=%d rejected=%d missing=%d\n",
		c.Rows, c.Received, c.Created, c.Unchanged, c.Updated, c.Conflict, c.Rejected, c.Missing)
	for _, p := range problems {
		fmt.Fprintf(&text, "line %d %q %s %q: %s | %s\n", p.Line, p.Column, p.Code, p.Text, p.Message, p.Hint)
	}
	return text.Bytes()
}

// golden compares with a file of testdata; -update rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant:\n%s", path, got, want)
	}
}
