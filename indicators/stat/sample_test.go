package stat

import (
	"math"
	"slices"
	"testing"
)

func TestSample(t *testing.T) {
	if _, ok := Mean(nil); ok {
		t.Error("nothing has a mean")
	}
	if _, ok := Median(nil); ok {
		t.Error("nothing has a median")
	}
	if _, ok := StandardDeviation([]float64{1}); ok {
		t.Error("one value has a standard deviation")
	}
	values := []float64{4, 1, 3, 2}
	if m, _ := Median(values); m != 2.5 || !slices.Equal(values, []float64{4, 1, 3, 2}) {
		t.Error("the median of an even number, the values left in order:", m, values)
	}
	if m, _ := Median([]float64{9, 1, 5}); m != 5 {
		t.Error(m)
	}
	if sd, _ := StandardDeviation([]float64{2, 4, 4, 4, 5, 5, 7, 9}); math.Abs(sd-math.Sqrt(32.0/7)) > 1e-15 {
		t.Error(sd)
	}
	if sd, _ := StandardDeviation([]float64{7, 7, 7}); sd != 0 {
		t.Error("all equal:", sd)
	}
	if s := Sum([]float64{1e16, 1, -1e16}); s != 1 {
		t.Error("the order of the values hides what is small:", s)
	}
}
