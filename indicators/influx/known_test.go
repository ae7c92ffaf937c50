package influx

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestWhatIsKnownIsNeverStale changes series in every way there is and compares a store that has counted before each change
// with one that knows nothing.
func TestWhatIsKnownIsNeverStale(t *testing.T) {
	server := startInfluxd(t)
	h := openHouse(t, server, "known")
	series := hourly(t, h.Store, 20)
	one, zone := series[0], zoneOfCity("surabaya")
	held, err := h.Select(t.Context(), one, indicators.Period{From: earliest, To: latest})
	if err != nil {
		t.Fatal(err)
	}
	with := func(at int, change func(*indicators.Observation)) indicators.Observation {
		o := held[at]
		change(&o)
		return o
	}
	appended := func(all ...indicators.Observation) func() error {
		return func() error {
			return h.Append(t.Context(), []indicators.Batch{{Series: one, Observations: all}})
		}
	}
	upload := upload{t: t, house: h, series: one}
	for _, change := range []struct {
		name string
		do   func() error
	}{
		{"nothing", func() error { return nil }},
		{"one more", appended(indicators.Observation{Start: held[0].Start - 3600, Value: 1, Quality: indicators.Good, Status: indicators.Observed})},
		{"another value", appended(with(3, func(o *indicators.Observation) { o.Value = 99 }))},
		{"a suspect one in the middle", appended(with(40, func(o *indicators.Observation) { o.Quality = indicators.Suspect }))},
		{"a censored one in the middle", appended(with(90, func(o *indicators.Observation) { o.Censored = indicators.Below }))},
		{"a projected one in the middle", appended(with(91, func(o *indicators.Observation) { o.Status = indicators.Projected }))},
		{"the suspect one is good again", appended(held[40])},
		{"a correction by an upload", upload.post(with(100, func(o *indicators.Observation) { o.Quality = indicators.Fail }))},
		{"its revert", upload.revert},
		{"a part deleted", func() error {
			_, err := h.Delete(t.Context(), one, indicators.Period{From: held[5].Time(), To: held[50].Time()})
			return err
		}},
		{"all deleted", func() error {
			_, err := h.Delete(t.Context(), one, indicators.Period{From: earliest, To: latest})
			return err
		}},
		{"all moved in again", func() error {
			batch := indicators.Batch{Series: one, Observations: held}
			return h.Append(t.Context(), []indicators.Batch{batch})
		}},
	} {
		if err := change.do(); err != nil {
			t.Fatalf("%s: %v", change.name, err)
		}
		want, got := seen(t, server.bucket(t, "known"), series, zone), seen(t, h.Store, series, zone)
		if !reflect.DeepEqual(want, got) {
			t.Errorf("after %s: %+v\nis told as %+v", change.name, want, got)
		}
	}
}

// seen is all that a store tells of series: their list twice, as the second time something is known, and their days.
func seen(t *testing.T, store *Store, series []indicators.Series, zone *time.Location) (all []any) {
	t.Helper()
	list := func() []indicators.SeriesInfo {
		infos, err := store.SeriesList(t.Context(), indicators.SeriesFilter{City: "surabaya"})
		if err != nil {
			t.Fatal(err)
		}
		return infos
	}
	all = append(all, list(), list())
	days, err := store.Days(t.Context(), series, indicators.Period{From: earliest, To: latest}, zone, indicators.AllOfDay)
	if err != nil {
		t.Fatal(err)
	}
	return append(all, days, list())
}

// upload corrects a series by an upload and takes it back.
type upload struct {
	t      *testing.T
	house  house
	series indicators.Series
	id     indicators.UploadID
}

func (u *upload) post(o indicators.Observation) func() error {
	return func() error {
		request := indicators.UploadRequest{City: u.series.City, OnConflict: indicators.Correct, Reason: "the pump had failed"}
		received, err := u.house.Receive(u.t.Context(), indicators.Upload{UploadRequest: request, ReceivedAt: time.Now()}, strings.NewReader("one row"))
		if err != nil {
			return err
		}
		m, err := u.house.Begin(u.t.Context(), received)
		if err != nil {
			return err
		}
		defer m.Rollback()
		if _, _, err := m.Put(u.t.Context(), indicators.Batch{Series: u.series, Observations: []indicators.Observation{o}}); err != nil {
			return err
		}
		done, err := m.Commit(u.t.Context(), indicators.Receipt{Counts: indicators.Counts{Updated: 1},
			Series: []indicators.SeriesCount{{Series: u.series.String(), First: o.Time(), Last: o.Time()}}}, nil)
		u.id = done.ID
		return err
	}
}

