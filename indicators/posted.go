package indicators

import (
	"cmp"
	"slices"
)

// PostedBatch is the rows of one series of a post, by start; no two start together.
type PostedBatch struct {
	Series       Series
	Observations []Observation
}

// BySeries parts rows by their series.
func BySeries(rows []PostRow) []PostedBatch {
	at := map[Series]int{}
	var all []PostedBatch
	for _, row := range rows {
		i, known := at[row.Series]
		if !known {
			i = len(all)
			at[row.Series] = i
			all = append(all, PostedBatch{Series: row.Series})
		}
		all[i].Observations = append(all[i].Observations, row.Observation)
	}
	for _, b := range all {
		slices.SortFunc(b.Observations, func(a, b Observation) int { return cmp.Compare(a.Start, b.Start) })
	}
	return all
}

// Has reports whether an observation is one of the batch.
func (b PostedBatch) Has(o Observation) bool {
	at, ok := slices.BinarySearchFunc(b.Observations, o.Start, func(o Observation, start int64) int { return cmp.Compare(o.Start, start) })
	return ok && b.Observations[at].Upload == o.Upload && b.Observations[at].Line == o.Line
}

// Changes are the starts of the batch.
func (b PostedBatch) Changes() *Changes {
	var c Changes
	for _, o := range b.Observations {
		c.Add(o.Start)
	}
	return &c
}

// Foresee tells what the check would make of the batch, if it were stored: for a dry run. between gives what is stored in
// [since, until], oldest first.
func (b PostedBatch) Foresee(check Check, between func(since, until int64) ([]Observation, error)) (Judged, error) {
	j := Judged{Series: b.Series}
	for _, at := range check.Stretches(b.Series.Resolution, b.Changes()) {
		held, err := between(at.Since, at.Until)
		if err != nil {
			return j, err
		}
		held = slices.Clone(held)
		for _, o := range b.Observations {
			if o.Start >= at.Since && o.Start <= at.Until {
				held = append(held, o)
			}
		}
		slices.SortFunc(held, func(a, b Observation) int { return cmp.Compare(a.Start, b.Start) })
		j.Judge(check, at, held, b.Has)
	}
	return j, nil
}
