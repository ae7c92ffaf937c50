package stat

import "math"

// Censoring of a value: Below is "<limit", Above is ">limit", Detected a value as measured.
const (
	Below    int8 = -1
	Detected int8 = 0
	Above    int8 = 1
)

// side tells on which side values are censored, 0 for none; false when on both.
func side(censored []int8) (int8, bool) {
	found := Detected
	for _, c := range censored {
		switch {
		case c == Detected:
		case found != Detected && found != c:
			return 0, false
		default:
			found = c
		}
	}
	return found, true
}

func countCensored(censored []int8) int {
	n := 0
	for _, c := range censored {
		if c != Detected {
			n++
		}
	}
	return n
}

// ends are the bounds between which a value lies, infinite where it is censored.
func ends(value float64, censored int8) (low, high float64) {
	switch {
	case censored < 0:
		return math.Inf(-1), value
	case censored > 0:
		return value, math.Inf(1)
	}
	return value, value
}
