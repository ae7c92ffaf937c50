package indicators_test

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aspro-cities/aspro/indicators"
)

// restless makes an observation of a series that spikes, jumps and stands still, with gaps, qualities, qualifiers and projections.
func restless(random *rand.Rand, start int64) indicators.Observation {
	o := indicators.Observation{Start: start, Value: []float64{20, 20, 20, 20, 21, 34, 47, 56}[random.IntN(8)], Quality: []indicators.Quality{1, 2, 2, 2, 2, 3, 4}[random.IntN(7)], Status: indicators.Observed}
	switch random.IntN(20) {
	case 0:
		o.Censored = indicators.Below
	case 1:
		o.Status = indicators.Projected
	case 2, 3, 4:
		o.Value = 5
	}
	return o
}

// TestWhatIsJudgedAgainIsWhatTheWholeSeriesGives: after any change the stretches alone, judged again, make every flag
// what it is when the whole series is judged at once.
func TestWhatIsJudgedAgainIsWhatTheWholeSeriesGives(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	byStart := func(a, b indicators.Observation) int { return cmp.Compare(a.Start, b.Start) }
	for _, resolution := range []indicators.Resolution{indicators.PT1H, indicators.P1D} {
		series := indicators.Series{Resolution: resolution}
		step := int64(resolution.Seconds) + 86400*int64(resolution.Days)
		flips := int64(0)
		for range 60 {
			held := map[int64]indicators.Observation{}
			for change := range 40 {
				var changed indicators.Changes
				for range 1 + random.IntN(6) {
					begin := random.Int64N(400)
					for i := range 1 + random.Int64N(8) {
						start := (begin + i) * step
						if changed.Add(start); random.IntN(4) == 0 {
							delete(held, start)
						} else {
							held[start] = restless(random, start)
						}
					}
				}
				j := indicators.Judged{Series: series}
				for _, at := range hourlyCheck.Stretches(resolution, &changed) {
					all := slices.SortedFunc(maps.Values(held), byStart)
					all = slices.DeleteFunc(all, func(o indicators.Observation) bool { return o.Start < at.Since || o.Start > at.Until })
					for _, o := range j.Judge(hourlyCheck, at, all, func(indicators.Observation) bool { return false }) {
						held[o.Start] = o
					}
				}
				flips += j.Others
				got := slices.SortedFunc(maps.Values(held), byStart)
				if want, _ := watched(hourlyCheck, resolution, got); !slices.Equal(got, want) {
					t.Fatalf("change %d: %v\nnot\n%v", change, got, want)
				}
			}
		}
		if flips < 2000 {
			t.Errorf("only %d flags have changed: the series are no trial", flips)
		}
	}
}

// TestStretchesAreBoundedAndApart: long changes come piece by piece, and no reading is judged twice.
func TestStretchesAreBoundedAndApart(t *testing.T) {
	var changed indicators.Changes
	if !changed.None() || len(hourlyCheck.Stretches(indicators.PT1H, &changed)) != 0 {
		t.Error("nothing has changed")
	}
	for hour := range int64(100_000) {
		changed.Add(hour * 3600)
	}
	changed.Add(-4000 * 86400)
	if first, last := changed.Extent(); first != -4000*86400 || last != 99_999*3600 {
		t.Errorf("from %d to %d", first, last)
	}
	all := hourlyCheck.Stretches(indicators.PT1H, &changed)
	if len(all) < 10 || len(all) > 13 {
		t.Errorf("%d stretches", len(all))
	}
	judged := int64(0)
	for i, s := range all {
		if s.To < s.From || s.Since >= s.From || s.Until <= s.To || i > 0 && s.From <= all[i-1].To || s.To-s.From > 10_000*3600 {
			t.Errorf("stretch %d is %+v", i, s)
		}
		for hour := (max(s.From, 0) + 3599) / 3600; hour <= min(99_999, s.To/3600); hour++ {
			judged++
		}
	}
	if judged != 100_000 {
		t.Errorf("%d of 100,000 hours are judged", judged)
	}
}

func TestTouches(t *testing.T) {
	const hour = 3600
	for gap, want := range map[int64]bool{1: true, 7: true, 8: true, 9: false, 100: false} { // 7 of a flat line, and one ahead
		if got := hourlyCheck.Touches(indicators.PT1H, 0, 10*hour, (10+gap)*hour, 90*hour*24); got != want {
			t.Errorf("%d hours behind: %v", gap, got)
		}
		if got := hourlyCheck.Touches(indicators.PT1H, 0, 10*hour, -90*hour, -gap*hour); got != want {
			t.Errorf("%d hours before: %v", gap, got)
		}
	}
}
