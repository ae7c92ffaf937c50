package sqlite

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// KeepSightings writes what was last seen of keys.
func (db *DB) KeepSightings(ctx context.Context, all []indicators.Sighting) error {
	err := db.transact(ctx, func(ctx context.Context) error {
		for _, s := range all {
			text, err := json.Marshal(s)
			if err != nil {
				return err
			}
			if _, err := db.exec(ctx, "INSERT INTO sighting (key_id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body", s.KeyID, string(text)); err != nil {
				return err
			}
		}
		return nil
	}, func() {})
	return wrap(err, "keeping sightings")
}

// Sightings gives what was last seen of the keys that are named.
func (db *DB) Sightings(ctx context.Context, keys ...string) (map[string]indicators.Sighting, error) {
	found := map[string]indicators.Sighting{}
	if len(keys) == 0 {
		return found, nil
	}
	args := make([]any, len(keys))
	for i, key := range keys {
		args[i] = key
	}
	rows, err := db.readers.QueryContext(ctx, "SELECT body FROM sighting WHERE key_id IN ("+strings.TrimSuffix(strings.Repeat("?,", len(keys)), ",")+")", args...)
	if err != nil {
		return nil, wrap(err, "reading sightings")
	}
	defer rows.Close()
	for rows.Next() {
		var text []byte
		var s indicators.Sighting
		if err := rows.Scan(&text); err != nil {
			return nil, wrap(err, "reading sightings")
		}
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, wrap(err, "reading sightings")
		}
		found[s.KeyID] = s
	}
	return found, wrap(rows.Err(), "reading sightings")
}
