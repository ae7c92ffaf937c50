package stat

import (
	"fmt"
	"math"
	"testing"
)

func TestQuantileReference(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID       string
			X        []*float64
			Expected []map[string]float64
		}
	}
	vectors(t, "percentiles.json", &file)
	for _, c := range file.Cases {
		var values []float64
		for _, x := range c.X {
			if x != nil {
				values = append(values, *x)
			}
		}
		for _, want := range c.Expected {
			for rule := Type1; rule <= EPARank; rule++ {
				name := map[QuantileRule]string{EURank: "EC_97_101_nearest_rank", EPARank: "EPA_AppN_floor_plus_1"}[rule]
				if name == "" {
					name = fmt.Sprintf("R_type%d", rule)
				}
				w, known := want[name]
				if got, ok := Quantile(values, want["p"], rule); !ok || !known || !near(&got, w, file.Tolerance) {
					t.Errorf("%s, p=%v, %s: %v, want %v", c.ID, want["p"], rule, got, w)
				}
			}
		}
	}
}

func TestQuantileEdges(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i + 1)
	}
	for _, c := range []struct {
		p    float64
		rule QuantileRule
		want float64
	}{
		{0.29, Type1, 29}, {0.29, EURank, 29}, {0.29, EPARank, 30}, {0.29, Type4, 29}, // 0.29·100 is 28.999… in floating point
		{0.285, EURank, 29}, {0.005, EURank, 1}, {0, EURank, 1}, {1, EPARank, 100}, // half up; kept within 1…n
		{1e-300, Type7, 1}, {1, Type7, 100}, {0.5, Type7, 50.5}, {0.12345678901234567, Type1, 13},
	} {
		if got, ok := Quantile(hundred, c.p, c.rule); !ok || got != c.want {
			t.Errorf("p=%v %s: %v, want %v", c.p, c.rule, got, c.want)
		}
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		if _, ok := Quantile(hundred, p, Type7); ok {
			t.Error(p, "has a quantile")
		}
	}
	if _, ok := Quantile(nil, 0.5, Type7); ok {
		t.Error("nothing has a quantile")
	}
}
