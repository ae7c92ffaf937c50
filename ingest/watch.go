package ingest

import (
	"math"

	"github.com/aspro-cities/aspro/indicators"
)

// watch follows the readings of one series through an upload and flags those that its check doubts: the tests of QARTOD, as package
// indicators has them over whole series, on readings that come one by one. A reading is held back until the next is
// known. Only readings that follow one another in time are compared; behind a gap, and where the rows are not in
// order, a test begins anew; the step back from a spike is not doubted once more. Censored values, projections and what fails already are no readings.
type watch struct {
	step, slack     int64   // from one start to the next, and how far that may be off: a local day has 23 to 25 hours
	low, high       float64 // usual range, ends included
	spike, badSpike float64 // exclusive
	rate            float64 // exclusive
	within          float64 // of a flat line, exclusive
	flat, badFlat   int     // readings in a row; 0: not looked for

	before reading // the one before the pending
	last   reading // the pending
	held   indicators.Observation
	waits  bool // held is there

	row   []float64 // ring of the last readings in a row, as many as the longest flat line
	end   int       // place of the newest
	run   int       // how many of the newest are within each other's reach
	found [len(tests)]finding

	spiked bool // the one before is a spike: the step back from it is its own

	backward int64 // rows that are earlier than the one before
	readings int64
	largest  float64

	out []indicators.Observation // what take gives
	own []indicators.Quality
}

// reading is a value that can be compared.
type reading struct {
	start int64
	value float64
	is    bool
}

// tests are the codes of the findings, in the order in which they are told. A verified reading is one whose row says
// that it is good: it stays so.
var tests = [...]string{"suspect_range", "spike", "rate_of_change", "flat_line", "verified"}

const (
	usualRange = iota
	spikes
	rates
	flats
	verified
)

// finding is what one test has found in a series.
type finding struct {
	count int64
	first indicators.Observation
}

func newWatch(check indicators.Check, resolution indicators.Resolution) *watch {
	or := func(bound *float64, otherwise float64) float64 {
		if bound == nil {
			return otherwise
		}
		return *bound
	}
	w := &watch{
		step: int64(resolution.Seconds) + 86400*int64(resolution.Days),
		low:  or(check.Below, math.Inf(-1)), high: or(check.Above, math.Inf(1)),
		spike: or(check.Spike.Suspect, math.Inf(1)), badSpike: or(check.Spike.Fail, math.Inf(1)),
		rate: or(check.Rate, math.Inf(1)), within: check.Flat.Within, flat: check.Flat.Suspect, badFlat: check.Flat.Fail,
		largest: math.Inf(-1),
	}
	if resolution.Days > 0 {
		w.slack = 2 * 3600
	}
	w.row = make([]float64, max(w.flat, w.badFlat, 1))
	return w
}

// take gives the observations that are judged now, those held back before among them, with their flags, and beside
// them the qualities that their rows had. Both are valid until the next call.
func (w *watch) take(in []indicators.Observation) ([]indicators.Observation, []indicators.Quality) {
	w.out, w.own = w.out[:0], w.own[:0]
	for i := range in {
		next := w.readingOf(in[i])
		if w.waits {
			if in[i].Start < w.held.Start {
				w.backward++
			}
			w.judge(next)
		}
		w.before, w.last, w.held, w.waits = w.last, next, in[i], true
	}
	return w.out, w.own
}

// rest gives the observation that was held back to the end.
func (w *watch) rest() ([]indicators.Observation, []indicators.Quality) {
	w.out, w.own = w.out[:0], w.own[:0]
	if w.waits {
		w.judge(reading{})
		w.waits = false
	}
	return w.out, w.own
}

func (w *watch) readingOf(o indicators.Observation) reading {
	return reading{o.Start, o.Value, o.Censored == indicators.NotCensored && o.Quality != indicators.Fail && o.Status <= indicators.Estimated}
}

// follows reports whether b is the reading after a.
func (w *watch) follows(a, b reading) bool {
	off := b.start - a.start - w.step
	return a.is && b.is && off <= w.slack && off >= -w.slack
}

// judge flags the reading that was held back.
func (w *watch) judge(next reading) {
	o, own := w.held, w.held.Quality
	if !w.last.is {
		w.spiked = false
	} else {
		w.readings++
		w.largest = max(w.largest, o.Value)
		afterOne := w.follows(w.before, w.last)
		w.stretch(afterOne)
		flag, test := w.worst(afterOne, next)
		switch {
		case flag == indicators.Good || flag == own:
		case own == indicators.Good:
			w.note(verified, o)
		case flag > own:
			o.Quality = flag
			w.note(test, o)
		}
	}
	w.out, w.own = append(w.out, o), append(w.own, own)
}

func (w *watch) note(test int, o indicators.Observation) {
	if w.found[test].count++; w.found[test].count == 1 {
		w.found[test].first = o
	}
}

// worst is the worst flag of all tests, and the first test that gives it.
func (w *watch) worst(afterOne bool, next reading) (flag indicators.Quality, test int) {
	flag = indicators.Good
	worse := func(q indicators.Quality, of int) {
		if q > flag {
			flag, test = q, of
		}
	}
	v := w.last.value
	if v < w.low || v > w.high {
		worse(indicators.Suspect, usualRange)
	}
	back := w.spiked
	w.spiked = false
	if afterOne {
		to := v - w.before.value
		if from := next.value - v; w.follows(w.last, next) && to*from < 0 {
			if size := min(math.Abs(to), math.Abs(from)); size > w.badSpike {
				worse(indicators.Fail, spikes)
				w.spiked = true
			} else if size > w.spike {
				worse(indicators.Suspect, spikes)
				w.spiked = true
			}
		}
		if math.Abs(to) > w.rate && !back {
			worse(indicators.Suspect, rates)
		}
	}
	if w.badFlat > 0 && w.run >= w.badFlat {
		worse(indicators.Fail, flats)
	} else if w.flat > 0 && w.run >= w.flat {
		worse(indicators.Suspect, flats)
	}
	return flag, test
}

// stretch counts how many of the newest readings in a row differ by less than within.
func (w *watch) stretch(afterOne bool) {
	n := len(w.row)
	if !afterOne {
		w.run = 0
	}
	w.end = (w.end + 1) % n
	w.row[w.end] = w.last.value
	low, high := w.last.value, w.last.value
	reach := min(w.run, n-1)
	if w.run = 1; w.within <= 0 {
		return
	}
	for i := 1; i <= reach; i++ { // mostly one step: readings change
		v := w.row[(w.end-i+n)%n]
		if low, high = min(low, v), max(high, v); high-low >= w.within {
			break
		}
		w.run++
	}
}
