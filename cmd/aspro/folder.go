package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// spoolName is the folder inside the data folder where uploads lie while they are checked.
const spoolName = "spool"

// loadCatalogue reads the built-in catalogue and the folders that are given over it.
func loadCatalogue(given config) (*indicators.Catalogue, error) {
	return catalogue.Load(given.list("catalogue")...)
}

// open opens the data folder as its one owner; "data_in_use" when another process is.
func (s shell) open(ctx context.Context, given config, c *indicators.Catalogue) (*sqlite.DB, error) {
	return sqlite.Open(ctx, sqlite.Options{Dir: given.word("data"), Zone: c.Zone, Check: c.CheckOf, Now: s.now})
}

// openBeside opens the data folder for its keys, also when a server owns it: they lie in the ledger. Observations
// are neither read nor written through it, so that no city's zone is asked for.
func (s shell) openBeside(ctx context.Context, given config) (*sqlite.DB, error) {
	o := sqlite.Options{Dir: given.word("data"), Zone: func(string) *time.Location { return time.UTC }, Now: s.now}
	db, err := sqlite.Open(ctx, o)
	if isInUse(err) {
		o.Beside = true
		return sqlite.Open(ctx, o)
	}
	return db, err
}

func isInUse(err error) bool {
	e, ok := errors.AsType[*indicators.Error](err)
	return ok && e.Code == "data_in_use"
}

// mustExist refuses a data folder that was never written: a mistyped name must not look like an empty store.
func mustExist(given config) error {
	dir := given.word("data")
	if _, err := os.Stat(filepath.Join(dir, sqlite.FileName)); err != nil {
		return indicators.Errorf(indicators.NotFound, "there is no data in the folder %s", dir).Coded("no_data").At("data").
			Try("Name it with --data; `aspro serve` and `aspro import` make one.")
	}
	return nil
}

// importer takes uploads into the folder that this process owns. What a crash has left in the spool is removed.
func (s shell) importer(given config, c *indicators.Catalogue, db *sqlite.DB) (*ingest.Importer, error) {
	spool := filepath.Join(given.word("data"), spoolName)
	if err := os.MkdirAll(spool, 0o700); err != nil {
		return nil, indicators.Errorf(indicators.Unavailable, "the spool cannot be made: %w", err)
	}
	left, err := filepath.Glob(filepath.Join(spool, "aspro-*"))
	for _, file := range left {
		err = errors.Join(err, os.Remove(file))
	}
	if err != nil {
		return nil, indicators.Errorf(indicators.Unavailable, "the spool cannot be emptied: %w", err)
	}
	return &ingest.Importer{Catalogue: c, Ledger: db, Intake: db, Now: s.now, SpoolDir: spool}, nil
}
