package stat

import (
	"math"
	"testing"
)

func sides(below []bool) []int8 {
	c := make([]int8, len(below))
	for i, b := range below {
		if b {
			c[i] = Below
		}
	}
	return c
}

func TestCensoredReference(t *testing.T) {
	var file struct {
		Tolerance float64
		Means     []struct {
			ID       string
			Value    []float64
			Censored []bool
			Expected map[string]*float64
		}
		Trends []struct {
			ID       string
			T, Value []float64
			Censored []bool
			Expected struct {
				S, VarS, Z, P float64
				TauB          float64    `json:"tau_b"`
				Slope         float64    `json:"ats_slope"`
				Zero          [2]float64 `json:"ats_zero_interval"`
				At            float64    `json:"recensored_at"`
				Recensored    struct{ S, VarS, Z, P float64 }
			}
		}
	}
	vectors(t, "censored.json", &file)
	for _, c := range file.Means {
		km, ros := KaplanMeierMean(c.Value, sides(c.Censored)), RegressionOnOrderStatistics(c.Value, sides(c.Censored))
		expect(t, file.Tolerance, c.Expected, map[string]*float64{
			"n": new(float64(km.N)), "n_censored": new(float64(km.Censored)), "km_mean": km.Mean,
			"ros_log_mean": ros.Mean, "ros_log_sd": ros.SD, "ros_median": ros.Median, "ros_gmean": ros.GeometricMean,
		})
	}
	for _, c := range file.Trends {
		got, want := CensoredKendall(c.T, c.Value, sides(c.Censored)), c.Expected
		if got.S != want.S || !near(&got.Variance, want.VarS, file.Tolerance) || !near(got.TauB, want.TauB, file.Tolerance) ||
			!near(got.Z, want.Z, file.Tolerance) || !near(got.P, want.P, file.Tolerance) || !near(got.Slope, want.Slope, file.Tolerance) {
			t.Errorf("%s: %+v, want %+v", c.ID, got, want)
		}
		if got.Zero == nil || !near(&got.Zero.Low, want.Zero[0], file.Tolerance) || !near(&got.Zero.High, want.Zero[1], file.Tolerance) {
			t.Error("zero interval", got.Zero)
		}
		r := got.Recensored
		if *got.RecensoredAt != want.At || r.S != want.Recensored.S || r.Variance != want.Recensored.VarS || *r.Z != want.Recensored.Z || *r.P != want.Recensored.P {
			t.Errorf("recensored %+v", r)
		}
	}
}

func TestWithoutCensoringThePlainAnswersReturn(t *testing.T) {
	times, values := noise(61, 0.2)
	none := make([]int8, len(values))
	plain, got := TheilSen(times, values, 0.95), CensoredKendall(times, values, none)
	if got.S != plain.S || !near(&got.Variance, plain.Variance, 1e-12) || !near(got.Slope, *plain.Slope, 1e-12) || !near(got.P, *plain.P, 1e-12) {
		t.Errorf("%+v, want %+v", got, plain)
	}
	mean, _ := Mean(values)
	if km := KaplanMeierMean(values, none); !near(km.Mean, mean, 1e-12) {
		t.Error(text(km.Mean), mean)
	}
}

func TestValuesAboveALimitMirrorThoseBelow(t *testing.T) {
	values, mirrored := []float64{1, 3, 2, 5, 4, 2}, []float64{-1, -3, -2, -5, -4, -2}
	below, above := []int8{-1, 0, -1, 0, 0, 0}, []int8{1, 0, 1, 0, 0, 0}
	times := []float64{1, 2, 3, 4, 5, 6}
	a, b := CensoredKendall(times, values, below), CensoredKendall(times, mirrored, above)
	if a.S != -b.S || math.Abs(*a.Slope+*b.Slope) > 1e-12 || a.Variance != b.Variance {
		t.Errorf("%+v %+v", a, b)
	}
	if x, y := KaplanMeierMean(values, below), KaplanMeierMean(mirrored, above); !near(x.Mean, -*y.Mean, 1e-12) {
		t.Error(*x.Mean, *y.Mean)
	}
}

func TestCensoredEdges(t *testing.T) {
	all := []int8{Below, Below, Below, Below}
	four := []float64{1, 2, 3, 4}
	if m := KaplanMeierMean(four, all); m.Mean != nil || m.Reason != FewDetected {
		t.Errorf("%+v", m)
	}
	if m := KaplanMeierMean(four, []int8{Below, 0, 0, Above}); m.Mean != nil || m.Reason != MixedCensoring {
		t.Errorf("%+v", m)
	}
	if m := KaplanMeierMean(four, []int8{Below, 0, 0, 0}); !near(m.Mean, 2.5, 1e-15) || len(m.Warnings) != 1 || m.Warnings[0] != LowestCensored {
		t.Errorf("%+v", m)
	}
	if r := CensoredKendall(four, four, all); r.P != nil || r.Slope != nil || r.Reason != NoKnownOrder {
		t.Errorf("nothing is known of the order: %+v", r)
	}
	if r := RegressionOnOrderStatistics(four, []int8{Below, Below, 0, 0}); r.Mean != nil || r.Reason != FewDetected {
		t.Errorf("%+v", r)
	}
	if r := RegressionOnOrderStatistics([]float64{0, 1, 2, 3}, make([]int8, 4)); r.Mean != nil || r.Reason != NotPositive {
		t.Errorf("%+v", r)
	}
}
