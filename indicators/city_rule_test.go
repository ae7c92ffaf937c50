package indicators

import (
	"slices"
	"testing"
	"time"
)

func TestCityValue(t *testing.T) {
	values := []float64{4, 1, 10}
	for rule, want := range map[string]float64{"mean": 5, "median": 4, "max": 10, "sum": 15} {
		if got, ok := CityValue(rule, values); !ok || got != want {
			t.Errorf("%s: %v %v, want %v", rule, got, ok, want)
		}
	}
	if _, ok := CityValue("none", values); ok {
		t.Error("none makes no figure")
	}
	if _, ok := CityValue("sum", nil); ok {
		t.Error("the sum of no sites is no figure")
	}
}

func TestCityPoints(t *testing.T) {
	a, b := annual(2001, 1, 2, 3), annual(2002, 10, 20)
	b[1].Censored = Below
	points, used, leftOut, vary := CityPoints("mean", 1, [][]TrendPoint{a, b})
	if len(points) != 2 || points[0].Value != 1 || points[1].Value != 6 || !slices.Equal(used, []int{1, 2}) || leftOut["censored"] != 1 || !vary {
		t.Errorf("%+v %v %v %v", points, used, leftOut, vary)
	}
	points, _, leftOut, vary = CityPoints("sum", 2, [][]TrendPoint{a, b})
	if len(points) != 1 || points[0].Value != 12 || leftOut["few_sites"] != 1 || vary {
		t.Errorf("a sum needs every site: %+v %v", points, leftOut)
	}
	if points, _, leftOut, _ = CityPoints("mean", 1, nil); len(points) != 0 || leftOut == nil {
		t.Error(points, leftOut)
	}
}

func TestLeastSites(t *testing.T) {
	for _, c := range []struct {
		indicator    Indicator
		asked, sites int
		want         int
	}{
		{Indicator{CityRule: "mean"}, 0, 5, 1}, {Indicator{CityRule: "mean", CityMinSites: 3}, 0, 5, 3}, {Indicator{CityRule: "mean", CityMinSites: 3}, 2, 5, 2},
		{Indicator{CityRule: "sum", CityMinSites: 3}, 2, 5, 5},
	} {
		if got := LeastSites(c.indicator, c.asked, c.sites); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestSitesBelowAreCountedOnce(t *testing.T) {
	c := &Catalogue{Cities: []City{{ID: "x", Zone: "UTC"}}, Sites: []Site{
		{ID: "ward", City: "x"}, {ID: "station", City: "x", Parent: "ward"}, {ID: "other", City: "x"}, {ID: "deep", City: "x", Parent: "station"}, {ID: "ward", City: "y"}}}
	if err := c.Index(); err != nil {
		t.Fatal(err)
	}
	all := func(string) bool { return true }
	if got := c.SitesBelow("x", Citywide, all); !slices.Equal(got, []string{"other", "ward"}) {
		t.Error("a ward with its station:", got)
	}
	if got := c.SitesBelow("x", Citywide, func(s string) bool { return s != "ward" }); !slices.Equal(got, []string{"other", "station"}) {
		t.Error(got)
	}
	if got := c.SitesBelow("x", "ward", all); !slices.Equal(got, []string{"station"}) {
		t.Error(got)
	}
	if got := c.SitesBelow("x", "deep", all); len(got) != 0 {
		t.Error(got)
	}
}

func TestFiscalWindows(t *testing.T) {
	zone := zoneOf(t, "Asia/Tokyo")
	windows := WindowsFrom(YearPeriod(2024, zone), P1Y, zone, 4)
	if len(windows) != 1 || windows[0].From.In(zone).Format(time.DateOnly) != "2024-04-01" || windows[0].To.In(zone).Format(time.DateOnly) != "2025-04-01" {
		t.Error(windows)
	}
	quarters := WindowsFrom(YearPeriod(2024, zone), P3M, zone, 2)
	if len(quarters) != 4 || quarters[0].From.In(zone).Month() != 2 {
		t.Error(quarters)
	}
	if w := WindowOf(YearPeriod(2024, zone).From, P1Y, zone, 4); w.From.In(zone).Year() != 2023 {
		t.Error("January 2024 lies in the fiscal year 2023:", w)
	}
}
