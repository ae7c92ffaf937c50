package stat

import (
	"math"
	"testing"
)

// years12 is a value a month for some years: a season, a slope per year and a jump of the size given at year jumpAt.
func years12(count int, slope, jump float64, jumpAt int) (year []float64, season, segment []int, y []float64) {
	for i := range count * 12 {
		at := i / 12
		value := 10*math.Sin(float64(i%12)) + slope*float64(at) + 0.1*math.Mod(float64(i*7919%13), 5)
		part := 0
		if at >= jumpAt {
			value, part = value+jump, 1
		}
		year, season, segment, y = append(year, float64(2000+at)), append(season, i%12), append(segment, part), append(y, value)
	}
	return year, season, segment, y
}

func TestSegmentedSeasonalTrend(t *testing.T) {
	year, season, segment, y := years12(10, -0.5, 8, 5)
	got := SegmentedSeasonalTrend(year, season, segment, y, 0.95)
	if len(got.Segments) != 2 || len(got.Steps) != 1 {
		t.Fatalf("%d segments, steps %v", len(got.Segments), got.Steps)
	}
	if *got.Ignoring.Slope < 0 || !near(got.Respecting.Slope, -0.5, 0.1) || math.Abs(got.Steps[0]-8) > 0.5 {
		t.Errorf("ignoring %v, respecting %v, step %v", *got.Ignoring.Slope, *got.Respecting.Slope, got.Steps)
	}
	// Twelve seasons in two segments of five years: 24 groups of 10 pairs.
	if got.Respecting.Pairs != 240 || got.Respecting.N != 120 {
		t.Errorf("%d pairs of %d values", got.Respecting.Pairs, got.Respecting.N)
	}
	if one := SegmentedSeasonalTrend(year, season, make([]int, len(y)), y, 0.95); one.Respecting.S != one.Ignoring.S || len(one.Steps) != 0 || len(one.Segments) != 1 {
		t.Errorf("without a break both are the same: %+v", one)
	}
	if bad := SegmentedSeasonalTrend(year, season, nil, y, 0.95); bad.Respecting.Reason != NotFinite {
		t.Error("lists of different lengths:", bad.Respecting.Reason)
	}
}

func TestCensoredGroups(t *testing.T) {
	year, season, _, y := years12(8, -0.5, 0, 99)
	none := make([]int8, len(y))
	plain, got := SeasonalKendall(year, season, y, 0.95), CensoredGroups(year, y, none, season)
	if got.S != plain.S || !near(&got.Variance, plain.Variance, 1e-12) || !near(got.Slope, *plain.Slope, 1e-12) || !near(got.P, *plain.P, 1e-12) || !near(got.Tau, *plain.Tau, 1e-12) {
		t.Errorf("without censored values the seasonal test returns: %+v, want %+v", got, plain)
	}
	times, values := []float64{1, 2, 3, 4, 5, 6}, []float64{1, 3, 2, 5, 4, 2}
	censored := []int8{Below, 0, Below, 0, 0, 0}
	one, same := CensoredKendall(times, values, censored), CensoredGroups(times, values, censored, make([]int, 6))
	if one.S != same.S || *one.Slope != *same.Slope || *one.P != *same.P || same.Recensored != nil {
		t.Errorf("one group: %+v, want %+v", same, one)
	}
	// What is only known across groups says nothing.
	if apart := CensoredGroups(times, values, censored, []int{0, 1, 2, 3, 4, 5}); apart.P != nil || apart.Slope != nil || apart.S != 0 {
		t.Errorf("every value a group of its own: %+v", apart)
	}
	if bad := CensoredGroups(times, values, censored, nil); bad.Reason != NotFinite {
		t.Error(bad.Reason)
	}
}

func TestEffectiveSize(t *testing.T) {
	times, values := noise(61, 0.2)
	index := make([]int64, len(values))
	for i := range index {
		index[i] = int64(i)
	}
	whole := HamedRao(times, values, index, FirstLags, 0.95)
	got := EffectiveSize(times, values, index, *whole.Slope, FirstLags)
	if !near(got.N, *whole.EffectiveN, 1e-12) || !near(got.Lag1, *whole.Lag1, 1e-12) {
		t.Errorf("%+v", got)
	}
	if got := EffectiveSize(times[:3], values[:3], index[:3], 0, FirstLags); got.N != nil || got.Reason != TooFewValues {
		t.Errorf("%+v", got)
	}
	if got := EffectiveSize(times, make([]float64, len(times)), index, 0, FirstLags); got.Reason != NoResiduals {
		t.Errorf("zeros do not vary: %+v", got)
	}
}
