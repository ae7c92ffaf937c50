package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

const keyColumns = "id, hash, role, cities, sites, note, created_at, expires_at, revoked_at"

// AddKey keeps a key; Conflicting when its id is taken.
func (db *DB) AddKey(ctx context.Context, k indicators.Key) error {
	err := db.transact(ctx, func(ctx context.Context) error {
		if err := db.insertKey(ctx, k); err != nil {
			return err
		}
		return db.note(ctx, indicators.Act{What: "key.added", Object: k.ID, After: k.Digest(), Detail: k.Scope()})
	}, func() {})
	return wrap(err, "keeping the key")
}

// insertKey writes a new key; the caller holds the turn.
func (db *DB) insertKey(ctx context.Context, k indicators.Key) error {
	cities, err := json.Marshal(k.Cities)
	if err != nil {
		return err
	}
	sites, err := json.Marshal(k.Sites)
	if err != nil {
		return err
	}
	result, err := db.exec(ctx, "INSERT INTO key (id, hash, role, cities, sites, note, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		k.ID, k.Hash, k.Role, string(cities), string(sites), k.Note, k.CreatedAt.UnixMicro(), microOrNull(k.ExpiresAt))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return indicators.Errorf(indicators.Conflicting, "there is a key %s already", k.ID)
	}
	return nil
}

// RotateKey keeps a key that takes another's place, and lets that one end; NotFound.
func (db *DB) RotateKey(ctx context.Context, id string, next indicators.Key, ends time.Time) error {
	before, err := db.Key(ctx, id)
	if err != nil {
		return err
	}
	after := before
	after.ExpiresAt = ends
	err = db.transact(ctx, func(ctx context.Context) error {
		if err := db.insertKey(ctx, next); err != nil {
			return err
		}
		if _, err := db.exec(ctx, "UPDATE key SET expires_at = ? WHERE id = ?", ends.UnixMicro(), id); err != nil {
			return err
		}
		return db.note(ctx, indicators.Act{What: "key.rotated", Object: id, Before: before.Digest(), After: after.Digest(), Detail: "to " + next.ID})
	}, func() {})
	return wrap(err, "rotating the key")
}

// Key finds a key by its id; NotFound.
func (db *DB) Key(ctx context.Context, id string) (indicators.Key, error) {
	found, err := db.keys(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = indicators.Errorf(indicators.NotFound, "there is no key %s", id)
	}
	if err != nil {
		return indicators.Key{}, err
	}
	return found[0], nil
}

// Keys lists the keys, oldest first.
func (db *DB) Keys(ctx context.Context) ([]indicators.Key, error) {
	return db.keys(ctx, "ORDER BY created_at, id")
}

// RevokeKey ends a key; NotFound. Once revoked it stays so from the first time on.
func (db *DB) RevokeKey(ctx context.Context, id string, at time.Time) error {
	before, err := db.Key(ctx, id)
	if err != nil || !before.RevokedAt.IsZero() {
		return err
	}
	after := before
	after.RevokedAt = at.UTC()
	err = db.transact(ctx, func(ctx context.Context) error {
		if _, err := db.exec(ctx, "UPDATE key SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", at.UnixMicro(), id); err != nil {
			return err
		}
		return db.note(ctx, indicators.Act{What: "key.revoked", Object: id, Before: before.Digest(), After: after.Digest()})
	}, func() {})
	return wrap(err, "revoking the key")
}

func (db *DB) keys(ctx context.Context, rest string, args ...any) ([]indicators.Key, error) {
	found := []indicators.Key{}
	s, err := db.query(ctx, "SELECT "+keyColumns+" FROM key "+rest)
	if err != nil {
		return nil, wrap(err, "reading keys")
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, wrap(err, "reading keys")
	}
	defer rows.Close()
	for rows.Next() {
		var k indicators.Key
		var cities, sites string
		var created int64
		var expires, revoked sql.NullInt64
		if err := rows.Scan(&k.ID, &k.Hash, &k.Role, &cities, &sites, &k.Note, &created, &expires, &revoked); err != nil {
			return nil, wrap(err, "reading keys")
		}
		if err := json.Unmarshal([]byte(cities), &k.Cities); err != nil {
			return nil, wrap(err, "reading keys")
		}
		if err := json.Unmarshal([]byte(sites), &k.Sites); err != nil {
			return nil, wrap(err, "reading keys")
		}
		k.CreatedAt, k.ExpiresAt, k.RevokedAt = time.UnixMicro(created).UTC(), timeOrZero(expires), timeOrZero(revoked)
		found = append(found, k)
	}
	return found, wrap(rows.Err(), "reading keys")
}

func microOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func timeOrZero(micro sql.NullInt64) time.Time {
	if !micro.Valid {
		return time.Time{}
	}
	return time.UnixMicro(micro.Int64).UTC()
}
