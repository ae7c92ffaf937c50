package ingest

import (
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestANulIsNoText: a cell that holds one is refused by its line and column, also where the text would not be looked at; the
// other rows are read.
func TestANulIsNoText(t *testing.T) {
	m := newMemory(smallCatalogue(t))
	result, err := importer(t, m).Import(t.Context(), strings.NewReader(plainHeader+
		"surabaya,,pm25,1990,12,µg/m³,,,,,\nsurabaya,,pm25,1991,12,µg/m³,,,,,a\x00b\nsurabaya,,pm25,1992,1\x002,µg/m³,,,,,\n"),
		Options{Request: indicators.UploadRequest{Profile: "aspro", OnError: indicators.SkipRow}})
	r := result.Upload.Receipt
	if err != nil || r.Counts.Created != 1 || len(r.Problems) != 2 {
		t.Fatalf("%v %+v", err, r)
	}
	for i, want := range []indicators.RowProblem{{Line: 3, Column: "note", Text: "a b"}, {Line: 4, Column: "value", Text: "1 2"}} {
		if got := r.Problems[i]; got.Code != "control_character" || got.Line != want.Line || got.Column != want.Column || got.Text != want.Text {
			t.Errorf("%+v", got)
		}
	}
}

// TestWhatIsQuotedIsCut: a word of 70 kB does not come back whole in the sentence about it.
func TestWhatIsQuotedIsCut(t *testing.T) {
	word := strings.Repeat("é", 35_000)
	p := problemf(1, "site", "unknown_site", word, "There is no site %q in %s.", word, "surabaya")
	if want := `There is no site "` + strings.Repeat("é", 200) + `…" in surabaya.`; p.Message != want || p.Text != strings.Repeat("é", 200) {
		t.Errorf("%.300s, %d characters of text", p.Message, len([]rune(p.Text)))
	}
}
