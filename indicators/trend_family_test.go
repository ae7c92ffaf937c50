package indicators

import "testing"

func TestReferenceTrendFamily(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			P        []*float64
			Expected struct {
				BH []float64 `json:"bh_adjusted"`
			}
		}
	}
	vectors(t, "multiple_testing.json", &file)
	for _, c := range file.Cases {
		trends := []*Trend{nil} // without figures
		for _, p := range c.P {
			trends = append(trends, &Trend{Verdict: NoClearTrend, Estimate: TrendEstimate{P: p}})
		}
		trends = append(trends, &Trend{Verdict: TrendNotJudged, Estimate: TrendEstimate{P: new(0.001)}}) // too few figures
		f := AdjustTrends(trends)
		if f.Tested != len(c.P) || f.Untestable != 2 || f.Adjusted[0] != nil || f.Adjusted[len(trends)-1] != nil {
			t.Errorf("%+v", f)
		}
		for i, want := range c.Expected.BH {
			if !near(f.Adjusted[i+1], want, file.Tolerance) {
				t.Errorf("%d: %v, want %v", i, number(f.Adjusted[i+1]), want)
			}
		}
	}
	if f := AdjustTrends(nil); f.Tested != 0 || f.Untestable != 0 {
		t.Errorf("%+v", f)
	}
}
