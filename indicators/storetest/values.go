package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

func emptyAnswers(ctx context.Context, store indicators.Store) error {
	held, err := store.Select(ctx, hourly, always)
	if err != nil || held == nil || len(held) != 0 {
		return differ("Select", "an empty slice", fmt.Sprint(held == nil, held, err))
	}
	days, err := store.Days(ctx, []indicators.Series{hourly}, always, time.UTC, indicators.AllOfDay)
	if err != nil || len(days) != 1 || days[0].Series != hourly || len(days[0].Days) != 0 {
		return differ("Days", "one series without days", fmt.Sprint(days, err))
	}
	latest, err := store.Latest(ctx, []indicators.Series{hourly})
	if err != nil || len(latest) != 1 || latest[0].OK {
		return differ("Latest", "one answer that is not ok", fmt.Sprint(latest, err))
	}
	if n, err := store.Delete(ctx, hourly, always); err != nil || n != 0 {
		return differ("Delete", "0", fmt.Sprint(n, err))
	}
	list, err := store.SeriesList(ctx, indicators.SeriesFilter{})
	if err != nil || list == nil || len(list) != 0 {
		return differ("SeriesList", "an empty slice", fmt.Sprint(list == nil, list, err))
	}
	return nil
}

// selected compares what the whole series holds.
func selected(ctx context.Context, store indicators.Store, series indicators.Series, period indicators.Period, want []indicators.Observation) error {
	held, err := store.Select(ctx, series, period)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(want, held, func(a, b indicators.Observation) bool {
		return a == b && math.Signbit(a.Value) == math.Signbit(b.Value)
	}) {
		return differ("Select of "+series.String(), want, held)
	}
	return nil
}

func selectsInOrder(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-02-28T20:00:00Z"), 400, 1)
	shuffled := slices.Clone(made)
	for i := range shuffled { // 7 and 400 have no common factor
		shuffled[i] = made[i*7%400]
	}
	for part := range slices.Chunk(shuffled, 90) {
		if err := store.Append(ctx, batch(hourly, part...)); err != nil {
			return err
		}
	}
	return selected(ctx, store, hourly, always, made)
}

func everyBit(ctx context.Context, store indicators.Store) error {
	var made []indicators.Observation
	for i, v := range []float64{0, -1.5, 0.1, 1.0 / 3, 1e-9, 123456789.123456789, 5e-324, math.MaxFloat64, -1e300, math.Nextafter(1, 2), 470, 1e15 + 0.5} {
		made = append(made, indicators.Observation{
			Start: at("2010-01-01T00:00:00Z").Unix() + int64(i)*3600, Value: v, Upload: indicators.UploadID(i * 1000), Line: int32(i * i),
			Quality: []indicators.Quality{1, 2, 3, 4}[i%4], Status: indicators.Status(i%5 + 1), Censored: indicators.Censored(i%3 - 1),
			Own: []indicators.Quality{0, 0, 2, 3, 0, 0, 0, 2}[i%8],
		})
	}
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	return selected(ctx, store, hourly, always, made)
}

func halfOpen(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-05-01T00:00:00Z"), 10, 1)
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	for _, p := range []struct {
		from, to  string
		low, high int
	}{
		{"2024-05-01T02:00:00Z", "2024-05-01T04:00:00Z", 2, 4},
		{"2024-05-01T02:00:01Z", "2024-05-01T04:00:01Z", 3, 5},
		{"2024-05-01T02:00:00.5Z", "2024-05-01T04:00:00.5Z", 3, 5},
		{"2024-05-01T04:00:00Z", "2024-05-01T04:00:01Z", 4, 5},
		{"2024-04-01T00:00:00Z", "2024-05-01T00:00:00Z", 0, 0},
		{"2024-05-01T10:00:00Z", "2025-05-01T00:00:00Z", 10, 10},
	} {
		if err := selected(ctx, store, hourly, indicators.Period{From: at(p.from), To: at(p.to)}, made[p.low:p.high]); err != nil {
			return fmt.Errorf("[%s, %s): %w", p.from, p.to, err)
		}
	}
	return nil
}

func lastWins(ctx context.Context, store indicators.Store) error {
	start := at("2024-05-01T00:00:00Z")
	first, second, third := seen(start, 1), seen(start, 2), seen(start, 3)
	third.Quality, third.Upload, third.Line = indicators.Good, 9, 4
	for _, b := range [][]indicators.Batch{batch(hourly, first), batch(hourly, second, first, third), batch(hourly, third)} {
		if err := store.Append(ctx, b); err != nil {
			return err
		}
	}
	return selected(ctx, store, hourly, always, []indicators.Observation{third})
}

func farApart(ctx context.Context, store indicators.Store) error {
	yearly := hourly
	yearly.Resolution = indicators.P1Y
	var made []indicators.Observation
	for year := 1900; year <= 2100; year += 10 {
		made = append(made, seen(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), float64(year)))
	}
	if err := store.Append(ctx, batch(yearly, made...)); err != nil {
		return err
	}
	if err := selected(ctx, store, yearly, always, made); err != nil {
		return err
	}
	return selected(ctx, store, yearly, indicators.Period{From: at("1960-01-01T00:00:00Z"), To: at("1990-01-01T00:00:00Z")}, made[6:9])
}

