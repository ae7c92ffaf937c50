package main

import (
	"context"
	"log/slog"
	"sync"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// observations is the store that serve reads and writes.
type observations struct {
	indicators.Store
	close func() error
}

// observations opens InfluxDB when a URL is given, else it is the data file itself. With InfluxDB the importer
// gets its intake, and what waits in the ledger is written in the background until close. A server that is
// away does not hinder the start; a bucket that would lose data does.
func (s shell) observations(ctx context.Context, given config, c *indicators.Catalogue, db *sqlite.DB, im *ingest.Importer, log *slog.Logger) (observations, error) {
	if given.word("influx-url") == "" {
		return observations{Store: db, close: func() error { return nil }}, nil
	}
	store, err := s.influx(given, c.CheckOf)
	if err != nil {
		return observations{}, err
	}
	if err := store.Prepare(ctx); err != nil {
		if indicators.KindOf(err) != indicators.Unavailable {
			return observations{}, err
		}
		log.Warn("InfluxDB does not answer; uploads are kept until it does", "err", err)
	}
	intake := influx.NewIntake(store, db, c.Zone, s.now)
	intake.SpoolLimit = given.megabytes("spool-limit")
	im.Intake, im.Spools = intake, true
	draining, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wait sync.WaitGroup
	wait.Go(func() {
		im.Drain(draining, intake.Waiting, func(u indicators.Upload, err error) {
			if err != nil {
				log.Error("a waiting upload cannot be written", "upload", u.ID.String(), "err", err)
				return
			}
			log.Info("a waiting upload was written", "upload", u.ID.String(), "state", u.State)
		})
	})
	return observations{Store: store, close: func() error {
		stop()
		wait.Wait()
		return store.Close()
	}}, nil
}
