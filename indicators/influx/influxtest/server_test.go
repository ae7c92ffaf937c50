package influxtest

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

const threeHours = "obs,city=surabaya value=1 1700000000\nobs,city=surabaya value=2 1700003600\nobs,city=surabaya value=4.5 1700007200\n"

func sum(s *Server) string {
	return s.Query(`from(bucket: "` + s.Bucket + `") |> range(start: 2023-11-01T00:00:00Z, stop: 2023-12-01T00:00:00Z) |> sum() |> keep(columns: ["_value"])`)
}

func TestServer(t *testing.T) {
	s := Start(t, Options{Bucket: "observations"})
	s.Write(threeHours)
	holds := func(t *testing.T) {
		t.Helper()
		if got := sum(s); !strings.Contains(got, ",7.5\r\n") {
			t.Errorf("the sum of what was written is %q", got)
		}
	}

	t.Run("KeepsWhatIsWritten", holds)

	t.Run("TheBucketIsAsAsproMakesIt", func(t *testing.T) {
		var list struct {
			Buckets []struct {
				OrgID          string
				RetentionRules []struct{ EverySeconds, ShardGroupDurationSeconds int }
			}
		}
		_, answer := s.Call(http.MethodGet, "/api/v2/buckets?name="+s.Bucket, nil)
		if err := json.Unmarshal(answer, &list); err != nil || len(list.Buckets) != 1 || len(list.Buckets[0].RetentionRules) != 1 {
			t.Fatalf("%s: %v", answer, err)
		}
		bucket := list.Buckets[0]
		if rule := bucket.RetentionRules[0]; rule.EverySeconds != 0 || rule.ShardGroupDurationSeconds != 31_449_600 || bucket.OrgID != s.OrgID {
			t.Errorf("%s", answer)
		}
	})

	t.Run("AKilledServerIsAwayUntilItIsRestarted", func(t *testing.T) {
		s.Kill()
		s.Kill() // again: harmless
		if s.Running() {
			t.Error("it runs")
		}
		if status, _, err := s.Try(context.Background(), http.MethodGet, "/health", nil); err == nil {
			t.Error("it answers ", status)
		}
		s.Restart()
		holds(t)
	})

	t.Run("ARestartStopsIt", func(t *testing.T) {
		before := s.process
		s.Restart()
		if !before.over() || !s.Running() {
			t.Error("two run, or none")
		}
		holds(t)
	})

	t.Run("APausedServerAnswersNothingUntilItGoesOn", func(t *testing.T) {
		s.Pause()
		s.Pause() // again: harmless
		ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
		defer cancel()
		if status, _, err := s.Try(ctx, http.MethodGet, "/health", nil); err == nil {
			t.Error("it answers ", status)
		}
		if !s.Running() {
			t.Error("it is dead")
		}
		s.Resume()
		holds(t)
	})

	t.Run("NothingIsAnsweredOncePauseReturns", func(t *testing.T) {
		for range 30 {
			s.Pause()
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
			status, _, err := s.Try(ctx, http.MethodGet, "/health", nil)
			cancel()
			s.Resume()
			if err == nil {
				t.Fatal("it answers ", status)
			}
		}
		holds(t)
	})

	t.Run("APausedServerIsStopped", func(t *testing.T) {
		s.Pause()
		s.Stop()
		if s.Running() {
			t.Error("it runs")
		}
	})
}

func TestServersOfTwoTestsAreApart(t *testing.T) {
	a, b := Start(t, Options{}), Start(t, Options{})
	a.Write(threeHours)
	if a.URL == b.URL || strings.Contains(sum(b), "7.5") {
		t.Errorf("%s and %s are one", a.URL, b.URL)
	}
}

func TestServerEndsWithItsTest(t *testing.T) {
	var s *Server
	dir := t.TempDir()
	t.Run("Test", func(t *testing.T) { s = Start(t, Options{Dir: dir}) })
	if s == nil {
		t.Skip("no influxd")
	}
	if s.Running() {
		t.Error("it runs on")
	}
	if _, err := os.Stat(dir + "/influxd.bolt"); err != nil {
		t.Error("its files do not lie where they should: ", err)
	}
}

func TestServerTakesAnotherPortWhenOneIsTaken(t *testing.T) {
	s := Start(t, Options{})
	if _, err := startProcess(s.binary, s.port, []string{"--store", "memory", "--bolt-path", t.TempDir() + "/b", "--engine-path", t.TempDir(), "--sqlite-path", ":memory:", "--reporting-disabled"}); err == nil || !taken(err) {
		t.Errorf("a second server on the port of the first: %v", err)
	}
}

func TestServerThatDoesNotStartSaysWhy(t *testing.T) {
	var said string
	r := run(t, func(r *recorder) {
		defer func() { said = r.failed }()
		Start(r, Options{Flags: []string{"--no-such-flag"}})
	})
	if r.skipped != "" {
		t.Skip(r.skipped)
	}
	if !strings.Contains(said, "no-such-flag") {
		t.Errorf("it says %q", said)
	}
}
