package stat

import "math"

// Direction is a mean of directions in degrees.
type Direction struct {
	N int
	// Mean is in [0, 360); nil when Resultant is below 1e-9.
	Mean *float64
	// Resultant is the length of the mean vector, 0 (no direction) to 1 (all the same); nil for no values or no weight.
	Resultant *float64
	// Weighted tells that each direction counted by its speed.
	Weighted bool
	Reason   Note
}

// MeanDirection is atan2(mean sin, mean cos) of directions in degrees; with speeds (nil for none) each counts by its
// speed. Mardia and Jupp (2000) ch. 2. Weakness: two opposite prevailing winds give a direction from which none blows,
// with a short resultant.
func MeanDirection(degrees, speeds []float64) Direction {
	d := Direction{N: len(degrees), Weighted: speeds != nil}
	if !finite(degrees) || speeds != nil && !finite(degrees, speeds) {
		d.Reason = NotFinite
		return d
	}
	east, north, weights := make([]float64, d.N), make([]float64, d.N), make([]float64, d.N)
	for i, deg := range degrees {
		weights[i] = 1
		if speeds != nil {
			weights[i] = speeds[i]
		}
		if weights[i] < 0 {
			d.Reason = NegativeWeight
			return d
		}
		sin, cos := sinCos(deg)
		east[i], north[i] = weights[i]*sin, weights[i]*cos
	}
	total := Sum(weights)
	if !(total > 0) {
		d.Reason = NoDirection
		return d
	}
	x, y := Sum(north)/total, Sum(east)/total
	d.Resultant = new(min(1, math.Hypot(x, y)))
	if *d.Resultant < 1e-9 {
		d.Reason = NoDirection
		return d
	}
	mean := math.Atan2(y, x) * 180 / math.Pi
	if mean < 0 {
		mean += 360
	}
	if 360-mean < 1e-9 { // rounding just west of north
		mean = 0
	}
	d.Mean = &mean
	return d
}

// sinCos takes degrees, so that opposite directions cancel exactly.
func sinCos(degrees float64) (sin, cos float64) {
	r := math.Remainder(degrees, 360)
	switch {
	case math.Abs(r) == 180:
		return 0, -1
	case math.Abs(r) == 90:
		return r / 90, 0
	case r > 90:
		s, c := math.Sincos((180 - r) * math.Pi / 180)
		return s, -c
	case r < -90:
		s, c := math.Sincos((-180 - r) * math.Pi / 180)
		return s, -c
	}
	return math.Sincos(r * math.Pi / 180)
}
