package indicators

import "math"

// CheckTest is one test of a check.
type CheckTest uint8

// The tests; the zero value is "no test doubts it". A verified reading is one that a test doubts and whose row says
// that it is good: it stays so.
const (
	NoTest CheckTest = iota
	RangeTest
	SpikeTest
	RateTest
	FlatTest
	VerifiedTest
)

// Watch judges the readings of one series by its check: the tests of QARTOD, as they stand beside this over whole series, on readings
// that come one by one in the order of time. A reading is judged when the one behind it is known. Only readings that
// follow one another at the distance of the resolution are compared; behind a gap a test begins anew; the step back
// from a spike is the spike's, and is not doubted once more. Censored values, projections and what fails by its own row are
// no readings. So the flag of a reading depends on itself, on the one behind it, and on the few before it that
// Check.Stretches counts: never on how a series was cut into uploads.
type Watch struct {
	step, slack     int64   // from one start to the next, and how far that may be off: a local day has 23 to 25 hours
	low, high       float64 // usual range, ends included
	spike, badSpike float64 // exclusive
	rate            float64 // exclusive
	within          float64 // of a flat line, exclusive
	flat, badFlat   int     // readings in a row; 0: not looked for

	before instant     // the one before the pending
	last   instant     // the pending
	held   Observation // the pending, with the quality of its own row
	waits  bool        // held is there

	row    []float64 // ring of the last readings in a row, as many as the longest flat line
	end    int       // place of the newest
	run    int       // how many of the newest are within each other's reach
	spiked bool      // the one before is a spike: the step back from it is its own
}

// instant is a value that can be compared.
type instant struct {
	start int64
	value float64
	is    bool
}

// Watch begins to judge a series of the resolution.
func (c Check) Watch(resolution Resolution) *Watch {
	or := func(bound *float64, otherwise float64) float64 {
		if bound == nil {
			return otherwise
		}
		return *bound
	}
	w := &Watch{
		step: resolution.step(), slack: resolution.slack(),
		low: or(c.Below, math.Inf(-1)), high: or(c.Above, math.Inf(1)),
		spike: or(c.Spike.Suspect, math.Inf(1)), badSpike: or(c.Spike.Fail, math.Inf(1)),
		rate: or(c.Rate, math.Inf(1)), within: c.Flat.Within, flat: c.Flat.Suspect, badFlat: c.Flat.Fail,
	}
	w.row = make([]float64, max(w.flat, w.badFlat, 1))
	return w
}

// step is the distance of two starts that follow one another, in seconds, and slack how far it may be off.
func (r Resolution) step() int64 { return int64(r.Seconds) + secondsPerDay*int64(r.Days) }

func (r Resolution) slack() int64 {
	if r.Days > 0 {
		return 2 * 3600
	}
	return 0
}

// Next takes an observation, whatever an earlier judgement has said of it, and gives the one before it, judged, with the
// test that doubts it most; ok is false where there is none before.
func (w *Watch) Next(o Observation) (judged Observation, by CheckTest, ok bool) {
	o = o.AsItsRow()
	next := instant{o.Start, o.Value, o.IsReading()}
	if w.waits {
		judged, by = w.judge(next)
		ok = true
	}
	w.before, w.last, w.held, w.waits = w.last, next, o, true
	return judged, by, ok
}

// End gives the last observation, judged; nothing is known behind it.
func (w *Watch) End() (judged Observation, by CheckTest, ok bool) {
	if !w.waits {
		return judged, NoTest, false
	}
	w.waits = false
	judged, by = w.judge(instant{})
	return judged, by, true
}

// follows reports whether b is the reading after a.
func (w *Watch) follows(a, b instant) bool {
	off := b.start - a.start - w.step
	return a.is && b.is && off <= w.slack && off >= -w.slack
}

// judge flags the reading that was held back.
func (w *Watch) judge(next instant) (Observation, CheckTest) {
	o := w.held
	if !w.last.is {
		w.spiked = false
		return o, NoTest
	}
	afterOne := w.follows(w.before, w.last)
	w.stretch(afterOne)
	flag, test := w.worst(afterOne, next)
	switch {
	case flag == Good || flag == o.Quality:
		return o, NoTest
	case o.Quality == Good:
		return o, VerifiedTest
	case flag > o.Quality:
		o.Quality, o.Own = flag, o.Quality
		return o, test
	}
	return o, NoTest
}

// worst is the worst flag of all tests, and the first test that gives it.
func (w *Watch) worst(afterOne bool, next instant) (flag Quality, test CheckTest) {
	flag = Good
	worse := func(q Quality, of CheckTest) {
		if q > flag {
			flag, test = q, of
		}
	}
	v := w.last.value
	if v < w.low || v > w.high {
		worse(Suspect, RangeTest)
	}
	back := w.spiked
	w.spiked = false
	if afterOne {
		to := v - w.before.value
		if from := next.value - v; w.follows(w.last, next) && to*from < 0 {
			if size := min(math.Abs(to), math.Abs(from)); size > w.badSpike {
				worse(Fail, SpikeTest)
				w.spiked = true
			} else if size > w.spike {
				worse(Suspect, SpikeTest)
				w.spiked = true
			}
		}
		if math.Abs(to) > w.rate && !back {
			worse(Suspect, RateTest)
		}
	}
	if w.badFlat > 0 && w.run >= w.badFlat {
		worse(Fail, FlatTest)
	} else if w.flat > 0 && w.run >= w.flat {
		worse(Suspect, FlatTest)
	}
	return flag, test
}

// stretch counts how many of the newest readings in a row differ by less than within.
func (w *Watch) stretch(afterOne bool) {
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
