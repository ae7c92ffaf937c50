package ingest

import (
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// lane is what a row's words for place, indicator, unit and flags come to: everything of an observation but
// its start and its value. Rows repeat their words, so a lane is made once and found again by the bytes.
type lane struct {
	series    indicators.Series // without resolution
	zone      *time.Location
	calendar  indicators.Calendar
	indicator indicators.Indicator
	factor    float64 // sent value × factor = value in the indicator's unit
	scale     scale   // the factor, as it is applied
	column    string  // header of the value's column
	quality   indicators.Quality
	status    indicators.Status
	isMissing bool                   // the row's quality says missing
	problem   *indicators.RowProblem // why no row of this lane can be stored; its line is set row by row
	runs      []run
}

// words are the cells of a row that make a lane, as text.
type words struct {
	city, site, indicator, unit, statistic, quality, status, kind, resolution string
}

// makeLane resolves words against profile and catalogue, the first fault wins.
func (p *plan) makeLane(w words, scale float64) *lane {
	l := &lane{quality: p.quality, status: p.status, factor: scale}
	for _, step := range []func(*lane, words) *indicators.RowProblem{p.place, p.measure, p.flags} {
		if l.problem = step(l, w); l.problem != nil {
			break
		}
	}
	l.scale, l.column = scaleOf(l.factor), p.column(p.role["value"])
	return l
}

// fault is a row problem without a line.
func (p *plan) fault(role, code, text, format string, args ...any) *indicators.RowProblem {
	index, ok := p.role[role]
	if !ok {
		index = -1
	}
	return problemf(0, p.column(index), code, text, format, args...)
}

// place resolves city and site and checks that the key may write there.
func (p *plan) place(l *lane, w words) *indicators.RowProblem {
	city, site := w.city, w.site
	for _, meaning := range p.profile.Meanings.Places {
		if meaning.City == w.city && meaning.Site == w.site {
			if meaning.Refuse != "" {
				return try(p.fault("site", "no_place", w.site, "%s", meaning.Refuse), "Leave the row out, or name the place where it was measured.")
			}
			city, site = meaning.ToCity, meaning.ToSite
		}
	}
	city = firstOf(city, p.profile.City, p.request.City)
	site = firstOf(site, p.profile.Site, indicators.Citywide)
	if _, ok := p.catalogue.City(city); !ok {
		var ids []string
		for _, c := range p.catalogue.Cities {
			ids = append(ids, c.ID)
		}
		return try(p.fault("city", "unknown_city", city, "There is no city %q in the catalogue.", city), "Nearest: %s.", nearest(city, ids))
	}
	if p.request.City != "" && city != p.request.City {
		return try(p.fault("city", "foreign_city", city, "This upload is for %s, and the row is of %s.", p.request.City, city),
			"Send the row in an upload for %s.", city)
	}
	if _, ok := p.catalogue.Site(city, site); !ok {
		return try(p.fault("site", "unknown_site", site, "There is no site %q in %s.", site, city),
			"Nearest: %s. A site is added in the catalogue.", nearest(site, p.siteIDs[city]))
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

// measure resolves indicator, statistic and unit.
func (p *plan) measure(l *lane, w words) *indicators.RowProblem {
	name, statistic := w.indicator, w.statistic
	for _, meaning := range p.profile.Meanings.Indicators {
		if meaning.Text == w.indicator && (meaning.Unit == "" || meaning.Unit == w.unit) {
			if meaning.Refuse != "" {
				return try(p.fault("indicator", "not_an_observation", w.indicator, "%s", meaning.Refuse), "Leave the row out.")
			}
			name, statistic = meaning.Indicator, firstOf(statistic, meaning.Statistic)
			break
		}
	}
	indicator, ok := p.catalogue.Indicator(name)
	if !ok {
		return try(p.fault("indicator", "unknown_indicator", name, "There is no indicator %q in the catalogue.", name),
			"Nearest: %s.", nearest(name, sortedKeys(p.names)))
	}
	l.indicator = indicator
	l.series.Indicator, l.series.Statistic = indicator.ID, firstOf(statistic, indicator.Statistic)
	if !isStatistic(l.series.Statistic) {
		return try(p.fault("statistic", "unknown_statistic", statistic, "%q is not a statistic.", statistic),
			"Write one of mean, gmean, median, min, max, sum, count, instant, or a percentile such as p98.")
	}
	return p.convert(l, w.unit)
}

// convert sets the factor from the unit as sent to the indicator's; units of different dimensions never convert.
func (p *plan) convert(l *lane, text string) *indicators.RowProblem {
	own, _ := p.catalogue.Unit(l.indicator.Unit)
	if text == "" {
		if p.profile.Layout == "long" {
			return try(p.fault("unit", "unit_missing", "", "The unit is not stated."), "Write %s.", own.ID)
		}
		return nil
	}
	sent, ok := p.catalogue.UnitByText(text)
	var accepted []string
	for _, unit := range p.catalogue.Units {
		if unit.Dimension == own.Dimension {
			accepted = append(accepted, unit.ID)
		}
	}
	if !ok {
		return try(p.fault("unit", "unit_unknown", text, "The unit %q is not known.", text), "For %s write one of: %s.", l.indicator.ID, strings.Join(accepted, ", "))
	}
	if sent.Dimension != own.Dimension {
		return try(p.fault("unit", "unit_not_convertible", text, "%s is kept in %s; %s is another quantity and is not converted.", l.indicator.ID, own.ID, sent.ID),
			"Write one of: %s.", strings.Join(accepted, ", "))
	}
	if sent.Factor != own.Factor {
		l.factor *= sent.Factor / own.Factor
	}
	return nil
}

// flags reads quality and status; a kind of the profile may stand for the status.
func (p *plan) flags(l *lane, w words) *indicators.RowProblem {
	for _, meaning := range p.profile.Meanings.Kinds {
		if meaning.Text == w.kind {
			l.status, _ = indicators.ParseStatus(meaning.Status)
		}
	}
	if w.status != "" {
		status, err := indicators.ParseStatus(w.status)
		if err != nil {
			return p.fault("status", "unknown_status", w.status, "%s.", err)
		}
		l.status = status
	}
	switch w.quality {
	case "":
	case "1", "2", "3", "4":
		l.quality = indicators.Quality(w.quality[0] - '0')
	case "9":
		l.isMissing = true
	default:
		return try(p.fault("quality", "unknown_quality", w.quality, "%q is not a quality flag.", w.quality),
			"Write 1 good, 2 not evaluated, 3 suspect, 4 fail or 9 missing.")
	}
	if w.resolution != "" {
		resolution, err := indicators.ParseResolution(w.resolution)
		if err != nil {
			return p.fault("resolution", "bad_duration", w.resolution, "%s.", err)
		}
		l.series.Resolution = resolution
	} else {
		l.series.Resolution = p.resolution
	}
	return nil
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// isStatistic reports whether the word is a statistic of the vocabulary.
func isStatistic(word string) bool {
	if slices.Contains([]string{"mean", "gmean", "median", "min", "max", "sum", "count", "instant"}, word) {
		return true
	}
	digits, ok := strings.CutPrefix(word, "p")
	value, n := leadingNumber([]byte(digits))
	return ok && n == len(digits) && n > 0 && value > 0 && value < 100
}
