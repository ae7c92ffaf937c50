package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
)

func (s shell) verifyCommand() *cobra.Command {
	return s.command("verify", &cobra.Command{
		Use: "verify", Short: "Prove that ledger and observations agree", Args: cobra.NoArgs,
		Long: "Reads everything: every receipt against its own sum and against the observations that are stored of it, every observation against its upload,\n" +
			"every summary of a day against the observations of the day, the kept bytes against their hash, the audit log against its chain. Nothing is changed.\n" +
			"Stop the server first, or verify a copy of the folder. With --influx-url the observations are those of the bucket. The exit status is 1 when anything differs.",
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
	if e, ok := asOurs(err); ok && isInUse(err) {
		return e.Try("Stop the server first, or verify a copy of the folder.")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	store := indicators.Store(db)
	if given.word("influx-url") != "" {
		away, err := s.influx(given)
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
