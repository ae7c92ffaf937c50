package influx

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// TestHostileText: whatever text stands in any part of a series or a filter, no row of another city or bucket is
// answered, nothing is deleted, and the query is word for word that of a plain name.
func TestHostileText(t *testing.T) {
	t.Parallel()
	server := startInfluxd(t)
	texts := influxtest.Hostile()
	if slices.Sort(texts); len(slices.Compact(slices.Clone(texts))) != 200 {
		t.Fatalf("%d texts", len(texts))
	}
	if testing.Short() { // those that stand within a name
		texts = slices.DeleteFunc(texts, func(text string) bool { return !strings.HasPrefix(text, "can") || !strings.HasSuffix(text, "ary") })
	}
	for _, reader := range []Reader{Flux, InfluxQL} {
		t.Run(string(reader), func(t *testing.T) {
			front := server.recorded(t)
			store := reading(front.bucket(t, "hostile"), reader)
			canaries := []*Store{store, front.bucket(t, "canary")}
			for _, one := range canaries {
				putCanary(t, one)
			}
			front.Heard()

			t.Run("Calls", func(t *testing.T) {
				templates := map[string]bool{}
				hostileCalls(t, store, "plain-name", false)
				queries, _ := front.Heard()
				for _, q := range queries {
					templates[q.Text] = true
				}
				if len(templates) < 10 {
					t.Fatalf("%d templates", len(templates))
				}
				for _, text := range texts {
					hostileCalls(t, store, text, true)
					queries, requests := front.Heard()
					if len(requests) > 0 {
						t.Errorf("%q: %v", text, requests)
					}
					for _, q := range queries {
						if !templates[q.Text] {
							t.Errorf("%q: not a template:\n%s", text, q.Text)
						}
					}
				}
			})
			t.Run("Queries", func(t *testing.T) { // below the checks of names: the rendering alone must hold
				ask := func(text string) string {
					if err := store.query(t.Context(), hostilePipelines(text), func(r row) error {
						t.Errorf("%q: a row of %s", text, r.series)
						return nil
					}); err != nil && !kindIs(err, indicators.Invalid, indicators.Internal) {
						t.Errorf("%q: %v", text, err)
					}
					queries, _ := front.Heard()
					if len(queries) == 0 {
						t.Fatalf("%q: no query", text)
					}
					var sent strings.Builder // in one request or in several, that each scan a part
					for _, q := range queries {
						sent.WriteString(q.Text + "\n")
					}
					return sent.String()
				}
				template := ask("plain-name")
				if template == "" {
					t.Fatal("nothing was asked")
				}
				for _, text := range texts {
					if got := ask(text); got != template {
						t.Errorf("%q: not the template:\n%s", text, got)
					}
				}
			})
			for _, one := range canaries {
				list, err := one.SeriesList(t.Context(), indicators.SeriesFilter{})
				if err != nil || len(list) != 1 || list[0].Count != 2 {
					t.Errorf("the canary of %s: %v %v", one.options.Bucket, list, err)
				}
			}
		})
	}
}

func TestHostileResolution(t *testing.T) {
	for _, text := range influxtest.Hostile() {
		if _, err := indicators.ParseResolution(text); !kindIs(err, indicators.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func putCanary(t *testing.T, store *Store) {
	t.Helper()
	b := indicators.Batch{Series: canarySeries}
	for _, start := range []int64{0, 86400} {
		b.Observations = append(b.Observations, indicators.Observation{Start: start, Value: 1, Quality: indicators.Good, Status: indicators.Observed})
	}
	if err := store.Append(t.Context(), []indicators.Batch{b}); err != nil {
		t.Fatal(err)
	}
}

var canarySeries = indicators.Series{City: "canary", Site: "canary", Indicator: "canary", Resolution: indicators.PT1H, Statistic: "canary"}

// hostileCalls makes every call with the text in every part of a series or filter, alone and in all at once.
func hostileCalls(t *testing.T, store *Store, text string, refuse bool) {
	t.Helper()
	ctx, whole := context.Background(), indicators.Period{From: earliest, To: latest}
	check := func(call string, found int, err error) {
		if found != 0 || err != nil && !kindIs(err, indicators.Invalid, indicators.Internal) {
			t.Errorf("%s with %q: %d found, %v", call, text, found, err)
		}
	}
	for _, mask := range []int{1, 2, 4, 8, 15} { // city, site, indicator, statistic, all
		s, f := canarySeries, indicators.SeriesFilter{City: "canary"}
		for i, part := range []struct{ series, filter *string }{{&s.City, &f.City}, {&s.Site, &f.Site}, {&s.Indicator, &f.Indicator}, {&s.Statistic, &f.Statistic}} {
			if mask&(1<<i) != 0 {
				*part.series, *part.filter = text, text
			}
		}
		held, err := store.Select(ctx, s, whole)
		check("Select", len(held), err)
		days, err := store.Days(ctx, []indicators.Series{s}, whole, time.UTC, indicators.AllOfDay)
		if err == nil && len(days) == 1 {
			check("Days", len(days[0].Days), nil)
		}
		check("Days", 0, err)
		latest, err := store.Latest(ctx, []indicators.Series{s})
		check("Latest", 0, err)
		if err == nil && latest[0].OK {
			check("Latest", 1, nil)
		}
		list, err := store.SeriesList(ctx, f)
		check("SeriesList", len(list), err)
		deleted, err := store.Delete(ctx, s, whole)
		check("Delete", int(deleted), err)
		if refuse {
			err := store.Append(ctx, []indicators.Batch{{Series: s, Observations: []indicators.Observation{{Value: 1, Quality: indicators.Good, Status: indicators.Observed}}}})
			if !kindIs(err, indicators.Internal) {
				t.Errorf("Append with %q: %v", text, err)
			}
		}
	}
	list, err := store.SeriesList(ctx, indicators.SeriesFilter{City: "canary", Sites: []string{text}})
	check("SeriesList", len(list), err)
}

// hostilePipelines have the text in every part of a selector, as values, windows and aggregates.
func hostilePipelines(text string) (all []pipeline) {
	for i := range 5 {
		of := selector{"canary", "canary", "PT1H", "canary", []string{"canary"}}
		*[...]*string{&of.city, &of.indicator, &of.resolution, &of.statistic, &of.sites[0]}[i] = text
		all = append(all,
			pipeline{name: "points", of: of, fields: storedFields, from: earliest, to: latest},
			pipeline{name: "sum", of: of, fields: []string{"value"}, from: earliest, to: latest, aggregate: "sum", every: oneDay},
			pipeline{name: "last", of: of, fields: []string{"raw"}, from: earliest, to: latest, aggregate: "last"})
	}
	return all
}

func kindIs(err error, kinds ...indicators.Kind) bool {
	_, ours := errors.AsType[*indicators.Error](err)
	return ours && slices.Contains(kinds, indicators.KindOf(err))
}
