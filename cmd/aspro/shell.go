package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
)

// The exit statuses.
const (
	done     = 0
	refused  = 1 // by rows, by what is stored, by the system
	wrongUse = 2 // of the command line, of a setting
)

// shell is what a command meets outside: results go to out, words for people to words.
type shell struct {
	in      io.Reader
	out     io.Writer
	words   *os.File
	environ []string
	now     func() time.Time
}

// run runs the command line and gives the exit status.
func (s shell) run(ctx context.Context, args []string) int {
	root := s.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return done
	}
	e, ours := errors.AsType[*indicators.Error](err)
	if !ours { // what cobra says of the command line
		fmt.Fprintln(s.words, "aspro: "+err.Error())
		fmt.Fprintln(s.words, "See aspro --help.")
		return wrongUse
	}
	say, text := speakerOf(s.terminalLanguage()), err.Error()
	if before, ok := strings.CutSuffix(text, e.Message); ok { // what stands before it is the name of a file
		text = before + say("%s", e)
	}
	fmt.Fprintln(s.words, "aspro: "+text)
	if e.Hint != "" {
		fmt.Fprintln(s.words, "  "+say("%s", e.Advice()))
	}
	return statusOf(e)
}

// statusOf tells a wrong question from a question that was refused.
func statusOf(e *indicators.Error) int {
	switch e.FineCode() {
	case "wrong_use", "bad_parameter", "profile_missing", "reason_missing", "unknown_profile", "unknown_city", "unknown_parameter":
		return wrongUse
	}
	return refused
}

// misused is a command line or a setting that cannot be meant.
func misused(format string, args ...any) *indicators.Error {
	return indicators.Errorf(indicators.Invalid, format, args...).Coded("wrong_use")
}

// root is the tree of commands.
func (s shell) root() *cobra.Command {
	root := &cobra.Command{
		Use: "aspro", Short: "Environmental evidence of cities: figures in, progress out",
		Long: "aspro keeps the figures of cities with their sources and answers where a city stands between baseline and target.\n" +
			"Results go to standard output, words to standard error; exit status 0 done, 1 refused, 2 wrong use.",
		SilenceErrors: true, SilenceUsage: true, Args: cobra.NoArgs, RunE: needsCommand,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetOut(s.out)
	root.SetErr(s.words)
	root.AddCommand(s.serveCommand(), s.doctorCommand(), s.importCommand(), s.revertCommand(), s.templateCommand(), s.profileCommand(), s.exportCommand(), s.migrateCommand(), s.keyCommand(), s.reviewCommand(), s.backupCommand(), s.restoreCommand(), s.auditCommand(), s.verifyCommand(), s.versionCommand())
	return root
}

// needsCommand answers a group of commands that was called without one.
func needsCommand(c *cobra.Command, _ []string) error {
	return misused("%s needs a command", c.CommandPath()).Try("See %s --help.", c.CommandPath())
}

// command gives c the settings that the table has for it. An error of run that is not ours is an inside one.
func (s shell) command(name string, c *cobra.Command, run func(ctx context.Context, given config, args []string) error) *cobra.Command {
	defineFlags(c.Flags(), name)
	c.RunE = func(c *cobra.Command, args []string) error {
		given, err := configure(name, c.Flags(), s.environ)
		if err == nil {
			err = run(indicators.WithActor(c.Context(), indicators.Actor{Who: "cli"}), given, args)
		}
		if _, ours := errors.AsType[*indicators.Error](err); err != nil && !ours {
			err = indicators.Errorf(indicators.Internal, "%w", err)
		}
		return err
	}
	return c
}

// asOurs is err as an error of the project.
func asOurs(err error) (*indicators.Error, bool) { return errors.AsType[*indicators.Error](err) }
