package influx

import (
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// selector is which points a query reads. Empty tags select all.
type selector struct {
	city, indicator, resolution, statistic string
	sites                                  []string
}

// selectorOf is one series.
func selectorOf(s indicators.Series) selector {
	return selector{s.City, s.Indicator, s.Resolution.String(), s.Statistic, []string{s.Site}}
}

// tags are names and wanted values of all tags but the site; "" is any.
func (of selector) tags() [4][2]string {
	return [...][2]string{{"city", of.city}, {"indicator", of.indicator}, {"resolution", of.resolution}, {"statistic", of.statistic}}
}

// open are the tags of which an answer has to tell the value: those that the selector leaves open.
func (of selector) open() []string {
	var names []string
	for _, tag := range of.tags() {
		if tag[1] == "" {
			names = append(names, tag[0])
		}
	}
	if len(of.sites) != 1 {
		names = append(names, "site")
	}
	return names
}

// series is the series that a table of the answer is of: what the selector says, and of what it leaves open what
// the table tells. Internal when the resolution is none.
func (of selector) series(told func(tag string) string) (indicators.Series, error) {
	value := func(wanted, tag string) string {
		if wanted != "" {
			return wanted
		}
		return strings.Clone(told(tag))
	}
	site := ""
	if len(of.sites) == 1 {
		site = of.sites[0]
	}
	resolution, err := indicators.ParseResolution(value(of.resolution, "resolution"))
	if err != nil {
		return indicators.Series{}, indicators.Errorf(indicators.Internal, "a point of the bucket is not ours: %w", err)
	}
	return indicators.Series{City: value(of.city, "city"), Site: value(site, "site"), Indicator: value(of.indicator, "indicator"),
		Resolution: resolution, Statistic: value(of.statistic, "statistic")}, nil
}

// pipeline is one reader of the storage engine: points of a selector with one field in a range, as they are or
// with one aggregate over the whole range or over windows of a length of time. Every aggregate that is named
// here is pushed down by the engine. An aggregate is of one field.
type pipeline struct {
	name      string // of the answer's tables
	of        selector
	fields    []string
	from, to  time.Time     // [from, to)
	aggregate string        // "", count, sum, min, max, first or last
	every     time.Duration // 0: the whole range
	offset    time.Duration // of the windows from UTC, [0, every)
}
