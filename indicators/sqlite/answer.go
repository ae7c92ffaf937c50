package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Claim takes a name for a request of a key. What is there already is read without waiting for the running write.
func (db *DB) Claim(ctx context.Context, keyID, name string, at time.Time) (kept indicators.KeptAnswer, claimed bool, err error) {
	const look = "SELECT fingerprint, status, headers, body FROM answer WHERE key_id = ? AND name = ? AND at >= ?"
	since := at.Add(-indicators.AnswersKept).UnixMicro()
	s, err := db.query(ctx, look)
	if err != nil {
		return kept, false, wrap(err, "reading kept answers")
	}
	if kept, err = keptAnswer(s.QueryRowContext(ctx, keyID, name, since)); !errors.Is(err, sql.ErrNoRows) {
		return kept, false, wrap(err, "reading kept answers")
	}
	err = db.transact(ctx, func(ctx context.Context) error {
		if _, err := db.exec(ctx, "DELETE FROM answer WHERE at < ?", since); err != nil {
			return err
		}
		s, err := db.statement(ctx, look)
		if err != nil {
			return err
		}
		if kept, err = keptAnswer(s.QueryRowContext(ctx, keyID, name, since)); !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		claimed = true
		_, err = db.exec(ctx, "INSERT INTO answer (key_id, name, at, fingerprint, status, headers, body) VALUES (?, ?, ?, '', 0, '{}', x'')", keyID, name, at.UnixMicro())
		return err
	}, func() {})
	return kept, claimed, wrap(err, "reading kept answers")
}

// keptAnswer reads an answer; that of a running request is Conflicting.
func keptAnswer(row *sql.Row) (kept indicators.KeptAnswer, err error) {
	var headers string
	if err := row.Scan(&kept.Fingerprint, &kept.Status, &headers, &kept.Body); err != nil {
		return kept, err
	}
	if kept.Status == 0 {
		return kept, indicators.Errorf(indicators.Conflicting, "the first request with this Idempotency-Key is still running").Coded("request_running").
			At("Idempotency-Key").Try("Ask again when it has been answered.")
	}
	return kept, json.Unmarshal([]byte(headers), &kept.Headers)
}

// Keep ends a claim with the answer.
func (db *DB) Keep(ctx context.Context, keyID, name string, a indicators.KeptAnswer) error {
	headers, err := json.Marshal(a.Headers)
	if err != nil {
		return wrap(err, "keeping the answer")
	}
	err = db.transact(ctx, func(ctx context.Context) error {
		_, err := db.exec(ctx, "UPDATE answer SET fingerprint = ?, status = ?, headers = ?, body = ? WHERE key_id = ? AND name = ?",
			a.Fingerprint, a.Status, string(headers), a.Body, keyID, name)
		return err
	}, func() {})
	return wrap(err, "keeping the answer")
}

// Disclaim gives a name free again.
func (db *DB) Disclaim(ctx context.Context, keyID, name string) error {
	err := db.transact(ctx, func(ctx context.Context) error {
		_, err := db.exec(ctx, "DELETE FROM answer WHERE key_id = ? AND name = ? AND status = 0", keyID, name)
		return err
	}, func() {})
	return wrap(err, "forgetting a request")
}

// disclaimInterrupted gives the names free of requests that a crash has cut: what they asked for may come again.
func (db *DB) disclaimInterrupted(ctx context.Context) error {
	return db.transact(ctx, func(ctx context.Context) error {
		_, err := db.exec(ctx, "DELETE FROM answer WHERE status = 0")
		return err
	}, func() {})
}
