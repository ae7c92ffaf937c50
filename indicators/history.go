package indicators

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// ChangeKind says what happened to one observation.
type ChangeKind string

// The kinds of change.
const (
	WasCreated   ChangeKind = "created"   // by an upload
	WasCorrected ChangeKind = "corrected" // by a later one, with a reason
	WasRestored  ChangeKind = "restored"  // the correction was reverted: what stood before it came back
	WasRemoved   ChangeKind = "removed"   // its upload was reverted
)

var changeOrder = []ChangeKind{WasCreated, WasCorrected, WasRestored, WasRemoved}

// Change is one thing that happened to the observation of one period.
type Change struct {
	Kind   ChangeKind
	At     time.Time // zero: not known, for it came by no upload. A post came at the latest then: its upload grows for a day
	KeyID  string    // who; "": not known
	Reason string
	Old    *Observation // what stood before; nil for created
	New    *Observation // what stands after; nil for removed
}

// History tells everything that happened to the observation of a series that starts at start, oldest change first;
// none is an empty slice. Errors are those of store and ledger.
func History(ctx context.Context, store Store, ledger Ledger, series Series, start int64) ([]Change, error) {
	instant := Period{From: time.Unix(start, 0).UTC(), To: time.Unix(start+1, 0).UTC()}
	held, err := store.Select(ctx, series, instant)
	if err != nil {
		return nil, err
	}
	corrections, err := ledger.Corrections(ctx, series, instant)
	if err != nil {
		return nil, err
	}
	removals, err := ledger.Removals(ctx, series, instant)
	if err != nil {
		return nil, err
	}
	changes := []Change{}
	var known, corrected []Observation // every state of the observation; those that came by a correction
	for _, c := range corrections {
		kind := WasRestored
		if !c.Reverts {
			kind, corrected = WasCorrected, append(corrected, c.New)
		}
		known = append(known, c.Old, c.New)
		changes = append(changes, Change{Kind: kind, At: c.At, KeyID: c.KeyID, Reason: c.Reason, Old: &c.Old, New: &c.New})
	}
	for _, r := range removals {
		known = append(known, r.Old)
		changes = append(changes, Change{Kind: WasRemoved, At: r.At, KeyID: r.KeyID, Reason: r.Reason, Old: &r.Old})
	}
	known = append(known, held...)
	for i, o := range known {
		same := func(p Observation) bool { return p.AsItsRow() == o.AsItsRow() } // its flag may have changed since
		if slices.ContainsFunc(known[:i], same) || slices.ContainsFunc(corrected, same) {
			continue
		}
		created, err := creation(ctx, ledger, o)
		if err != nil {
			return nil, err
		}
		for _, c := range changes { // an upload of posts may have grown since
			if c.Old != nil && same(*c.Old) && c.At.Before(created.At) {
				created.At = c.At
			}
		}
		changes = append(changes, created)
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(slices.Index(changeOrder, a.Kind), slices.Index(changeOrder, b.Kind)))
	})
	return changes, nil
}

// creation is the change by which an observation came: its upload's.
func creation(ctx context.Context, ledger Ledger, o Observation) (Change, error) {
	change := Change{Kind: WasCreated, New: &o}
	if o.Upload == 0 {
		return change, nil
	}
	u, err := ledger.Upload(ctx, o.Upload)
	if KindOf(err) == NotFound {
		return change, nil
	}
	change.At, change.KeyID, change.Reason = u.SettledAt, u.KeyID, u.Reason
	return change, err
}
