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
	// MixedCensoring: values below a limit and above one stand together, for which this method is not defined.
	MixedCensoring Note = "censored_on_both_sides"
	// FewDetected: fewer detected values than the method needs (1, or 3 for regression on order statistics).
	FewDetected Note = "too_few_detected_values"
	// NotPositive: a value or limit is zero or less, which has no logarithm.
	NotPositive Note = "values_not_positive"
	// LowestCensored: the extreme value is censored and stands at its limit, so the mean is a bound.
	LowestCensored Note = "extreme_value_censored"
	// LimitsChange: the limits of censoring differ, so that p is approximate when they changed over time.
	LimitsChange Note = "limits_of_censoring_change"
	// NoKnownOrder: no two values at different times have a known order.
	NoKnownOrder Note = "no_pair_of_known_order"
	// OneSidedOrder: the known pairs bound the slope from one side only.
	OneSidedOrder Note = "slope_bounded_on_one_side_only"
	// NegativeError: a standard error is below zero.
	NegativeError Note = "negative_standard_error"
	// TargetIsBaseline: target equals baseline, so that progress is undefined.
	TargetIsBaseline Note = "target_equals_baseline"
	// Unbounded: the baseline is too uncertain beside the way to the target; the interval has no ends.
	Unbounded Note = "interval_unbounded"
	// NoDirection: the vectors cancel or none has weight.
	NoDirection Note = "no_mean_direction"
	// NegativeWeight: a weight or speed is below zero.
	NegativeWeight Note = "negative_weight"
	// NotAProbability: a p lies outside 0…1.
	NotAProbability Note = "p_out_of_range"
	// NotAConfidence: the confidence is not between 0 and 1, both left out.
	NotAConfidence Note = "confidence_out_of_range"
	// NoVariance: the corrected variance of S is not positive, so that z and p do not exist.
	NoVariance Note = "variance_not_positive"
	// NotAscending: the places of the values on the grid of periods do not ascend.
	NotAscending Note = "index_not_ascending"
	// NoResiduals: the values lie on one line, so that nothing is left to be correlated.
	NoResiduals Note = "no_scatter_about_the_line"
	// GroupsDiffer: the heterogeneity test has p < 0.05; one figure for all seasons or segments misleads.
	GroupsDiffer Note = "groups_differ"
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