func (u *upload) revert() error {
	_, err := u.house.Revert(u.t.Context(), u.id, indicators.Reversion{KeyID: "cli", Reason: "it had not", At: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)})
	return err
}

// TestCountsAreAskedOnce: what is known is not counted again, by whichever question it became known.
func TestCountsAreAskedOnce(t *testing.T) {
	server := startInfluxd(t).recorded(t)
	store := server.bucket(t, "counted")
	series := hourly(t, store, 20)
	asks := func(what string, want int, do func() error) {
		t.Helper()
		server.Heard()
		if err := do(); err != nil {
			t.Fatal(err)
		}
		queries, _ := server.Heard()
		counts := 0
		for _, q := range queries {
			counts += strings.Count(q.Text, "|> count()")
		}
		if counts != want {
			t.Errorf("%s: %d counts of whole series, not %d", what, counts, want)
		}
	}
	list := func(extentOnly bool) func() error {
		return func() error {
			infos, err := store.SeriesList(t.Context(), indicators.SeriesFilter{City: "surabaya", ExtentOnly: extentOnly})
			if err == nil && !extentOnly && infos[0].Count < 480 {
				t.Error(infos)
			}
			return err
		}
	}
	whole := indicators.Period{From: earliest, To: latest}
	days := func(period indicators.Period) func() error {
		return func() error {
			_, err := store.Days(t.Context(), series, period, zoneOfCity("surabaya"), indicators.DaySum)
			return err
		}
	}
	asks("extents", 0, list(true))
	asks("days, the first time", 1, days(whole))
	asks("days", 0, days(whole))
	asks("the list after days", 0, list(false))
	midnight := time.Unix(991_353_600-7*3600, 0) // in Surabaya
	asks("days of a part", 1, days(indicators.Period{From: midnight.AddDate(0, 0, 3), To: midnight.AddDate(0, 0, 9)}))
	more := indicators.Observation{Start: 991_353_600 - 3600, Value: 1, Quality: indicators.Good, Status: indicators.Observed}
	if err := store.Append(t.Context(), []indicators.Batch{{Series: series[0], Observations: []indicators.Observation{more}}}); err != nil {
		t.Fatal(err)
	}
	asks("the list after a write", 1, list(false))
	asks("days after the list", 0, days(whole))
}

// TestOthersWriteToo: an observation that another process has stored is in the days at once when it counts, and after a
// while when it does not.
func TestOthersWriteToo(t *testing.T) {
	server := startInfluxd(t)
	store, other := server.bucket(t, "shared"), server.bucket(t, "shared")
	now := time.Now()
	store.options.Now = func() time.Time { return now }
	series, zone := hourly(t, store, 20), zoneOfCity("surabaya")
	seen(t, store, series, zone)
	between := indicators.Observation{Start: 991_353_600 + 7*3600 + 1800, Value: 5, Quality: indicators.Good, Status: indicators.Observed}
	days := func(o indicators.Observation) (got, want any) {
		t.Helper()
		if err := other.Append(t.Context(), []indicators.Batch{{Series: series[0], Observations: []indicators.Observation{o}}}); err != nil {
			t.Fatal(err)
		}
		return seen(t, store, series, zone)[2], seen(t, server.bucket(t, "shared"), series, zone)[2]
	}
	if got, want := days(between); !reflect.DeepEqual(got, want) {
		t.Errorf("days %+v\nare told as %+v", want, got)
	}
	between.Start, between.Quality = between.Start+1, indicators.Suspect
	now = now.Add(knownAge)
	if got, want := days(between); !reflect.DeepEqual(got, want) {
		t.Errorf("days %+v\nare told as %+v", want, got)
	}
}
