// Package stat holds the statistics of a sample. Functions take float64 values without NaN and tell by a
// boolean where a figure is not defined.
package stat

import (
	"math"
	"slices"
)

// Sum is Σx with Neumaier's compensation, so that the order of the values hardly matters.
func Sum(values []float64) float64 {
	sum, lost := 0.0, 0.0
	for _, x := range values {
		t := sum + x
		if math.Abs(sum) >= math.Abs(x) {
			lost += (sum - t) + x
		} else {
			lost += (x - t) + sum
		}
		sum = t
	}
	return sum + lost
}

// Mean is Σx/n; false for no values.
func Mean(values []float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	return Sum(values) / float64(len(values)), true
}

// Median is the middle value, or the mean of the two in the middle; false for no values. The values stay in order.
func Median(values []float64) (float64, bool) {
	n := len(values)
	if n == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(values))
	if n%2 == 1 {
		return sorted[n/2], true
	}
	return sorted[n/2-1]/2 + sorted[n/2]/2, true
}

// StandardDeviation is √(Σ(x−mean)²/(n−1)), in two passes; false for fewer than two values.
func StandardDeviation(values []float64) (float64, bool) {
	mean, ok := Mean(values)
	if !ok || len(values) < 2 {
		return 0, false
	}
	squares := make([]float64, len(values))
	for i, x := range values {
		squares[i] = (x - mean) * (x - mean)
	}
	return math.Sqrt(Sum(squares) / float64(len(values)-1)), true
}
