package storetest

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// plain is a store in a map: right, and slow.
type plain struct {
	indicators.Revisions
	mu   sync.Mutex
	held map[indicators.Series]map[int64]indicators.Observation
}

func (p *plain) Append(_ context.Context, batches []indicators.Batch) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range batches {
		for _, o := range b.Observations {
			if math.IsNaN(o.Value) || math.IsInf(o.Value, 0) {
				return indicators.Errorf(indicators.Internal, "not a number")
			}
		}
	}
	for _, b := range batches {
		if p.held[b.Series] == nil {
			p.held[b.Series] = map[int64]indicators.Observation{}
		}
		for _, o := range b.Observations {
			p.held[b.Series][o.Start] = o
		}
		p.Changed(b.Series)
	}
	return nil
}

func (p *plain) Select(_ context.Context, series indicators.Series, period indicators.Period) ([]indicators.Observation, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := []indicators.Observation{}
	for _, o := range sorted(p.held[series]) {
		if period.Contains(o.Time()) {
			found = append(found, o)
		}
	}
	return found, nil
}

func (p *plain) Days(ctx context.Context, series []indicators.Series, period indicators.Period, zone *time.Location, _ indicators.DayNumbers) ([]indicators.DaySeries, error) {
	var found []indicators.DaySeries
	for _, s := range series {
		held, _ := p.Select(ctx, s, always)
		found = append(found, indicators.DaySeries{Series: s, Days: summed(held, period, zone)})
	}
	return found, nil
}

func (p *plain) Latest(ctx context.Context, series []indicators.Series) ([]indicators.LatestObservation, error) {
	var found []indicators.LatestObservation
	for _, s := range series {
		l := indicators.LatestObservation{Series: s}
		held, _ := p.Select(ctx, s, always)
		for _, o := range held {
			if o.IsValid() {
				l.Observation, l.OK = o, true
			}
		}
		found = append(found, l)
	}
	return found, nil
}

func (p *plain) SeriesList(_ context.Context, filter indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	found := []indicators.SeriesInfo{}
	for series, held := range p.held {
		if all := sorted(held); len(all) > 0 && filter.Match(series) {
			found = append(found, indicators.SeriesInfo{Series: series, First: all[0].Start, Last: all[len(all)-1].Start, Count: int64(len(all))})
		}
	}
	slices.SortFunc(found, func(a, b indicators.SeriesInfo) int { return cmpText(a.Series.String(), b.Series.String()) })
	return found, nil
}

