package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// everything is a period that holds every start.
var everything = indicators.Period{From: time.Unix(-1<<40, 0), To: time.Unix(1<<40, 0)}

// Revert takes a committed upload back in one transaction.
func (db *DB) Revert(ctx context.Context, id indicators.UploadID, r indicators.Reversion) (indicators.Upload, error) {
	var u indicators.Upload
	if err := db.own(); err != nil {
		return u, err
	}
	var w *write
	err := db.transact(ctx, func(ctx context.Context) (err error) {
		if u, err = db.revertable(ctx, id); err != nil {
			return err
		}
		w = db.newWrite(ctx)
		var by []indicators.UploadID
		for _, touched := range db.touched(u) {
			over, err := w.revert(touched, id, &r)
			if err != nil {
				return err
			}
			by = append(by, over...)
		}
		if err := u.MayRevert(r.Removed+r.Restored, indicators.Newest(by), nil); err != nil {
			return err
		}
		if err := w.finish(); err != nil {
			return err
		}
		u.State, u.Reversion = indicators.Reverted, &r
		return db.noteReversion(ctx, u)
	}, func() { db.publish(w.pages) })
	return u, wrap(err, "reverting the upload")
}

// revertable finds an upload that is committed and that no frozen review cites; the caller holds the turn.
func (db *DB) revertable(ctx context.Context, id indicators.UploadID) (indicators.Upload, error) {
	u, err := db.Upload(ctx, id)
	if err != nil {
		return u, err
	}
	citing, err := db.CitedBy(ctx, id)
	if err != nil {
		return u, err
	}
	return u, u.MayRevert(u.Standing(), nil, citing)
}

// touched are the series that an upload has touched; those of its city where its receipt does not list them all.
func (db *DB) touched(u indicators.Upload) []indicators.SeriesInfo {
	touched, ok := u.SeriesOf()
	if !ok {
		touched, _ = db.SeriesList(context.Background(), indicators.SeriesFilter{City: u.City}) // it reads memory and never fails
	}
	return touched
}

// revert undoes an upload in one series, week by week. by are the uploads that have replaced something of it.
func (w *write) revert(touched indicators.SeriesInfo, id indicators.UploadID, r *indicators.Reversion) (by []indicators.UploadID, err error) {
	if _, ok := w.db.entry(touched.Series); !ok {
		return nil, nil
	}
	corrections, err := w.db.Corrections(w.ctx, touched.Series, everything)
	if err != nil {
		return nil, err
	}
	p, err := w.page(touched.Series)
	if err != nil {
		return nil, err
	}
	undo, removed := indicators.Undo(id, corrections), int64(0)
	from, to := max(touched.First, p.first), min(touched.Last, p.last)
	for number, ok := weekOf(from), p.count > 0 && from <= to; ok; {
		k, err := w.week(p, number)
		if err != nil {
			return nil, err
		}
		gone, over, err := w.revertWeek(p, k, undo, r)
		if err != nil {
			return nil, err
		}
		by, removed = append(by, over...), removed+int64(gone)
		if err := w.relieve(); err != nil {
			return nil, err
		}
		if number, ok, err = w.nextWeek(p, number, weekOf(to), false); err != nil {
			return nil, err
		}
	}
	judged, err := w.judge(p, undo.Restores)
	if err != nil {
		return nil, err
	}
	r.Flags += judged.Others
	if err := w.pack(); err != nil {
		return nil, err
	}
	p.count -= removed
	return by, w.shrink(p)
}

// revertWeek undoes an upload in one week and keeps what it takes away.
func (w *write) revertWeek(p *page, k *week, undo indicators.Undoing, r *indicators.Reversion) (gone int, by []indicators.UploadID, err error) {
	var removed []indicators.Observation
	stays := k.held[:0]
	for _, o := range k.held {
		switch fate, old := undo.Judge(o); fate {
		case indicators.Removed:
			removed = append(removed, o)
			p.Note(o.Start)
			continue
		case indicators.Restored:
			if err := w.db.insertCorrection(w.ctx, p.id, restored(o, old, *r)); err != nil {
				return 0, nil, err
			}
			o, k.dirty = old, true
			p.Note(o.Start)
			r.Restored++
		case indicators.Superseded:
			by = append(by, o.Upload)
		case indicators.Stays:
		}
		stays = append(stays, o)
	}
	k.held = stays
	if len(removed) == 0 {
		return 0, by, nil
	}
	k.dirty = true
	w.held -= len(removed)
	r.Removed += int64(len(removed))
	return len(removed), by, w.db.keepRemoval(w.ctx, p.id, k.number, removed)
}

// restored is the correction by which a revert brings back what stood before.
func restored(held, old indicators.Observation, r indicators.Reversion) indicators.Correction {
	return indicators.Correction{Old: held, New: old, KeyID: r.KeyID, Reason: r.Reason, At: r.At, Reverts: true}
}

// keepRemoval keeps what a revert takes away of one week of a series; the caller holds the turn.
func (db *DB) keepRemoval(ctx context.Context, series, week int64, removed []indicators.Observation) error {
	_, err := db.exec(ctx, "INSERT INTO removal (series_id, week, upload_id, data) VALUES (?, ?, ?, ?)",
		series, week, removed[0].Upload, appendChunk(nil, week, removed))
	return err
}

// noteReversion writes the state of an upload that is taken back; the caller holds the turn.
func (db *DB) noteReversion(ctx context.Context, u indicators.Upload) error {
	text, err := json.Marshal(u.Reversion)
	if err != nil {
		return err
	}
	if _, err := db.exec(ctx, "UPDATE upload SET state = ?, reversion = ? WHERE id = ?", u.State, string(text), u.ID); err != nil {
		return err
	}
	if u.State == indicators.Reverting { // half a step: Mark notes the whole
		return nil
	}
	return db.note(ctx, reversed(u))
}

// reversed is the entry of the audit log about an upload that was taken back.
func reversed(u indicators.Upload) indicators.Act {
	return indicators.Act{Who: u.Reversion.KeyID, What: "upload.reverted", Object: u.ID.String(), Before: indicators.Digest(u.Receipt),
		After: indicators.Digest(u.Reversion), Detail: u.Reversion.Reason}
}
