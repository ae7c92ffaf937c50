package ingest

import (
	"math"

	"github.com/aspro-cities/aspro/indicators"
)

// extent is what is known of one series of an upload.
type extent struct {
	values, first, last int64
	lane                *lane  // the last whose rows were of the series
	watch               *watch // nil: nothing is looked for
	print               uint64 // the same for the same starts and values, in whatever order
	low, high           float64
	negative            int64 // readings below zero that are kept as noise
}

// extentOf finds or makes the extent of a run's series.
func (t *tally) extentOf(series indicators.Series, r *run) *extent {
	e := t.series[series]
	if e == nil {
		start := r.observations[0].Start
		e = &extent{first: start, last: start, low: math.Inf(1), high: math.Inf(-1)}
		if check, ok := t.catalogue.CheckOf(series); ok {
			e.watch = newWatch(check, series.Resolution)
		}
		t.series[series] = e
	}
	e.lane = r.lane
	return e
}

// add follows the observations that were taken.
func (e *extent) add(observations []indicators.Observation, outcomes []indicators.Outcome) {
	min0 := e.lane.indicator.Plausible.Min
	for i, o := range observations {
		if outcomes[i] == indicators.Conflict {
			continue
		}
		e.values++
		e.first, e.last = min(e.first, o.Start), max(e.last, o.Start)
		e.low, e.high = min(e.low, o.Value), max(e.high, o.Value)
		e.print += mixed(uint64(o.Start), math.Float64bits(o.Value))
		if min0 != nil && o.Value < *min0 {
			e.negative++
		}
	}
}

// mixed is a number in which every bit of both others counts.
func mixed(a, b uint64) uint64 {
	x := a*0x9E3779B97F4A7C15 ^ b
	x ^= x >> 32
	x *= 0xD6E8FEB86659FD93
	return x ^ x>>32
}
