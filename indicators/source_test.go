package indicators_test

import (
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

func TestTheLongestMatchSpeaksForASource(t *testing.T) {
	c := &indicators.Catalogue{Sources: []indicators.Source{
		{ID: "paper", Match: []string{"https://paper.example/"}, Stakeholder: "unknown", ReportedBy: "The Paper"},
		{ID: "column", Match: []string{"https://paper.example/ministry/", "Ministry"}, Stakeholder: "government", Licence: "CC BY 4.0", Citation: "Ministry (2010)"},
	}}
	for source, want := range map[string]string{"https://paper.example/1": "paper", "https://paper.example/ministry/1": "column", "Ministry of Air": "column"} {
		if got, ok := c.SourceOf(source); !ok || got.ID != want {
			t.Errorf("%s: %s, not %s", source, got.ID, want)
		}
	}
	for _, source := range []string{"", "The Ministry", "https://paper.example"} {
		if got, ok := c.SourceOf(source); ok {
			t.Errorf("%q is said to be %s", source, got.ID)
		}
	}
}

func TestWhatIsNotKnownIsSaidToBeUnknown(t *testing.T) {
	c := &indicators.Catalogue{
		Cities:  []indicators.City{{ID: "cebu", Zone: "Asia/Manila"}},
		Sites:   []indicators.Site{{ID: "station", City: "cebu", Instrument: "E-BAM", Laboratory: "of the site"}},
		Sources: []indicators.Source{{ID: "who", Match: []string{"WHO"}, Stakeholder: "igo"}, {ID: "lab", Match: []string{"Lab"}, Stakeholder: "university", Laboratory: "of the source"}},
	}
	if err := c.Index(); err != nil {
		t.Fatal(err)
	}
	for _, is := range []struct {
		site, source, licence string
		want                  indicators.Provenance
	}{
		{"citywide", "", "", indicators.Provenance{Stakeholder: "unknown", Instrument: "unknown", Laboratory: "unknown", Licence: "unknown", Citation: "unknown"}},
		{"citywide", "WHO 2022", "", indicators.Provenance{Stakeholder: "igo", Instrument: "unknown", Laboratory: "unknown", Licence: "unknown", Citation: "WHO 2022"}},
		{"station", "The uploader", "MIT", indicators.Provenance{Stakeholder: "unknown", Instrument: "E-BAM", Laboratory: "of the site", Licence: "MIT", Citation: "The uploader"}},
		{"station", "Lab 1", "", indicators.Provenance{Stakeholder: "university", Instrument: "E-BAM", Laboratory: "of the source", Licence: "unknown", Citation: "Lab 1"}},
	} {
		if got := c.ProvenanceOf("cebu", is.site, is.source, is.licence); got != is.want {
			t.Errorf("%s %q: %+v", is.site, is.source, got)
		}
	}
}