func noMixing(ctx context.Context, store indicators.Store) error {
	start := at("2024-05-01T00:00:00Z")
	var all []indicators.Series
	for _, change := range []func(*indicators.Series){
		func(*indicators.Series) {}, func(s *indicators.Series) { s.City = "cebu" }, func(s *indicators.Series) { s.Site = "north" },
		func(s *indicators.Series) { s.Indicator = "pm10" }, func(s *indicators.Series) { s.Resolution = indicators.P1D },
		func(s *indicators.Series) { s.Resolution = indicators.Resolution{Seconds: 86400} }, func(s *indicators.Series) { s.Statistic = "p98" },
	} {
		s := hourly
		change(&s)
		all = append(all, s)
	}
	var batches []indicators.Batch
	for i, s := range all {
		batches = append(batches, batch(s, seen(start, float64(i)))...)
	}
	if err := store.Append(ctx, batches); err != nil {
		return err
	}
	for i, s := range all {
		if err := selected(ctx, store, s, always, []indicators.Observation{seen(start, float64(i))}); err != nil {
			return err
		}
	}
	return nil
}

func deletes(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-05-01T00:00:00Z"), 600, 1)
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	n, err := store.Delete(ctx, hourly, indicators.Period{From: made[100].Time(), To: made[400].Time()})
	if err != nil || n != 300 {
		return differ("Delete", 300, fmt.Sprint(n, err))
	}
	if err := selected(ctx, store, hourly, always, slices.Concat(made[:100], made[400:])); err != nil {
		return err
	}
	if n, err = store.Delete(ctx, hourly, always); err != nil || n != 300 {
		return differ("Delete of the rest", 300, fmt.Sprint(n, err))
	}
	return emptyAnswers(ctx, store)
}

func seriesList(ctx context.Context, store indicators.Store) error {
	other := hourly
	other.City, other.Site = "cebu", "cebu-city"
	made := hours(at("2024-05-01T00:00:00Z"), 200, 1)
	if err := store.Append(ctx, append(batch(hourly, made...), batch(other, made[5])...)); err != nil {
		return err
	}
	if _, err := store.Delete(ctx, hourly, indicators.Period{From: made[0].Time(), To: made[3].Time()}); err != nil {
		return err
	}
	want := []indicators.SeriesInfo{{Series: other, First: made[5].Start, Last: made[5].Start, Count: 1}, {Series: hourly, First: made[3].Start, Last: made[199].Start, Count: 197}}
	extents, err := store.SeriesList(ctx, indicators.SeriesFilter{ExtentOnly: true})
	if err != nil || !slices.EqualFunc(want, extents, func(a, b indicators.SeriesInfo) bool {
		return a.Series == b.Series && a.First == b.First && a.Last == b.Last
	}) {
		return differ("SeriesList of extents alone", want, fmt.Sprint(extents, err))
	}
	for _, ask := range []struct {
		filter indicators.SeriesFilter
		want   []indicators.SeriesInfo
	}{
		{indicators.SeriesFilter{}, want}, {indicators.SeriesFilter{City: "cebu"}, want[:1]}, {indicators.SeriesFilter{Indicator: "pm2-5", Resolution: indicators.PT1H}, want},
		{indicators.SeriesFilter{Sites: []string{"citywide"}}, want[1:]}, {indicators.SeriesFilter{City: "cebu", Site: "citywide"}, want[:0]},
	} {
		got, err := store.SeriesList(ctx, ask.filter)
		if err != nil || !slices.Equal(ask.want, got) {
			return differ(fmt.Sprintf("SeriesList(%+v)", ask.filter), ask.want, fmt.Sprint(got, err))
		}
	}
	return nil
}

func concurrent(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-05-01T00:00:00Z"), 400, 1)
	failed := make(chan error, 8)
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := worker; i < len(made); i += 8 {
				if err := store.Append(ctx, batch(hourly, made[i])); err != nil {
					failed <- err
					return
				}
				if held, err := store.Select(ctx, hourly, indicators.Period{From: made[i].Time(), To: made[i].Time().Add(time.Second)}); err != nil || len(held) != 1 || held[0] != made[i] {
					failed <- differ("Select right after Append", made[i], fmt.Sprint(held, err))
					return
				}
			}
		})
	}
	wait.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return selected(ctx, store, hourly, always, made)
	}
}

func notFinite(ctx context.Context, store indicators.Store) error {
	start := at("2024-05-01T00:00:00Z")
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if err := store.Append(ctx, batch(hourly, seen(start, 1), seen(start.Add(time.Hour), v))); err == nil {
			return errors.New("Append took a value that is no number")
		}
	}
	return selected(ctx, store, hourly, always, nil)
}
