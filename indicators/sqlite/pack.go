package sqlite

import (
	"maps"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// pack writes every changed week with its day summaries into the transaction and forgets all weeks.
func (w *write) pack() error {
	for _, p := range w.pages {
		if err := w.packPage(p); err != nil {
			return err
		}
	}
	w.held = 0
	return nil
}

// packPage packs the changed weeks of one series in order.
func (w *write) packPage(p *page) error {
	numbers := slices.Sorted(maps.Keys(p.weeks))
	var days []indicators.Day // of the changed weeks, with every local day they touch
	var spans []span
	var row []byte
	seek := false
	for _, number := range numbers {
		k := p.weeks[number]
		if !k.dirty {
			continue
		}
		if len(k.held) == 0 {
			if _, err := w.db.exec(w.ctx, "DELETE FROM chunk WHERE k = ?", chunkKey(p.id, number)); err != nil {
				return err
			}
		} else {
			row = appendChunk(row[:0], number, k.held)
			if _, err := w.db.exec(w.ctx, "INSERT INTO chunk (k, data) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET data = excluded.data", chunkKey(p.id, number), row); err != nil {
				return err
			}
		}
		p.stored, p.changed = true, true
		seek = p.follow(k) || seek
		if p.sumsDays() {
			var err error
			if days, spans, err = w.sumWeek(p, k, days, spans); err != nil {
				return err
			}
		}
	}
	if seek && !p.ok {
		if err := w.seekLatest(p); err != nil {
			return err
		}
	}
	for number, k := range p.weeks {
		if len(k.seen) > 0 {
			if p.seen == nil {
				p.seen = map[int64][]int64{}
			}
			p.seen[number] = k.seen
		}
	}
	p.weeks, p.recent = map[int64]*week{}, nil
	return w.writeDays(p, days, spans)
}

// follow keeps the last valid observation; it reports whether that one was in this week and is no more.
func (p *page) follow(k *week) (lost bool) {
	if p.ok && weekOf(p.latest.Start) == k.number {
		p.ok, lost = false, true
	}
	for _, o := range slices.Backward(k.held) {
		if o.IsValid() {
			if !p.ok || o.Start >= p.latest.Start {
				p.latest, p.ok = o, true
			}
			break
		}
	}
	return lost
}

// seekLatest looks for the last valid observation from the end of the series, week by week.
func (w *write) seekLatest(p *page) error {
	for number := weekOf(p.last) + 1; p.count > 0; {
		next, ok, err := w.nextWeek(p, number, weekOf(p.first), true)
		if err != nil || !ok {
			return err
		}
		k, err := w.week(p, next)
		if err != nil {
			return err
		}
		if p.follow(k); p.ok {
			return nil
		}
		number = next
	}
	return nil
}

// finish packs the rest and writes the entries of all series; the caller commits and then replaces the directory's.
func (w *write) finish() error {
	if err := w.pack(); err != nil {
		return err
	}
	for series, p := range w.pages {
		if old, ok := w.db.entry(series); ok && old == p.entry {
			continue
		}
		var latest []byte
		if p.ok {
			latest = packOne(p.latest)
		}
		if _, err := w.db.exec(w.ctx, "UPDATE series SET first = ?, last = ?, count = ?, latest = ? WHERE id = ?", p.first, p.last, p.count, latest, p.id); err != nil {
			return err
		}
	}
	return nil
}
