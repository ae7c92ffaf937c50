package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// AddReview begins a draft: the next version of its programme and milestone.
func (db *DB) AddReview(ctx context.Context, r indicators.Review) (indicators.Review, error) {
	err := db.transact(ctx, func(ctx context.Context) error {
		s, err := db.statement(ctx, `SELECT version, EXISTS (SELECT 1 FROM review_frozen f WHERE f.review_id = r.id) FROM review r
			WHERE programme = ? AND milestone = ? ORDER BY version DESC LIMIT 1`)
		if err != nil {
			return err
		}
		last, isFrozen := 0, true
		if err := s.QueryRowContext(ctx, r.Programme, r.Milestone).Scan(&last, &isFrozen); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if !isFrozen {
			r.Version = last
			return indicators.Errorf(indicators.Conflicting, "the review %s is a draft still", r.ID()).Coded("draft_exists").
				Try("Freeze it; the next version begins after that.")
		}
		r.Version = last + 1
		result, err := db.exec(ctx, `INSERT INTO review (programme, milestone, version, name, prepared_by, licence, note, key_id, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.Programme, r.Milestone, r.Version, r.ID(), r.PreparedBy, r.Licence, r.Note, r.KeyID, r.CreatedAt.UnixMicro())
		if err != nil {
			return err
		}
		if r.Number, err = result.LastInsertId(); err != nil {
			return err
		}
		return db.note(ctx, indicators.Act{What: "review.begun", Object: r.ID(), After: indicators.Digest(r), Detail: r.PreparedBy})
	}, func() {})
	return r, wrap(err, "beginning the review")
}

// FreezeReview ends a draft.
func (db *DB) FreezeReview(ctx context.Context, id string, f indicators.FrozenReview) error {
	err := db.transact(ctx, func(ctx context.Context) error {
		number, isFrozen, err := db.reviewNumber(ctx, id)
		if err != nil {
			return err
		}
		if isFrozen {
			return indicators.Errorf(indicators.Conflicting, "the review %s is frozen already", id).Coded("already_frozen").
				Try("Begin the next version, or add an erratum.")
		}
		if _, err := db.exec(ctx, "INSERT INTO review_frozen (review_id, content, sha256, approved_by, key_id, at, prepared_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
			number, f.Content, f.SHA256, f.ApprovedBy, f.KeyID, f.At.UnixMicro(), f.PreparedBy); err != nil {
			return err
		}
		for _, upload := range f.Uploads {
			if err := db.cite(ctx, number, upload); err != nil {
				return err
			}
		}
		return db.note(ctx, indicators.Act{What: "review.frozen", Object: id, After: f.SHA256, Detail: f.ApprovedBy})
	}, func() {})
	return wrap(err, "freezing the review")
}

// cite notes that a review stands on an upload, which must be committed; the caller holds the turn.
func (db *DB) cite(ctx context.Context, number int64, upload indicators.UploadID) error {
	result, err := db.exec(ctx, "INSERT INTO review_upload (upload_id, review_id) SELECT id, ? FROM upload WHERE id = ? AND state = ?",
		number, upload, indicators.Committed)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return indicators.Errorf(indicators.Conflicting, "upload %s, which the review cites, is not committed", upload).Coded("uncommitted_data").
			Try("Try again once it is.")
	}
	return nil
}

// reviewNumber finds the row of a review, and whether it is frozen; NotFound. The caller holds the turn.
func (db *DB) reviewNumber(ctx context.Context, id string) (number int64, isFrozen bool, err error) {
	s, err := db.statement(ctx, "SELECT id, EXISTS (SELECT 1 FROM review_frozen f WHERE f.review_id = r.id) FROM review r WHERE name = ?")
	if err != nil {
		return 0, false, err
	}
	err = s.QueryRowContext(ctx, id).Scan(&number, &isFrozen)
	if errors.Is(err, sql.ErrNoRows) {
		err = noReview(id)
	}
	return number, isFrozen, err
}

func noReview(id string) error {
	return indicators.Errorf(indicators.NotFound, "there is no review %q", id).Coded("unknown_review")
}

// Review finds one review by its id; NotFound.
func (db *DB) Review(ctx context.Context, id string) (indicators.Review, error) {
	found, err := db.reviews(ctx, "content", "WHERE name = ?", id)
	if err == nil && len(found) == 0 {
		err = noReview(id)
	}
	if err != nil {
		return indicators.Review{}, err
	}
	if f := found[0].Frozen; f != nil {
		if f.Uploads, err = db.cited(ctx, found[0].Number); err != nil {
			return indicators.Review{}, err
		}
	}
	return found[0], nil
}

// Reviews lists reviews, newest first, without content.
func (db *DB) Reviews(ctx context.Context, f indicators.ReviewFilter) ([]indicators.Review, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	return db.reviews(ctx, "NULL", `WHERE (? = '' OR programme = ?) AND (? = '' OR milestone = ?) AND (NOT ? OR sha256 IS NOT NULL) AND (? = 0 OR id < ?)
		ORDER BY id DESC LIMIT ?`, f.Programme, f.Programme, f.Milestone, f.Milestone, f.FrozenOnly, f.Before, f.Before, limit)
}

func (db *DB) reviews(ctx context.Context, content, rest string, args ...any) ([]indicators.Review, error) {
	found := []indicators.Review{}
	s, err := db.query(ctx, `SELECT r.id, programme, milestone, version, coalesce(nullif(f.prepared_by, ''), r.prepared_by), licence, note, r.key_id, created_at, sha256, approved_by, f.key_id, at, `+content+`
		FROM review r LEFT JOIN review_frozen f ON f.review_id = r.id `+rest)
	if err != nil {
		return nil, wrap(err, "reading reviews")
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, wrap(err, "reading reviews")
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanReview(rows)
		if err != nil {
			return nil, wrap(err, "reading reviews")
		}
		found = append(found, r)
	}
	return found, wrap(rows.Err(), "reading reviews")
}

func scanReview(rows *sql.Rows) (indicators.Review, error) {
	var r indicators.Review
	var created int64
	var sum, approved, key sql.NullString
	var at sql.NullInt64
	var content []byte
	if err := rows.Scan(&r.Number, &r.Programme, &r.Milestone, &r.Version, &r.PreparedBy, &r.Licence, &r.Note, &r.KeyID, &created,
		&sum, &approved, &key, &at, &content); err != nil {
		return r, err
	}
	r.CreatedAt = time.UnixMicro(created).UTC()
	if sum.Valid {
		r.Frozen = &indicators.FrozenReview{Content: content, SHA256: sum.String, ApprovedBy: approved.String, KeyID: key.String, At: timeOrZero(at)}
	}
	return r, nil
}

// cited lists the uploads that a frozen review stands on.
func (db *DB) cited(ctx context.Context, number int64) ([]indicators.UploadID, error) {
	return column[indicators.UploadID](ctx, db, "SELECT upload_id FROM review_upload WHERE review_id = ? ORDER BY upload_id", number)
}

// CitedBy lists the frozen reviews that cite the upload, oldest first.
func (db *DB) CitedBy(ctx context.Context, upload indicators.UploadID) ([]string, error) {
	return column[string](ctx, db, "SELECT name FROM review_upload u JOIN review r ON r.id = u.review_id WHERE upload_id = ? ORDER BY r.id", upload)
}

// column reads the one column of a query.
func column[T any](ctx context.Context, db *DB, query string, args ...any) ([]T, error) {
	found := []T{}
	s, err := db.query(ctx, query)
	if err != nil {
		return nil, wrap(err, "reading reviews")
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, wrap(err, "reading reviews")
	}
	defer rows.Close()
	for rows.Next() {
		var one T
		if err := rows.Scan(&one); err != nil {
			return nil, wrap(err, "reading reviews")
		}
		found = append(found, one)
	}
	return found, wrap(rows.Err(), "reading reviews")
}
