package indicators

import (
	"cmp"
	"slices"
	"time"
)

// Catalogue is what the product knows of the world: cities, sites, indicators, units, standards, programmes,
// breaks, sources, profiles. Read-only once indexed; package indicators/catalogue loads and checks one.
type Catalogue struct {
	Cities     []City
	Sites      []Site
	Indicators []Indicator
	Units      []Unit
	Standards  []Standard
	Checks     []Check
	Programmes []Programme
	Breaks     []Break
	Sources    []Source
	Profiles   []Profile
	Indices    []Index
	Feeds      []Feed
	Version    string // SHA-256 of the rows, first 12 hex digits

	cities     map[string]City
	sites      map[string]Site // "city/site"
	indicators map[string]Indicator
	units      map[string]Unit
	unitTexts  map[string]Unit // by folded spelling
	programmes map[string]Programme
	profiles   map[string]Profile
	indices    map[string]Index
	feeds      map[string]Feed
	zones      map[string]*time.Location
}

// Index makes the look-ups and sorts every list by id; it adds the citywide site of each city.
// Internal when a zone cannot be loaded; the loader has checked everything else.
func (c *Catalogue) Index() error {
	c.cities, c.sites, c.indicators = map[string]City{}, map[string]Site{}, map[string]Indicator{}
	c.unitTexts = map[string]Unit{}
	c.units, c.programmes, c.profiles = map[string]Unit{}, map[string]Programme{}, map[string]Profile{}
	c.zones = map[string]*time.Location{}
	c.fillEmpty()
	for _, city := range c.Cities {
		zone, err := time.LoadLocation(city.Zone)
		if err != nil {
			return Errorf(Internal, "zone %q of city %q: %w", city.Zone, city.ID, err)
		}
		c.cities[city.ID], c.zones[city.ID] = city, zone
		if !slices.ContainsFunc(c.Sites, func(s Site) bool { return s.City == city.ID && s.ID == Citywide }) {
			c.Sites = append(c.Sites, Site{ID: Citywide, City: city.ID, Name: city.Name, Kind: Citywide, Source: city.Source})
		}
	}
	for _, site := range c.Sites {
		c.sites[site.City+"/"+site.ID] = site
	}
	for _, indicator := range c.Indicators {
		c.indicators[indicator.ID] = indicator
	}
	for _, unit := range c.Units {
		c.units[unit.ID] = unit
		for _, spelling := range unit.spellings() {
			c.unitTexts[spelling] = unit
		}
	}
	for _, programme := range c.Programmes {
		c.programmes[programme.ID] = programme
	}
	c.feeds = map[string]Feed{}
	for _, feed := range c.Feeds {
		c.feeds[feed.ID] = feed
	}
	for _, profile := range c.Profiles {
		c.profiles[profile.ID] = profile
	}
	c.indices = map[string]Index{}
	for _, index := range c.Indices {
		c.indices[index.ID] = index
	}
	slices.SortFunc(c.Indices, func(a, b Index) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Cities, func(a, b City) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Sites, func(a, b Site) int { return cmp.Compare(a.City+"/"+a.ID, b.City+"/"+b.ID) })
	slices.SortFunc(c.Indicators, func(a, b Indicator) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Checks, func(a, b Check) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Standards, func(a, b Standard) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Programmes, func(a, b Programme) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Sources, func(a, b Source) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Profiles, func(a, b Profile) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// fillEmpty makes lists that a file leaves out empty lists, so that on the wire they are [] and never null.
func (c *Catalogue) fillEmpty() {
	for i := range c.Cities {
		c.Cities[i].Stakeholders = orEmpty(c.Cities[i].Stakeholders)
	}
	for i := range c.Indicators {
		c.Indicators[i].SDG = orEmpty(c.Indicators[i].SDG)
	}
	for i := range c.Programmes {
		p := &c.Programmes[i]
		p.Cities, p.Milestones, p.Targets = orEmpty(p.Cities), orEmpty(p.Milestones), orEmpty(p.Targets)
	}
	for i := range c.Indices {
		x := &c.Indices[i]
		x.Levels, x.Categories, x.Substances = orEmpty(x.Levels), orEmpty(x.Categories), orEmpty(x.Substances)
	}
	for i := range c.Profiles {
		p := &c.Profiles[i]
		p.Missing, p.Columns = orEmpty(p.Missing), orEmpty(p.Columns)
		for j := range p.Columns {
			p.Columns[j].Missing = orEmpty(p.Columns[j].Missing)
		}
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// City finds a city by its slug.
func (c *Catalogue) City(id string) (City, bool) { v, ok := c.cities[id]; return v, ok }

// Site finds a site of a city by its slug.
func (c *Catalogue) Site(city, id string) (Site, bool) { v, ok := c.sites[city+"/"+id]; return v, ok }

// Indicator finds an indicator by its slug.
func (c *Catalogue) Indicator(id string) (Indicator, bool) { v, ok := c.indicators[id]; return v, ok }

// Unit finds a unit by its id.
func (c *Catalogue) Unit(id string) (Unit, bool) { v, ok := c.units[id]; return v, ok }

// Programme finds a programme by its slug.
func (c *Catalogue) Programme(id string) (Programme, bool) { v, ok := c.programmes[id]; return v, ok }

// Profile finds an import profile by its slug.
func (c *Catalogue) Profile(id string) (Profile, bool) { v, ok := c.profiles[id]; return v, ok }

// IndexByID finds an index by its slug.
func (c *Catalogue) IndexByID(id string) (Index, bool) { v, ok := c.indices[id]; return v, ok }

// Feed finds a feed of line protocol by its slug, the bucket.
func (c *Catalogue) Feed(id string) (Feed, bool) { v, ok := c.feeds[id]; return v, ok }

// Zone is the IANA zone of a city; UTC for a city that does not exist.
func (c *Catalogue) Zone(city string) *time.Location {
	if zone := c.zones[city]; zone != nil {
		return zone
	}
	return time.UTC
}

// SitePath is the site with every site above it, itself first, citywide last.
func (c *Catalogue) SitePath(city, site string) []string {
	var path []string
	for site != "" && len(path) <= len(c.Sites) {
		path = append(path, site)
		site = c.sites[city+"/"+site].Parent
	}
	if len(path) > 0 && path[len(path)-1] != Citywide {
		path = append(path, Citywide)
	}
	return path
}

// IsDirection reports whether an indicator is a direction in degrees, whose mean is that of vectors.
func (c *Catalogue) IsDirection(indicator Indicator) bool {
	return c.units[indicator.Unit].Dimension == directionDimension
}

// directionDimension is the dimension of units of direction.
const directionDimension = "direction"

// SitesBelow lists the sites below a site (all of the city's below citywide) for which has is true, by id; of two that nest
// the upper one alone, so that nothing is counted twice.
func (c *Catalogue) SitesBelow(city, site string, has func(site string) bool) []string {
	var below []string
	for _, s := range c.Sites {
		if s.City != city || s.ID == site || !has(s.ID) {
			continue
		}
		path := c.SitePath(city, s.ID)[1:]
		at := slices.Index(path, site)
		if at >= 0 && !slices.ContainsFunc(path[:at], has) {
			below = append(below, s.ID)
		}
	}
	return below
}

// SitesOf lists the sites of a city by id.
func (c *Catalogue) SitesOf(city string) []Site {
	var sites []Site
	for _, site := range c.Sites {
		if site.City == city {
			sites = append(sites, site)
		}
	}
	return sites
}

// StandardsFor lists the standards of an indicator, by id.
func (c *Catalogue) StandardsFor(indicator string) []Standard {
	var standards []Standard
	for _, standard := range c.Standards {
		if standard.Indicator == indicator {
			standards = append(standards, standard)
		}
	}
	return standards
}
