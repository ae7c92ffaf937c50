package influx

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

const weekSeconds = 7 * 86400

// shelf is one series under a merge: what was read of it and what was put, by the week.
type shelf struct {
	series      indicators.Series
	zone        *time.Location
	stored      bool  // the store holds something of the series
	first, last int64 // its extent
	weeks       map[int64][]indicators.Observation
	loaded      map[int64]bool // spans that were read
	seen        map[int64]bool // starts that the upload named with the stored figure
	reflagged   map[int64]bool // starts of observations of other uploads that are to be written anew
	indicators.Judging
}

// judge flags again what may have become right or wrong to doubt since the series was last judged, among what lies on the
// shelf. put gets every observation whose flag is another now.
func (h *shelf) judge(mine func(indicators.Observation) bool, put func(indicators.Observation)) indicators.Judged {
	j := indicators.Judged{Series: h.series}
	for _, at := range h.Check.Stretches(h.series.Resolution, &h.Changed) {
		for _, o := range j.Judge(h.Check, at, h.between(at.Since, at.Until), mine) {
			put(o)
		}
	}
	h.Changed = indicators.Changes{}
	return j
}

// between gives a copy of what lies on the shelf with a start in [since, until], oldest first.
func (h *shelf) between(since, until int64) (held []indicators.Observation) {
	first, last := indicators.FloorDiv(since, weekSeconds), indicators.FloorDiv(until, weekSeconds)
	for week := first; week <= last; week++ {
		for _, o := range h.weeks[week] {
			if o.Start >= since && o.Start <= until {
				held = append(held, o)
			}
		}
	}
	return held
}

// spanSeconds is how much is read at a time: a year of fine series, everything of coarse ones.
func (h *shelf) spanSeconds() int64 {
	if h.series.Resolution.Reach() >= 86400 {
		return 1 << 40
	}
	return shardSeconds
}

// load reads the span in which start lies, once, unless the store holds nothing there.
func (h *shelf) load(ctx context.Context, store *Store, start int64) error {
	if !h.stored || start < h.first || start > h.last {
		return nil
	}
	span := indicators.FloorDiv(start, h.spanSeconds())
	if h.loaded[span] {
		return nil
	}
	if err := h.read(ctx, store, span*h.spanSeconds(), (span+1)*h.spanSeconds()-1); err != nil {
		return err
	}
	h.loaded[span] = true
	return nil
}

// read lays what is stored in [from, to] on the shelf; what lies there stays, for it is to replace what is stored.
func (h *shelf) read(ctx context.Context, store *Store, from, to int64) error {
	held, err := store.Select(ctx, h.series, indicators.Period{From: time.Unix(max(from, h.first), 0).UTC(), To: time.Unix(min(to, h.last)+1, 0).UTC()})
	if err != nil {
		return err
	}
	for _, o := range held {
		if _, there := h.at(o.Start); !there {
			h.put(o)
		}
	}
	return nil
}

// surround reads what is stored in [since, until], as far as it was not read yet: mostly the few readings before an
// upload that goes on where another has ended.
func (h *shelf) surround(ctx context.Context, store *Store, since, until int64) error {
	since, until = max(since, h.first), min(until, h.last)
	for h.stored && since <= until {
		span := indicators.FloorDiv(since, h.spanSeconds())
		end := min(until, (span+1)*h.spanSeconds()-1)
		if !h.loaded[span] {
			if err := h.read(ctx, store, since, end); err != nil {
				return err
			}
		}
		since = end + 1
	}
	return nil
}

// find is the place of a start in its week.
func (h *shelf) find(start int64) (week int64, at int, held bool) {
	week = indicators.FloorDiv(start, weekSeconds)
	of := h.weeks[week]
	if n := len(of); n == 0 || start > of[n-1].Start {
		return week, n, false
	}
	at, held = slices.BinarySearchFunc(of, start, func(o indicators.Observation, start int64) int { return cmp.Compare(o.Start, start) })
	return week, at, held
}

func (h *shelf) at(start int64) (indicators.Observation, bool) {
	week, at, held := h.find(start)
	if !held {
		return indicators.Observation{}, false
	}
	return h.weeks[week][at], true
}

// take lays an observation of the running upload on its place, to be judged.
func (h *shelf) take(o indicators.Observation) {
	h.put(o)
	h.Note(o.Start)
}

// put lays an observation on its place; those of the running upload are what Commit writes.
func (h *shelf) put(o indicators.Observation) {
	week, at, held := h.find(o.Start)
	switch {
	case held:
		h.weeks[week][at] = o
	case at == len(h.weeks[week]):
		h.weeks[week] = append(h.weeks[week], o)
	default:
		h.weeks[week] = slices.Insert(h.weeks[week], at, o)
	}
}

// overlap finds an observation whose period shares an instant with the one that would start at start.
func (h *shelf) overlap(ctx context.Context, store *Store, start int64) (indicators.Observation, bool, error) {
	r := h.series.Resolution
	end := r.End(start, h.zone)
	for _, edge := range []int64{start - r.Reach() + 1, end - 1} { // the neighbours may lie in spans not read yet
		if err := h.load(ctx, store, min(max(edge, h.first), h.last)); err != nil {
			return indicators.Observation{}, false, err
		}
	}
	overlapped, ok := h.beside(start)
	return overlapped, ok, nil
}

// beside is overlap among what lies on the shelf.
func (h *shelf) beside(start int64) (indicators.Observation, bool) {
	r := h.series.Resolution
	end := r.End(start, h.zone)
	week, at, _ := h.find(start)
	for w, i := week, at; w >= indicators.FloorDiv(start-r.Reach(), weekSeconds); w, i = w-1, len(h.weeks[w-1]) { // the nearest before
		if i > 0 {
			before := h.weeks[w][i-1]
			if r.End(before.Start, h.zone) > start {
				return before, true
			}
			break
		}
	}
	for w, i := week, at; w <= indicators.FloorDiv(end-1, weekSeconds); w, i = w+1, 0 { // the nearest after
		if i < len(h.weeks[w]) {
			after := h.weeks[w][i]
			return after, after.Start < end
		}
	}
	return indicators.Observation{}, false
}
