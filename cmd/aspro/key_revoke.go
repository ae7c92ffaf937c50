package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func (s shell) keyRevokeCommand() *cobra.Command {
	return s.command("key-revoke", &cobra.Command{Use: "revoke ID", Short: "End a key for good", Args: cobra.ExactArgs(1),
		Long: "ID is what `aspro key list` shows: the part of the key between its two underscores."},
		func(ctx context.Context, given config, args []string) (err error) {
			if err := mustExist(given); err != nil {
				return err
			}
			db, err := s.openBeside(ctx, given)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			if err := db.RevokeKey(ctx, args[0], s.now()); err != nil {
				return err
			}
			_, err = fmt.Fprintln(s.words, "Key "+args[0]+" is revoked.")
			return err
		})
}
