package influx

import (
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// TestTornPointsAreKnown: the newest point may come without one of its fields while others write; points of another writer, who has
// other fields, are what they are.
func TestTornPointsAreKnown(t *testing.T) {
	read := func(points, lacking int, field string) bool {
		g := gather{}
		for i := range points {
			for _, f := range []string{"raw", "l", "q", "s", "u", "c"} {
				if f == field && i >= points-lacking {
					continue
				}
				if err := g.take(row{series: indicators.Series{City: "cebu"}, start: int64(i), field: f, value: []byte("1")}); err != nil {
					t.Fatal(err)
				}
			}
		}
		return g.areTorn()
	}
	for _, field := range fieldsOfAll {
		if read(100, 0, field) || !read(100, 1, field) || !read(1, 1, field) || read(100, 100, field) {
			t.Error(field)
		}
	}
	if read(100, 1, "c") {
		t.Error("a point within the limits is whole")
	}
}
