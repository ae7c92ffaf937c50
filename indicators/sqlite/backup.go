package sqlite

import (
	"context"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// Inventory is how much a data file holds.
type Inventory struct {
	Schema       int   `json:"schema"` // number of the last migration
	Series       int64 `json:"series"`
	Observations int64 `json:"observations"`
	Uploads      int64 `json:"uploads"`
	Corrections  int64 `json:"corrections"`
	Keys         int64 `json:"keys"`
	Reviews      int64 `json:"reviews"`
	AuditEntries int64 `json:"audit_entries"`
}

// BackupTo copies the whole file as it is at one moment into a new file at path, which must not exist. Others go on
// reading and writing meanwhile, in this process and beside it.
func (db *DB) BackupTo(ctx context.Context, path string) error {
	if err := db.acquire(ctx); err != nil {
		return err
	}
	defer db.release()
	_, err := db.conn.ExecContext(ctx, "VACUUM INTO ?", path)
	return wrap(err, "copying the data file")
}

// Inventory counts what there is.
func (db *DB) Inventory(ctx context.Context) (Inventory, error) {
	var i Inventory
	err := db.readers.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM series), (SELECT coalesce(sum(count), 0) FROM series), (SELECT count(*) FROM upload),
		(SELECT count(*) FROM correction), (SELECT count(*) FROM key), (SELECT count(*) FROM review), (SELECT count(*) FROM audit)`).
		Scan(&i.Series, &i.Observations, &i.Uploads, &i.Corrections, &i.Keys, &i.Reviews, &i.AuditEntries)
	if err == nil {
		err = db.readers.QueryRowContext(ctx, "PRAGMA user_version").Scan(&i.Schema)
	}
	return i, wrap(err, "counting what there is")
}

// CheckIntegrity reads every page of the file; Conflicting, "data_damaged", with what SQLite finds.
func (db *DB) CheckIntegrity(ctx context.Context) error {
	found, err := column[string](ctx, db, "PRAGMA integrity_check(10)")
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0] != "ok" {
		return indicators.Errorf(indicators.Conflicting, "the data file is damaged: %s", strings.Join(found, "; ")).Coded("data_damaged")
	}
	return nil
}
