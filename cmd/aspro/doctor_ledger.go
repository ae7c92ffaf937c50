package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// dataFile examines the data file, also while a server owns it: its schema, its owner, the keys and what waits.
func (c *checkup) dataFile(ctx context.Context) {
	dir := c.given.word("data")
	if _, err := os.Stat(filepath.Join(dir, sqlite.FileName)); errors.Is(err, fs.ErrNotExist) {
		c.warn("`aspro serve` and `aspro import` make it.", "the data folder %s holds no data yet", dir)
		c.secret(dir, 0)
		return
	}
	o := sqlite.Options{Dir: dir, Zone: func(string) *time.Location { return time.UTC }, Now: c.now}
	db, err := sqlite.Open(ctx, o)
	if isInUse(err) {
		c.owned, o.Beside = true, true
		db, err = sqlite.Open(ctx, o)
	}
	if err != nil {
		c.refused(err)
		return
	}
	defer func() { _ = db.Close() }()
	c.ok("the data file opens, with the schema of this release")
	if c.owned {
		c.ok("a process owns the data folder")
	} else {
		c.ok("no process owns the data folder")
	}
	keys, err := db.Keys(ctx)
	if err != nil {
		c.refused(err)
		return
	}
	c.secret(dir, len(keys))
	c.waiting(ctx, db)
}

// waiting counts the uploads that are accepted and not yet in InfluxDB.
func (c *checkup) waiting(ctx context.Context, ledger indicators.Ledger) {
	n, oldest := 0, time.Time{}
	for _, state := range []indicators.UploadState{indicators.Spooled, indicators.Committing} {
		some, err := ledger.Uploads(ctx, indicators.UploadFilter{State: state, Limit: 10_000})
		if err != nil {
			c.refused(err)
			return
		}
		n += len(some)
		for _, u := range some {
			if oldest.IsZero() || u.ReceivedAt.Before(oldest) {
				oldest = u.ReceivedAt
			}
		}
	}
	since := oldest.UTC().Format(time.RFC3339)
	switch {
	case n == 0 && c.given.word("influx-url") != "":
		c.ok("no upload waits for InfluxDB")
	case n > 0 && c.given.word("influx-url") == "":
		c.fail("Start with --influx-url.", "%d uploads wait for InfluxDB since %s, and no InfluxDB is given", n, since)
	case n > 0:
		c.warn("They are written by `aspro serve`, in order, as soon as InfluxDB takes them.", "%d uploads wait for InfluxDB since %s", n, since)
	}
}
