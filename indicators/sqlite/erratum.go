package sqlite

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// AddErratum adds to a frozen review, and numbers it.
func (db *DB) AddErratum(ctx context.Context, id string, e indicators.Erratum) (indicators.Erratum, error) {
	err := db.transact(ctx, func(ctx context.Context) error {
		number, isFrozen, err := db.reviewNumber(ctx, id)
		if err != nil {
			return err
		}
		if !isFrozen {
			return indicators.Errorf(indicators.Conflicting, "the review %s is a draft", id).Coded("not_frozen").Try("A draft shows what is on record: correct that.")
		}
		s, err := db.statement(ctx, "SELECT count(*) + 1 FROM review_erratum WHERE review_id = ?")
		if err != nil {
			return err
		}
		if err := s.QueryRowContext(ctx, number).Scan(&e.Number); err != nil {
			return err
		}
		if _, err = db.exec(ctx, "INSERT INTO review_erratum (review_id, number, by, text, key_id, at) VALUES (?, ?, ?, ?, ?, ?)",
			number, e.Number, e.By, e.Text, e.KeyID, e.At.UnixMicro()); err != nil {
			return err
		}
		return db.note(ctx, indicators.Act{What: "review.erratum", Object: id, After: indicators.Digest(e), Detail: e.By})
	}, func() {})
	return e, wrap(err, "keeping the erratum")
}

// Errata lists those of a review, oldest first.
func (db *DB) Errata(ctx context.Context, id string) ([]indicators.Erratum, error) {
	found := []indicators.Erratum{}
	s, err := db.query(ctx, "SELECT number, by, text, e.key_id, at FROM review_erratum e JOIN review r ON r.id = e.review_id WHERE name = ? ORDER BY number")
	if err != nil {
		return nil, wrap(err, "reading errata")
	}
	rows, err := s.QueryContext(ctx, id)
	if err != nil {
		return nil, wrap(err, "reading errata")
	}
	defer rows.Close()
	for rows.Next() {
		var e indicators.Erratum
		var at int64
		if err := rows.Scan(&e.Number, &e.By, &e.Text, &e.KeyID, &at); err != nil {
			return nil, wrap(err, "reading errata")
		}
		e.At = time.UnixMicro(at).UTC()
		found = append(found, e)
	}
	return found, wrap(rows.Err(), "reading errata")
}
