package sqlite

import (
	"context"
	"errors"

	"modernc.org/sqlite"

	"github.com/aspro-cities/aspro/indicators"
)

// Primary result codes of SQLite that may pass: sqlite.org/rescode.html.
const (
	sqliteBusy   = 5
	sqliteLocked = 6
	sqliteIO     = 10
	sqliteFull   = 13
)

// wrap makes an error of the domain: Unavailable for what may pass (busy, disk full, I/O, time), Internal otherwise.
func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*indicators.Error](err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return indicators.Errorf(indicators.Unavailable, "%s was given up: %w", doing, err)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xFF {
		case sqliteBusy, sqliteLocked, sqliteIO, sqliteFull:
			return indicators.Errorf(indicators.Unavailable, "%s is not possible just now: %w", doing, err)
		}
	}
	return indicators.Errorf(indicators.Internal, "%s: %w", doing, err)
}
