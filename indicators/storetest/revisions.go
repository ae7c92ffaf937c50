package storetest

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// revisions writes one series in every way, and looks at it, at its neighbour and at all of the city after each.
func revisions(ctx context.Context, store indicators.Store) error {
	other := hourly
	other.Site = "kenjeran"
	made := hours(at("2024-03-25T00:00:00Z"), 48, 1)
	if err := store.Append(ctx, batch(other, made...)); err != nil {
		return err
	}
	corrected, failed := made[5], made[6]
	corrected.Value, failed.Quality = 99, indicators.Fail
	remove := func(from, to int) error {
		_, err := store.Delete(ctx, hourly, indicators.Period{From: made[from].Time(), To: made[to-1].Time().Add(time.Hour)})
		return err
	}
	for _, change := range []struct {
		name string
		do   func() error
	}{
		{"a new series", func() error { return store.Append(ctx, batch(hourly, made[:24]...)) }},
		{"more observations", func() error { return store.Append(ctx, batch(hourly, made[24:]...)) }},
		{"another value", func() error { return store.Append(ctx, batch(hourly, corrected)) }},
		{"another quality", func() error { return store.Append(ctx, batch(hourly, failed)) }},
		{"a part deleted", func() error { return remove(3, 9) }},
		{"the rest deleted", func() error { return remove(0, 48) }},
	} {
		mine, others, city := store.Revision(indicators.FilterOf(hourly)), store.Revision(indicators.FilterOf(other)), store.Revision(indicators.SeriesFilter{City: hourly.City})
		if again := store.Revision(indicators.FilterOf(hourly)); again != mine {
			return differ("the revision of a series that nobody wrote", mine, again)
		}
		if err := change.do(); err != nil {
			return err
		}
		if store.Revision(indicators.FilterOf(hourly)) == mine || store.Revision(indicators.SeriesFilter{City: hourly.City}) == city {
			return differ("the revision after "+change.name, "another", mine)
		}
		if now := store.Revision(indicators.FilterOf(other)); now != others {
			return differ("the revision of another series after "+change.name, others, now)
		}
	}
	return nil
}
