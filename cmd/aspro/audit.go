package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

func (s shell) auditCommand() *cobra.Command {
	audit := &cobra.Command{Use: "audit", Short: "Read and check the log of who changed what", Args: cobra.NoArgs, RunE: needsCommand,
		Long: "Every change of state is an entry in the ledger, chained by hash to the one before. Both commands work beside a running server."}
	audit.AddCommand(
		s.command("audit-verify", &cobra.Command{Use: "verify", Short: "Check every link of the chain", Args: cobra.NoArgs,
			Long: "Prints the number of entries and the hash of the last: written down elsewhere, it proves later that nothing before was changed.\n" +
				"Names the first entry that is not as it was written; the exit status is then 1."}, s.auditVerify),
		s.command("audit-list", &cobra.Command{Use: "list", Short: "Print the entries, oldest first, one line of JSON each", Args: cobra.NoArgs}, s.auditList),
	)
	return audit
}

func (s shell) auditVerify(ctx context.Context, given config, _ []string) error {
	return s.besideLedger(ctx, given, func(db *sqlite.DB) error {
		entries, last, err := indicators.VerifyAudit(ctx, db)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%d entries, unbroken; the last is %s\n", entries, last)
		return err
	})
}

func (s shell) auditList(ctx context.Context, given config, _ []string) error {
	return s.besideLedger(ctx, given, func(db *sqlite.DB) error {
		lines := json.NewEncoder(s.out)
		for after := int64(0); ; {
			acts, err := db.Acts(ctx, indicators.ActFilter{After: after})
			if err != nil || len(acts) == 0 {
				return err
			}
			for _, act := range acts {
				if err := lines.Encode(act); err != nil {
					return err
				}
			}
			after = acts[len(acts)-1].ID
		}
	})
}

// besideLedger opens the ledger of a data folder that exists, also while a server owns it.
func (s shell) besideLedger(ctx context.Context, given config, do func(*sqlite.DB) error) (err error) {
	if err := mustExist(given); err != nil {
		return err
	}
	db, err := s.openBeside(ctx, given)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}
