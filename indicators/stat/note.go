package stat

import "math"

// Note is a code that says why a figure is missing or what its reader must know.
type Note string

// The notes of this package.
const (
	// TooFewValues: a trend is not offered below 4 values.
	TooFewValues Note = "too_few_values"
	// CannotReachFivePercent: below 5 values even a steady rise has p > 0.05, so "no trend" would say nothing.
	CannotReachFivePercent Note = "cannot_reach_p_0_05"
	// SmallSampleNormal: at most 10 values with ties, so that p is the normal approximation where the exact one is due.
	SmallSampleNormal Note = "normal_approximation_for_few_values"
	// AllEqual: no pair of values differs; S = 0 and p = 1.
	AllEqual Note = "all_values_equal"
	// NoInterval: too few slopes for the confidence asked.
	NoInterval Note = "interval_needs_more_values"
	// NoSlope: no two values lie at different times.
	NoSlope Note = "no_two_times_differ"
	// NotFinite: a value or time is infinite or not a number, or their counts differ.
	NotFinite Note = "values_not_finite"
	// NotAConfidence: the confidence is not between 0 and 1, both left out.
	NotAConfidence Note = "confidence_out_of_range"
	// NoVariance: the corrected variance of S is not positive, so that z and p do not exist.
	NoVariance Note = "variance_not_positive"
	// SeasonsDiffer: the heterogeneity test has p < 0.05; one figure for all seasons or segments misleads.
	SeasonsDiffer Note = "groups_differ"
)

// Interval is closed at both ends; Confidence is the probability reached, which an exact interval overshoots.
type Interval struct {
	Low, High  float64
	Confidence float64
	Exact      bool
}

// finite tells whether every list is as long as the first and free of NaN and infinities.
func finite(lists ...[]float64) bool {
	for _, list := range lists {
		if len(list) != len(lists[0]) {
			return false
		}
		for _, x := range list {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return false
			}
		}
	}
	return true
}

func validConfidence(c float64) bool { return c > 0 && c < 1 }
