package sqlite

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Corrections gives the replaced values of a series whose start lies in the period, oldest correction first.
func (db *DB) Corrections(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Correction, error) {
	found := []indicators.Correction{}
	e, ok := db.entry(series)
	if !ok {
		return found, nil
	}
	s, err := db.query(ctx, "SELECT old, new, key_id, reason, at, reverts FROM correction WHERE series_id = ? AND start >= ? AND start < ? ORDER BY id")
	if err != nil {
		return nil, wrap(err, "reading corrections")
	}
	rows, err := s.QueryContext(ctx, e.id, startOf(period.From), startOf(period.To))
	if err != nil {
		return nil, wrap(err, "reading corrections")
	}
	defer rows.Close()
	for rows.Next() {
		c := indicators.Correction{Series: series}
		var before, after []byte
		var at int64
		if err := rows.Scan(&before, &after, &c.KeyID, &c.Reason, &at, &c.Reverts); err != nil {
			return nil, wrap(err, "reading corrections")
		}
		if c.Old, err = unpackOne(before); err != nil {
			return nil, wrap(err, "reading corrections")
		}
		if c.New, err = unpackOne(after); err != nil {
			return nil, wrap(err, "reading corrections")
		}
		c.At = time.UnixMicro(at).UTC()
		found = append(found, c)
	}
	return found, wrap(rows.Err(), "reading corrections")
}
