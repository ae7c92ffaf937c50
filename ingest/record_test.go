package ingest

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestARowIsSplitAtEveryDelimiter: rows of every length, dense with delimiters and with bytes that differ from one in a single bit.
func TestARowIsSplitAtEveryDelimiter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, delimiter := range []byte{',', ';', '\t', '|'} {
		near := []byte{delimiter, delimiter, delimiter ^ 1, delimiter ^ 0x80, delimiter + 1, delimiter - 1, 0, 0xff, 'a'}
		for length := range 80 {
			row := make([]byte, length)
			for i := range row {
				row[i] = near[random.IntN(len(near))]
			}
			s := recordScanner{delimiter: delimiter, limits: Limits{Cell: 1000, Columns: 1000}}
			if problem := s.split(row); problem != nil {
				t.Fatal(problem)
			}
			want := bytes.Split(row, []byte{delimiter})
			if len(s.cells) != len(want) {
				t.Fatalf("%q has %d cells, split gives %d", row, len(want), len(s.cells))
			}
			for i := range want {
				if !bytes.Equal(s.cells[i], want[i]) {
					t.Fatalf("%q: cell %d is %q, split gives %q", row, i, want[i], s.cells[i])
				}
			}
		}
	}
}

// TestSplitStopsAtTheFirstCellBeyondTheLimits: what stands before it is kept for the problem to tell its column.
func TestSplitStopsAtTheFirstCellBeyondTheLimits(t *testing.T) {
	for row, want := range map[string]struct {
		code  string
		cells int
	}{
		"a,b,c":                                {"", 3},
		"a,b,c,d":                              {"too_many_columns", 3},
		"a," + strings.Repeat("x", 100) + ",c": {"cell_too_long", 1},
		"a,,," + strings.Repeat("x", 100):      {"too_many_columns", 3},
	} {
		s := recordScanner{delimiter: ',', limits: Limits{Cell: 6, Columns: 3}}
		problem := s.split([]byte(row))
		if got := len(s.cells); got != want.cells || (problem == nil) != (want.code == "") || problem != nil && problem.Code != want.code {
			t.Errorf("%q: %v with %d cells, want %q with %d", row, problem, got, want.code, want.cells)
		}
	}
}

// TestWordsOfALaneMakeItsKey: what is told apart are the words, whether they stand side by side, quoted or apart.
func TestWordsOfALaneMakeItsKey(t *testing.T) {
	p := &plan{laneColumns: []laneColumn{{3, "unit"}, {0, "city"}, {1, "site"}}}
	p.laneSpans, p.lastWord = laneSpans(p.laneColumns), 3
	if got := len(p.laneSpans); got != 2 {
		t.Fatalf("%d spans of the columns 0, 1 and 3", got)
	}
	key := func(row string) string {
		s := recordScanner{data: []byte(row), line: 1, delimiter: ',', limits: Limits{}.WithDefaults()}
		if ok, problem := s.scan(); !ok || problem != nil {
			t.Fatal(row, problem)
		}
		return string(p.appendWords(nil, s.cells, s.sideBySide))
	}
	same := key("surabaya,wonorejo,2010,t/day,5\n")
	if other := key("surabaya,wonorejo,2011-03,t/day,17\n"); other != same {
		t.Error("period and value are no words of the lane")
	}
	for _, row := range []string{"surabaya,wonorejo,2010,kg/day,5", "surabaya,benowo,2010,t/day,5", "surabaya,wonorejo", `surabaya,"wonorejo",2010,kg/day,5`, "surabaya,,wonorejo,t/day"} {
		if key(row) == same {
			t.Errorf("%q has the key of another lane", row)
		}
	}
	if key(`"surabaya",wonorejo,2010,t/day,5`) != key(`surabaya,"wonorejo",2011,t/day,7`) {
		t.Error("quoted words are told apart by their quotes")
	}
}
