package storetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// daysOf compares the days of one series.
func daysOf(ctx context.Context, store indicators.Store, period indicators.Period, zone *time.Location, want []indicators.Day) error {
	got, err := store.Days(ctx, []indicators.Series{hourly}, period, zone, indicators.AllOfDay)
	if err != nil {
		return err
	}
	if len(got) != 1 || !slices.Equal(want, got[0].Days) {
		return differ(fmt.Sprintf("Days in %s", zone), want, got)
	}
	return nil
}

// summed is what Days promises, by its definition, from the observations themselves.
func summed(held []indicators.Observation, period indicators.Period, zone *time.Location) []indicators.Day {
	var days []indicators.Day
	for _, o := range held {
		date := indicators.DateOf(o.Time(), zone)
		if start := indicators.DateStart(date, zone); !period.Contains(o.Time()) || !period.Contains(start) {
			continue
		}
		if n := len(days); n == 0 || days[n-1].Date != date {
			days = append(days, indicators.Day{Date: date})
		}
		days[len(days)-1].Add(o)
	}
	return days
}

func localDays(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-03-25T00:00:00Z"), 24*14, 0.1) // New York leaves winter time before, Rome on 31 March
	made = append(made, hours(at("2024-10-26T00:00:00Z"), 72, 5)...)
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	for _, zone := range []string{"Asia/Jakarta", "Asia/Manila", "UTC", "Europe/Rome", "America/New_York", "Asia/Kathmandu"} {
		if err := daysOf(ctx, store, always, zoneOf(zone), summed(made, always, zoneOf(zone))); err != nil {
			return err
		}
	}
	return nil
}

func leftOut(ctx context.Context, store indicators.Store) error {
	made := hours(at("2024-03-25T17:00:00Z"), 10, 1) // 00:00 in Surabaya
	made[1].Quality, made[2].Quality, made[3].Quality = indicators.Suspect, indicators.Fail, indicators.Good
	made[4].Status, made[5].Status = indicators.Projected, indicators.Estimated
	made[6].Censored, made[7].Censored = indicators.Below, indicators.Above
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	date := indicators.DateOf(made[0].Time(), zoneOf("Asia/Jakarta"))
	return daysOf(ctx, store, always, zoneOf("Asia/Jakarta"), []indicators.Day{{
		Date: date, Count: 5, Sum: 1 + 4 + 6 + 9 + 10, Min: 1, Max: 10, Censored: 2, Suspect: 1, Failed: 1, Projected: 1,
	}})
}

// askedNumbers asks for every choice of numbers; those that were not asked for may be anything.
func askedNumbers(ctx context.Context, store indicators.Store) error {
	zone := zoneOf("Asia/Jakarta")
	made := hours(at("2023-12-25T05:00:00Z"), 24*15, -30)
	made[7].Quality, made[50].Quality, made[51].Censored = indicators.Suspect, indicators.Fail, indicators.Below
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	period := indicators.Period{From: made[3].Time(), To: made[340].Time()}
	want := summed(made, period, zone)
	for needed := range indicators.AllOfDay + 1 {
		got, err := store.Days(ctx, []indicators.Series{hourly}, period, zone, needed)
		if err != nil {
			return err
		}
		if len(got) != 1 || !slices.EqualFunc(want, got[0].Days, func(a, b indicators.Day) bool { return sameDay(a, b, needed) }) {
			return differ(fmt.Sprintf("Days with the numbers %03b", needed), want, got)
		}
	}
	return nil
}

// daysOfMany asks for series of different extents, one that is not there and one twice.
func daysOfMany(ctx context.Context, store indicators.Store) error {
	zone := zoneOf("Asia/Jakarta")
	var asked []indicators.Series
	var want []indicators.DaySeries
	for i := range 12 {
		one := hourly
		one.Site = fmt.Sprintf("site-%02d", i)
		made := hours(at("2023-12-25T05:00:00Z").Add(time.Duration(i)*24*time.Hour), 24*(12-i), float64(i))
		if i%3 == 0 {
			made[i].Quality = indicators.Suspect
		}
		if i == 7 {
			made = nil
		} else if err := store.Append(ctx, batch(one, made...)); err != nil {
			return err
		}
		asked = append(asked, one)
		want = append(want, indicators.DaySeries{Series: one, Days: summed(made, always, zone)})
	}
	asked, want = append(asked, asked[2]), append(want, want[2])
	slices.Reverse(asked)
	slices.Reverse(want)
	got, err := store.Days(ctx, asked, always, zone, indicators.AllOfDay)
	if err != nil || !slices.EqualFunc(want, got, func(a, b indicators.DaySeries) bool { return a.Series == b.Series && slices.Equal(a.Days, b.Days) }) {
		return differ("Days of many series", want, fmt.Sprint(got, err))
	}
	return nil
}

// sameDay compares what was asked for.
func sameDay(a, b indicators.Day, needed indicators.DayNumbers) bool {
	for i, numbers := range [][2]*float64{{&a.Sum, &b.Sum}, {&a.Min, &b.Min}, {&a.Max, &b.Max}} {
		if needed&(1<<i) == 0 {
			*numbers[0] = *numbers[1]
		}
	}
	return a == b
}

func cutDay(ctx context.Context, store indicators.Store) error {
	zone := zoneOf("Asia/Jakarta")
	made := hours(at("2024-03-25T17:00:00Z"), 24*10, 1)
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	for _, cut := range [][2]int{{0, 24}, {1, 60}, {24, 61}, {30, 40}, {5, 239}, {0, 1}, {23, 25}} {
		period := indicators.Period{From: made[cut[0]].Time(), To: made[cut[1]].Time()}
		if err := daysOf(ctx, store, period, zone, summed(made, period, zone)); err != nil {
			return fmt.Errorf("hours [%d, %d): %w", cut[0], cut[1], err)
		}
	}
	return nil
}

func daysFollow(ctx context.Context, store indicators.Store) error {
	zone := zoneOf("Asia/Jakarta")
	made := hours(at("2023-12-20T00:00:00Z"), 24*30, 1)
	if err := store.Append(ctx, batch(hourly, made...)); err != nil {
		return err
	}
	for _, i := range []int{0, 17, 200, 201, 290, 719} {
		made[i].Value *= 10
		if err := store.Append(ctx, batch(hourly, made[i])); err != nil {
			return err
		}
	}
	if _, err := store.Delete(ctx, hourly, indicators.Period{From: made[100].Time(), To: made[310].Time()}); err != nil {
		return err
	}
	made = slices.Delete(made, 100, 310)
	if err := daysOf(ctx, store, always, zone, summed(made, always, zone)); err != nil {
		return err
	}
	return daysOf(ctx, store, always, time.UTC, summed(made, always, time.UTC))
}

func exactSums(ctx context.Context, store indicators.Store) error {
	zone := zoneOf("Asia/Jakarta")
	var made []indicators.Observation
	for i := range 24 * 20 { // one decimal: sums depend on their order in the last bit
		made = append(made, seen(at("2024-03-25T00:00:00Z").Add(time.Duration(i)*time.Hour), float64(i*37%991)/10))
	}
	for _, i := range []int{5, 3, 1, 4, 2, 0} { // out of order, in pieces of 80 hours
		if err := store.Append(ctx, batch(hourly, made[i*80:i*80+80]...)); err != nil {
			return err
		}
	}
	return daysOf(ctx, store, always, zone, summed(made, always, zone))
}
