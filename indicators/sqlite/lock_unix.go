//go:build unix

package sqlite

import (
	"os"
	"path/filepath"
	"syscall"

	"github.com/aspro-cities/aspro/indicators"
)

// lockFolder makes this process the owner of a data folder until unlock is called or the process ends.
// The lock is on a file of its own: the database itself is never opened beside SQLite.
func lockFolder(dir string) (unlock func() error, err error) {
	file, err := os.OpenFile(filepath.Join(dir, "aspro.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, indicators.Errorf(indicators.Unavailable, "the data folder cannot be locked: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, indicators.Errorf(indicators.Conflicting, "another aspro process owns the data folder %s", dir).Coded("data_in_use").
			Try("Stop it, or send the file to it: --server URL.")
	}
	return file.Close, nil
}
