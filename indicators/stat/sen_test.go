package stat

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestMannKendallAndTheilSenReference(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			ID       string
			T, Y     []float64
			EnvStats map[string]json.RawMessage `json:"expected_envstats"`
		}
	}
	vectors(t, "mk_sen.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			got, ninety := TheilSen(c.T, c.Y, 0.95), TheilSen(c.T, c.Y, 0.90)
			plain := NormalTwoSided(value(got.ZPlain))
			expect(t, file.Tolerance, numbers(t, c.EnvStats), map[string]*float64{
				"n": new(float64(got.N)), "S": &got.S, "varS": &got.Variance, "tau_a": got.Tau, "slope": got.Slope,
				"intercept_conover": got.Intercept, "z_continuity": got.Z, "p_two_sided_continuity": got.PNormal,
				"z_no_continuity": got.ZPlain, "p_two_sided_no_continuity": &plain,
			})
			pair(t, "95 %", file.Tolerance, decode[[]*float64](t, c.EnvStats["ci95_gilbert_interpolated"]), got.Gilbert)
			pair(t, "90 %", file.Tolerance, decode[[]*float64](t, c.EnvStats["ci90_gilbert_interpolated"]), ninety.Gilbert)
		})
	}
}

func value(x *float64) float64 {
	if x == nil {
		return 0
	}
	return *x
}

// noise is values with a slight rise and n/ties equal ones.
func noise(n int, step float64) (times, values []float64) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		times = append(times, float64(i))
		values = append(values, math.Round((0.001*float64(i)+random.NormFloat64())/step)*step)
	}
	return times, values
}

func TestScoreAgreesWithThePairs(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 300 {
		n := 1 + round%40
		times, values := make([]float64, n), make([]float64, n)
		want := 0.0
		for j := range n {
			times[j], values[j] = float64(random.IntN(30)), float64(random.IntN(12))
			for i := range j {
				want += sign(times[j]-times[i]) * sign(values[j]-values[i])
			}
		}
		if got := scoreOf(times, values); got.s != want {
			t.Fatal(times, values, got.s, want)
		}
	}
}

func TestSelectionAgreesWithSorting(t *testing.T) {
	times, values := noise(1500, 0.1) // 1.1 M slopes: more than are held
	each := eachSlope([]block{{times, values}})
	var all []float64
	each(func(x float64) { all = append(all, x) })
	slices.Sort(all)
	ranks := []int{1, 2, 1000, len(all)/2 - 1, len(all) / 2, len(all)}
	got := selectRanks(each, len(all), ranks)
	for i, r := range ranks {
		if got[i] != all[r-1] {
			t.Errorf("rank %d: %v, want %v", r, got[i], all[r-1])
		}
	}
}

func BenchmarkMannKendall10000(b *testing.B) {
	times, values := noise(10_000, 0.1)
	b.ReportAllocs()
	for b.Loop() {
		MannKendall(times, values)
	}
}

func BenchmarkTheilSen2000(b *testing.B) {
	times, values := noise(2_000, 0.1)
	b.ReportAllocs()
	for b.Loop() {
		TheilSen(times, values, 0.95)
	}
}

func BenchmarkTheilSen10000(b *testing.B) {
	times, values := noise(10_000, 0.1)
	b.ReportAllocs()
	for b.Loop() {
		TheilSen(times, values, 0.95)
	}
}
