package catalogue

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/aspro-cities/aspro/indicators"
)

// checker looks at rows that are merged, so that a reference may lead into another file.
type checker struct {
	*rows
	known    *indicators.Catalogue // for look-ups
	validate *validator.Validate
	faults   *faults
}

func newChecker(r *rows, faults *faults) *checker {
	known := r.catalogue()
	for i := range known.Cities {
		known.Cities[i].Zone = "UTC" // a zone that does not exist is a fault of its own, and must not hide others
	}
	if err := known.Index(); err != nil {
		faults.add(place{file: "catalogue"}, "%s", err)
	}
	return &checker{rows: r, known: known, validate: newValidate(), faults: faults}
}

func (c *checker) checkAll() {
	each(c, c.cities, c.city)
	each(c, c.sites, c.site)
	each(c, c.units, c.unit)
	each(c, c.indicators, c.indicator)
	each(c, c.standards, c.standard)
	each(c, c.programmes, c.programme)
	each(c, c.breaks, c.methodBreak)
	each(c, c.profiles, c.profile)
}

// each checks every row of a kind by its tags, then by its references.
func each[T any](c *checker, rows []row[T], references func(T, complaint)) {
	for _, r := range rows {
		checkTags(c.validate, r, c.faults)
		references(r.value, func(path, format string, args ...any) { c.faults.add(r.spot.at(path), format, args...) })
	}
}

// complaint adds a fault at a field of the row that is looked at.
type complaint func(path, format string, args ...any)

func (c *checker) city(city indicators.City, complain complaint) {
	if city.Locale != "" && c.validate.Var(city.Locale, "bcp47_language_tag") != nil {
		complain("locale", "locale is %q; allowed is a language tag such as id-ID", city.Locale)
	}
}

func (c *checker) site(site indicators.Site, complain complaint) {
	if !c.isCity(site.City, "city", complain) {
		return
	}
	if (site.ID == indicators.Citywide) != (site.Kind == indicators.Citywide) {
		complain("kind", "the site %q is of kind %q; the id citywide and the kind citywide belong together", site.ID, site.Kind)
	}
	if (site.Lat == nil) != (site.Lon == nil) {
		complain("lat", "the site %q has one of lat and lon; allowed are both or neither", site.ID)
	}
	if site.Parent == "" {
		return
	}
	if !c.isSite(site.City, site.Parent, "parent", complain) {
		return
	}
	path := map[string]bool{site.ID: true}
	for above := site.Parent; above != ""; {
		if path[above] {
			complain("parent", "the site %q stands above itself, through %q; the sites above a site end with one that has no parent", site.ID, site.Parent)
			return
		}
		path[above] = true
		next, _ := c.known.Site(site.City, above)
		above = next.Parent
	}
}

// unit looks for two units that are written alike: a file could mean either.
func (c *checker) unit(unit indicators.Unit, complain complaint) {
	for _, text := range append([]string{unit.ID, unit.UCUM}, unit.Synonyms...) {
		if found, ok := c.known.UnitByText(text); ok && text != "" && found.ID != unit.ID {
			complain("id", "the units %q and %q may both be written %q; a spelling is allowed to one unit", unit.ID, found.ID, text)
		}
	}
}

func (c *checker) indicator(indicator indicators.Indicator, complain complaint) {
	c.isUnit(indicator.Unit, "unit", complain)
	low, high := indicator.Plausible.Min, indicator.Plausible.Max
	if low != nil && high != nil && *low >= *high {
		complain("plausible", "plausible.min is %v and plausible.max is %v; min is allowed below max only", *low, *high)
	}
	if indicator.BandLow != nil && indicator.BandHigh != nil && *indicator.BandLow >= *indicator.BandHigh {
		complain("band_low", "band_low is %v and band_high is %v; band_low is allowed below band_high only", *indicator.BandLow, *indicator.BandHigh)
	}
}

func (c *checker) standard(standard indicators.Standard, complain complaint) {
	if c.isIndicator(standard.Indicator, "indicator", complain) && c.isUnit(standard.Unit, "unit", complain) {
		c.measures(standard.Indicator, standard.Unit, "unit", complain)
	}
	if standard.Low != nil && standard.High != nil && *standard.Low >= *standard.High {
		complain("low", "low is %v and high is %v; low is allowed below high only", *standard.Low, *standard.High)
	}
	c.span(standard.ValidFrom, standard.ValidTo, "valid_from", "valid_to", complain)
}

func (c *checker) methodBreak(b indicators.Break, complain complaint) {
	if c.isCity(b.City, "city", complain) {
		c.isSite(b.City, b.Site, "site", complain)
	}
	c.isIndicator(b.Indicator, "indicator", complain)
	c.isDate(b.At, "at", complain)
}

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
	given, ok := c.known.UnitByText(unit)
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

// list is the ids of rows, for the end of a sentence.
func list[T any](rows []T, id func(T) string) string {
	ids := map[string]bool{}
	for _, r := range rows {
		ids[id(r)] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(ids)), ", ")
}
