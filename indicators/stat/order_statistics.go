package stat

import (
	"math"
	"slices"
)

// LogRegression is the summary of values with detection limits by regression on order statistics. Median is type 7.
type LogRegression struct {
	N, Censored                     int
	Mean, SD, Median, GeometricMean *float64
	Reason                          Note
}

// RegressionOnOrderStatistics estimates what lies below detection limits from the log-normal line through the detected
// values, ln x = a + b·Φ⁻¹(plotting position), by least squares; the detected values stay as measured and only the
// censored ones are drawn from the line ("robust"). Plotting positions for several limits of Hirsch and Stedinger (1987):
//
//	pe_j = pe_{j+1} + A_j/(A_j+B_j)·(1−pe_{j+1});  detected: (1−pe_j) + (pe_j−pe_{j+1})·r/(A_j+1);  censored: (1−pe_j)·r/(C_j+1)
//
// A_j detected in [limit_j, limit_{j+1}), B_j all below limit_j, C_j censored at it, r the rank among them.
// Helsel and Cohn (1988). Needs 3 or more detected values of two sizes, all above zero, censored Below only.
// Weakness: leans on the log-normal shape in the tail nobody measured.
func RegressionOnOrderStatistics(values []float64, censored []int8) LogRegression {
	r := LogRegression{N: len(values), Censored: countCensored(censored)}
	switch where, ok := side(censored); {
	case !finite(values) || len(censored) != len(values):
		r.Reason = NotFinite
	case !ok || where == Above:
		r.Reason = MixedCensoring
	case r.N-r.Censored < 3:
		r.Reason = FewDetected
	case r.N > 0 && slices.Min(values) <= 0:
		r.Reason = NotPositive
	}
	if r.Reason != "" {
		return r
	}
	var detected, limits []float64
	for i, x := range values {
		if censored[i] == Detected {
			detected = append(detected, x)
		} else {
			limits = append(limits, x)
		}
	}
	slices.Sort(detected)
	slices.Sort(limits)
	quantiles, missing := plottingPositions(detected, limits)
	logs := make([]float64, len(detected))
	for i, x := range detected {
		logs[i] = math.Log(x)
	}
	line, reason, ok := WeightedLine(quantiles, logs, nil)
	if !ok {
		r.Reason = reason
		return r
	}
	all := detected
	for _, q := range missing {
		all = append(all, math.Exp(line.At(q)))
	}
	mean, _ := Mean(all)
	sd, _ := StandardDeviation(all)
	middle, _ := Median(all)
	r.Mean, r.SD, r.Median, r.GeometricMean = &mean, &sd, &middle, GeometricMean(all).Mean
	return r
}

// plottingPositions gives the normal quantiles of sorted detected values, and of the censored ones.
func plottingPositions(detected, limits []float64) (seen, missing []float64) {
	steps := slices.Compact(slices.Clone(limits))
	if len(steps) == 0 || detected[0] < steps[0] {
		steps = slices.Insert(steps, 0, 0)
	}
	first := func(sorted []float64, x float64) int { i, _ := slices.BinarySearch(sorted, x); return i }
	above := func(j int) int { // how many detected lie below the limit after j
		if j+1 == len(steps) {
			return len(detected)
		}
		return first(detected, steps[j+1])
	}
	exceed := make([]float64, len(steps)+1)
	for j := len(steps) - 1; j >= 0; j-- {
		a := float64(above(j) - first(detected, steps[j]))
		b := float64(first(detected, steps[j]) + first(limits, math.Nextafter(steps[j], math.Inf(1))))
		exceed[j] = exceed[j+1] + a/(a+b)*(1-exceed[j+1])
	}
	for j, limit := range steps {
		a := above(j) - first(detected, limit)
		for r := 1; r <= a; r++ {
			p := 1 - exceed[j] + (exceed[j]-exceed[j+1])*float64(r)/float64(a+1)
			seen = append(seen, NormalQuantile(p))
		}
		c := first(limits, math.Nextafter(limit, math.Inf(1))) - first(limits, limit)
		for r := 1; r <= c; r++ {
			missing = append(missing, NormalQuantile((1-exceed[j])*float64(r)/float64(c+1)))
		}
	}
	return seen, missing
}
