package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// StageRevert keeps what is decided of taking an upload back whose observations lie in another store.
func (db *DB) StageRevert(ctx context.Context, id indicators.UploadID, r indicators.Reversion, removed []indicators.Batch, back []indicators.Correction, anew []indicators.Batch) error {
	var w *write
	err := db.transact(ctx, func(ctx context.Context) error {
		u, err := db.revertable(ctx, id)
		if err != nil {
			return err
		}
		w = db.newWrite(ctx)
		for _, b := range removed {
			p, err := w.page(b.Series)
			if err != nil {
				return err
			}
			for week := range byWeek(b.Observations) {
				if err := db.keepRemoval(ctx, p.id, weekOf(week[0].Start), week); err != nil {
					return err
				}
			}
		}
		for _, c := range back {
			p, err := w.page(c.Series)
			if err != nil {
				return err
			}
			if err := db.insertCorrection(ctx, p.id, c); err != nil {
				return err
			}
		}
		if err := db.keepReflagged(ctx, id, anew); err != nil {
			return err
		}
		u.State, u.Reversion = indicators.Reverting, &r
		return db.noteReversion(ctx, u)
	}, func() { db.publish(w.pages) })
	return wrap(err, "keeping what is to be reverted")
}

// byWeek cuts observations, sorted by start, where a week ends.
func byWeek(sorted []indicators.Observation) func(yield func([]indicators.Observation) bool) {
	return func(yield func([]indicators.Observation) bool) {
		for len(sorted) > 0 {
			week := weekOf(sorted[0].Start)
			n, _ := slices.BinarySearchFunc(sorted, week+1, func(o indicators.Observation, next int64) int { return cmp.Compare(weekOf(o.Start), next) })
			if !yield(sorted[:n]) {
				return
			}
			sorted = sorted[n:]
		}
	}
}

// Removals gives the observations of a series that reverts took away, oldest revert first.
func (db *DB) Removals(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Removal, error) {
	found := []indicators.Removal{}
	e, ok := db.entry(series)
	if !ok {
		return found, nil
	}
	s, err := db.query(ctx, "SELECT week, data, reversion FROM removal r JOIN upload u ON u.id = r.upload_id WHERE series_id = ? AND week BETWEEN ? AND ?")
	if err != nil {
		return nil, wrap(err, "reading removals")
	}
	from, to := startOf(period.From), startOf(period.To)
	rows, err := s.QueryContext(ctx, e.id, weekOf(from), weekOf(to-1))
	if err != nil {
		return nil, wrap(err, "reading removals")
	}
	defer rows.Close()
	for rows.Next() {
		var week int64
		var data []byte
		var text string
		if err := rows.Scan(&week, &data, &text); err != nil {
			return nil, wrap(err, "reading removals")
		}
		held, err := unpackChunk(nil, week, data)
		if err != nil {
			return nil, wrap(err, "reading removals")
		}
		var r indicators.Reversion
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return nil, wrap(err, "reading removals")
		}
		for _, o := range held {
			if o.Start >= from && o.Start < to {
				found = append(found, indicators.Removal{Old: o, Reversion: r})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b indicators.Removal) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Old.Start, b.Old.Start))
	})
	return found, wrap(rows.Err(), "reading removals")
}
