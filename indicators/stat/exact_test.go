package stat

import "testing"

func TestExactReference(t *testing.T) {
	var file struct {
		Tolerance float64
		Table     []struct {
			N        int
			SMax     float64  `json:"S_max"`
			Smallest float64  `json:"smallest_exact_p"`
			Normal   float64  `json:"normal_p_at_S_max"`
			Gilbert  bool     `json:"gilbert95_exists"`
			Critical *float64 `json:"smallest_abs_S_with_exact_p_le_005"`
		}
		Cases []struct {
			ID       string
			T, Y     []float64
			Expected struct {
				S, Slope float64
				PExact   float64    `json:"p_exact"`
				PNormal  float64    `json:"p_normal_continuity"`
				Gilbert  []*float64 `json:"ci95_gilbert_interpolated"`
				Exact    *struct {
					Interval []*float64
					Achieved float64 `json:"achieved_confidence"`
				} `json:"ci95_exact_hollander_wolfe"`
			}
		}
	}
	vectors(t, "mk_small_n_exact.json", &file)
	for _, c := range file.Table {
		rising := make([]float64, c.N)
		for i := range rising {
			rising[i] = float64(i)
		}
		got := TheilSen(rising, rising, 0.95)
		critical, ok := CriticalS(c.N, 0.05)
		if got.S != c.SMax || !near(got.PExact, c.Smallest, file.Tolerance) || !near(got.PNormal, c.Normal, file.Tolerance) ||
			(got.Gilbert != nil) != c.Gilbert || ok != (c.Critical != nil) || ok && critical != *c.Critical {
			t.Errorf("n=%d: %+v, critical S %v %v", c.N, got, critical, ok)
		}
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			got, want := TheilSen(c.T, c.Y, 0.95), c.Expected
			if got.S != want.S || !near(got.Slope, want.Slope, file.Tolerance) || !near(got.PExact, want.PExact, file.Tolerance) ||
				!near(got.P, want.PExact, file.Tolerance) || !near(got.PNormal, want.PNormal, file.Tolerance) {
				t.Errorf("%+v, want %+v", got, want)
			}
			pair(t, "Gilbert", file.Tolerance, want.Gilbert, got.Gilbert)
			if want.Exact == nil {
				pair(t, "exact", file.Tolerance, nil, got.Exact)
				return
			}
			pair(t, "exact", file.Tolerance, want.Exact.Interval, got.Exact)
			if got.Exact != nil && !near(&got.Exact.Confidence, want.Exact.Achieved, file.Tolerance) {
				t.Error("achieved", got.Exact.Confidence)
			}
		})
	}
}
