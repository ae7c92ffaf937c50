package sqlite

import (
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Stage keeps what was decided of an upload whose observations go to another store.
func (db *DB) Stage(ctx context.Context, u indicators.Upload, problems []indicators.RowProblem, corrections []indicators.Correction, reflagged []indicators.Batch) error {
	var w *write
	err := db.transact(ctx, func(ctx context.Context) error {
		w = db.newWrite(ctx)
		for _, c := range corrections {
			p, err := w.page(c.Series) // a row of the series alone, for the correction to refer to
			if err != nil {
				return err
			}
			if err := db.insertCorrection(ctx, p.id, c); err != nil {
				return err
			}
		}
		if err := db.keepReflagged(ctx, u.ID, reflagged); err != nil {
			return err
		}
		return db.settle(ctx, u, problems)
	}, func() { db.publish(w.pages) })
	return wrap(err, "keeping the receipt")
}

// Bury lists refused observations among the problems of an upload; those listed already are not listed again.
func (db *DB) Bury(ctx context.Context, id indicators.UploadID, refused []indicators.RowProblem) error {
	u, err := db.Upload(ctx, id)
	if err != nil {
		return err
	}
	listed, err := db.Problems(ctx, id, 0, 1<<30)
	if err != nil {
		return err
	}
	for _, p := range refused {
		if slices.Contains(listed, p) {
			continue
		}
		listed = append(listed, p)
		u.Receipt.Problems = append(u.Receipt.Problems, p)
		u.Receipt.Counts.Rejected++
		u.Receipt.Counts.Created--
	}
	err = db.transact(ctx, func(ctx context.Context) error {
		receipt, err := receiptText(u.Receipt)
		if err != nil {
			return err
		}
		if _, err := db.exec(ctx, "UPDATE upload SET receipt = ? WHERE id = ?", receipt, id); err != nil {
			return err
		}
		return db.writeProblems(ctx, id, listed)
	}, func() {})
	return wrap(err, "listing what the store refused")
}

// Mark ends a staged upload. One of posts that has grown beyond its receipt waits again, to be compared anew.
func (db *DB) Mark(ctx context.Context, id indicators.UploadID, state indicators.UploadState, at time.Time) error {
	u, err := db.Upload(ctx, id)
	if err != nil {
		return err
	}
	u.State = state
	grown := "EXISTS (SELECT 1 FROM post_upload WHERE upload = upload.id AND lines > ?8)"
	err = db.transact(ctx, func(ctx context.Context) error {
		result, err := db.exec(ctx, "UPDATE upload SET state = CASE WHEN ?1 = ?7 AND "+grown+" THEN ?4 ELSE ?1 END, settled_at = CASE WHEN state = ?6 THEN settled_at ELSE ?2 END WHERE id = ?3 AND state IN (?4, ?5, ?6)",
			state, at.UnixMicro(), id, indicators.Spooled, indicators.Committing, indicators.Reverting, indicators.Committed, u.Receipt.Counts.Rows+1)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return indicators.Errorf(indicators.Internal, "upload %s was not staged", id)
		}
		if err := db.dropReflagged(ctx, id); err != nil {
			return err
		}
		if state == indicators.Reverted {
			return db.note(ctx, reversed(u))
		}
		return db.note(ctx, settled(ctx, u))
	}, func() {})
	return wrap(err, "ending the upload")
}

// insertCorrection writes one replaced value; the caller holds the turn.
func (db *DB) insertCorrection(ctx context.Context, series int64, c indicators.Correction) error {
	_, err := db.exec(ctx, "INSERT INTO correction (series_id, start, old, new, key_id, reason, at, reverts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		series, c.New.Start, packOne(c.Old), packOne(c.New), c.KeyID, c.Reason, c.At.UnixMicro(), c.Reverts)
	return err
}
