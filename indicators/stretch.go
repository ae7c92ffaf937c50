package indicators

import (
	"maps"
	"slices"
)

// Changes are the starts at which a write has put, replaced or removed observations of one series, week by week. The
// zero value is ready.
type Changes struct {
	weeks map[int64]*weekChanges
	last  *weekChanges
}

// weekChanges is the first and the last changed start of a week.
type weekChanges struct{ week, first, last int64 }

const secondsPerWeek = 7 * secondsPerDay

// Add notes a start.
func (c *Changes) Add(start int64) {
	week := FloorDiv(start, secondsPerWeek)
	if c.last == nil || c.last.week != week {
		if c.weeks == nil {
			c.weeks = map[int64]*weekChanges{}
		}
		if c.last = c.weeks[week]; c.last == nil {
			c.last = &weekChanges{week, start, start}
			c.weeks[week] = c.last
		}
	}
	c.last.first, c.last.last = min(c.last.first, start), max(c.last.last, start)
}

// None reports whether nothing has changed.
func (c *Changes) None() bool { return len(c.weeks) == 0 }

// Extent is the first and the last changed start; 0 and −1 when there is none.
func (c *Changes) Extent() (first, last int64) {
	last = -1
	for _, w := range c.weeks {
		if last < first {
			first, last = w.first, w.last
		}
		first, last = min(first, w.first), max(last, w.last)
	}
	return first, last
}

// Stretch is the starts in [From, To] at which another flag may have become right, and those in [Since, Until] that
// must be known to find it. All ends are included.
type Stretch struct{ Since, From, To, Until int64 }

// stretchSteps bounds a stretch, so that a long one is judged piece by piece.
const stretchSteps = 10_000

// reach is how far a test looks, in seconds: ahead to the next reading; back to the first of a flat line, or to the one
// before the spike before.
func (c Check) reach(r Resolution) (ahead, back int64) {
	ahead = r.step() + r.slack()
	return ahead, ahead * int64(max(c.Flat.Suspect, c.Flat.Fail, 3))
}

// Touches reports whether observations that start in [first, last] and others in [from, to] can be of weight for each
// other's flags.
func (c Check) Touches(r Resolution, first, last, from, to int64) bool {
	ahead, back := c.reach(r)
	return from-ahead-back <= last && to+ahead+back >= first
}

// Around is the starts that must be known to judge again what changes in [first, last] may touch.
func (c Check) Around(r Resolution, first, last int64) (since, until int64) {
	ahead, back := c.reach(r)
	return first - ahead - back, last + back + ahead
}

// Stretches are where flags may have to change after a series has changed, in the order of time; no two share a start
// that is to be judged.
func (c Check) Stretches(r Resolution, changed *Changes) []Stretch {
	ahead, back := c.reach(r)
	longest := ahead * stretchSteps
	var all []Stretch
	for _, week := range slices.Sorted(maps.Keys(changed.weeks)) {
		w := changed.weeks[week]
		from, to := w.first-ahead, w.last+back
		if n := len(all); n > 0 && from <= all[n-1].To {
			from = all[n-1].To + 1
		}
		for ; from <= to; from += longest {
			until := min(to, from+longest-1)
			if n := len(all); n > 0 && all[n-1].To+1 == from && until-all[n-1].From < longest {
				all[n-1].To, all[n-1].Until = until, until+ahead
				continue
			}
			all = append(all, Stretch{from - back, from, until, until + ahead})
		}
	}
	return all
}
