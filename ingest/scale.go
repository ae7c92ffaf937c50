package ingest

import "math"

// scale is a factor. One that is a whole number, or one over a whole number, is applied by a single
// rounding, so that 4.75 in tenths of a ppm is 0.475 ppm and not 0.47500000000000003.
type scale struct{ times, over float64 }

// scaleOf is the factor as a multiplication or, where that is exact, as a division.
func scaleOf(factor float64) scale {
	whole := func(v float64) (float64, bool) {
		r := math.Round(v)
		return r, r >= 1 && math.Abs(v-r) <= 1e-12*r
	}
	if times, ok := whole(factor); ok {
		return scale{times, 1}
	}
	if over, ok := whole(1 / factor); ok {
		return scale{1, over}
	}
	return scale{factor, 1}
}

func (s scale) apply(value float64) float64 {
	switch {
	case s.over != 1:
		return value / s.over
	case s.times != 1:
		return value * s.times
	}
	return value
}
