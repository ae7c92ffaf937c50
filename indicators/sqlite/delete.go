package sqlite

import (
	"context"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// Delete removes the observations whose start lies in the period and tells how many there were.
func (db *DB) Delete(ctx context.Context, series indicators.Series, period indicators.Period) (int64, error) {
	if err := db.own(); err != nil {
		return 0, err
	}
	var w *write
	deleted := int64(0)
	err := db.transact(ctx, func(ctx context.Context) error {
		w = db.newWrite(ctx)
		if _, ok := db.entry(series); !ok {
			return nil
		}
		p, err := w.page(series)
		if err != nil {
			return err
		}
		if deleted, err = w.remove(p, startOf(period.From), startOf(period.To)); err != nil {
			return err
		}
		return w.finish()
	}, func() { db.publish(w.pages) })
	return deleted, wrap(err, "deleting")
}

// remove takes out the starts in [from, to) week by week and sets the extent anew.
func (w *write) remove(p *page, from, to int64) (int64, error) {
	from, to = max(from, p.first), min(to, p.last+1)
	if p.count == 0 || from >= to {
		return 0, nil
	}
	removed := int64(0)
	for number, ok := weekOf(from), true; ok; {
		k, err := w.week(p, number)
		if err != nil {
			return 0, err
		}
		n := len(k.held)
		k.held = slices.DeleteFunc(k.held, func(o indicators.Observation) bool {
			gone := o.Start >= from && o.Start < to
			if gone {
				p.Note(o.Start)
			}
			return gone
		})
		if gone := n - len(k.held); gone > 0 {
			k.dirty = true
			removed += int64(gone)
			w.held -= gone
		}
		if err := w.relieve(); err != nil {
			return 0, err
		}
		if number, ok, err = w.nextWeek(p, number, weekOf(to-1), false); err != nil {
			return 0, err
		}
	}
	if _, err := w.judge(p, func(indicators.Observation) bool { return false }); err != nil {
		return 0, err
	}
	if err := w.pack(); err != nil {
		return 0, err
	}
	p.count -= removed
	return removed, w.shrink(p)
}

// shrink sets first and last to what is left.
func (w *write) shrink(p *page) error {
	if p.count == 0 {
		p.first, p.last, p.ok = 0, 0, false
		return nil
	}
	first, ok, err := w.after(p, p.first-1, p.last+1)
	if err != nil {
		return err
	}
	last, also, err := w.before(p, p.last+1, p.first)
	if err != nil {
		return err
	}
	if ok && also {
		p.first, p.last = first.Start, last.Start
	}
	return nil
}
