// Package sqlite is the embedded store and ledger: one SQLite file in a folder, observations packed by the week.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/aspro-cities/aspro/indicators"
)

// FileName is the name of the database inside its folder.
const FileName = "aspro.db"

// Options say where the file lies. Dir, Zone and Now are mandatory.
type Options struct {
	Dir    string                           // made, mode 0700, when it does not exist; on a local disk: WAL needs shared memory
	Zone   func(city string) *time.Location // the zone in which the days of a city's series are summed
	Now    func() time.Time
	Check  func(indicators.Series) (indicators.Check, bool) // by which readings of a series are doubted; nil: none are
	Beside bool                                             // open beside the process that owns the file: for keys; observations are then neither written nor read
}

// readersAtOnce bounds the connections that read.
const readersAtOnce = 4

// DB is an indicators.Store, Ledger and Intake in one file. Safe for concurrent use; one process owns it.
type DB struct {
	options Options
	unlock  func() error
	pool    *sql.DB   // of the writer: one connection
	conn    *sql.Conn // that connection; only who holds the turn may use it
	readers *sql.DB
	turn    chan struct{} // holds one token: the right to write
	directory
	groups
	squeeze
	indicators.Revisions
	posts    indicators.PostQueue
	prepared map[string]*sql.Stmt // on conn; only who holds the turn may use it
	closing  sync.Once
	queries  sync.Map // string → *sql.Stmt on readers
}

// Open opens or makes the file, brings its schema up to date and refuses uploads that a crash has left half-way.
// Errors are Conflicting (another process owns the file), Unavailable or Internal.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Dir == "" || o.Zone == nil || o.Now == nil {
		return nil, indicators.Errorf(indicators.Internal, "sqlite.Open needs Dir, Zone and Now")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, indicators.Errorf(indicators.Invalid, "the data folder cannot be made: %w", err).At("data")
	}
	db := &DB{options: o, turn: make(chan struct{}, 1), prepared: map[string]*sql.Stmt{}, unlock: func() error { return nil }}
	db.turn <- struct{}{}
	if !o.Beside {
		unlock, err := lockFolder(o.Dir)
		if err != nil {
			return nil, err
		}
		db.unlock = unlock
	}
	if err := db.start(ctx); err != nil {
		_ = db.Close()
		return nil, wrap(err, "opening the data file")
	}
	return db, nil
}

func (db *DB) start(ctx context.Context) error {
	var err error
	if db.pool, err = sql.Open("sqlite", db.dsn("_txlock=immediate&_foreign_keys=on&_pragma=cache_size(-32000)")); err != nil {
		return err
	}
	db.pool.SetMaxOpenConns(1)
	if db.conn, err = db.pool.Conn(ctx); err != nil {
		return err
	}
	if err := db.assert(ctx); err != nil {
		return err
	}
	if err := migrate(ctx, db.conn); err != nil {
		return err
	}
	if db.readers, err = sql.Open("sqlite", db.dsn("_query_only=1&_pragma=cache_size(-8000)")); err != nil {
		return err
	}
	db.readers.SetMaxOpenConns(readersAtOnce)
	db.readers.SetMaxIdleConns(readersAtOnce)
	if db.options.Beside {
		return nil
	}
	if err := errors.Join(db.refuseInterrupted(ctx), db.disclaimInterrupted(ctx)); err != nil {
		return err
	}
	return db.load(ctx)
}

func (db *DB) dsn(more string) string {
	path := (&url.URL{Path: filepath.ToSlash(filepath.Join(db.options.Dir, FileName))}).EscapedPath()
	return "file:" + path + "?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&" + more
}

// assert checks what durability rests on: a mistyped setting would be passed over in silence.
func (db *DB) assert(ctx context.Context) error {
	var journal, version string
	var synchronous int
	for query, to := range map[string]any{"PRAGMA journal_mode": &journal, "PRAGMA synchronous": &synchronous, "SELECT sqlite_version()": &version} {
		if err := db.conn.QueryRowContext(ctx, query).Scan(to); err != nil {
			return err
		}
	}
	var major, minor, patch int
	_, _ = fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch)
	if journal != "wal" || synchronous != 2 || major*1_000_000+minor*1000+patch < 3_051_003 {
		return fmt.Errorf("journal_mode %s, synchronous %d, SQLite %s: wal, 2 and 3.51.3 or later are needed", journal, synchronous, version)
	}
	return nil
}

// Close ends the store: it waits for the write that is under way, folds the log into the file and gives the folder free.
// A second Close does nothing.
func (db *DB) Close() error {
	var err error
	db.closing.Do(func() { err = db.close() })
	return err
}

func (db *DB) close() error {
	<-db.turn
	var first error
	keep := func(err error) {
		if first == nil {
			first = err
		}
	}
	if db.readers != nil {
		keep(db.readers.Close())
	}
	if db.conn != nil {
		if !db.options.Beside {
			_, err := db.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
			keep(err)
		}
		keep(db.conn.Close())
	}
	if db.pool != nil {
		keep(db.pool.Close())
	}
	if db.decoder != nil {
		db.decoder.Close()
	}
	keep(db.unlock())
	return wrap(first, "closing the data file")
}

// own refuses to touch observations beside the process that owns the file.
func (db *DB) own() error {
	if db.options.Beside {
		return indicators.Errorf(indicators.Internal, "the data file was opened beside its owner: observations cannot be written")
	}
	return nil
}

// acquire waits for the right to write; Unavailable when the context ends first.
func (db *DB) acquire(ctx context.Context) error {
	select {
	case <-db.turn:
		return nil
	case <-ctx.Done():
		return indicators.Errorf(indicators.Unavailable, "the wait for the running write was given up: %w", context.Cause(ctx))
	}
}

func (db *DB) release() { db.turn <- struct{}{} }

// statement gives a prepared statement of the writer; the caller holds the turn.
func (db *DB) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := db.prepared[query]; s != nil {
		return s, nil
	}
	s, err := db.conn.PrepareContext(ctx, query)
	if err == nil {
		db.prepared[query] = s
	}
	return s, err
}

// exec runs a statement on the writer; the caller holds the turn.
func (db *DB) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := db.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// query gives a prepared statement of the readers.
func (db *DB) query(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := db.queries.Load(text); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.readers.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	first, _ := db.queries.LoadOrStore(text, s) // of two prepared at once one is kept; the other ends with the readers
	return first.(*sql.Stmt), nil
}

// transact runs do in one transaction on the writer, and after once it is committed, before another may
// write. What was begun is ended whatever becomes of the request: statements run without its
// cancellation, so that a commit is never left in doubt.
func (db *DB) transact(ctx context.Context, do func(ctx context.Context) error, after func()) error {
	if err := db.acquire(ctx); err != nil {
		return err
	}
	defer db.release()
	ctx = context.WithoutCancel(ctx)
	if _, err := db.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := do(ctx)
	if err == nil {
		_, err = db.exec(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = db.exec(ctx, "ROLLBACK")
		return err
	}
	after()
	return nil
}
