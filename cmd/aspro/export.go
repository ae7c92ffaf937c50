package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// exportedAtOnce is how many observations are held while their sources are read again from the kept uploads.
const exportedAtOnce = 20_000

func (s shell) exportCommand() *cobra.Command {
	return s.command("export", &cobra.Command{
		Use: "export", Short: "Print observations as CSV that imports again unchanged", Args: cobra.NoArgs,
		Long: "Prints the observations of every quality and status, series by series, oldest first, each with its source. Imported again, every row is unchanged.\n" +
			"With --server it asks a running server; without, the folder itself, which no server may own at the time.",
		Example: "  aspro export --city cebu --indicator pm10 --from 2010 --to 2020 > pm10.csv",
	}, func(ctx context.Context, given config, _ []string) (err error) {
		c, err := loadCatalogue(given)
		if err != nil {
			return err
		}
		filter, err := askedSeries(given, c)
		if err != nil {
			return err
		}
		if _, err := askedPeriod(given, time.UTC); err != nil {
			return err
		}
		if given.word("server") != "" {
			return s.exportFromServer(ctx, given)
		}
		if err := mustExist(given); err != nil {
			return err
		}
		if err := notMoved(given); err != nil {
			return err
		}
		db, err := s.open(ctx, given, c)
		if err != nil {
			return ownedElsewhere(err)
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		return exportTo(ctx, s.out, given, c, db, filter)
	})
}

// ownedElsewhere tells how to get figures out of a folder that a server owns.
func ownedElsewhere(err error) error {
	if e, ok := errors.AsType[*indicators.Error](err); ok && isInUse(err) {
		return e.Try("Stop it, or ask it with --server URL.")
	}
	return err
}

// askedSeries is the selection by the catalogue's words.
func askedSeries(given config, c *indicators.Catalogue) (indicators.SeriesFilter, error) {
	f := indicators.SeriesFilter{City: given.word("city"), Site: given.word("site"), Indicator: given.word("indicator")}
	if err := knownCity(c, f.City); err != nil {
		return f, err
	}
	if f.Site != "" && f.City == "" {
		return f, misused("--site needs --city")
	}
	if f.Site != "" {
		if err := knownSite(c, f.City, f.Site); err != nil {
			return f, err
		}
	}
	if _, ok := c.Indicator(f.Indicator); f.Indicator != "" && !ok {
		return f, misused("there is no indicator %q", f.Indicator).Try("`aspro template CITY` lists them.")
	}
	return f, nil
}

// askedPeriod is the period in a city's zone; an end that is not given is far away.
func askedPeriod(given config, zone *time.Location) (indicators.Period, error) {
	p := indicators.Period{From: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}
	for name, end := range map[string]*time.Time{"from": &p.From, "to": &p.To} {
		text := given.word(name)
		if text == "" {
			continue
		}
		at, err := indicators.ParseBound(text, zone)
		if err != nil {
			return p, misused("%s: %w", name, err)
		}
		*end = at
	}
	if !p.From.Before(p.To) {
		return p, misused("from (%s) must be before to (%s)", given.word("from"), given.word("to")).Try("The period is half-open: what starts at the end is not included.")
	}
	return p, nil
}

// exportTo writes every series that is asked for.
func exportTo(ctx context.Context, out io.Writer, given config, c *indicators.Catalogue, db *sqlite.DB, filter indicators.SeriesFilter) error {
	all, err := db.SeriesList(ctx, filter)
	if err != nil {
		return err
	}
	for _, info := range all { // before the first row is written
		if err := knownSeries(c, info.Series); err != nil {
			return err
		}
	}
	to := ingest.NewExport(out, c)
	for _, info := range all {
		asked, err := askedPeriod(given, c.Zone(info.Series.City))
		if err != nil {
			return err
		}
		for piece := range pieces(info, asked) {
			if err := exportPiece(ctx, to, c, db, info.Series, piece); err != nil {
				return err
			}
		}
	}
	return to.Flush()
}

// knownSeries refuses a series of another catalogue: its zone and its unit are not known here.
func knownSeries(c *indicators.Catalogue, s indicators.Series) error {
	_, place := c.Site(s.City, s.Site)
	_, indicator := c.Indicator(s.Indicator)
	if place && indicator {
		return nil
	}
	return indicators.Errorf(indicators.Invalid, "the store has %s, which the catalogue does not know", s).Coded("unknown_series").
		Try("Name with --catalogue the folder with which it was imported, or another --city.")
}

// pieces cuts the asked part of a series so that one holds about exportedAtOnce observations.
func pieces(info indicators.SeriesInfo, asked indicators.Period) func(yield func(indicators.Period) bool) {
	from, end := time.Unix(info.First, 0).UTC(), time.Unix(info.Last+1, 0).UTC()
	if asked.From.After(from) {
		from = asked.From
	}
	if asked.To.Before(end) {
		end = asked.To
	}
	step := max(info.Series.Resolution.Approx(), time.Second)
	if step < time.Duration(1<<62)/exportedAtOnce {
		step *= exportedAtOnce
	}
	return func(yield func(indicators.Period) bool) {
		for from.Before(end) {
			to := from.Add(step)
			if to.After(end) {
				to = end
			}
			if !yield(indicators.Period{From: from, To: to}) {
				return
			}
			from = to
		}
	}
}

func exportPiece(ctx context.Context, to *ingest.Export, c *indicators.Catalogue, db *sqlite.DB, series indicators.Series, piece indicators.Period) error {
	held, err := db.Select(ctx, series, piece)
	if err != nil {
		return err
	}
	refs := make([]ingest.RowRef, len(held))
	for i, o := range held {
		refs[i] = ingest.RowRef{Upload: o.Upload, Line: o.Line, Indicator: series.Indicator, Statistic: series.Statistic, Site: series.Site, Start: o.Start}
	}
	origins, err := ingest.Provenance(ctx, db, c, refs)
	if err != nil {
		return err
	}
	for i, o := range held {
		if err := to.Write(ingest.ExportRow{Series: series, Observation: o, Origin: origins[refs[i]]}); err != nil {
			return err
		}
	}
	return nil
}
