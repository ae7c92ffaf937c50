package stat

import "math"

// StandardError is the doubt of a mean of values in order of time.
type StandardError struct {
	N        int
	Mean, SD *float64
	// Lag1 is the autocorrelation at lag 1; nil when the values do not vary.
	Lag1 *float64
	// EffectiveN is n(1−r)/(1+r) with r = max(Lag1, 0).
	EffectiveN *float64
	// Naive is SD/√n, Error is SD/√EffectiveN; nil below two values.
	Naive, Error *float64
	Reason       Note
}

// StandardErrorOf is sd/√n* of values at equal steps, n* = n(1−r₁)/(1+r₁) with the biased lag-1 autocorrelation
// r₁ = Σ(x_i−m)(x_{i+1}−m)/Σ(x_i−m)², not below 0: a first-order autoregression. Wilks (2011) sec. 5.2.4.
// Weakness: a season in the values passes for autocorrelation, so take it out first (Deseasonalised); gaps are bridged.
func StandardErrorOf(values []float64) StandardError {
	e := StandardError{N: len(values)}
	if !finite(values) {
		e.Reason = NotFinite
		return e
	}
	mean, ok := Mean(values)
	if !ok {
		e.Reason = TooFewValues
		return e
	}
	e.Mean = &mean
	sd, ok := StandardDeviation(values)
	if !ok {
		e.Reason = TooFewValues
		return e
	}
	root := math.Sqrt(float64(e.N))
	e.SD, e.Naive = &sd, new(sd/root)
	if sd == 0 {
		e.EffectiveN, e.Error = new(float64(e.N)), new(0.0)
		return e
	}
	products, squares := make([]float64, e.N-1), make([]float64, e.N)
	for i, x := range values {
		squares[i] = (x - mean) * (x - mean)
		if i > 0 {
			products[i-1] = (values[i-1] - mean) * (x - mean)
		}
	}
	lag1 := Sum(products) / Sum(squares)
	r := max(lag1, 0)
	effective := float64(e.N) * (1 - r) / (1 + r)
	e.Lag1, e.EffectiveN, e.Error = &lag1, &effective, new(sd/math.Sqrt(effective))
	return e
}

// Deseasonalised takes each season's mean (month of the year) from its values and adds the mean of all; false when the lists
// differ in length. Weakness: with one year there is one value a season and nothing is left.
func Deseasonalised(values []float64, season []int) ([]float64, bool) {
	if len(values) != len(season) {
		return nil, false
	}
	all, _ := Mean(values)
	groups := map[int][]float64{}
	for i, s := range season {
		groups[s] = append(groups[s], values[i])
	}
	rest := make([]float64, len(values))
	for i, s := range season {
		mean, _ := Mean(groups[s])
		rest[i] = values[i] - mean + all
	}
	return rest, true
}
