package storetest

import (
	"cmp"
	"maps"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// sorted is the observations of a model, oldest first.
func sorted(model map[int64]indicators.Observation) []indicators.Observation {
	return slices.SortedFunc(maps.Values(model), func(a, b indicators.Observation) int { return cmp.Compare(a.Start, b.Start) })
}
