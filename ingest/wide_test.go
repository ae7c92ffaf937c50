package ingest

import (
	"context"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// A fault of a whole row is told once, however many values the row has; each of them is counted.
func TestAnUnknownSiteOfAWideRow(t *testing.T) {
	c := smallCatalogue(t)
	c.Profiles = append(c.Profiles, indicators.Profile{ID: "sites", Layout: "wide", Resolution: "P1D", Source: "the city",
		Columns: []indicators.Column{{Header: "Date", Role: "date"}, {Header: "Site", Role: "site"},
			{Header: "PM25", Role: "value", Indicator: "pm25"}, {Header: "CO", Role: "value", Indicator: "co"}}})
	if err := c.Index(); err != nil {
		t.Fatal(err)
	}
	m := newMemory(c)
	result, err := importer(t, m).Import(context.Background(), strings.NewReader("Date,Site,PM25,CO\n2026-03-01,atlantis,1,2\n2026-03-02,atlantis,1,2\n2026-03-03,,x,y\n"),
		Options{Request: indicators.UploadRequest{Profile: "sites", City: "surabaya", OnError: indicators.SkipRow}})
	receipt := result.Upload.Receipt
	if err != nil || receipt.Counts.Rejected != 6 || receipt.Counts.Received != receipt.Counts.Outcomes() {
		t.Fatalf("%+v, %v", receipt.Counts, err)
	}
	var got []string
	for _, p := range receipt.Problems {
		got = append(got, p.Column+" "+p.Code)
	}
	if want := "Site unknown_site, Site unknown_site, PM25 value_unreadable, CO value_unreadable"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}
