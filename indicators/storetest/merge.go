package storetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

func unchangedKeepsOrigin(ctx context.Context, house House) error {
	first := year(2010, 470)
	first.Line = 7
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, first); err != nil {
		return err
	}
	again := first
	again.Line = 99
	_, outcomes, conflicts, err := upload(ctx, house, indicators.Correct, yearly, again, again)
	if err != nil || !slices.Equal(outcomes, []indicators.Outcome{indicators.Unchanged, indicators.Repeated}) || len(conflicts) != 0 {
		return differ("outcomes", "unchanged, and repeated", fmt.Sprint(outcomes, conflicts, err))
	}
	first.Upload = 1
	return selected(ctx, house, yearly, always, []indicators.Observation{first})
}

func conflictLeaves(ctx context.Context, house House) error {
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470)); err != nil {
		return err
	}
	stored := year(2010, 470)
	stored.Upload = 1
	for _, policy := range []indicators.OnConflict{indicators.RejectConflict, indicators.Keep} {
		flagged := year(2010, 470)
		flagged.Quality = indicators.Fail
		for _, o := range []indicators.Observation{year(2010, 471), flagged} {
			_, outcomes, conflicts, err := upload(ctx, house, policy, yearly, o)
			want := []indicators.MergeConflict{{Index: 0, Code: "conflict", Old: stored}}
			if err != nil || outcomes[0] != indicators.Conflict || !slices.Equal(conflicts, want) {
				return differ("conflicts under "+string(policy), want, fmt.Sprint(outcomes, conflicts, err))
			}
		}
	}
	return selected(ctx, house, yearly, always, []indicators.Observation{stored})
}

func correctionKeeps(ctx context.Context, house House) error {
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470), year(2012, 329)); err != nil {
		return err
	}
	u, outcomes, _, err := upload(ctx, house, indicators.Correct, yearly, year(2010, 465), year(2012, 329))
	if err != nil || !slices.Equal(outcomes, []indicators.Outcome{indicators.Updated, indicators.Unchanged}) {
		return differ("outcomes", "updated, unchanged", fmt.Sprint(outcomes, err))
	}
	old, corrected, kept := year(2010, 470), year(2010, 465), year(2012, 329)
	old.Upload, corrected.Upload, kept.Upload = 1, u.ID, 1
	if err := selected(ctx, house, yearly, always, []indicators.Observation{corrected, kept}); err != nil {
		return err
	}
	got, err := house.Corrections(ctx, yearly, always)
	if err != nil || len(got) != 1 || got[0].Series != yearly || got[0].Old != old || got[0].New != corrected ||
		got[0].KeyID != u.KeyID || got[0].Reason != "a later edition" || got[0].At.IsZero() {
		return differ("Corrections", "one, of 470 to 465", fmt.Sprint(got, err))
	}
	return nil
}

func duplicateInFile(ctx context.Context, house House) error {
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470)); err != nil {
		return err
	}
	_, outcomes, conflicts, err := upload(ctx, house, indicators.Correct, yearly, year(2010, 470), year(2010, 465), year(2011, 1), year(2011, 1), year(2011, 2))
	want := []indicators.Outcome{indicators.Unchanged, indicators.Conflict, indicators.Created, indicators.Repeated, indicators.Conflict}
	if err != nil || !slices.Equal(outcomes, want) {
		return differ("outcomes", want, fmt.Sprint(outcomes, err))
	}
	for _, c := range conflicts {
		if c.Code != "duplicate_in_file" {
			return differ("code", "duplicate_in_file", c.Code)
		}
	}
	return nil
}

// duplicateFarApart puts so much between the stored figure and another for the same hour that no merge keeps it all
// unpacked.
func duplicateFarApart(ctx context.Context, house House) error {
	start := at("1990-01-01T00:00:00Z")
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, hourly, hours(start, 1, 470)...); err != nil {
		return err
	}
	m, err := begun(ctx, house, indicators.Correct, "figures")
	if err != nil {
		return err
	}
	defer m.Rollback()
	made := append(hours(start, 220_000, 470), seen(start, 465))
	var last indicators.Outcome
	var conflicts []indicators.MergeConflict
	for part := range slices.Chunk(made, 20_000) {
		outcomes, found, err := m.Put(ctx, indicators.Batch{Series: hourly, Observations: part})
		if err != nil {
			return err
		}
		last, conflicts = outcomes[len(outcomes)-1], found
	}
	if last != indicators.Conflict || len(conflicts) != 1 || conflicts[0].Code != "duplicate_in_file" {
		return differ("the last of 220,001", "duplicate_in_file", fmt.Sprint(last, conflicts))
	}
	return nil
}

func periodOverlap(ctx context.Context, house House) error {
	fiscal := year(2010, 1)
	fiscal.Start += 90 * 86400 // a year that begins in April
	early := year(2008, 1)
	early.Start += 90 * 86400
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470)); err != nil {
		return err
	}
	_, outcomes, conflicts, err := upload(ctx, house, indicators.Correct, yearly, fiscal, year(2009, 1), year(2011, 1), early)
	want := []indicators.Outcome{indicators.Conflict, indicators.Created, indicators.Created, indicators.Conflict}
	if err != nil || !slices.Equal(outcomes, want) || conflicts[0].Code != "period_overlap" || conflicts[1].Code != "period_overlap" {
		return differ("outcomes of years that overlap", want, fmt.Sprint(outcomes, conflicts, err))
	}
	half := seen(at("2024-05-02T00:30:00Z"), 5)
	_, outcomes, conflicts, err = upload(ctx, house, indicators.Correct, hourly, append(hours(at("2024-05-01T23:00:00Z"), 2, 1), half)...)
	want = []indicators.Outcome{indicators.Created, indicators.Created, indicators.Conflict}
	if err != nil || !slices.Equal(outcomes, want) || len(conflicts) != 1 || conflicts[0].Code != "period_overlap" {
		return differ("outcomes of hours that overlap, at the border of a week", want, fmt.Sprint(outcomes, conflicts, err))
	}
	return nil
}

func projection(ctx context.Context, house House) error {
	if _, _, _, err := upload(ctx, house, indicators.RejectConflict, yearly, year(2010, 470)); err != nil {
		return err
	}
	projected := year(2010, 400)
	projected.Status = indicators.Projected
	_, outcomes, conflicts, err := upload(ctx, house, indicators.Correct, yearly, projected)
	if err != nil || outcomes[0] != indicators.Conflict || conflicts[0].Code != "projection_over_observation" {
		return differ("a projection of 2010", "projection_over_observation", fmt.Sprint(outcomes, conflicts, err))
	}
	return nil
}
