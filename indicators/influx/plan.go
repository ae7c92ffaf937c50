package influx

import (
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
