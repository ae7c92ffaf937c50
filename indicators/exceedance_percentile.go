package indicators

import (
	"slices"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// percentile reads the value by which the year is judged. Censored values take part where all of them lie on the good side
// of the limit, at their limit; a percentile among them is not told.
func (e *Exceedance) percentile(steps []step, percent float64) {
	values := make([]float64, 0, len(steps))
	highestCensored := 0
	for _, s := range steps {
		switch {
		case !s.valid:
			continue
		case s.censored != NotCensored && e.Limit.Judge(s.value, s.censored) != Meets:
			return
		case s.censored != NotCensored:
			highestCensored++
		}
		values = append(values, s.value)
	}
	if len(values) == 0 {
		return
	}
	slices.Sort(values)
	value, ok := stat.QuantileOfSorted(values, percent/100, stat.EURank)
	if !ok || rank(percent, len(values)) <= highestCensored {
		return
	}
	e.Percentile = &ExceedancePercentile{percent, stat.EURank.String(), value, len(values)}
}

// rank is that of the percentile among n values: p·n rounded half up, in exact decimals, kept within 1…n.
func rank(percent float64, n int) int {
	if n == 0 {
		return 0
	}
	numbers := make([]float64, n)
	for i := range numbers {
		numbers[i] = float64(i + 1)
	}
	value, _ := stat.QuantileOfSorted(numbers, percent/100, stat.EURank)
	return int(value)
}
