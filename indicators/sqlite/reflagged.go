package sqlite

import (
	"context"

	"github.com/aspro-cities/aspro/indicators"
)

// keepReflagged keeps what is about to be written anew for an upload, each batch sorted by start; the caller holds the turn.
func (db *DB) keepReflagged(ctx context.Context, id indicators.UploadID, batches []indicators.Batch) error {
	for _, b := range batches {
		for week := range byWeek(b.Observations) {
			number := weekOf(week[0].Start)
			if _, err := db.exec(ctx, "INSERT INTO reflagged (upload_id, series, week, data) VALUES (?, ?, ?, ?)",
				id, b.Series.String(), number, appendChunk(nil, number, week)); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropReflagged forgets what has been written; the caller holds the turn.
func (db *DB) dropReflagged(ctx context.Context, id indicators.UploadID) error {
	_, err := db.exec(ctx, "DELETE FROM reflagged WHERE upload_id = ?1 AND (SELECT state FROM upload WHERE id = ?1) IN (?2, ?3)", id, indicators.Committed, indicators.Reverted)
	return err
}

// Reflagged gives what was kept of an upload that waits, to be written anew with it.
func (db *DB) Reflagged(ctx context.Context, id indicators.UploadID) ([]indicators.Batch, error) {
	s, err := db.query(ctx, "SELECT series, week, data FROM reflagged WHERE upload_id = ? ORDER BY id")
	if err != nil {
		return nil, wrap(err, "reading what is to be written anew")
	}
	rows, err := s.QueryContext(ctx, id)
	if err != nil {
		return nil, wrap(err, "reading what is to be written anew")
	}
	defer rows.Close()
	var all []indicators.Batch
	for rows.Next() {
		var name string
		var week int64
		var data []byte
		if err := rows.Scan(&name, &week, &data); err != nil {
			return nil, wrap(err, "reading what is to be written anew")
		}
		b := indicators.Batch{}
		if b.Series, err = indicators.ParseSeries(name); err == nil {
			b.Observations, err = unpackChunk(nil, week, data)
		}
		if err != nil {
			return nil, wrap(err, "reading what is to be written anew")
		}
		all = append(all, b)
	}
	return all, wrap(rows.Err(), "reading what is to be written anew")
}
