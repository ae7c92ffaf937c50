package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/review"
)

func (s shell) backupCommand() *cobra.Command {
	return s.command("backup", &cobra.Command{
		Use: "backup FILE", Short: "Copy the data folder into one file, also while a server runs", Args: cobra.ExactArgs(1),
		Long: "The copy is the state at one moment: an upload is in it whole or not at all. It holds everything: observations, uploads with their bytes,\n" +
			"receipts, corrections, reviews, keys, the audit log and the server's secret, so keep it as you keep the folder. Before it gets its name it is read\n" +
			"again and checked: the file page by page, every frozen review by its hash, every entry of the audit log.\n" +
			"Observations in InfluxDB are not in it: see docs/operate.md.",
		Example: "  aspro backup /backup/aspro-$(date +%F).tar --data /var/lib/aspro",
	}, s.backup)
}

// contents is what a backup says of itself; it is its first file.
type contents struct {
	Format    string           `json:"format"` // aspro-backup/1
	CreatedAt time.Time        `json:"created_at"`
	Software  string           `json:"software"`
	Holds     sqlite.Inventory `json:"holds"`
	Reviews   []frozenSum      `json:"reviews"` // frozen ones, newest first
	LastAct   string           `json:"last_act"`
	Files     []archivedFile   `json:"files"`
}

type frozenSum struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256"`
}

const backupFormat = "aspro-backup/1"

func (s shell) backup(ctx context.Context, given config, args []string) (err error) {
	if err := mustExist(given); err != nil {
		return err
	}
	target := args[0]
	if _, err := os.Stat(target); err == nil {
		return indicators.Errorf(indicators.Conflicting, "there is a file %s already", target).Coded("file_exists").Try("A backup never overwrites another.")
	}
	work, err := os.MkdirTemp(filepath.Dir(target), ".aspro-backup-*")
	if err != nil {
		return indicators.Errorf(indicators.Unavailable, "a working folder beside %s cannot be made: %w", target, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	db, err := sqlite.Open(ctx, besideOptions(given.word("data"), s.now))
	if err != nil {
		return err
	}
	err = db.BackupTo(ctx, filepath.Join(work, sqlite.FileName))
	if err = errors.Join(err, db.Close()); err != nil {
		return asOne(err)
	}
	c, err := s.examined(ctx, work)
	if err != nil {
		return err
	}
	files := []string{filepath.Join(work, sqlite.FileName)}
	if secret := filepath.Join(given.word("data"), secretName); isFile(secret) { // a folder that was only imported into has none
		files = append(files, secret)
	}
	if err := writeArchive(target, &c, files); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s: %s\n", target, c.words())
	return err
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// besideOptions open a data file for its ledger, whoever owns it.
func besideOptions(dir string, now func() time.Time) sqlite.Options {
	return sqlite.Options{Dir: dir, Zone: func(string) *time.Location { return time.UTC }, Now: now, Beside: true}
}

// examined reads a copy again: the file, the frozen reviews, the audit log.
func (s shell) examined(ctx context.Context, dir string) (c contents, err error) {
	db, err := sqlite.Open(ctx, besideOptions(dir, s.now))
	if err != nil {
		return c, err
	}
	defer func() {
		err = errors.Join(err, db.Close())
		if log, missing := os.Stat(filepath.Join(dir, sqlite.FileName+"-wal")); err == nil && missing == nil && log.Size() > 0 {
			err = indicators.Errorf(indicators.Internal, "the write-ahead log of the copy was not folded into it")
		}
		err = asOne(err)
	}()
	c = contents{Format: backupFormat, CreatedAt: s.now().UTC(), Software: "aspro " + version(), Reviews: []frozenSum{}}
	if err := db.CheckIntegrity(ctx); err != nil {
		return c, err
	}
	if c.Holds, err = db.Inventory(ctx); err != nil {
		return c, err
	}
	if _, c.LastAct, err = indicators.VerifyAudit(ctx, db); err != nil {
		return c, err
	}
	for before := int64(0); ; {
		found, err := db.Reviews(ctx, indicators.ReviewFilter{FrozenOnly: true, Before: before})
		if err != nil || len(found) == 0 {
			return c, err
		}
		for _, head := range found {
			if err := checkFrozen(ctx, db, head.ID()); err != nil {
				return c, err
			}
			c.Reviews = append(c.Reviews, frozenSum{head.ID(), head.Frozen.SHA256})
		}
		before = found[len(found)-1].Number
	}
}

func checkFrozen(ctx context.Context, db *sqlite.DB, id string) error {
	r, err := db.Review(ctx, id)
	if err != nil {
		return err
	}
	v, err := review.Verify(r)
	if err == nil && !v.Valid {
		err = notAsFrozen(v)
	}
	return err
}

// words tells what a backup holds.
func (c contents) words() string {
	return fmt.Sprintf("%d observations of %d series, %d uploads, %d keys, %d frozen reviews, %d entries of the audit log",
		c.Holds.Observations, c.Holds.Series, c.Holds.Uploads, c.Holds.Keys, len(c.Reviews), c.Holds.AuditEntries)
}

// asOne gives the first error of the project among joined ones: that has words for people.
func asOne(err error) error {
	if e, ok := asOurs(err); ok {
		return e
	}
	return err
}
