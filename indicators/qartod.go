package indicators

import (
	"math"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// Reading is one slot of a regular grid as the tests of QARTOD see it.
type Reading struct {
	Value   float64
	Missing bool
}

// Span is a range with both ends included.
type Span struct{ Low, High float64 }

func (s Span) holds(value float64) bool { return value >= s.Low && value <= s.High }

// Thresholds are the thresholds of a test: beyond Suspect a reading is suspect, beyond Fail it fails; both exclusive.
type Thresholds struct{ Suspect, Fail float64 }

func (l Thresholds) flag(size float64) Quality {
	switch {
	case size > l.Fail:
		return Fail
	case size > l.Suspect:
		return Suspect
	}
	return Good
}

// The tests give one flag a reading, in order; a missing reading is Missing. They are those of QARTOD as ioos_qc
// computes them (https://github.com/ioos/ioos_qc, qartod.py): a flag is a question to whoever knows the instrument,
// for what is rare is not wrong.

// GrossRange fails what lies outside of fail and suspects what lies outside of suspect.
func GrossRange(readings []Reading, fail, suspect Span) []Quality {
	return flagged(readings, func(i int) Quality {
		switch v := readings[i].Value; {
		case !fail.holds(v):
			return Fail
		case !suspect.holds(v):
			return Suspect
		}
		return Good
	})
}

// SpikeAverage compares a reading with the mean of its neighbours: |y_n − (y_{n−1} + y_{n+1}) / 2|. It flags the
// neighbours of a spike too. A reading that lacks a neighbour is not evaluated.
func SpikeAverage(readings []Reading, limits Thresholds) []Quality {
	return spikes(readings, limits, func(before, y, after float64) float64 { return math.Abs(y - (before+after)/2) })
}

// SpikeDifferential compares a reading with the smaller of the steps to it and from it, when they go in opposite
// directions. A reading that lacks a neighbour is not evaluated.
func SpikeDifferential(readings []Reading, limits Thresholds) []Quality {
	return spikes(readings, limits, func(before, y, after float64) float64 {
		to, from := y-before, after-y
		if to*from >= 0 {
			return 0
		}
		return min(math.Abs(to), math.Abs(from))
	})
}

func spikes(readings []Reading, limits Thresholds, size func(before, y, after float64) float64) []Quality {
	return flagged(readings, func(i int) Quality {
		if i == 0 || i == len(readings)-1 || readings[i-1].Missing || readings[i+1].Missing {
			return NotEvaluated
		}
		return limits.flag(size(readings[i-1].Value, readings[i].Value, readings[i+1].Value))
	})
}

// RateOfChange suspects a reading that differs from the one before by more than perSecond × the step in seconds.
// The first reading, and one behind a gap, is good: there is nothing to compare it with.
func RateOfChange(readings []Reading, step, perSecond float64) []Quality {
	return flagged(readings, func(i int) Quality {
		if i > 0 && !readings[i-1].Missing && math.Abs(readings[i].Value-readings[i-1].Value)/step > perSecond {
			return Suspect
		}
		return Good
	})
}

// FlatLine flags a reading when the readings of the last length seconds, itself included, differ by less than
// tolerance: with a tolerance of 0 it never does. A window of which less than three quarters is there says nothing.
func FlatLine(readings []Reading, step, tolerance float64, length Thresholds) []Quality {
	isFlat := func(end int, seconds float64) bool {
		slots := int(seconds / step)
		if end < slots {
			return false
		}
		low, high, there := math.Inf(1), math.Inf(-1), 0
		for _, r := range readings[end-slots : end+1] {
			if !r.Missing {
				low, high, there = min(low, r.Value), max(high, r.Value), there+1
			}
		}
		return there*4 >= (slots+1)*3 && high-low < tolerance
	}
	return flagged(readings, func(i int) Quality {
		switch {
		case isFlat(i, length.Fail):
			return Fail
		case isFlat(i, length.Suspect):
			return Suspect
		}
		return Good
	})
}

// PercentileRange suspects what lies below the low or above the high percentile (type 7) of the readings themselves.
func PercentileRange(readings []Reading, low, high float64) []Quality {
	var values []float64
	for _, r := range readings {
		if !r.Missing {
			values = append(values, r.Value)
		}
	}
	bottom, ok := stat.Quantile(values, low/100, stat.Type7)
	top, _ := stat.Quantile(values, high/100, stat.Type7)
	return flagged(readings, func(i int) Quality {
		if v := readings[i].Value; ok && (v < bottom || v > top) {
			return Suspect
		}
		return Good
	})
}

// MergeFlags is one flag a reading from several tests of equal length: fail before suspect before good before not evaluated before missing.
func MergeFlags(tests ...[]Quality) []Quality {
	var merged []Quality
	for _, flags := range tests {
		for i, flag := range flags {
			if i == len(merged) {
				merged = append(merged, flag)
			} else if weight(flag) > weight(merged[i]) {
				merged[i] = flag
			}
		}
	}
	return merged
}

// weight orders the flags by what they say.
func weight(q Quality) int {
	switch q {
	case Fail:
		return 4
	case Suspect:
		return 3
	case Good:
		return 2
	case NotEvaluated:
		return 1
	case Missing:
	}
	return 0
}

func flagged(readings []Reading, test func(i int) Quality) []Quality {
	flags := make([]Quality, len(readings))
	for i, r := range readings {
		flags[i] = Missing
		if !r.Missing {
			flags[i] = test(i)
		}
	}
	return flags
}
