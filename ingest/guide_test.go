package ingest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
)

// TestTheSamplesOfTheGuideAreReadByItsProfiles: every sample in docs/catalogue.md, by the profile that stands before it.
func TestTheSamplesOfTheGuideAreReadByItsProfiles(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "docs", "catalogue.md"))
	if err != nil {
		t.Fatal(err)
	}
	var yaml strings.Builder
	var ids, samples []string
	for i, piece := range strings.Split(string(guide), "```") {
		if text, ok := strings.CutPrefix(piece, "yaml\n"); ok && i%2 == 1 {
			yaml.WriteString(text)
			if _, after, ok := strings.Cut(text, "  - id: "); ok {
				id, _, _ := strings.Cut(after, "\n")
				ids = append(ids, strings.TrimSpace(id))
			}
		}
		if text, ok := strings.CutPrefix(piece, "csv\n"); ok && i%2 == 1 {
			samples = append(samples, ids[len(ids)-1]+"\n"+text)
		}
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "example.yaml"), yaml.String())
	c, err := catalogue.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	im := &Importer{Catalogue: c, Now: now2026, SpoolDir: t.TempDir()}
	layouts := map[string]bool{}
	for _, sample := range samples {
		id, text, _ := strings.Cut(sample, "\n")
		v, err := im.Preview(context.Background(), strings.NewReader(text), Options{Request: indicators.UploadRequest{Profile: id, City: "metro-example", FileName: "snapshots/2026/03/04/13.csv"}}, 100)
		if err != nil || v.Counts.Rejected > 0 || v.Counts.Created == 0 {
			t.Errorf("%s: %v, %+v %+v", id, err, v.Counts, v.Problems)
		}
		layouts[v.Profile.Layout] = true
	}
	if len(samples) < 9 || len(layouts) != 3 {
		t.Errorf("the guide has %d samples of %v", len(samples), layouts)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
