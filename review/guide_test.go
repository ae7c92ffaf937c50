package review

import (
	"os"
	"strings"
	"testing"
)

// TestTheExampleOfTheGuide: the canonical form and the sum that docs/methods.md shows.
func TestTheExampleOfTheGuide(t *testing.T) {
	guide, err := os.ReadFile("../docs/methods.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{`{"unit": "A` + "\u030a" + `", "value": 329.50, "period": "2012"}`, `{"period":"2012","value":3.295e2,"unit":"` + "\u00c5" + `"}`} {
		text, err := canonicalJSON([]byte(from))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{string(text), Sum(text)} {
			if !strings.Contains(string(guide), "\n    "+line+"\n") {
				t.Errorf("docs/methods.md lacks: %s", line)
			}
		}
	}
	for _, code := range []string{UncommittedData, CoverageShort, EvidenceMissing} {
		if !strings.Contains(string(guide), "| `"+code+"` |") {
			t.Errorf("docs/methods.md does not explain %s", code)
		}
	}
}
