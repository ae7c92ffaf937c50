package influx

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// shine is a field that would stay in its place when one of the observations is written without it.
type shine struct {
	field       string
	batch       indicators.Batch
	first, last int64 // of the observations without the field
}

// shining are the fields that are not always there: value, where an observation enters sums, the mark of a censored
// one, the flag that a check has given.
var shining = []string{"value", "c", "d"}

// shines finds what might have to be deleted, before anything is read.
func shines(batches []indicators.Batch) []shine {
	var all []shine
	for _, b := range batches {
		for _, field := range shining {
			at := shine{field: field, batch: b}
			any := false
			for _, o := range b.Observations {
				if carries(o, field) {
					continue
				}
				if !any {
					at.first, any = o.Start, true
				}
				at.last = o.Start
			}
			if any {
				all = append(all, at)
			}
		}
	}
	return all
}

// carries reports whether an observation is written with one of the shining fields.
func carries(o indicators.Observation, field string) bool {
	switch field {
	case "value":
		return o.IsSummable()
	case "d":
		return o.Own != 0
	}
	return o.Censored != indicators.NotCensored
}

// clear deletes the instants whose stored fields would shine through the new ones. One query tells of which series
// anything of the kind is stored: of new series and of most others, nothing is.
func (s *Store) clear(ctx context.Context, batches []indicators.Batch) error {
	maybe := shines(batches)
	stored, err := s.holding(ctx, maybe)
	if err != nil {
		return err
	}
	for _, at := range maybe {
		if !stored[at.field][at.batch.Series] {
			continue
		}
		if err := s.clearField(ctx, at); err != nil {
			return err
		}
	}
	return nil
}

// holding tells, field by field, of which series the store holds the field in the extent of what is written.
func (s *Store) holding(ctx context.Context, maybe []shine) (map[string]map[indicators.Series]bool, error) {
	var pipelines []pipeline
	stored := map[string]map[indicators.Series]bool{}
	for _, field := range shining {
		stored[field] = map[indicators.Series]bool{}
		var series []indicators.Series
		first, last := latest.Unix(), earliest.Unix()
		for _, at := range maybe {
			if at.field == field {
				series = append(series, at.batch.Series)
				first, last = min(first, at.first), max(last, at.last)
			}
		}
		for _, group := range groups(series) {
			pipelines = append(pipelines, pipeline{name: field, of: group, fields: []string{field},
				from: time.Unix(first, 0).UTC(), to: time.Unix(last+1, 0).UTC(), aggregate: "first"})
		}
	}
	return stored, s.query(ctx, pipelines, func(r row) error {
		stored[r.result][r.series] = true
		return nil
	})
}

// clearField deletes the instants of one series at which the field is stored and not written.
func (s *Store) clearField(ctx context.Context, at shine) error {
	var starts []int64
	var line = pipeline{name: at.field, of: selectorOf(at.batch.Series), fields: []string{at.field},
		from: time.Unix(at.first, 0).UTC(), to: time.Unix(at.last+1, 0).UTC()}
	if err := s.query(ctx, []pipeline{line}, func(r row) error {
		starts = append(starts, r.start)
		return nil
	}); err != nil {
		return err
	}
	for _, o := range at.batch.Observations {
		for len(starts) > 0 && starts[0] < o.Start {
			starts = starts[1:]
		}
		if len(starts) == 0 {
			return nil
		}
		if starts[0] == o.Start && !carries(o, at.field) {
			if err := s.erase(ctx, at.batch.Series, o.Start, o.Start); err != nil {
				return err
			}
		}
	}
	return nil
}