func cmpText(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func (p *plain) Delete(_ context.Context, series indicators.Series, period indicators.Period) (int64, error) {
	n := int64(0)
	for start, o := range p.held[series] {
		if period.Contains(o.Time()) {
			delete(p.held[series], start)
			n++
		}
	}
	if _, ok := CheckOf(series); ok {
		for _, o := range judged(sorted(p.held[series])) {
			p.held[series][o.Start] = o
		}
	}
	p.Changed(series)
	return n, nil
}

func (p *plain) Close() error { return nil }

func newPlain() *plain {
	return &plain{held: map[indicators.Series]map[int64]indicators.Observation{}}
}

func TestPlainStore(t *testing.T) { Run(t, func(*testing.T) indicators.Store { return newPlain() }) }

// broken is a plain store with one fault.
type broken struct {
	*plain
	onAppend func([]indicators.Batch)
	onSelect func([]indicators.Observation) []indicators.Observation
	onDays   func([]indicators.Day, indicators.DayNumbers) []indicators.Day
	onLatest func(*indicators.LatestObservation)
	zone     *time.Location
	revision func(indicators.SeriesFilter) indicators.SeriesFilter
}

func (b *broken) Revision(of indicators.SeriesFilter) indicators.Revision {
	if b.revision != nil {
		of = b.revision(of)
	}
	return b.plain.Revision(of)
}

func (b *broken) Append(ctx context.Context, batches []indicators.Batch) error {
	if b.onAppend != nil {
		for i := range batches {
			batches[i].Observations = slices.Clone(batches[i].Observations)
		}
		b.onAppend(batches)
	}
	return b.plain.Append(ctx, batches)
}

func (b *broken) Select(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Observation, error) {
	held, err := b.plain.Select(ctx, series, period)
	if b.onSelect != nil {
		held = b.onSelect(held)
	}
	return held, err
}

func (b *broken) Days(ctx context.Context, series []indicators.Series, period indicators.Period, zone *time.Location, needed indicators.DayNumbers) ([]indicators.DaySeries, error) {
	if b.zone != nil {
		zone = b.zone
	}
	found, err := b.plain.Days(ctx, series, period, zone, needed)
	if b.onDays != nil {
		for i := range found {
			found[i].Days = b.onDays(found[i].Days, needed)
		}
	}
	return found, err
}

func (b *broken) Latest(ctx context.Context, series []indicators.Series) ([]indicators.LatestObservation, error) {
	found, err := b.plain.Latest(ctx, series)
	if b.onLatest != nil {
		for i := range found {
			b.onLatest(&found[i])
		}
	}
	return found, err
}

// TestSuiteSeesFaults: each fault that a store might have breaks at least one promise.
func TestSuiteSeesFaults(t *testing.T) {
	faults := map[string]*broken{
		"rounds to one decimal": {onAppend: func(batches []indicators.Batch) {
			for _, b := range batches {
				for i := range b.Observations {
					b.Observations[i].Value = math.Round(b.Observations[i].Value*10) / 10
				}
			}
		}},
		"drops the last of a batch": {onAppend: func(batches []indicators.Batch) {
			for i := range batches {
				batches[i].Observations = batches[i].Observations[:len(batches[i].Observations)-1]
			}
		}},
		"forgets the line": {onAppend: func(batches []indicators.Batch) {
			for _, b := range batches {
				for i := range b.Observations {
					b.Observations[i].Line = 0
				}
			}
		}},
		"forgets what the row said of itself": {onAppend: func(batches []indicators.Batch) {
			for _, b := range batches {
				for i := range b.Observations {
					b.Observations[i].Own = 0
				}
			}
		}},
		"gives newest first": {onSelect: func(held []indicators.Observation) []indicators.Observation { slices.Reverse(held); return held }},
		"gives nil for none": {onSelect: func(held []indicators.Observation) []indicators.Observation {
			return append([]indicators.Observation(nil), held...)
		}},
		"one revision for all": {revision: func(indicators.SeriesFilter) indicators.SeriesFilter { return indicators.SeriesFilter{} }},
		"no revision at all":   {revision: func(indicators.SeriesFilter) indicators.SeriesFilter { return indicators.SeriesFilter{City: "-"} }},
		"sums days in UTC":     {zone: time.UTC},
		"forgets what was left out": {onDays: func(days []indicators.Day, _ indicators.DayNumbers) []indicators.Day {
			for i := range days {
				days[i].Suspect, days[i].Failed, days[i].Censored, days[i].Projected = 0, 0, 0, 0
			}
			return days
		}},
		"gives the least with the sum alone": {onDays: func(days []indicators.Day, needed indicators.DayNumbers) []indicators.Day {
			for i := range days {
				if needed&indicators.DaySum == 0 {
					days[i].Min = 0
				}
			}
			return days
		}},
		"counts with the sum alone": {onDays: func(days []indicators.Day, needed indicators.DayNumbers) []indicators.Day {
			if needed == 0 {
				return []indicators.Day{}
			}
			return days
		}},
		"sums with a rounding of its own": {onDays: func(days []indicators.Day, _ indicators.DayNumbers) []indicators.Day {
			for i := range days {
				days[i].Sum = math.Nextafter(days[i].Sum, 0)
			}
			return days
		}},
		"counts a projection as latest": {onLatest: func(l *indicators.LatestObservation) { l.Observation.Start++ }},
		"always has a latest":           {onLatest: func(l *indicators.LatestObservation) { l.OK = true }},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			for _, c := range Cases() {
				store := *fault
				store.plain = newPlain()
				if err := c.Check(t.Context(), &store); err != nil {
					return
				}
			}
			t.Error("no promise was broken")
		})
	}
}

// TestIntakeSuiteSeesFaultyFlags: a store that never judges, or by another check, breaks a promise.
func TestIntakeSuiteSeesFaultyFlags(t *testing.T) {
	deaf := doubting
	deaf.Flat = indicators.FlatDoubt{}
	for name, check := range map[string]func(indicators.Series) (indicators.Check, bool){
		"judges nothing":           nil,
		"looks for no flat line":   func(s indicators.Series) (indicators.Check, bool) { return deaf, s == doubtful },
		"doubts only other series": func(s indicators.Series) (indicators.Check, bool) { return doubting, s != doubtful },
	} {
		t.Run(name, func(t *testing.T) {
			for _, c := range IntakeCases() {
				if (strings.Contains(c.Name, "doubted") || strings.Contains(c.Name, "flags")) && c.Check(t.Context(), openDB(t, check)) != nil {
					return
				}
			}
			t.Error("no promise was broken")
		})
	}
}

func openDB(t *testing.T, check func(indicators.Series) (indicators.Check, bool)) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Zone: func(string) *time.Location { return zoneOf("Asia/Jakarta") }, Check: check, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
