package indicators

import "testing"

// TestRevisions: a change is seen through every filter that selects the series, and through no other.
func TestRevisions(t *testing.T) {
	pm, other := hourly, hourly
	other.Site = "kenjeran"
	elsewhere := Series{"cebu", "citywide", "pm25", PT1H, "mean"}
	filters := map[string]SeriesFilter{
		"everything":         {},
		"the city":           {City: "surabaya"},
		"the indicator":      {Indicator: "pm25"},
		"a resolution":       {Resolution: PT1H},
		"both":               {City: "surabaya", Indicator: "pm25"},
		"the site":           {City: "surabaya", Indicator: "pm25", Site: "citywide"},
		"some sites":         {City: "surabaya", Indicator: "pm25", Sites: []string{"citywide"}},
		"the series":         FilterOf(pm),
		"the other series":   FilterOf(other),
		"another indicator":  {City: "surabaya", Indicator: "pm10"},
		"another city":       {City: "cebu"},
		"no site":            {Sites: []string{}},
		"another statistic":  {City: "surabaya", Indicator: "pm25", Statistic: "max"},
		"another resolution": {City: "surabaya", Indicator: "pm25", Resolution: P1D},
	}
	var r Revisions
	for _, written := range []Series{pm, pm, other, elsewhere, pm, other} {
		before := map[string]Revision{}
		for name, filter := range filters {
			before[name] = r.Revision(filter)
		}
		r.Changed(written)
		for name, filter := range filters {
			if changed := r.Revision(filter) != before[name]; changed != filter.Match(written) {
				t.Errorf("%s was written; %s has changed: %v", written, name, changed)
			}
		}
	}
}
