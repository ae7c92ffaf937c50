package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

var backed = indicators.Reversion{KeyID: "abcdefghijklmnop", Reason: "the wrong month", At: at("2026-02-01T00:00:00Z")}

// taken merges one batch as an upload whose receipt counts what came of it, as an importer does.
func taken(ctx context.Context, house House, policy indicators.OnConflict, content string, batches ...indicators.Batch) (indicators.Upload, error) {
	u, err := receive(ctx, house, policy, content)
	if err != nil {
		return u, err
	}
	m, err := house.Begin(ctx, u)
	if err != nil {
		return u, err
	}
	defer m.Rollback()
	var r indicators.Receipt
	for _, b := range batches {
		outcomes, _, err := m.Put(ctx, b)
		if err != nil {
			return u, err
		}
		r.Counts.Rows += int64(len(b.Observations))
		r.Counts.Received = r.Counts.Rows
		count := indicators.SeriesCount{Series: b.Series.String(), First: b.Observations[0].Time(), Last: b.Observations[0].Time()}
		for i, o := range b.Observations {
			switch outcomes[i] {
			case indicators.Created:
				r.Counts.Created++
			case indicators.Updated:
				r.Counts.Updated++
			case indicators.Unchanged, indicators.Repeated:
				r.Counts.Unchanged++
			case indicators.Conflict:
				r.Counts.Conflict++
				continue
			}
			count.Values++
			if o.Time().Before(count.First) {
				count.First = o.Time()
			}
			if o.Time().After(count.Last) {
				count.Last = o.Time()
			}
		}
		if count.Values > 0 {
			r.Series = append(r.Series, count)
		}
	}
	return m.Commit(ctx, r, nil)
}

func revertRemoves(ctx context.Context, house House) error {
	first := hours(at("2024-05-01T00:00:00Z"), 24*10, 1)
	a, err := taken(ctx, house, indicators.RejectConflict, "a", batch(hourly, first...)...)
	if err != nil {
		return err
	}
	b, err := taken(ctx, house, indicators.RejectConflict, "bb", indicators.Batch{Series: hourly, Observations: append(hours(at("2024-04-20T00:00:00Z"), 48, 1), hours(at("2024-06-01T00:00:00Z"), 24*9, 7)...)},
		indicators.Batch{Series: yearly, Observations: []indicators.Observation{year(2010, 470)}})
	if err != nil {
		return err
	}
	before, err := house.Select(ctx, hourly, always)
	if err != nil {
		return err
	}
	if a, err = house.Revert(ctx, a.ID, backed); err != nil || a.State != indicators.Reverted || a.Reversion.Removed != 240 || a.Reversion.Restored != 0 {
		return differ("Revert", "240 removed", fmt.Sprint(a.State, a.Reversion, err))
	}
	rest := slices.DeleteFunc(before, func(o indicators.Observation) bool { return o.Upload == a.ID })
	if err := selected(ctx, house, hourly, always, rest); err != nil {
		return err
	}
	zone := zoneOf("Asia/Jakarta")
	if err := daysOf(ctx, house, always, zone, summed(rest, always, zone)); err != nil {
		return err
	}
	gone, err := house.Removals(ctx, hourly, always)
	if err != nil || len(gone) != 240 || gone[0].Old.Upload != a.ID || gone[0].Old.Value != 1 || gone[0].Reason != backed.Reason || !gone[0].At.Equal(backed.At) {
		return differ("Removals", "240 of the first upload", fmt.Sprint(len(gone), err))
	}
	again, err := house.Upload(ctx, a.ID)
	if err != nil || again.State != indicators.Reverted || again.Reversion == nil || again.Reversion.KeyID != backed.KeyID || again.Reversion.Removed != 240 || again.Receipt.Counts != a.Receipt.Counts {
		return differ("Upload", "reverted, with its receipt", fmt.Sprint(again, err))
	}
	if _, known, err := house.Known(ctx, again.SHA256, again.UploadRequest); known || err != nil {
		return differ("Known of a reverted upload", false, fmt.Sprint(known, err))
	}
	if _, err := house.Revert(ctx, a.ID, backed); !refusedAs(err, "already_reverted") {
		return differ("Revert again", "already_reverted", err)
	}
	if _, err := house.Revert(ctx, 99, backed); indicators.KindOf(err) != indicators.NotFound {
		return differ("Revert of no upload", indicators.NotFound, err)
	}
	if _, err := house.Revert(ctx, b.ID, backed); err != nil {
		return err
	}
	if list, err := house.SeriesList(ctx, indicators.SeriesFilter{}); err != nil || len(list) != 0 {
		return differ("SeriesList after all was reverted", "none", fmt.Sprint(list, err))
	}
	c, err := taken(ctx, house, indicators.RejectConflict, "a", batch(hourly, first...)...)
	if err != nil || c.Receipt.Counts.Created != 240 {
		return differ("the same bytes again", "240 created", fmt.Sprint(c.Receipt.Counts, err))
	}
	return nil
}

func refusedAs(err error, code string) bool {
	var e *indicators.Error
	return errors.As(err, &e) && e.Kind == indicators.Conflicting && e.Code == code
}

