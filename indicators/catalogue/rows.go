package catalogue

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/aspro-cities/aspro/indicators"
)

// file is the shape of one YAML file: lists of rows, each optional.
type file struct {
	Cities     []indicators.City      `yaml:"cities"`
	Sites      []indicators.Site      `yaml:"sites"`
	Indicators []indicators.Indicator `yaml:"indicators"`
	Units      []indicators.Unit      `yaml:"units"`
	Standards  []indicators.Standard  `yaml:"standards"`
	Checks     []indicators.Check     `yaml:"checks"`
	Programmes []indicators.Programme `yaml:"programmes"`
	Breaks     []indicators.Break     `yaml:"breaks"`
	Sources    []indicators.Source    `yaml:"sources"`
	Profiles   []indicators.Profile   `yaml:"profiles"`
	Indices    []indicators.Index     `yaml:"indices"`
	Feeds      []indicators.Feed      `yaml:"feeds"`
}

// row is one row with its place.
type row[T any] struct {
	value T
	spot  spot
}

// rows is everything read so far, by kind, in the order in which it was met.
type rows struct {
	cities     []row[indicators.City]
	sites      []row[indicators.Site]
	indicators []row[indicators.Indicator]
	units      []row[indicators.Unit]
	standards  []row[indicators.Standard]
	checks     []row[indicators.Check]
	programmes []row[indicators.Programme]
	breaks     []row[indicators.Break]
	sources    []row[indicators.Source]
	profiles   []row[indicators.Profile]
	indices    []row[indicators.Index]
	feeds      []row[indicators.Feed]
	files      int
}

// take reads one file and merges its rows. A file that is no YAML of this shape is a fault and adds no rows.
func (r *rows) take(s source, faults *faults) {
	r.files++
	var document yaml.Node
	var content file
	decoder := yaml.NewDecoder(bytes.NewReader(s.content))
	decoder.KnownFields(true)
	err := decoder.Decode(&content)
	if errors.Is(err, io.EOF) {
		return // an empty file says nothing
	}
	if err == nil {
		if again := decoder.Decode(&file{}); !errors.Is(again, io.EOF) {
			faults.add(place{r.files, s.name, 1}, "the file holds more than one YAML document; write one, without a line of ---")
			return
		}
		err = yaml.Unmarshal(s.content, &document)
	}
	if err != nil {
		r.unreadable(s, err, faults)
		return
	}
	at := func(list string) func(int) spot {
		_, sequence := field(plain(document.Content[0]), list)
		return func(i int) spot {
			if sequence == nil { // merged in by <<, which has no place of its own
				return spot{r.files, s.name, document.Content[0]}
			}
			return spot{r.files, s.name, plain(sequence).Content[i]}
		}
	}
	r.cities = merge(r.cities, content.Cities, at("cities"), "city", func(c indicators.City) string { return c.ID }, faults)
	r.sites = merge(r.sites, content.Sites, at("sites"), "site", func(s indicators.Site) string { return s.City + "/" + s.ID }, faults)
	r.indicators = merge(r.indicators, content.Indicators, at("indicators"), "indicator", func(i indicators.Indicator) string { return i.ID }, faults)
	r.units = merge(r.units, content.Units, at("units"), "unit", func(u indicators.Unit) string { return u.ID }, faults)
	r.checks = merge(r.checks, content.Checks, at("checks"), "check", func(c indicators.Check) string { return c.ID }, faults)
	r.standards = merge(r.standards, content.Standards, at("standards"), "standard", func(s indicators.Standard) string { return s.ID }, faults)
	r.programmes = merge(r.programmes, content.Programmes, at("programmes"), "programme", func(p indicators.Programme) string { return p.ID }, faults)
	r.breaks = merge(r.breaks, content.Breaks, at("breaks"), "break", func(b indicators.Break) string {
		return strings.Join([]string{b.City, b.Site, b.Indicator, b.At}, "/")
	}, faults)
	r.sources = merge(r.sources, content.Sources, at("sources"), "source", func(s indicators.Source) string { return s.ID }, faults)
	r.indices = merge(r.indices, content.Indices, at("indices"), "index", func(x indicators.Index) string { return x.ID }, faults)
	r.profiles = merge(r.profiles, content.Profiles, at("profiles"), "profile", func(p indicators.Profile) string { return p.ID }, faults)
	r.feeds = merge(r.feeds, content.Feeds, at("feeds"), "feed", func(f indicators.Feed) string { return f.ID }, faults)
}

// merge replaces rows of the same id and adds the others; an id that stands twice in one file is a fault.
func merge[T any](known []row[T], read []T, at func(int) spot, kind string, id func(T) string, faults *faults) []row[T] {
	index := make(map[string]int, len(known)+len(read))
	for i, k := range known {
		index[id(k.value)] = i
	}
	for i, value := range read {
		next := row[T]{value, at(i)}
		same, isKnown := index[id(value)]
		switch {
		case !isKnown:
			index[id(value)] = len(known)
			known = append(known, next)
		case known[same].spot.order == next.spot.order:
			faults.add(next.spot.at("id"), "the %s %q stands twice in this file, first in line %d; an id is used once in a file",
				kind, id(value), known[same].spot.at("id").line)
		default:
			known[same] = next
		}
	}
	return known
}

// catalogue is the rows without their places.
func (r *rows) catalogue() *indicators.Catalogue {
	return &indicators.Catalogue{
		Cities: values(r.cities), Sites: values(r.sites), Indicators: values(r.indicators), Units: values(r.units),
		Standards: values(r.standards), Checks: values(r.checks), Programmes: values(r.programmes), Breaks: values(r.breaks),
		Sources: values(r.sources), Profiles: values(r.profiles), Indices: values(r.indices), Feeds: values(r.feeds),
	}
}

func values[T any](rows []row[T]) []T {
	list := make([]T, 0, len(rows))
	for _, r := range rows {
		list = append(list, r.value)
	}
	return list
}
