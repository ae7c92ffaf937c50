package ingest

import (
	"math"

	"github.com/aspro-cities/aspro/indicators"
)

// watch follows the readings of one series through an upload and flags those that its check doubts. What it says is
// right where the rows come in the order of time and nothing that is stored lies near; elsewhere the store judges them
// again when it has all of them, and its word holds. A reading is held back until the next is known.
type watch struct {
	*indicators.Watch
	check    indicators.Check
	found    indicators.Findings
	others   int64 // observations of earlier uploads that have another flag now
	readings int64
	largest  float64
	out      []indicators.Observation // what take gives
}

func newWatch(check indicators.Check, resolution indicators.Resolution) *watch {
	return &watch{Watch: check.Watch(resolution), check: check, largest: math.Inf(-1)}
}

// take gives the observations that are judged now, those held back before among them, with their flags. They are valid until
// the next call.
func (w *watch) take(in []indicators.Observation) []indicators.Observation {
	w.out = w.out[:0]
	for i := range in {
		if in[i].IsReading() {
			w.readings++
			w.largest = max(w.largest, in[i].Value)
		}
		w.keep(w.Next(in[i]))
	}
	return w.out
}

// rest gives the observation that was held back to the end.
func (w *watch) rest() []indicators.Observation {
	w.out = w.out[:0]
	w.keep(w.End())
	return w.out
}

func (w *watch) keep(o indicators.Observation, by indicators.CheckTest, ok bool) {
	if !ok {
		return
	}
	if by != indicators.NoTest {
		w.found.Note(by, o)
	}
	w.out = append(w.out, o)
}
