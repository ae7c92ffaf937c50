package ingest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// The reference for hours that are labelled by their end, hour 24 among them, in the three cities.
func TestReferenceHourLabels(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "indicators", "testdata", "averaging.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Labels []struct {
			Label, Convention string
			TimeZone          string    `json:"time_zone"`
			Start             time.Time `json:"interval_start_utc"`
		} `json:"hour_labels"`
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Labels) == 0 {
		t.Fatal("the reference has no labels", err)
	}
	cities := map[string]string{"Asia/Jakarta": "surabaya", "Asia/Manila": "cebu", "Asia/Tokyo": "kitakyushu"}
	for _, c := range file.Labels {
		date, hour, _ := strings.Cut(c.Label, " ")
		m := newMemory(smallCatalogue(t))
		result, err := importer(t, m).Import(context.Background(), strings.NewReader("Date;Time;PM25\n"+date+";"+hour+";1\n"),
			Options{Request: indicators.UploadRequest{Profile: "wide-dmy", City: cities[c.TimeZone]}}) // it labels hours by their end
		if err != nil || c.Convention != "hour-ending" || len(result.Upload.Receipt.Series) != 1 {
			t.Fatalf("%s: %+v, %v", c.Label, result.Upload.Receipt, err)
		}
		if first := result.Upload.Receipt.Series[0].First; !first.Equal(c.Start) {
			t.Errorf("%s in %s begins at %s, want %s", c.Label, c.TimeZone, first, c.Start)
		}
	}
}
