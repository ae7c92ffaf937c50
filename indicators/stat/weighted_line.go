package stat

// Line is Intercept + Slope·t.
type Line struct{ Intercept, Slope float64 }

// At is the line's value at t.
func (l Line) At(t float64) float64 { return l.Intercept + l.Slope*t }

// WeightedLine is the line through values y at times t that minimises Σw(y − a − b·t)²; weights of nil count all alike
// (ordinary least squares). False with a reason when a number is not finite, a weight is negative, or no two times with a
// weight differ. ESCAP's anticipated progress projects with it; the weights of ESCAP are not published, so ours are stated.
// Weakness: one outlier bends it, and far beyond the data it says little.
func WeightedLine(t, y, weights []float64) (Line, Note, bool) {
	if !finite(t, y) || weights != nil && !finite(t, weights) {
		return Line{}, NotFinite, false
	}
	w, wt, wy := make([]float64, len(t)), make([]float64, len(t)), make([]float64, len(t))
	for i := range t {
		w[i] = 1
		if weights != nil {
			w[i] = weights[i]
		}
		if w[i] < 0 {
			return Line{}, NegativeWeight, false
		}
		wt[i], wy[i] = w[i]*t[i], w[i]*y[i]
	}
	total := Sum(w)
	if total == 0 {
		return Line{}, TooFewValues, false
	}
	midT, midY := Sum(wt)/total, Sum(wy)/total
	for i := range t {
		wt[i], wy[i] = w[i]*(t[i]-midT)*(t[i]-midT), w[i]*(t[i]-midT)*(y[i]-midY)
	}
	spread := Sum(wt)
	if spread == 0 {
		return Line{}, NoSlope, false
	}
	slope := Sum(wy) / spread
	return Line{midY - slope*midT, slope}, "", true
}
