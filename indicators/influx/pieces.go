package influx

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// piece is a run of whole local days at one offset from UTC, or a single day in which the offset changes or
// which the period cuts.
type piece struct {
	from, to time.Time
	offset   time.Duration // of the windows: (−UTC offset) modulo 24 h
	single   bool
}

const oneDay = 24 * time.Hour

// pieces cuts [from, to) into local days that start in it: the engine pushes windows down only where they
// stand at a constant offset.
func pieces(from, to time.Time, zone *time.Location) []piece {
	var all []piece
	date := indicators.DateOf(from, zone)
	if indicators.DateStart(date, zone).Before(from) {
		date++
	}
	for start := indicators.DateStart(date, zone); start.Before(to); {
		last := wholeDays(start, to, zone)
		if last.After(start) {
			_, east := start.In(zone).Zone()
			offset := (-time.Duration(east)*time.Second%oneDay + oneDay) % oneDay
			all = append(all, piece{from: start, to: last, offset: offset})
			start = last
			continue
		}
		next := indicators.DateStart(indicators.DateOf(start, zone)+1, zone)
		end := next
		if end.After(to) {
			end = to
		}
		all = append(all, piece{from: start, to: end, single: true})
		start = next
	}
	return all
}

// wholeDays is the end of the run of days of 24 hours that begins at start and lies before to.
func wholeDays(start, to time.Time, zone *time.Location) time.Time {
	limit := to
	if _, change := start.In(zone).ZoneBounds(); !change.IsZero() && change.Before(limit) {
		limit = change
	}
	end := start.Add(limit.Sub(start).Truncate(oneDay))
	if end.After(start) && !indicators.DateStart(indicators.DateOf(end, zone), zone).Equal(end) {
		end = end.Add(-oneDay) // the change lies at the end of the last day
	}
	return end
}

// ask is one number of a piece: the name of its tables, the field, the aggregate.
type ask [3]string

// summed is what counts: its number, and of its sum, least and greatest what is needed; each is one more reader of
// the whole history. everything is the number of observations of any kind.
func summed(needed indicators.DayNumbers) []ask {
	asks := []ask{{"count", "value", "count"}}
	for i, name := range []string{"sum", "min", "max"} {
		if needed&(1<<i) != 0 {
			asks = append(asks, ask{name, "value", name})
		}
	}
	return asks
}

func everything() []ask { return []ask{{"all", "raw", "count"}} }

// pipelines are the readers of one piece.
func (p piece) pipelines(of selector, asks []ask) []pipeline {
	var all []pipeline
	for _, ask := range asks {
		line := pipeline{name: ask[0], of: of, fields: []string{ask[1]}, from: p.from, to: p.to, aggregate: ask[2]}
		if !p.single {
			line.every, line.offset = oneDay, p.offset
		}
		all = append(all, line)
	}
	return all
}

// extent cuts a range to what the series hold, so that a query without ends has no empty centuries of pieces.
func (s *Store) extent(ctx context.Context, series []indicators.Series, from, to time.Time) (time.Time, time.Time, bool, error) {
	var pipelines []pipeline
	for _, group := range groups(series) {
		for _, aggregate := range []string{"first", "last"} {
			pipelines = append(pipelines, pipeline{name: aggregate, of: group, fields: []string{"raw"}, from: from, to: to, aggregate: aggregate})
		}
	}
	first, last, any := to, from, false
	err := s.query(ctx, pipelines, func(r row) error {
		at := time.Unix(r.start, 0).UTC()
		any = true
		if r.result == "first" && at.Before(first) {
			first = at
		}
		if r.result == "last" && at.After(last) {
			last = at
		}
		return nil
	})
	return first, last, any, err
}
