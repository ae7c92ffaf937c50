package stat

import "testing"

func TestSegmentsReference(t *testing.T) {
	type figures struct {
		S, VarS, Z, P, Slope float64
		NSlopes              int        `json:"n_slopes"`
		CI                   []*float64 `json:"ci95"`
		N                    int
		PExact               float64 `json:"p_exact"`
	}
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID           string
			T, Y, Breaks []float64
			Expected     struct {
				Ignoring, Respecting figures
				Segments             []figures
				Heterogeneity        struct {
					Chi2 float64
					DF   int
				}
				Step    float64
				Pettitt struct {
					K    float64
					Last int     `json:"last_index_before_change"`
					P    float64 `json:"p_approx"`
				} `json:"pettitt_on_raw"`
			}
		}
	}
	vectors(t, "method_break.json", &file)
	for _, c := range file.Cases {
		got, want := SegmentedTrend(c.T, c.Y, c.Breaks, 0.95), c.Expected
		for name, pairOf := range map[string]struct {
			got  Trend
			want figures
		}{"ignoring": {got.Ignoring, want.Ignoring}, "respecting": {got.Respecting, want.Respecting}} {
			g, w := pairOf.got, pairOf.want
			if g.S != w.S || !near(&g.Variance, w.VarS, file.Tolerance) || !near(g.Z, w.Z, file.Tolerance) ||
				!near(g.P, w.P, file.Tolerance) || !near(g.Slope, w.Slope, file.Tolerance) || w.NSlopes > 0 && g.Pairs != w.NSlopes {
				t.Errorf("%s %s: %+v, want %+v", c.ID, name, g, w)
			}
			pair(t, name, file.Tolerance, w.CI, g.Interval)
		}
		for i, w := range want.Segments {
			g := got.Segments[i]
			if g.N != w.N || g.S != w.S || !near(&g.Variance, w.VarS, file.Tolerance) || !near(g.Slope, w.Slope, file.Tolerance) || !near(g.P, w.PExact, file.Tolerance) {
				t.Errorf("segment %d: %+v, want %+v", i, g, w)
			}
		}
		if !near(&got.Heterogeneity.ChiSquare, want.Heterogeneity.Chi2, file.Tolerance) || got.Heterogeneity.DF != want.Heterogeneity.DF {
			t.Errorf("%+v", got.Heterogeneity)
		}
		if len(got.Steps) != 1 || !near(&got.Steps[0].Size, want.Step, file.Tolerance) || got.Steps[0].At != c.Breaks[0] {
			t.Error(got.Steps)
		}
		p := PettittTest(c.Y)
		if p.K != want.Pettitt.K || p.Last != want.Pettitt.Last || !near(p.P, want.Pettitt.P, file.Tolerance) {
			t.Errorf("%+v", p)
		}
	}
}

func TestBreaksOutsideTheValues(t *testing.T) {
	times, values := []float64{1, 2, 3, 10, 11, 12}, []float64{1, 2, 3, 20, 21, 22}
	got := SegmentedTrend(times, values, []float64{0, 5, 8, 40}, 0.95)
	if len(got.Segments) != 2 || len(got.Steps) != 1 || got.Steps[0] != (Step{8, 10}) {
		t.Errorf("%d segments, steps %v", len(got.Segments), got.Steps)
	}
	if got := SegmentedTrend(nil, nil, []float64{5}, 0.95); got.Respecting.Slope != nil || len(got.Steps) != 0 {
		t.Errorf("%+v", got)
	}
}
