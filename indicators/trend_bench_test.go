package indicators

import "testing"

// BenchmarkTrendOfMonths is the seasonal trend of 25 years of months at one site.
func BenchmarkTrendOfMonths(b *testing.B) {
	points := months(2001, 300, func(i int) float64 { return -0.05*float64(i/12) + wobble(i) })
	b.ReportAllocs()
	for b.Loop() {
		if got := TrendOf(TrendInput{Points: points, Step: P1M}); got.Verdict != Decreasing {
			b.Fatal(got.Verdict)
		}
	}
}

// BenchmarkTrendOfYears is the trend of 25 years at one site.
func BenchmarkTrendOfYears(b *testing.B) {
	values := make([]float64, 25)
	for i := range values {
		values[i] = wobble(i) - 0.2*float64(i)
	}
	points := annual(2001, values...)
	b.ReportAllocs()
	for b.Loop() {
		TrendOf(TrendInput{Points: points, Step: P1Y})
	}
}
