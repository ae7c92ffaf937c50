package ingest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// TestReadingsThatArePostedAreChecked: by the same thresholds as those of a file, from post to post.
func TestReadingsThatArePostedAreChecked(t *testing.T) {
	rows, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Zone: rows.Zone, Check: rows.CheckOf, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	poster := &ingest.Poster{Catalogue: rows, Box: db, Now: func() time.Time { return now }}
	key := indicators.Key{ID: "k", Role: indicators.RoleSensor, Cities: []string{"surabaya"}}
	hour := 0
	post := func(t *testing.T, dryRun bool, values ...float64) ingest.PostAnswer {
		t.Helper()
		var readings []ingest.Reading
		for i, value := range values {
			readings = append(readings, ingest.Reading{Site: "citywide", Indicator: "pm2-5", Resolution: "PT1H", Value: fmt.Sprint(value),
				Start: time.Date(2026, 1, 1, hour+i, 0, 0, 0, time.UTC).Format(time.RFC3339)})
		}
		answer, err := poster.Post(t.Context(), readings, ingest.PostOptions{Key: key, DryRun: dryRun})
		if err != nil {
			t.Fatal(err)
		}
		if !dryRun {
			hour += len(values)
		}
		return answer
	}
	quality := func(t *testing.T, hour int) indicators.Quality {
		t.Helper()
		at := time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC)
		held, err := db.Select(t.Context(), indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}, indicators.Period{From: at, To: at.Add(time.Hour)})
		if err != nil || len(held) != 1 {
			t.Fatalf("%+v %v", held, err)
		}
		return held[0].Quality
	}
	t.Run("AStepFromOnePostToTheNext", func(t *testing.T) {
		post(t, false, 20)
		if dry := post(t, true, 900); len(dry.Warnings) != 1 || dry.Warnings[0].Code != "rate_of_change" {
			t.Errorf("a dry run tells what would be found: %+v", dry.Warnings)
		}
		got := post(t, false, 900)
		if len(got.Warnings) != 1 || got.Warnings[0].Code != "rate_of_change" || quality(t, hour-1) != indicators.Suspect || got.Counts.Created != 1 {
			t.Errorf("%+v, quality %d", got, quality(t, hour-1))
		}
	})
	t.Run("ASpikeIsSeenWhenTheNextPostComes", func(t *testing.T) {
		got := post(t, false, 20)
		if quality(t, hour-2) != indicators.Fail || quality(t, hour-1) != indicators.NotEvaluated {
			t.Errorf("the spike has quality %d, the step back %d", quality(t, hour-2), quality(t, hour-1))
		}
		if len(got.Warnings) != 1 || got.Warnings[0].Code != "flags_changed" {
			t.Errorf("%+v", got.Warnings)
		}
		post(t, false, 900)
	})
	t.Run("ASpikeInsideAPost", func(t *testing.T) {
		post(t, false, 900)
		got := post(t, false, 880, 20, 21, 700, 22, 23)
		if quality(t, hour-3) != indicators.Fail || quality(t, hour-2) != indicators.NotEvaluated || len(got.Warnings) == 0 {
			t.Errorf("%+v: %d %d", got.Warnings, quality(t, hour-3), quality(t, hour-2))
		}
	})
	t.Run("OutsideTheUsualRange", func(t *testing.T) {
		if got := post(t, false, 1500); len(got.Warnings) == 0 || quality(t, hour-1) != indicators.Suspect {
			t.Errorf("%+v", got.Warnings)
		}
	})
	t.Run("ADoubtedReadingSentAgainIsUnchanged", func(t *testing.T) {
		hour--
		if got := post(t, false, 1500); got.Counts.Unchanged != 1 || len(got.Problems) != 0 {
			t.Errorf("%+v", got)
		}
	})
}
