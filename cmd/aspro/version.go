package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (s shell) versionCommand() *cobra.Command {
	return s.command("version", &cobra.Command{Use: "version", Short: "Print the version", Args: cobra.NoArgs},
		func(context.Context, config, []string) error {
			_, err := fmt.Fprintf(s.out, "aspro %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		})
}

// version is that of the module as the toolchain has stamped it: a tag, or "(devel)" for a build outside version control.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