func revertRestores(ctx context.Context, house House) error {
	failed := year(2012, 329)
	failed.Quality, failed.Line = indicators.Fail, 7
	a, err := taken(ctx, house, indicators.RejectConflict, "a", batch(yearly, year(2010, 470), failed)...)
	if err != nil {
		return err
	}
	before, err := house.Select(ctx, yearly, always)
	if err != nil {
		return err
	}
	below := year(2010, 5)
	below.Censored = indicators.Below
	b, err := taken(ctx, house, indicators.Correct, "bb", batch(yearly, below, year(2012, 330), year(2011, 1))...)
	if err != nil || b.Receipt.Counts.Updated != 2 {
		return differ("the correction", "2 updated", fmt.Sprint(b.Receipt.Counts, err))
	}
	if b, err = house.Revert(ctx, b.ID, backed); err != nil || b.Reversion.Restored != 2 || b.Reversion.Removed != 1 {
		return differ("Revert", "2 restored, 1 removed", fmt.Sprint(b.Reversion, err))
	}
	if err := selected(ctx, house, yearly, always, before); err != nil {
		return err
	}
	all, err := house.Corrections(ctx, yearly, always)
	if err != nil || len(all) != 4 || all[0].Reverts || !all[2].Reverts || all[2].Old != all[0].New || all[2].New != all[0].Old || all[2].Reason != backed.Reason {
		return differ("Corrections", "two, and their undoing", fmt.Sprint(all, err))
	}
	if a, err = house.Revert(ctx, a.ID, backed); err != nil || a.Reversion.Removed != 2 {
		return differ("Revert of what was restored", "2 removed", fmt.Sprint(a.Reversion, err))
	}
	return selected(ctx, house, yearly, always, nil)
}

func revertInOrder(ctx context.Context, house House) error {
	received, err := receive(ctx, house, indicators.RejectConflict, "received")
	if err != nil {
		return err
	}
	if _, err := house.Revert(ctx, received.ID, backed); !refusedAs(err, "not_committed") {
		return differ("Revert of a received upload", "not_committed", err)
	}
	a, err := taken(ctx, house, indicators.RejectConflict, "a", batch(yearly, year(2010, 470), year(2011, 1))...)
	if err != nil {
		return err
	}
	b, err := taken(ctx, house, indicators.Correct, "bb", batch(yearly, year(2010, 465))...)
	if err != nil {
		return err
	}
	before, err := house.Select(ctx, yearly, always)
	if err != nil {
		return err
	}
	_, err = house.Revert(ctx, a.ID, backed)
	if !refusedAs(err, "superseded") || err.Error() != fmt.Sprintf("upload %s has corrected values of upload %s", b.ID, a.ID) {
		return differ("Revert of what was corrected since", "superseded, by whom", err)
	}
	if err := selected(ctx, house, yearly, always, before); err != nil {
		return err
	}
	for _, id := range []indicators.UploadID{b.ID, a.ID} {
		if _, err := house.Revert(ctx, id, backed); err != nil {
			return err
		}
	}
	return selected(ctx, house, yearly, always, nil)
}

// revertAny stores, corrects and reverts at random, and keeps beside it what every upload has found.
func revertAny(ctx context.Context, house House) error {
	random := rand.New(rand.NewPCG(1, 2))
	start := at("2024-05-01T00:00:00Z")
	type step struct {
		id     indicators.UploadID
		before []indicators.Observation
	}
	var steps []step
	for n := range 24 {
		if len(steps) > 0 && random.IntN(3) == 0 { // the last upload: the store is as it was before it
			last := steps[len(steps)-1]
			steps = steps[:len(steps)-1]
			if _, err := house.Revert(ctx, last.id, backed); err != nil {
				return err
			}
			if err := selected(ctx, house, hourly, always, last.before); err != nil {
				return fmt.Errorf("after the revert of %s: %w", last.id, err)
			}
			continue
		}
		before, err := house.Select(ctx, hourly, always)
		if err != nil {
			return err
		}
		var made []indicators.Observation
		for _, hour := range random.Perm(400)[:1+random.IntN(60)] {
			o := hours(start, hour+1, 0)[hour]
			o.Value, o.Line = float64(random.IntN(4)), int32(hour)
			o.Quality = []indicators.Quality{indicators.Good, indicators.NotEvaluated, indicators.Suspect}[random.IntN(3)]
			made = append(made, o)
		}
		u, err := taken(ctx, house, indicators.Correct, fmt.Sprint("step", n), batch(hourly, made...)...)
		if err != nil {
			return err
		}
		steps = append(steps, step{u.ID, before})
	}
	return agreeing(ctx, house)
}

// agreeing holds the ledger against the store.
func agreeing(ctx context.Context, house House) error {
	r, err := indicators.Reconcile(ctx, house, house, func(string) *time.Location { return zoneOf("Asia/Jakarta") })
	if err != nil || len(r.Faults) != 0 || r.Created == 0 || r.Reverted == 0 || r.Corrections == 0 || r.Created-r.Reverted != r.Stored-r.ByNoUpload {
		return differ("Reconcile", "no fault", fmt.Sprintf("%+v %v", r, err))
	}
	return nil
}
