package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

func (s shell) migrateCommand() *cobra.Command {
	return s.command("migrate", &cobra.Command{
		Use: "migrate --to influx", Short: "Copy the observations of a data folder into InfluxDB and compare both", Args: cobra.NoArgs,
		Long: "Copies every series into the bucket, reads it back from both and prints a line for each: how many observations there are, and the SHA-256 over them.\n" +
			"Nothing is overwritten: where InfluxDB holds another observation than the folder, or more, that is told and the exit status is 1. What was copied is\n" +
			"not copied again, so that the command may be repeated. Stop the server first; afterwards serve the same folder with --influx-url: uploads, receipts,\n" +
			"corrections and keys stay in it.",
		Example: "  ASPRO_INFLUX_TOKEN=... aspro migrate --to influx --data /var/lib/aspro --influx-url http://127.0.0.1:8086 --influx-org cities",
	}, s.migrate)
}

// migrate needs no catalogue: observations are copied as they are.
func (s shell) migrate(ctx context.Context, given config, _ []string) (err error) {
	if given.word("to") == "" {
		return misused("migrate needs --to influx")
	}
	if given.word("influx-url") == "" {
		return misused("migrate --to influx needs --influx-url, --influx-org and a token in ASPRO_INFLUX_TOKEN")
	}
	store, err := s.influx(given, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := mustExist(given); err != nil {
		return err
	}
	db, err := sqlite.Open(ctx, sqlite.Options{Dir: given.word("data"), Zone: func(string) *time.Location { return time.UTC }, Now: s.now})
	if e, ok := asOurs(err); ok && isInUse(err) {
		return e.Try("Stop it first: what it took meanwhile would be left behind.")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := store.Prepare(ctx); err != nil {
		return err
	}
	if err := (removal{from: db, to: store, out: s.out}).run(ctx); err != nil {
		return err
	}
	return noteMoved(given)
}

// removal is the way of all observations from one store into another.
type removal struct {
	from *sqlite.DB
	to   *influx.Store
	out  io.Writer
}

// run copies and compares series by series; one that InfluxDB alone holds differs.
func (r removal) run(ctx context.Context) error {
	here, err := r.from.SeriesList(ctx, indicators.SeriesFilter{})
	if err != nil {
		return err
	}
	there, err := r.to.SeriesList(ctx, indicators.SeriesFilter{})
	if err != nil {
		return err
	}
	extents := unite(here, there)
	different, total := 0, int64(0)
	for _, info := range extents {
		same, n, err := r.series(ctx, info)
		if err != nil {
			return goesOn(err, info.Series)
		}
		total += n
		if !same {
			different++
		}
	}
	if different > 0 {
		return indicators.Errorf(indicators.Conflicting, "%d of %d series differ", different, len(extents)).Coded("stores_differ").
			Try("InfluxDB held other observations before; they were left alone. Copy into a bucket that is empty: --influx-bucket.")
	}
	_, err = fmt.Fprintf(r.out, "%d series, %d observations: the same in both\n", len(extents), total)
	return err
}

// series copies one and compares it; n is how many observations the data folder holds.
func (r removal) series(ctx context.Context, info indicators.SeriesInfo) (same bool, n int64, err error) {
	copied, err := r.copySeries(ctx, info)
	if err != nil {
		return false, 0, err
	}
	return r.compare(ctx, info, copied)
}

// goesOn tells where it stopped and that nothing is lost by it.
func goesOn(err error, series indicators.Series) error {
	if e, ok := asOurs(err); ok {
		return indicators.Errorf(e.Kind, "%s: %w", series, err).Coded(e.Code).Try("The data folder is as it was. Run it again: what was copied is not copied again.")
	}
	return err
}
