package influx

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// dayNumber is one number of a local day: a count, a sum, a minimum or a maximum.
type dayNumber struct {
	date  int32
	value float64
}

// dayNumbers is what one part of a question has been answered: a line of numbers for each series.
type dayNumbers struct {
	dates dates
	lines map[indicators.Series]*[]dayNumber
	last  indicators.Series // of the row before: a table is of one series
	at    *[]dayNumber      // of last
}

func newDayNumbers(zone *time.Location) *dayNumbers {
	return &dayNumbers{dates: dates{zone: zone}, lines: map[indicators.Series]*[]dayNumber{}}
}

func (d *dayNumbers) take(r row) error {
	if d.at == nil || r.series != d.last {
		d.last = r.series
		if d.at = d.lines[r.series]; d.at == nil {
			d.at = &[]dayNumber{}
			d.lines[r.series] = d.at
		}
	}
	v, err := r.float()
	*d.at = append(*d.at, dayNumber{d.dates.of(r.start), v})
	return err
}

// line is the numbers of a series, oldest first: pieces of the range may have come in any order.
func (d *dayNumbers) line(series indicators.Series) []dayNumber {
	held := d.lines[series]
	if held == nil {
		return nil
	}
	byDate := func(a, b dayNumber) int { return cmp.Compare(a.date, b.date) }
	if !slices.IsSortedFunc(*held, byDate) {
		slices.SortFunc(*held, byDate)
	}
	return *held
}

// total is the sum of the numbers of a series.
func (d *dayNumbers) total(series indicators.Series) (n int64) {
	if held := d.lines[series]; held != nil {
		for _, one := range *held {
			n += int64(one.value)
		}
	}
	return n
}

// days makes days of counts.
func (d *dayNumbers) days(series indicators.Series) []indicators.Day {
	line := d.line(series)
	days := make([]indicators.Day, len(line))
	for i, n := range line {
		days[i] = indicators.Day{Date: n.date, Count: int32(n.value)}
	}
	return days
}

// set fills one number into the days that have it.
func (d *dayNumbers) set(series indicators.Series, days []indicators.Day, of func(*indicators.Day) *float64) {
	for _, n := range d.line(series) {
		for len(days) > 0 && days[0].Date < n.date {
			days = days[1:]
		}
		if len(days) > 0 && days[0].Date == n.date {
			*of(&days[0]) = n.value
		}
	}
}

// dayNumberOf is where a number of a day stands, by the name of its tables.
var dayNumberOf = map[string]func(*indicators.Day) *float64{
	"sum": func(d *indicators.Day) *float64 { return &d.Sum },
	"min": func(d *indicators.Day) *float64 { return &d.Min },
	"max": func(d *indicators.Day) *float64 { return &d.Max },
}

// dates tells the local days of instants (Unix seconds) that mostly lie near one another: the zone is asked where its
// offset may have changed.
type dates struct {
	zone           *time.Location
	from, to, east int64 // the offset in [from, to)
}

func (d *dates) of(start int64) int32 {
	if start < d.from || start >= d.to {
		at := time.Unix(start, 0).In(d.zone)
		_, east := at.Zone()
		begin, end := at.ZoneBounds()
		d.from, d.to, d.east = math.MinInt64, math.MaxInt64, int64(east)
		if !begin.IsZero() {
			d.from = begin.Unix()
		}
		if !end.IsZero() {
			d.to = end.Unix()
		}
	}
	return int32(indicators.FloorDiv(start+d.east, int64(oneDay/time.Second)))
}
