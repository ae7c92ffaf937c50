package influx

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// The times that the server can hold, and no catalogue ever needs more.
var (
	earliest = time.Date(1680, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2260, 1, 1, 0, 0, 0, 0, time.UTC)
)

// within cuts a period to whole seconds that the server can hold; ok is false when nothing is left.
func within(p indicators.Period) (from, to time.Time, ok bool) {
	whole := func(t time.Time) time.Time {
		if t.Nanosecond() > 0 {
			t = t.Add(time.Second)
		}
		return t.Truncate(time.Second)
	}
	from, to = whole(p.From.UTC()), whole(p.To.UTC())
	if from.Before(earliest) {
		from = earliest
	}
	if to.After(latest) {
		to = latest
	}
	return from, to, from.Before(to)
}

var storedFields = []string{"raw", "c", "d", "l", "q", "s", "u"}

// Select gives the observations of one series whose start lies in the period, oldest first.
func (s *Store) Select(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Observation, error) {
	from, to, ok := within(period)
	if !ok || !isOurs(series) {
		return []indicators.Observation{}, nil
	}
	points, err := s.gathered(ctx, []pipeline{{name: "points", of: selectorOf(series), fields: storedFields, from: from, to: to}})
	return points.of(series), err
}

// tornReads is how often points without all their fields are asked for, at most.
const tornReads = 3

// gathered asks for whole points. While others write to a series the server may answer the newest point of it without one of its
// fields: it counts the values that it holds of a field before it sorts and copies them (Cache.Values in tsdb/engine/tsm1/cache.go
// of influxdb 2.9.1). Such points are asked for again.
func (s *Store) gathered(ctx context.Context, pipelines []pipeline) (gather, error) {
	for again := 1; ; again++ {
		points := gather{}
		if err := s.query(ctx, pipelines, points.take); err != nil || again == tornReads || !points.areTorn() {
			return points, err
		}
	}
}

// gather puts the fields of points together.
type gather map[indicators.Series]*points

// points are the observations of one series, filled field by field: every field's table is sorted by time, so
// that the place of a record is nearly always the one after the record before.
type points struct {
	held []indicators.Observation
	next int
	has  [len(fieldsOfAll)]int // how many have each of the fields that every point of ours has
}

var fieldsOfAll = [...]string{"raw", "l", "q", "s", "u"}

// areTorn reports whether a few points lack a field that every point of ours has. Of another writer's points many may.
func (g gather) areTorn() bool {
	const few = 8 // more than can be in writing between two steps of the server
	for _, p := range g {
		for _, n := range p.has {
			if lacking := len(p.held) - n; lacking > 0 && lacking <= few {
				return true
			}
		}
	}
	return false
}

func (g gather) take(r row) error {
	p := g[r.series]
	if p == nil {
		p = &points{}
		g[r.series] = p
	}
	o := p.at(r.start)
	if i := slices.Index(fieldsOfAll[:], r.field); i >= 0 {
		p.has[i]++
	}
	if r.field == "raw" {
		v, err := r.float()
		o.Value = v
		return err
	}
	n, err := r.int()
	switch r.field {
	case "c":
		o.Censored = indicators.Censored(n)
	case "l":
		o.Line = int32(n)
	case "d": // fields come in any order
		o.Quality, o.Own = indicators.Quality(n), o.Quality
	case "q":
		if o.Quality == 0 {
			o.Quality = indicators.Quality(n)
		} else {
			o.Own = indicators.Quality(n)
		}
	case "s":
		o.Status = indicators.Status(n)
	case "u":
		o.Upload = indicators.UploadID(n)
	}
	return err
}

// at finds or makes the observation that starts at start.
func (p *points) at(start int64) *indicators.Observation {
	n := len(p.held)
	switch {
	case p.next > 0 && p.next <= n && p.held[p.next-1].Start == start: // another field of the same record
		p.next--
	case p.next < n && p.held[p.next].Start == start:
	case n == 0 || start > p.held[n-1].Start:
		p.held = append(p.held, indicators.Observation{Start: start})
		p.next = n
	default:
		at, found := slices.BinarySearchFunc(p.held, start, func(o indicators.Observation, start int64) int { return cmp.Compare(o.Start, start) })
		if !found {
			p.held = slices.Insert(p.held, at, indicators.Observation{Start: start})
		}
		p.next = at
	}
	p.next++
	return &p.held[p.next-1]
}

func (g gather) of(series indicators.Series) []indicators.Observation {
	if p := g[series]; p != nil {
		return p.held
	}
	return []indicators.Observation{}
}
