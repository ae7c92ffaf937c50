package stat

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// vectors reads a file of reference inputs with the answers expected, which lie beside the repository; without them the
// self-made cases of testdata.
func vectors(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "vectors", name))
	if os.IsNotExist(err) {
		text, err = os.ReadFile(filepath.Join("testdata", name))
	}
	if os.IsNotExist(err) {
		t.Skip("the reference vectors are not beside the repository")
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// near tells whether a figure is within tolerance of the one expected; nil is near nothing.
func near(got *float64, want, tolerance float64) bool {
	return got != nil && math.Abs(*got-want) <= tolerance*max(1, math.Abs(want))
}

// expect compares figures by name with those of a reference file; a null of the file holds nobody.
func expect(t *testing.T, tolerance float64, want map[string]*float64, got map[string]*float64) {
	t.Helper()
	for name, g := range got {
		w, known := want[name]
		switch {
		case !known:
			t.Errorf("%s: the reference has no such figure", name)
		case w != nil && !near(g, *w, tolerance):
			t.Errorf("%s: %v, want %v", name, text(g), *w)
		}
	}
}

// pair compares an interval; two nulls mean none.
func pair(t *testing.T, name string, tolerance float64, want []*float64, got *Interval) {
	t.Helper()
	if len(want) != 2 || want[0] == nil {
		if got != nil {
			t.Errorf("%s: %v, want none", name, *got)
		}
		return
	}
	if got == nil || !near(&got.Low, *want[0], tolerance) || !near(&got.High, *want[1], tolerance) {
		t.Errorf("%s: %v, want %v…%v", name, got, *want[0], *want[1])
	}
}

func text(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

// numbers picks the plain numbers and nulls out of a JSON object.
func numbers(t *testing.T, raw map[string]json.RawMessage) map[string]*float64 {
	t.Helper()
	found := map[string]*float64{}
	for name, value := range raw {
		var x *float64
		if json.Unmarshal(value, &x) == nil {
			found[name] = x
		}
	}
	return found
}

func decode[T any](t *testing.T, raw json.RawMessage) T {
	t.Helper()
	var into T
	if raw == nil {
		return into
	}
	if err := json.Unmarshal(raw, &into); err != nil {
		t.Fatal(err)
	}
	return into
}
