package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

const actColumns = "id, at, who, what, object, before, after, detail, request_id, source_ip, prev, hash"

// Audit appends one entry to the audit log.
func (db *DB) Audit(ctx context.Context, act indicators.Act) error {
	err := db.transact(ctx, func(ctx context.Context) error { return db.note(ctx, act) }, func() {})
	return wrap(err, "writing the audit log")
}

// note appends an entry in the running transaction; the caller holds the turn. The entry before is read from the
// file each time: another process, such as aspro key, may have written it.
func (db *DB) note(ctx context.Context, act indicators.Act) error {
	s, err := db.statement(ctx, "SELECT "+actColumns+" FROM audit ORDER BY id DESC LIMIT 1")
	if err != nil {
		return err
	}
	before, err := scanAct(s.QueryRowContext(ctx))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	act = act.By(ctx)
	act.At = db.options.Now()
	act = act.Sealed(before)
	_, err = db.exec(ctx, "INSERT INTO audit ("+actColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		act.ID, act.At.UnixMicro(), act.Who, act.What, act.Object, act.Before, act.After, act.Detail, act.RequestID, act.SourceIP, act.Prev, act.Hash)
	return err
}

// Acts lists entries of the audit log, oldest first.
func (db *DB) Acts(ctx context.Context, f indicators.ActFilter) ([]indicators.Act, error) {
	where, args := []string{"id > ?"}, []any{f.After}
	for column, value := range map[string]string{"who": f.Who, "object": f.Object} {
		if value != "" {
			where, args = append(where, column+" = ?"), append(args, value)
		}
	}
	if start, ok := strings.CutSuffix(f.What, "."); ok {
		where, args = append(where, "what >= ? AND what < ?"), append(args, start+".", start+"/") // a slash follows the point
	} else if f.What != "" {
		where, args = append(where, "what = ?"), append(args, f.What)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 1000
	}
	rows, err := db.readers.QueryContext(ctx, "SELECT "+actColumns+" FROM audit WHERE "+strings.Join(where, " AND ")+" ORDER BY id LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, wrap(err, "reading the audit log")
	}
	defer rows.Close()
	found := []indicators.Act{}
	for rows.Next() {
		act, err := scanAct(rows)
		if err != nil {
			return nil, wrap(err, "reading the audit log")
		}
		found = append(found, act)
	}
	return found, wrap(rows.Err(), "reading the audit log")
}

// LastAct is the number of the newest entry that was ever written: the file counts them apart from the entries.
func (db *DB) LastAct(ctx context.Context) (int64, error) {
	var last int64
	err := db.readers.QueryRowContext(ctx, "SELECT seq FROM sqlite_sequence WHERE name = 'audit'").Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return last, wrap(err, "reading the audit log")
}

func scanAct(row interface{ Scan(...any) error }) (indicators.Act, error) {
	var a indicators.Act
	var at int64
	err := row.Scan(&a.ID, &at, &a.Who, &a.What, &a.Object, &a.Before, &a.After, &a.Detail, &a.RequestID, &a.SourceIP, &a.Prev, &a.Hash)
	a.At = time.UnixMicro(at).UTC()
	if err != nil {
		return indicators.Act{}, err
	}
	return a, nil
}
