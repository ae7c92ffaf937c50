package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

func (s shell) restoreCommand() *cobra.Command {
	return s.command("restore", &cobra.Command{
		Use: "restore FILE", Short: "Make a data folder of a backup", Args: cobra.ExactArgs(1),
		Long: "The folder must not hold data yet. Everything is checked before it gets its name: sums of the files, the data file page by page, counts,\n" +
			"every frozen review by its hash, every entry of the audit log. Keys work as before. An upload that was being checked when the backup was made is\n" +
			"refused at the first start, as after a crash: send it again.",
		Example: "  aspro restore /backup/aspro-2026-11-26.tar --data /var/lib/aspro",
	}, s.restore)
}

func (s shell) restore(ctx context.Context, given config, args []string) (err error) {
	dir := given.word("data")
	for _, name := range []string{sqlite.FileName, secretName} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return indicators.Errorf(indicators.Conflicting, "the folder %s holds data already", dir).Coded("data_exists").At("data").Try("Restore into a folder that holds none.")
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return indicators.Errorf(indicators.Unavailable, "the folder %s cannot be made: %w", dir, err)
	}
	work, err := os.MkdirTemp(dir, ".aspro-restore-*")
	if err != nil {
		return indicators.Errorf(indicators.Unavailable, "a working folder in %s cannot be made: %w", dir, err)
	}
	defer func() { err = asOne(errors.Join(err, os.RemoveAll(work))) }()
	want, err := readArchive(args[0], work)
	if err != nil {
		return err
	}
	got, err := s.examined(ctx, work)
	if err != nil {
		return err
	}
	if want.Holds.Schema > got.Holds.Schema {
		return indicators.Errorf(indicators.Conflicting, "the backup has schema %d, this release makes %d", want.Holds.Schema, got.Holds.Schema)
	}
	want.Holds.Schema = got.Holds.Schema // an older file was brought up to date
	if got.Holds != want.Holds || got.LastAct != want.LastAct || !slices.Equal(got.Reviews, want.Reviews) {
		return noBackup(args[0], "it does not hold what it says")
	}
	for _, f := range []string{secretName, sqlite.FileName} { // the data last: with them the folder is one
		if f == secretName && !isFile(filepath.Join(work, f)) {
			continue
		}
		if err := os.Rename(filepath.Join(work, f), filepath.Join(dir, f)); err != nil {
			return indicators.Errorf(indicators.Unavailable, "%s cannot be put in its place: %w", f, err)
		}
	}
	if err := syncFolder(dir); err != nil {
		return indicators.Errorf(indicators.Unavailable, "the folder cannot be synced: %w", err)
	}
	_, err = fmt.Fprintf(s.out, "%s: %s\n", dir, got.words())
	return err
}
