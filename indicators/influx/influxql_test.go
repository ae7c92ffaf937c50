package influx

import (
	"slices"
	"testing"
	"time"
)

// TestInfluxQLQuery holds the statements to the constructs that every InfluxDB reads: values are bound, names are ours.
func TestInfluxQLQuery(t *testing.T) {
	of := selector{city: "cebu", indicator: "pm10", sites: []string{"cebu", "b"}}
	from := time.Date(1999, 12, 31, 16, 0, 0, 0, time.UTC)
	text, params, err := influxQLQuery([]pipeline{
		{name: "sum", of: of, fields: []string{"value"}, from: from, to: from.Add(oneDay), aggregate: "sum", every: oneDay, offset: 16 * time.Hour},
		{name: "last", of: selector{}, fields: []string{"raw"}, from: from, to: from.Add(oneDay), aggregate: "last"},
		{name: "points", of: selector{statistic: "mean"}, fields: []string{"raw", "c"}, from: from, to: from.Add(time.Second)},
	})
	const tags = `"city", "indicator", "resolution", "site", "statistic"`
	if want := `SELECT sum("value") FROM "obs" WHERE time >= $p0 AND time < $p1 AND "city" = $p2 AND "indicator" = $p3 AND ("site" = $p2 OR "site" = $p4) GROUP BY time(86400s, 57600s), ` + tags + ` fill(none);
SELECT last("raw") FROM "obs" WHERE time >= $p0 AND time < $p1 GROUP BY ` + tags + `;
SELECT "raw", "c" FROM "obs" WHERE time >= $p0 AND time < $p5 AND "statistic" = $p6 GROUP BY ` + tags + ";\n"; err != nil || text != want {
		t.Errorf("%v\n%s, want\n%s", err, text, want)
	}
	if want := `{"p0":946656000000000000,"p1":946742400000000000,"p2":"cebu","p3":"pm10","p4":"b","p5":946656001000000000,"p6":"mean"}`; params != want {
		t.Errorf("%s, want\n%s", params, want)
	}
}

// TestPortions: what one request scans is bounded, nothing is lost and the order stays.
func TestPortions(t *testing.T) {
	begin := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	asks := func(aggregate string, sites, years int) pipeline {
		return pipeline{of: selector{sites: make([]string, sites)}, aggregate: aggregate, from: begin, to: begin.AddDate(years, 0, 0)}
	}
	for name, c := range map[string]struct {
		pipelines []pipeline
		sizes     []int
	}{
		"FewTogether":       {[]pipeline{asks("sum", 1, 25), asks("count", 1, 25), asks("min", 1, 25)}, []int{3}},
		"ManySitesApart":    {[]pipeline{asks("sum", 20, 25), asks("count", 20, 25), asks("min", 20, 25)}, []int{1, 1, 1}},
		"TooMuchAlone":      {[]pipeline{asks("sum", 1, 1), asks("sum", 200, 100), asks("sum", 1, 1)}, []int{1, 1, 1}},
		"LastsTogether":     {[]pipeline{asks("last", 200, 200), asks("first", 200, 200)}, []int{2}},
		"OneIsNeverNothing": {[]pipeline{asks("sum", 200, 100)}, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			var sizes []int
			for portion := range portions(c.pipelines) {
				sizes = append(sizes, len(portion))
			}
			if !slices.Equal(sizes, c.sizes) {
				t.Errorf("%v, want %v", sizes, c.sizes)
			}
		})
	}
}
