package main

import (
	"github.com/spf13/cobra"
)

func (s shell) keyCommand() *cobra.Command {
	key := &cobra.Command{Use: "key", Short: "Make, list, replace and end the keys that writing needs", Args: cobra.NoArgs, RunE: needsCommand,
		Long: "Keys lie in the ledger of the data folder, which a running server may own meanwhile: it knows a new key, and refuses a revoked one, at once."}
	key.AddCommand(s.keyAddCommand(), s.keyListCommand(), s.keyRotateCommand(), s.keyRevokeCommand())
	return key
}
