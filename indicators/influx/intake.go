package influx

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Intake takes uploads into InfluxDB, which has no transactions: what is decided of an upload is kept in the
// ledger first, then written; an upload that a crash or an outage has cut is replayed whole, and until it is
// committed later ones wait behind it.
type Intake struct {
	Store  *Store
	Ledger indicators.Ledger
	Zone   func(city string) *time.Location
	Now    func() time.Time

	// SpoolLimit bounds the bytes of uploads that wait for the store; while they reach it posts that would wait too are
	// Unavailable. 0: no bound.
	SpoolLimit int64

	turn  chan struct{}
	posts posts
}

// NewIntake is the intake of a store whose uploads are kept in the ledger.
func NewIntake(store *Store, ledger indicators.Ledger, zone func(string) *time.Location, now func() time.Time) *Intake {
	in := &Intake{Store: store, Ledger: ledger, Zone: zone, Now: now, turn: make(chan struct{}, 1)}
	in.turn <- struct{}{}
	return in
}

// Waiting lists the uploads that are accepted and not yet written, oldest first.
func (in *Intake) Waiting(ctx context.Context) ([]indicators.Upload, error) {
	var all []indicators.Upload
	for _, state := range []indicators.UploadState{indicators.Spooled, indicators.Committing, indicators.Reverting} {
		some, err := in.Ledger.Uploads(ctx, indicators.UploadFilter{State: state, Limit: 10_000})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b indicators.Upload) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// Begin opens the one write. Unavailable while an earlier upload waits (order is kept), and when the upload is one
// that waited and has been written meanwhile.
func (in *Intake) Begin(ctx context.Context, upload indicators.Upload) (indicators.Merge, error) {
	if err := in.acquire(ctx, upload.ID, upload.State == indicators.Spooled || upload.State == indicators.Committing); err != nil {
		return nil, err
	}
	own := upload.ID
	if own == 0 {
		own = -1
	}
	m := &merge{in: in, upload: upload, own: own, replay: upload.State == indicators.Committing, again: upload.State == indicators.Committing || upload.State == indicators.Spooled,
		shelves: map[indicators.Series]*shelf{}}
	if m.again {
		var err error
		if m.anew, err = in.Ledger.Reflagged(ctx, upload.ID); err != nil {
			m.Rollback()
			return nil, err
		}
	}
	return m, nil
}

// acquire waits for the right to write for an upload, 0 for none; waited: the upload is one that waits, or was when it
// was looked at. Unavailable while an earlier one waits, while the store is away, and when it waits no more.
func (in *Intake) acquire(ctx context.Context, id indicators.UploadID, waited bool) error {
	if err := in.Store.Reachable(ctx); err != nil {
		return err
	}
	select {
	case <-in.turn:
	case <-ctx.Done():
		return indicators.Errorf(indicators.Unavailable, "the wait for the running write was given up: %w", context.Cause(ctx))
	}
	err := in.inOrder(ctx, id, waited)
	if err != nil {
		in.turn <- struct{}{}
	}
	return err
}

// inOrder refuses an upload before which another is to be written; the caller holds the turn, so that an upload that
// waits now is not one that is just being written.
func (in *Intake) inOrder(ctx context.Context, id indicators.UploadID, waited bool) error {
	waiting, err := in.Waiting(ctx)
	switch {
	case err != nil:
		return err
	case id == 0:
		return nil
	case len(waiting) > 0 && waiting[0].ID != id:
		return indicators.Errorf(indicators.Unavailable, "upload %s is written first", waiting[0].ID).Coded("spool_not_empty")
	case len(waiting) == 0 && waited:
		return indicators.Errorf(indicators.Unavailable, "upload %s has been written meanwhile", id).Coded("spool_not_empty")
	}
	return nil
}
