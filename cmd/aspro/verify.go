package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

func (s shell) verifyCommand() *cobra.Command {
	return s.command("verify", &cobra.Command{
		Use: "verify", Short: "Prove that ledger and observations agree", Args: cobra.NoArgs,
		Long: "Reads everything: every receipt against its own sum and against the observations that are stored of it, every observation against its upload,\n" +
			"every summary of a day against the observations of the day, the kept bytes against their hash, the audit log against its chain. Nothing is changed.\n" +
			"While a server runs on the folder, a copy of it as it is at one moment is verified; it needs the room of the folder once more. With --influx-url the\n" +
			"observations are those of the bucket, and the server has to be stopped: bucket and ledger cannot be read at one moment. The exit status is 1 when\n" +
			"anything differs.",
		Example: "  aspro verify --data /var/lib/aspro",
	}, s.verify)
}

func (s shell) verify(ctx context.Context, given config, _ []string) (err error) {
	c, err := loadCatalogue(given)
	if err != nil {
		return err
	}
	if err := mustExist(given); err != nil {
		return err
	}
	db, err := s.open(ctx, given, c)
	if e, ok := asOurs(err); ok && isInUse(err) && given.word("influx-url") != "" {
		return e.Try("Stop the server first: what it writes meanwhile would look like a difference.")
	}
	if isInUse(err) {
		var remove func() error
		if db, remove, err = s.openCopy(ctx, given, c); err == nil {
			defer func() { err = errors.Join(err, remove()) }()
		}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	store := indicators.Store(db)
	if given.word("influx-url") != "" {
		away, err := s.influx(given, nil)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, away.Close()) }()
		store = away
	}
	r, err := indicators.Reconcile(ctx, store, db, c.Zone)
	if err != nil {
		return err
	}
	if given.yes("json") {
		err = json.NewEncoder(s.out).Encode(r)
	} else {
		err = s.tellReconciled(r)
	}
	if err == nil && len(r.Faults) > 0 {
		err = indicators.Errorf(indicators.Conflicting, "ledger and observations differ in %d places", int64(len(r.Faults))+r.More).Coded("differs").
			Try("Keep the folder as it is, and compare it with a backup.")
	}
	return err
}

// openCopy opens a copy of the data file as it is at one moment, while another process owns the folder; it lies in the folder, which
// alone is sure to be as private, and remove takes it away.
func (s shell) openCopy(ctx context.Context, given config, c *indicators.Catalogue) (db *sqlite.DB, remove func() error, err error) {
	work, err := os.MkdirTemp(given.word("data"), ".aspro-verify-*")
	if err != nil {
		return nil, nil, indicators.Errorf(indicators.Unavailable, "a working folder cannot be made: %w", err)
	}
	remove = func() error { return os.RemoveAll(work) }
	defer func() {
		if err != nil {
			err = errors.Join(err, remove())
		}
	}()
	owned, err := sqlite.Open(ctx, besideOptions(given.word("data"), s.now))
	if err != nil {
		return nil, nil, err
	}
	err = owned.BackupTo(ctx, filepath.Join(work, sqlite.FileName))
	if err = errors.Join(err, owned.Close()); err != nil {
		return nil, nil, asOne(err)
	}
	fmt.Fprintln(s.words, "a server runs on the folder: a copy of it as it is now is verified")
	db, err = sqlite.Open(ctx, sqlite.Options{Dir: work, Zone: c.Zone, Now: s.now})
	return db, remove, err
}

// tellReconciled prints the sums, and a line for everything that differs.
func (s shell) tellReconciled(r indicators.Reconciliation) error {
	for _, f := range r.Faults {
		if _, err := fmt.Fprintf(s.out, "%s: %s: %s\n", f.Object, f.Code, f.Text); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(s.out, "%d uploads, %d waiting; %d series; %d corrections; %d entries in the audit log\n"+
		"%d created − %d reverted = %d stored − %d by no upload\n",
		r.Uploads, r.Waiting, r.Series, r.Corrections, r.Entries, r.Created, r.Reverted, r.Stored, r.ByNoUpload)
	if err == nil && len(r.Faults) == 0 {
		_, err = fmt.Fprintln(s.out, "ledger and observations agree")
	}
	return err
}
