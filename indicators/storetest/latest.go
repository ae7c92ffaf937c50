package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// latestIs compares the last valid observation of the series; nil means none.
func latestIs(ctx context.Context, store indicators.Store, want *indicators.Observation) error {
	got, err := store.Latest(ctx, []indicators.Series{{City: "nowhere"}, hourly})
	if err != nil {
		return err
	}
	if len(got) != 2 || got[0].OK || got[1].Series != hourly || got[1].OK != (want != nil) || (want != nil && got[1].Observation != *want) {
		return differ("Latest", fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got))
	}
	return nil
}

func latestValid(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-05-01T00:00:00Z"), 6, 1)
	made[5].Quality, made[4].Status = indicators.Suspect, indicators.Projected
	made[3].Censored = indicators.Below // counts
	for _, i := range []int{5, 4, 0, 3, 1} {
		if err := store.Append(ctx, batch(hourly, made[i])); err != nil {
			return err
		}
	}
	return latestIs(ctx, store, &made[3])
}

func latestStepsBack(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-01-01T00:00:00Z"), 24*30, 1)
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	n := len(made)
	failed := made[n-1]
	failed.Quality = indicators.Fail
	if err := store.Append(ctx, batch(hourly, failed)); err != nil {
		return err
	}
	if err := latestIs(ctx, store, &made[n-2]); err != nil {
		return err
	}
	if _, err := store.Delete(ctx, hourly, indicators.Period{From: made[n-400].Time(), To: made[n-1].Time()}); err != nil {
		return err
	}
	if err := latestIs(ctx, store, &made[n-401]); err != nil {
		return err
	}
	if _, err := store.Delete(ctx, hourly, indicators.Period{From: made[0].Time(), To: made[n-1].Time()}); err != nil {
		return err
	}
	return latestIs(ctx, store, nil)
}

func goodToFail(ctx context.Context, store indicators.Store) error {
	zone := zoneOf("Asia/Jakarta")
	o := seen(at("2024-05-01T00:00:00Z"), 12.5)
	o.Quality = indicators.Good
	for _, quality := range []indicators.Quality{indicators.Good, indicators.Fail, indicators.Good, indicators.Suspect} {
		o.Quality = quality
		if err := store.Append(ctx, batch(hourly, o)); err != nil {
			return err
		}
		held := []indicators.Observation{o}
		if err := selected(ctx, store, hourly, always, held); err != nil {
			return err
		}
		if err := daysOf(ctx, store, always, zone, summed(held, always, zone)); err != nil {
			return err
		}
		want := &o
		if !o.IsValid() {
			want = nil
		}
		if err := latestIs(ctx, store, want); err != nil {
			return err
		}
	}
	return nil
}

// agreesWithMap writes, corrects and deletes by a fixed sequence of small random numbers, and compares every answer.
func agreesWithMap(ctx context.Context, store indicators.Store) error {
	random := uint64(88172645463325252) // xorshift: Marsaglia (2003)
	next := func(n int64) int64 {
		random ^= random << 13
		random ^= random >> 7
		random ^= random << 17
		return int64(random>>1) % n
	}
	model := map[int64]indicators.Observation{}
	begin := at("2023-11-20T00:00:00Z")
	rounds := 60
	if testing.Short() {
		rounds = 12
	}
	for round := range rounds {
		if next(5) == 0 {
			from := begin.Add(time.Duration(next(2000)) * time.Hour)
			period := indicators.Period{From: from, To: from.Add(time.Duration(1+next(400)) * time.Hour)}
			expect := int64(0)
			for start, o := range model {
				if period.Contains(o.Time()) {
					delete(model, start)
					expect++
				}
			}
			if n, err := store.Delete(ctx, hourly, period); err != nil || n != expect {
				return differ("Delete", expect, fmt.Sprint(n, err))
			}
		}
		var some []indicators.Observation
		from, step := begin.Add(time.Duration(next(2000))*time.Hour), 1+next(30)
		for i := range next(60) {
			o := seen(from.Add(time.Duration(i*step)*time.Hour), float64(next(1000))/10)
			o.Quality = []indicators.Quality{1, 2, 2, 2, 3, 4}[next(6)]
			o.Upload, o.Line = indicators.UploadID(round), int32(i)
			some = append(some, o)
			model[o.Start] = o
		}
		if err := store.Append(ctx, batch(hourly, some...)); err != nil {
			return err
		}
		if err := agrees(ctx, store, model); err != nil {
			return fmt.Errorf("after %d writes: %w", round+1, err)
		}
	}
	return nil
}

func agrees(ctx context.Context, store indicators.Store, model map[int64]indicators.Observation) error {
	held := sorted(model)
	if err := selected(ctx, store, hourly, always, held); err != nil {
		return err
	}
	for _, zone := range []string{"Asia/Jakarta", "Europe/Rome"} {
		if err := daysOf(ctx, store, always, zoneOf(zone), summed(held, always, zoneOf(zone))); err != nil {
			return err
		}
	}
	var latest *indicators.Observation
	for i := range held {
		if held[i].IsValid() {
			latest = &held[i]
		}
	}
	if err := latestIs(ctx, store, latest); err != nil {
		return err
	}
	list, err := store.SeriesList(ctx, indicators.SeriesFilter{})
	if err != nil || len(held) == 0 {
		return err
	}
	want := indicators.SeriesInfo{Series: hourly, First: held[0].Start, Last: held[len(held)-1].Start, Count: int64(len(held))}
	if len(list) != 1 || list[0] != want {
		return differ("SeriesList", want, list)
	}
	return nil
}
