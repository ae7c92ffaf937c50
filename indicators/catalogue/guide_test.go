package catalogue

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheExamplesOfTheGuideAreOneWorkingCatalogue(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "catalogue.md"))
	if err != nil {
		t.Fatal(err)
	}
	var example strings.Builder
	for i, piece := range strings.Split(string(guide), "```") {
		if yaml, ok := strings.CutPrefix(piece, "yaml\n"); ok && i%2 == 1 {
			example.WriteString(yaml)
		}
	}
	c := load(t, directory(t, map[string]string{"example.yaml": example.String()}))
	if path := strings.Join(c.SitePath("metro-example", "factory-c"), " "); path != "factory-c barangay-b north-ward citywide" {
		t.Errorf("above the model factory: %s", path)
	}
	for _, id := range []string{"metro-example-logger", "metro-example-yearbook"} {
		if _, ok := c.Profile(id); !ok {
			t.Errorf("the guide has no profile %s", id)
		}
	}
}

func TestTheFaultsShownInTheGuideAreTheOnesThatCome(t *testing.T) {
	const city = "cities:\n  - {id: metro-example, name: M, country: PH, zone: Asia/Manila, fiscal_year_start: 1, role: other, locale: en-PH, source: s}\n"
	_, err := Load(directory(t, map[string]string{"sites.yaml": city + "sites:\n" +
		"  - {id: north-ward, city: metro-example, name: N, kind: village, source: s}\n" +
		"  - {id: kampong-a, city: metro-example, name: A, kind: kampong, parent: north, source: s}\n"}))
	for _, want := range []string{
		`kind is "village"; allowed are citywide, area, kampong, barangay, factory,`,
		`there is no site "north" in metro-example; allowed are citywide, kampong-a, north-ward`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}
