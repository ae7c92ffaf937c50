package catalogue

import (
	"fmt"
	"slices"

	"github.com/go-playground/validator/v10"

	"github.com/aspro-cities/aspro/indicators"
)

// checker looks at rows that are merged, so that a reference may lead into another file.
type checker struct {
	*rows
	known    *indicators.Catalogue // for look-ups
	validate *validator.Validate
	faults   *faults

	spellings map[string]string // folded spelling → id of the unit that has it
}

func newChecker(r *rows, faults *faults) *checker {
	known := r.catalogue()
	for i := range known.Cities {
		known.Cities[i].Zone = "UTC" // a zone that does not exist is a fault of its own, and must not hide others
	}
	if err := known.Index(); err != nil {
		faults.add(place{file: "catalogue"}, "%s", err)
	}
	return &checker{rows: r, known: known, validate: newValidate(), faults: faults, spellings: map[string]string{}}
}

func (c *checker) checkAll() {
	each(c, c.cities, c.city)
	each(c, c.sites, c.site)
	each(c, c.units, c.unit)
	each(c, c.indicators, c.indicator)
	each(c, c.standards, c.standard)
	each(c, c.checks, c.check)
	each(c, c.programmes, c.programme)
	each(c, c.breaks, c.methodBreak)
	each(c, c.sources, c.source)
	each(c, c.profiles, c.profile)
	each(c, c.indices, c.index)
	each(c, c.feeds, c.feed)
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

// unit looks for a spelling that an earlier unit has: a file could mean either.
func (c *checker) unit(unit indicators.Unit, complain complaint) {
	for _, text := range append([]string{unit.ID, unit.UCUM}, unit.Synonyms...) {
		folded := indicators.FoldUnit(text)
		if first, taken := c.spellings[folded]; taken && first != unit.ID {
			complain("id", "the units %q and %q may both be written %q; a spelling is allowed to one unit", first, unit.ID, text)
		} else if folded != "" {
			c.spellings[folded] = unit.ID
		}
	}
}

func (c *checker) indicator(indicator indicators.Indicator, complain complaint) {
	c.isUnit(indicator.Unit, "unit", complain)
	low, high := indicator.Plausible.Min, indicator.Plausible.Max
	if low != nil && high != nil && *low >= *high {
		complain("plausible", "plausible.min is %v and plausible.max is %v; min is allowed below max only", *low, *high)
	}
	if noise := indicator.Plausible.Noise; noise != nil && (low == nil || *noise >= *low) {
		complain("plausible", "plausible.noise is %v; allowed is a value below plausible.min", *noise)
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

// source refuses a text that two rows have: figures could be of either.
func (c *checker) source(source indicators.Source, complain complaint) {
	for i, begin := range source.Match {
		for _, other := range c.known.Sources {
			if other.ID < source.ID && slices.Contains(other.Match, begin) {
				complain(fmt.Sprintf("match[%d]", i), "the sources %q and %q both match %q; a text is allowed to one source", other.ID, source.ID, begin)
			}
		}
	}
}

// check looks for thresholds out of order, and for a second check of the same readings.
func (c *checker) check(check indicators.Check, complain complaint) {
	if !c.isIndicator(check.Indicator, "indicator", complain) {
		return
	}
	resolution, err := indicators.ParseResolution(check.Resolution)
	if err != nil || resolution.Months > 0 || resolution.Days > 1 || resolution.Seconds > 86400 {
		complain("resolution", "resolution is %q; allowed is a duration of at most a day, such as PT1H or P1D", check.Resolution)
	}
	for _, other := range c.known.Checks {
		if other.ID < check.ID && other.Indicator == check.Indicator && other.Resolution == check.Resolution {
			complain("indicator", "the checks %q and %q are both of %s at %s; one is allowed", other.ID, check.ID, check.Indicator, check.Resolution)
		}
	}
	if d := check.Spike; d.Suspect != nil && d.Fail != nil && *d.Suspect >= *d.Fail {
		complain("spike", "spike.suspect is %v and spike.fail is %v; suspect is allowed below fail only", *d.Suspect, *d.Fail)
	}
	if f := check.Flat; f.Fail > 0 && f.Suspect >= f.Fail {
		complain("flat", "flat.suspect is %d and flat.fail is %d; suspect is allowed below fail only", f.Suspect, f.Fail)
	}
	if check.Magnitude != nil {
		c.isUnit(check.Magnitude.Unit, "magnitude", complain)
	}
}
