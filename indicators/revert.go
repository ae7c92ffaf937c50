package indicators

import (
	"context"
	"slices"
	"time"
)

// Reversion says who took an upload back, when and why, and what came of it.
type Reversion struct {
	KeyID    string    `json:"key"` // the id of the key, or "cli"
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`
	Removed  int64     `json:"removed"`                 // observations that the upload had created
	Restored int64     `json:"restored"`                // observations that it had corrected: what stood before stands again
	Flags    int64     `json:"flags_changed,omitempty"` // observations of other uploads that have another flag now
}

// Removal is an observation that the revert of its upload took away.
type Removal struct {
	Old Observation
	Reversion
}

// Fate is what the revert of an upload does to a held observation.
type Fate uint8

// The fates.
const (
	Stays      Fate = iota // it is of another upload
	Removed                // the upload created it
	Restored               // the upload corrected it: what stood before comes back
	Superseded             // it replaced one of the upload's: nothing can be reverted before its own upload is
)

// Undoing decides, observation by observation, what the revert of an upload does to one series.
type Undoing struct {
	upload    UploadID
	replaced  map[int64]Observation // start → what the upload's observation replaced
	corrected map[int64]bool        // starts at which an observation of the upload was replaced
}

// Undo reads the corrections of a series, all of them.
func Undo(upload UploadID, corrections []Correction) Undoing {
	u := Undoing{upload, map[int64]Observation{}, map[int64]bool{}}
	for _, c := range corrections {
		switch {
		case c.Reverts:
		case c.New.Upload == upload:
			u.replaced[c.New.Start] = c.Old
		case c.Old.Upload == upload:
			u.corrected[c.Old.Start] = true
		}
	}
	return u
}

// Judge says what becomes of a held observation; old is what comes back when it is Restored.
func (u Undoing) Judge(held Observation) (fate Fate, old Observation) {
	if held.Upload != u.upload {
		if u.corrected[held.Start] {
			return Superseded, held
		}
		return Stays, held
	}
	if old, ok := u.replaced[held.Start]; ok {
		return Restored, old
	}
	return Removed, held
}

// Restores reports whether what is held came back by the revert.
func (u Undoing) Restores(held Observation) bool {
	_, ok := u.replaced[held.Start]
	return ok
}

// Standing is how many observations of the upload are stored while nothing has replaced them.
func (u Upload) Standing() int64 { return u.Receipt.Counts.Created + u.Receipt.Counts.Updated }

// MayRevert refuses what cannot be taken back. found is how many observations of the upload are held, by is which
// uploads have replaced others of it, citing which frozen reviews stand on it.
func (u Upload) MayRevert(found int64, by []UploadID, citing []string) error {
	switch {
	case u.State == Reverted || u.State == Reverting:
		return Errorf(Conflicting, "upload %s was reverted already", u.ID).Coded("already_reverted")
	case u.State != Committed:
		return Errorf(Conflicting, "upload %s is %s: nothing of it is stored that could be reverted", u.ID, u.State).Coded("not_committed")
	case len(citing) > 0:
		return Errorf(Conflicting, "upload %s is cited by the frozen review %s", u.ID, citing[0]).Coded("cited_by_review").
			Try("What a frozen review cites stays. Send the right figures as a correction: on_conflict=correct with a reason.")
	case len(by) > 0:
		return Errorf(Conflicting, "upload %s has corrected values of upload %s", by[0], u.ID).Coded("superseded").
			Try("Revert upload %s first.", by[0])
	case found != u.Standing():
		return Errorf(Conflicting, "%d of the %d values of upload %s have been replaced or deleted since", u.Standing()-found, u.Standing(), u.ID).Coded("superseded").
			Try("Send the right figures as a correction: on_conflict=correct with a reason.")
	}
	return nil
}

// SeriesOf are the series that an upload has touched, with the extent of its values; ok is false when there are more
// than its receipt lists.
func (u Upload) SeriesOf() (touched []SeriesInfo, ok bool) {
	for _, s := range u.Receipt.Series {
		if series, err := ParseSeries(s.Series); err == nil {
			touched = append(touched, SeriesInfo{Series: series, First: s.First.Unix(), Last: s.Last.Unix(), Count: s.Values})
		}
	}
	return touched, len(u.Receipt.Series) < MostSeries
}

// MostSeries is how many series a receipt lists.
const MostSeries = 1000

// Newest puts uploads in order, the newest first, each once.
func Newest(ids []UploadID) []UploadID {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.Reverse(ids)
	return ids
}

// StatedAgain lists the later uploads, newest first, that are committed and have named a figure which was stored already
// in the extent of a series of u: when u is reverted, figures that they stated too may have gone with it.
func StatedAgain(ctx context.Context, ledger Ledger, u Upload) ([]UploadID, error) {
	var cities []string
	if u.City != "" {
		cities = []string{u.City, ""}
	}
	extent := map[string]SeriesCount{}
	for _, s := range u.Receipt.Series {
		extent[s.Series] = s
	}
	var found []UploadID
	for before := UploadID(0); ; {
		page, err := ledger.Uploads(ctx, UploadFilter{Cities: cities, State: Committed, Before: before, Limit: 1000})
		if err != nil {
			return nil, err
		}
		for _, later := range page {
			if later.ID < u.ID {
				return found, nil
			}
			meets := func(s SeriesCount) bool {
				own, ok := extent[s.Series]
				return ok && !s.First.After(own.Last) && !own.First.After(s.Last)
			}
			if later.Receipt.Counts.Unchanged > 0 && slices.ContainsFunc(later.Receipt.Series, meets) {
				found = append(found, later.ID)
			}
			before = later.ID
		}
		if len(page) < 1000 {
			return found, nil
		}
	}
}
