package main

import (
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// unknownCity names the cities that there are.
func unknownCity(c *indicators.Catalogue, id string) error {
	ids := make([]string, 0, len(c.Cities))
	for _, city := range c.Cities {
		ids = append(ids, city.ID)
	}
	return misused("there is no city %q", id).Try("The cities are %s; --catalogue adds others.", strings.Join(ids, ", "))
}

// knownCity refuses a city that the catalogue does not have; "" is every city.
func knownCity(c *indicators.Catalogue, id string) error {
	if _, ok := c.City(id); id != "" && !ok {
		return unknownCity(c, id)
	}
	return nil
}

// knownSite refuses a site that the city does not have.
func knownSite(c *indicators.Catalogue, city, site string) error {
	if _, ok := c.Site(city, site); ok {
		return nil
	}
	var ids []string
	for _, one := range c.SitesOf(city) {
		ids = append(ids, one.ID)
	}
	return misused("there is no site %q in %s", site, city).Try("Its sites are %s.", strings.Join(ids, ", "))
}
