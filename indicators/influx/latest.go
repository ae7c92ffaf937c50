package influx

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Latest gives, for each series in the order asked for, its last valid observation: the last that counts, or a
// valid censored one after it.
func (s *Store) Latest(ctx context.Context, series []indicators.Series) ([]indicators.LatestObservation, error) {
	found := make([]indicators.LatestObservation, len(series))
	counted, censored := map[indicators.Series]int64{}, map[indicators.Series]int64{}
	var pipelines []pipeline
	for _, group := range groups(series) {
		pipelines = append(pipelines,
			pipeline{name: "value", of: group, fields: []string{"value"}, from: earliest, to: latest, aggregate: "last"},
			pipeline{name: "c", of: group, fields: []string{"c"}, from: earliest, to: latest, aggregate: "last"})
	}
	if err := s.query(ctx, pipelines, func(r row) error {
		if r.result == "value" {
			counted[r.series] = r.start
		} else {
			censored[r.series] = r.start
		}
		return nil
	}); err != nil {
		return nil, err
	}
	points, err := s.pointsAt(ctx, series, counted, censored)
	if err != nil {
		return nil, err
	}
	for i, one := range series {
		found[i].Series = one
		if found[i].Observation, found[i].OK = lastValid(points.of(one)); !found[i].OK {
			if _, has := censored[one]; has {
				if found[i].Observation, found[i].OK, err = s.lastCensored(ctx, one); err != nil {
					return nil, err
				}
			}
		}
	}
	return found, nil
}

// pointsAt reads whole observations around the candidates, one pipeline for all that share a range.
func (s *Store) pointsAt(ctx context.Context, series []indicators.Series, counted, censored map[indicators.Series]int64) (gather, error) {
	type extent struct{ from, to int64 }
	ranges := map[extent][]indicators.Series{}
	for _, one := range series {
		value, has := counted[one]
		mark, marked := censored[one]
		switch {
		case has && marked && mark > value:
			ranges[extent{value, mark + 1}] = append(ranges[extent{value, mark + 1}], one)
		case has:
			ranges[extent{value, value + 1}] = append(ranges[extent{value, value + 1}], one)
		case marked:
			ranges[extent{mark, mark + 1}] = append(ranges[extent{mark, mark + 1}], one)
		}
	}
	var pipelines []pipeline
	for at, those := range ranges {
		for _, group := range groups(those) {
			pipelines = append(pipelines, pipeline{name: "points", of: group, fields: storedFields, from: time.Unix(at.from, 0).UTC(), to: time.Unix(at.to, 0).UTC()})
		}
	}
	return s.gathered(ctx, pipelines)
}

// lastCensored looks through a series that has censored observations and none that counts.
func (s *Store) lastCensored(ctx context.Context, series indicators.Series) (indicators.Observation, bool, error) {
	held, err := s.Select(ctx, series, indicators.Period{From: earliest, To: latest})
	o, ok := lastValid(held)
	return o, ok, err
}

func lastValid(held []indicators.Observation) (indicators.Observation, bool) {
	for i := len(held) - 1; i >= 0; i-- {
		if held[i].IsValid() {
			return held[i], true
		}
	}
	return indicators.Observation{}, false
}

// sitesAtOnce bounds the terms of one filter.
const sitesAtOnce = 200

// groups are selectors that together read exactly these series: those that differ in their site alone share one.
func groups(series []indicators.Series) []selector {
	place := map[indicators.Series]int{}
	var all []selector
	for _, one := range series {
		if !isOurs(one) {
			continue // nothing is stored under such a name
		}
		key := one
		key.Site = ""
		at, ok := place[key]
		if !ok || len(all[at].sites) == sitesAtOnce {
			at = len(all)
			place[key] = at
			all = append(all, selectorOf(one))
			continue
		}
		all[at].sites = append(all[at].sites, one.Site)
	}
	return all
}
