package catalogue

import (
	"fmt"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

func (c *checker) index(x indicators.Index, complain complaint) {
	c.span(x.ValidFrom, x.ValidTo, "valid_from", "valid_to", complain)
	c.isUnit(x.Unit, "unit", complain)
	if len(x.Levels) > 0 && !ascend(x.Levels) {
		complain("levels", "the levels do not ascend; each is allowed above the one before")
	}
	for i, s := range x.Substances {
		path := fmt.Sprintf("substances[%d]", i)
		if c.isIndicator(s.Indicator, path+".indicator", complain) && s.Unit != "" && c.isUnit(s.Unit, path+".unit", complain) {
			c.measures(s.Indicator, s.Unit, path+".unit", complain)
		}
		if x.Kind == "breakpoints" {
			c.breakpoints(x, s, path, complain)
		}
	}
}

// breakpoints checks that the scale, its numbers and its categories fit together. A category more than there are bands is
// what lies above the last breakpoint.
func (c *checker) breakpoints(x indicators.Index, s indicators.IndexSeries, path string, complain complaint) {
	bands := len(s.Breakpoints) - 1
	switch {
	case bands < 1 || !ascend(s.Breakpoints):
		complain(path+".breakpoints", "the breakpoints do not ascend; at least two are needed, each above the one before")
	case s.Unit == "":
		complain(path+".unit", "the breakpoints have no unit; write the one in which they are printed")
	case len(x.Levels) > 0 && len(x.Levels) != bands+1:
		complain(path+".breakpoints", "there are %d breakpoints and %d levels; one level is needed at each breakpoint", bands+1, len(x.Levels))
	case len(x.Categories) != bands && len(x.Categories) != bands+1:
		complain(path+".breakpoints", "there are %d bands and %d categories; one is needed for each band, and one more is allowed for what lies above", bands, len(x.Categories))
	}
}

func ascend(values []float64) bool {
	return slices.IsSorted(values) && len(slices.Compact(slices.Clone(values))) == len(values)
}
