package stat

import "math"

// Geometric is a geometric mean. Mean is nil when a value is zero or less, and for no values.
type Geometric struct {
	N, NotPositive int
	Mean           *float64
	Reason         Note
}

// GeometricMean is exp(mean ln x). No value is dropped and no 1 is added: with any value ≤ 0 the mean is not defined, and
// their count says why. Weakness: not the mean load; one value near zero pulls it far down.
func GeometricMean(values []float64) Geometric {
	g := Geometric{N: len(values)}
	if !finite(values) {
		g.Reason = NotFinite
		return g
	}
	logs := make([]float64, len(values))
	for i, x := range values {
		if x <= 0 {
			g.NotPositive++
			continue
		}
		logs[i] = math.Log(x)
	}
	switch {
	case g.N == 0:
		g.Reason = TooFewValues
	case g.NotPositive > 0:
		g.Reason = NotPositive
	default:
		g.Mean = new(math.Exp(Sum(logs) / float64(g.N)))
	}
	return g
}
