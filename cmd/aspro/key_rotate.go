package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

func (s shell) keyRotateCommand() *cobra.Command {
	return s.command("key-rotate", &cobra.Command{
		Use: "rotate ID", Short: "Make a key to take another's place, and print it, this once", Args: cobra.ExactArgs(1),
		Long: "The new key has role, cities, sites, note and end of the old one, which works on until --overlap has passed.\n" +
			"Prints the new key alone on standard output.",
		Example: "  aspro key rotate mrt3mpx6yj7vq2ka --overlap 72h",
	}, func(ctx context.Context, given config, args []string) error {
		return s.besideLedger(ctx, given, func(db *sqlite.DB) error {
			text, ends, err := s.rotate(ctx, given.word("data"), db, args[0], given.long("overlap"))
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(s.out, text); err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.words, "Key %s ends at %s.\n", args[0], ends.UTC().Format(time.RFC3339))
			return err
		})
	})
}

// rotate mints the new key under the server's secret and gives its text, and when the old one ends.
func (s shell) rotate(ctx context.Context, dir string, ledger indicators.Ledger, id string, overlap time.Duration) (string, time.Time, error) {
	old, err := ledger.Key(ctx, id)
	if err != nil {
		return "", time.Time{}, err
	}
	now := s.now()
	if !old.Usable(now) {
		return "", time.Time{}, indicators.Errorf(indicators.Conflicting, "key %s is %s", id, old.State(now)).Try("Make a new one with `aspro key add`.")
	}
	secret, err := serverSecret(dir)
	if err != nil {
		return "", time.Time{}, err
	}
	next, text := indicators.MintKey(secret, indicators.Key{Role: old.Role, Cities: old.Cities, Sites: old.Sites, Note: old.Note, CreatedAt: now, ExpiresAt: old.ExpiresAt})
	ends := now.Add(overlap)
	if !old.ExpiresAt.IsZero() && old.ExpiresAt.Before(ends) {
		ends = old.ExpiresAt
	}
	return text, ends, ledger.RotateKey(ctx, id, next, ends)
}
