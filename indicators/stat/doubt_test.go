package stat

import "testing"

func TestProgressDoubtReference(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			Base, Latest, Target float64
			SEBase               float64 `json:"se_base"`
			SELatest             float64 `json:"se_latest"`
			Expected             struct {
				Progress float64    `json:"progress_pct"`
				SE       float64    `json:"se_pct"`
				Delta    []*float64 `json:"ci_delta"`
				Fieller  []*float64 `json:"ci_fieller"`
				G        float64    `json:"fieller_g"`
			}
		}
		Errors []struct {
			Values   []float64
			Expected map[string]*float64
		} `json:"standard_errors"`
	}
	vectors(t, "progress_uncertainty.json", &file)
	for _, c := range file.Cases {
		got, want := ProgressDoubt(c.Base, c.SEBase, c.Latest, c.SELatest, c.Target, 0.95), c.Expected
		if !near(got.Progress, want.Progress, file.Tolerance) || !near(got.StandardError, want.SE, file.Tolerance) || !near(got.G, want.G, file.Tolerance) {
			t.Errorf("%+v, want %+v", got, want)
		}
		pair(t, "delta", file.Tolerance, want.Delta, got.Delta)
		pair(t, "Fieller", file.Tolerance, want.Fieller, got.Fieller)
	}
	for _, c := range file.Errors {
		e := StandardErrorOf(c.Values)
		expect(t, file.Tolerance, c.Expected, map[string]*float64{"n": new(float64(e.N)), "mean": e.Mean, "sd": e.SD, "r1": e.Lag1,
			"n_eff": e.EffectiveN, "se_naive": e.Naive, "se": e.Error})
	}
}

func TestProgressDoubtWithoutEnds(t *testing.T) {
	if d := ProgressDoubt(60, 20, 50, 3, 30, 0.95); d.Fieller != nil || d.Reason != Unbounded || d.Delta == nil {
		t.Errorf("%+v", d)
	}
	if d := ProgressDoubt(30, 1, 20, 1, 30, 0.95); d.Progress != nil || d.Reason != TargetIsBaseline {
		t.Errorf("%+v", d)
	}
}

func TestAdjustPReference(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			P        []*float64
			Expected struct {
				BH       []float64 `json:"bh_adjusted"`
				Holm     []float64 `json:"holm_adjusted"`
				RawBelow int       `json:"n_raw_below_005"`
				BHBelow  int       `json:"n_bh_below_005"`
				BHTenth  int       `json:"n_bh_below_010"`
				HolmLow  int       `json:"n_holm_below_005"`
			}
		}
	}
	vectors(t, "multiple_testing.json", &file)
	below := func(p []*float64, level float64) (n int) {
		for _, x := range p {
			if x != nil && *x < level {
				n++
			}
		}
		return n
	}
	for _, c := range file.Cases {
		a, w := AdjustP(append(c.P, nil)), c.Expected
		for i := range c.P {
			if !near(a.BenjaminiHochberg[i], w.BH[i], file.Tolerance) || !near(a.Holm[i], w.Holm[i], file.Tolerance) {
				t.Error(i, *a.BenjaminiHochberg[i], *a.Holm[i], w.BH[i], w.Holm[i])
			}
		}
		got := []int{a.Tested, a.Untestable, below(c.P, 0.05), below(a.BenjaminiHochberg, 0.05), below(a.BenjaminiHochberg, 0.10), below(a.Holm, 0.05)}
		for i, want := range []int{len(c.P), 1, w.RawBelow, w.BHBelow, w.BHTenth, w.HolmLow} {
			if got[i] != want {
				t.Error(i, got[i], want)
			}
		}
	}
}

func TestDirectionAndGeometricReference(t *testing.T) {
	var file struct {
		Tolerance  float64
		Directions []struct {
			Deg      []float64
			Expected struct{ Resultant, Direction *float64 }
		}
		Geometric []struct {
			Value    []float64
			Expected struct {
				N           int
				NotPositive int `json:"n_nonpositive"`
				GMean       *float64
			}
		}
	}
	vectors(t, "direction_gmean.json", &file)
	for _, c := range file.Directions {
		d := MeanDirection(c.Deg, nil)
		if !near(d.Resultant, *c.Expected.Resultant, file.Tolerance) || (d.Mean == nil) != (c.Expected.Direction == nil) ||
			d.Mean != nil && !near(d.Mean, *c.Expected.Direction, file.Tolerance) {
			t.Errorf("%v: %v %v", c.Deg, text(d.Mean), text(d.Resultant))
		}
	}
	for _, c := range file.Geometric {
		g := GeometricMean(c.Value)
		if g.N != c.Expected.N || g.NotPositive != c.Expected.NotPositive || (g.Mean == nil) != (c.Expected.GMean == nil) {
			t.Errorf("%+v", g)
		}
	}
	if g := GeometricMean([]float64{1, 100}); !near(g.Mean, 10, 1e-12) {
		t.Error(text(g.Mean))
	}
	if d := MeanDirection([]float64{0, 90}, []float64{3, 0}); !near(d.Mean, 0, 0) || !d.Weighted {
		t.Errorf("a calm has no say: %+v", d)
	}
	if d := MeanDirection([]float64{190, -10, 370}, nil); d.Mean == nil || *d.Mean < 0 || *d.Mean >= 360 {
		t.Errorf("%+v", d)
	}
}

func TestWeightedLineReference(t *testing.T) {
	var file struct {
		Tolerance   float64
		Projections []struct {
			ID            string
			Years, Values []float64
			TargetYear    float64 `json:"target_year"`
			OLS           struct{ Intercept, Slope, Projection float64 }
			WLS           struct {
				Weights                      []float64
				Intercept, Slope, Projection float64
			} `json:"wls_linear_time_weights"`
		} `json:"escap_projection"`
	}
	vectors(t, "progress.json", &file)
	for _, c := range file.Projections {
		ols, _, ok := WeightedLine(c.Years, c.Values, nil)
		if !ok || !near(&ols.Intercept, c.OLS.Intercept, file.Tolerance) || !near(&ols.Slope, c.OLS.Slope, file.Tolerance) || !near(new(ols.At(c.TargetYear)), c.OLS.Projection, file.Tolerance) {
			t.Error(c.ID, ols, c.OLS)
		}
		wls, _, ok := WeightedLine(c.Years, c.Values, c.WLS.Weights)
		if !ok || !near(&wls.Intercept, c.WLS.Intercept, file.Tolerance) || !near(&wls.Slope, c.WLS.Slope, file.Tolerance) || !near(new(wls.At(c.TargetYear)), c.WLS.Projection, file.Tolerance) {
			t.Error(c.ID, wls, c.WLS)
		}
	}
	if _, reason, ok := WeightedLine([]float64{1, 1}, []float64{2, 3}, nil); ok || reason != NoSlope {
		t.Error(reason)
	}
}
