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

	turn chan struct{}
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

// Begin opens the one write. Unavailable while an earlier upload waits: order is kept.
func (in *Intake) Begin(ctx context.Context, upload indicators.Upload) (indicators.Merge, error) {
	if err := in.acquire(ctx, upload.ID); err != nil {
		return nil, err
	}
	own := upload.ID
	if own == 0 {
		own = -1
	}
	return &merge{in: in, upload: upload, own: own, replay: upload.State == indicators.Committing, shelves: map[indicators.Series]*shelf{}}, nil
}

// acquire waits for the right to write for an upload, 0 for none. Unavailable while an earlier one waits, and while the
// store is away.
func (in *Intake) acquire(ctx context.Context, id indicators.UploadID) error {
	waiting, err := in.Waiting(ctx)
	if err != nil {
		return err
	}
	if len(waiting) > 0 && waiting[0].ID != id && id != 0 {
		return indicators.Errorf(indicators.Unavailable, "upload %s is written first", waiting[0].ID).Coded("spool_not_empty")
	}
	if err := in.Store.Reachable(ctx); err != nil {
		return err
	}
	select {
	case <-in.turn:
		return nil
	case <-ctx.Done():
		return indicators.Errorf(indicators.Unavailable, "the wait for the running write was given up: %w", context.Cause(ctx))
	}
}
