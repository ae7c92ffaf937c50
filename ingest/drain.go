package ingest

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Pauses of Drain between two looks at a store that is away.
const (
	shortPause = 500 * time.Millisecond
	longPause  = 5 * time.Second
)

// Drain replays waiting uploads, oldest first and one after another, until the context ends. While the store is away it
// looks again after half a second, then twice as long each time, up to five seconds. report is told of every
// upload that ended, and of every error that is not the store's being away.
func (im *Importer) Drain(ctx context.Context, waiting func(context.Context) ([]indicators.Upload, error), report func(indicators.Upload, error)) {
	for pause := shortPause; ; {
		ended, err := im.drainOnce(ctx, waiting, report)
		switch {
		case ended || err == nil:
			pause = shortPause
		case indicators.KindOf(err) != indicators.Unavailable:
			pause = longPause
		default:
			pause = min(2*pause, longPause)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// drainOnce replays until one upload cannot be ended; it reports whether any was.
func (im *Importer) drainOnce(ctx context.Context, waiting func(context.Context) ([]indicators.Upload, error), report func(indicators.Upload, error)) (ended bool, err error) {
	all, err := waiting(ctx)
	if err != nil {
		return false, err
	}
	for _, upload := range all {
		replayed, err := im.Replay(ctx, upload)
		if err == nil && (replayed.State == indicators.Spooled || replayed.State == indicators.Committing || replayed.State == indicators.Reverting) {
			return ended, indicators.Errorf(indicators.Unavailable, "upload %s still waits", upload.ID)
		}
		if err != nil {
			if indicators.KindOf(err) != indicators.Unavailable {
				report(upload, err)
			}
			return ended, err
		}
		report(replayed, nil)
		ended = true
	}
	return ended, nil
}
