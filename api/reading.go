package api

import (
	"context"
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// reading notes what an answer is made from, so that it can be told later whether anything of it has changed: every
// part with its revision from before it was read, and the local dates that were taken for today.
type reading struct {
	mu    sync.Mutex
	parts []part
	dates []localDate
	never bool // made from something whose changes nobody tells
}

type part struct {
	of  indicators.SeriesFilter
	was indicators.Revision
}

type localDate struct {
	zone *time.Location
	text string
}

// mostParts is how many parts are looked at to tell whether an answer still holds; one made from more is not kept.
const mostParts = 1000

type readingKey struct{}

func withReading(ctx context.Context, r *reading) context.Context {
	return context.WithValue(ctx, readingKey{}, r)
}

// readingOf is the reading of the request, nil when its answer is not kept.
func readingOf(ctx context.Context) *reading {
	r, _ := ctx.Value(readingKey{}).(*reading)
	return r
}

func (r *reading) note(of indicators.SeriesFilter, was indicators.Revision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.parts = append(r.parts, part{of, was})
	r.never = r.never || len(r.parts) > mostParts
}

// holds reports whether an answer made from all this is still right.
func (r *reading) holds(store indicators.Store, now time.Time) bool {
	for _, d := range r.dates {
		if now.In(d.zone).Format(time.DateOnly) != d.text {
			return false
		}
	}
	for _, p := range r.parts {
		if store.Revision(p.of) != p.was {
			return false
		}
	}
	return true
}

// watched is the store, which notes for the answers that are kept what they read, and for every request how much.
type watched struct{ indicators.Store }

// seriesApart is how many series are noted one by one; of more, all of their indicator in their city are.
const seriesApart = 20

func (w watched) note(ctx context.Context, series ...indicators.Series) {
	r := readingOf(ctx)
	if r == nil {
		return
	}
	if len(series) <= seriesApart {
		for _, one := range series {
			w.noteFilter(r, indicators.FilterOf(one))
		}
		return
	}
	noted := map[[2]string]bool{}
	for _, one := range series {
		if group := [2]string{one.City, one.Indicator}; !noted[group] {
			noted[group] = true
			w.noteFilter(r, indicators.SeriesFilter{City: one.City, Indicator: one.Indicator})
		}
	}
}

func (w watched) noteFilter(r *reading, of indicators.SeriesFilter) { r.note(of, w.Revision(of)) }

func (w watched) Select(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Observation, error) {
	w.note(ctx, series)
	p, _ := ctx.Value(purseKey{}).(*purse)
	if p == nil {
		return w.Store.Select(ctx, series, period)
	}
	if err := w.affords(ctx, p, series, period); err != nil {
		return nil, err
	}
	held, err := w.Store.Select(ctx, series, period)
	p.pay(len(held))
	return held, err
}

func (w watched) Days(ctx context.Context, series []indicators.Series, period indicators.Period, zone *time.Location, needed indicators.DayNumbers) ([]indicators.DaySeries, error) {
	w.note(ctx, series...)
	return w.Store.Days(ctx, series, period, zone, needed)
}

func (w watched) Latest(ctx context.Context, series []indicators.Series) ([]indicators.LatestObservation, error) {
	w.note(ctx, series...)
	return w.Store.Latest(ctx, series)
}

func (w watched) SeriesList(ctx context.Context, filter indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	if r := readingOf(ctx); r != nil {
		w.noteFilter(r, filter)
	}
	return w.Store.SeriesList(ctx, filter)
}
