package ingest

import (
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// place resolves city and site and checks that the key may write there. A site that the request names is that of every
// row; where the file names sites all the same it must name one alone, which the tally sees to.
func (p *plan) place(l *lane, w words) *indicators.RowProblem {
	city, site := w.city, w.site
	if meaning, ok := p.placeMeaning(w); ok {
		if meaning.Refuse != "" {
			return try(p.fault("site", "no_place", firstOf(w.site, w.city), "%s", meaning.Refuse), "Leave the row out, or name the place where it was measured.")
		}
		city, site = meaning.ToCity, meaning.ToSite
	} else {
		city = p.cityNamed(firstOf(city, p.profile.City, p.request.City))
		site = p.siteNamed(city, firstOf(p.request.Site, p.named.Site, site, p.profile.Site, indicators.Citywide))
	}
	if city == "" {
		return try(p.fault("city", "city_missing", "", "Neither the file nor the request names the city."), "Name it in the request, or in the profile.")
	}
	if _, ok := p.catalogue.City(city); !ok {
		var ids []string
		for _, c := range p.catalogue.Cities {
			ids = append(ids, c.ID)
		}
		return try(p.fault("city", "unknown_city", city, "There is no city %q in the catalogue.", city), "Nearest: %s.", Nearest(city, ids))
	}
	if p.request.City != "" && city != p.request.City {
		return try(p.fault("city", "foreign_city", city, "This upload is for %s, and the row is of %s.", p.request.City, city),
			"Send the row in an upload for %s.", city)
	}
	if _, ok := p.catalogue.Site(city, site); !ok {
		return try(p.fault("site", "unknown_site", site, "There is no site %q in %s.", site, city),
			"Nearest: %s. A site is added in the catalogue.", Nearest(site, p.siteIDs[city]))
	}
	if p.mayWrite != nil && !p.mayWrite(city, p.catalogue.SitePath(city, site)) {
		return p.fault("city", "foreign_city", city, "This key may not store figures of %s in %s.", site, city)
	}
	l.series.City, l.series.Site = city, site
	l.calendar, l.zone = p.catalogue.Calendar(city), p.zone
	if l.zone == nil {
		l.zone = p.catalogue.Zone(city)
	}
	return nil
}

// placeMeaning finds what the profile says of the row's words; nothing, where the request names the site.
func (p *plan) placeMeaning(w words) (indicators.PlaceMeaning, bool) {
	if p.request.Site != "" {
		return indicators.PlaceMeaning{}, false
	}
	for _, meaning := range p.profile.Meanings.Places {
		if meaning.City == w.city && meaning.Site == firstOf(w.site, p.named.Site) {
			return meaning, true
		}
	}
	return indicators.PlaceMeaning{}, false
}

// cityNamed is the city of that slug or name, without regard to capitals; the text itself when there is none.
func (p *plan) cityNamed(text string) string {
	if _, ok := p.catalogue.City(text); ok || text == "" {
		return text
	}
	for _, city := range p.catalogue.Cities {
		if strings.EqualFold(city.Name, text) || strings.EqualFold(city.ID, text) {
			return city.ID
		}
	}
	return text
}

// siteNamed is the site of that slug or name in a city; the text itself when there is none, or two of the name.
func (p *plan) siteNamed(city, text string) string {
	if _, ok := p.catalogue.Site(city, text); ok {
		return text
	}
	found := ""
	for _, site := range p.catalogue.SitesOf(city) {
		if strings.EqualFold(site.ID, text) || strings.EqualFold(site.Name, text) {
			if found != "" {
				return text
			}
			found = site.ID
		}
	}
	return firstOf(found, text)
}
