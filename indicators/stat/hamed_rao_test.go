package stat

import "testing"

func TestHamedRaoReference(t *testing.T) {
	type software struct {
		P    float64
		Z    float64
		VarS float64 `json:"var_s"`
	}
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID       string
			Y        []float64
			Expected map[string]software `json:"expected_pymannkendall"`
		}
		Published struct {
			Values   []*float64 `json:"arbitrary_1d_data"`
			Expected map[string]software
		} `json:"pymannkendall_published"`
	}
	vectors(t, "mk_autocorrelation.json", &file)
	check := func(name string, y []float64, lags int, want software) {
		t.Helper()
		times, index := make([]float64, len(y)), make([]int64, len(y))
		for i := range y {
			times[i], index[i] = float64(i), int64(i)
		}
		got := HamedRao(times, y, index, lags, 0.95)
		if !near(got.P, want.P, file.Tolerance) || !near(got.Z, want.Z, file.Tolerance) || !near(&got.Variance, want.VarS, file.Tolerance) {
			t.Errorf("%s, %d lags: p %v z %v variance %v, want %+v", name, lags, text(got.P), text(got.Z), got.Variance, want)
		}
		if got.Lag1 == nil || got.EffectiveN == nil || !near(new(*got.Ratio**got.EffectiveN), float64(len(y)), 1e-12) {
			t.Errorf("%s: lag 1 %v, effective n %v", name, text(got.Lag1), text(got.EffectiveN))
		}
	}
	for _, c := range file.Cases {
		check(c.ID, c.Y, AllLags, c.Expected["hamed_rao_all"])
		check(c.ID, c.Y, FirstLags, c.Expected["hamed_rao_lag3"])
	}
	// The published array has gaps: its answers take the slope in real time, then close the gaps up before detrending and
	// correlating. The arithmetic reproduces them; HamedRao itself leaves pairs across gaps out and so differs.
	var real, closed, y []float64
	var index []int64
	for i, v := range file.Published.Values {
		if v != nil {
			real, closed, index, y = append(real, float64(i)), append(closed, float64(len(y))), append(index, int64(len(y))), append(y, *v)
		}
	}
	plain := TheilSen(real, y, 0.95)
	ranks, squares := detrendedRanks(closed, y, *plain.Slope)
	for lags, want := range map[int]float64{AllLags: file.Published.Expected["hamed_rao"].VarS, FirstLags: file.Published.Expected["hamed_rao_lag3"].VarS} {
		var a Effective
		a.lags(ranks, squares, index, lags)
		if variance := plain.Variance * ratioOf(len(y), a.Lags); !near(&variance, want, file.Tolerance) {
			t.Errorf("published, %d lags: variance %v, want %v", lags, variance, want)
		}
	}
}

func TestHamedRaoEdges(t *testing.T) {
	line, index := []float64{1, 2, 3, 4, 5, 6}, []int64{0, 1, 2, 3, 4, 5}
	if got := HamedRao(line, []float64{.1, .2, .3, .4, .5, .6}, index, FirstLags, 0.95); got.P != nil || got.Reason != NoResiduals {
		t.Error("a straight line has no autocorrelation:", text(got.P), got.Reason)
	}
	if got := HamedRao(line, []float64{3, 3, 3, 3, 3, 3}, index, FirstLags, 0.95); !near(got.P, 1, 0) {
		t.Error("all equal:", text(got.P))
	}
	if got := HamedRao(line, line, []int64{0, 1, 1, 2, 3, 4}, FirstLags, 0.95); got.Reason != NotAscending {
		t.Error(got.Reason)
	}
	// Every other place is empty: no two values are neighbours.
	if got := HamedRao(line, []float64{1, 5, 2, 4, 9, 3}, []int64{0, 2, 4, 6, 8, 10}, FirstLags, 0.95); got.Lag1 != nil {
		t.Error("lag 1 across gaps:", *got.Lag1)
	}
}
