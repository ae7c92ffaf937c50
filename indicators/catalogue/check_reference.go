package catalogue

import (
	"maps"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// isCity checks that a city is known, as its fellows below do for other rows; an absent id is a fault of the tags.
func (c *checker) isCity(id, path string, complain complaint) bool {
	if _, ok := c.known.City(id); ok || id == "" {
		return ok
	}
	complain(path, "there is no city %q; allowed are %s", id, list(values(c.cities), func(city indicators.City) string { return city.ID }))
	return false
}

func (c *checker) isSite(city, id, path string, complain complaint) bool {
	if _, ok := c.known.Site(city, id); ok || id == "" {
		return ok
	}
	complain(path, "there is no site %q in %s; allowed are %s", id, city, list(c.known.SitesOf(city), func(s indicators.Site) string { return s.ID }))
	return false
}

func (c *checker) isIndicator(id, path string, complain complaint) bool {
	if _, ok := c.known.Indicator(id); ok || id == "" {
		return ok
	}
	complain(path, "there is no indicator %q; allowed are %s", id, list(values(c.indicators), func(i indicators.Indicator) string { return i.ID }))
	return false
}

func (c *checker) isUnit(id, path string, complain complaint) bool {
	if _, ok := c.known.Unit(id); ok || id == "" {
		return ok
	}
	complain(path, "there is no unit %q; allowed are %s", id, list(values(c.units), func(u indicators.Unit) string { return u.ID }))
	return false
}

// measures checks that a unit, in any of its spellings, is of the indicator's dimension.
func (c *checker) measures(indicator, unit, path string, complain complaint) {
	of, ok := c.known.Indicator(indicator)
	own, known := c.known.Unit(of.Unit)
	if !ok || !known {
		return // a fault of its own
	}
	given, ok := c.known.Unit(unit)
	if !ok {
		given, ok = c.known.UnitByText(unit)
	}
	if ok && given.Dimension == own.Dimension {
		return
	}
	var allowed []string
	for _, u := range c.known.Units {
		if u.Dimension == own.Dimension {
			allowed = append(allowed, u.ID)
		}
	}
	complain(path, "the unit %q does not measure %s; allowed are %s", unit, indicator, strings.Join(allowed, ", "))
}

// list is the ids of rows, for the end of a sentence; of very many the first by name.
func list[T any](rows []T, id func(T) string) string {
	const most = 100
	ids := map[string]bool{}
	for _, r := range rows {
		ids[id(r)] = true
	}
	sorted := slices.Sorted(maps.Keys(ids))
	if len(sorted) > most {
		sorted = append(sorted[:most], "…")
	}
	return strings.Join(sorted, ", ")
}
