//go:build unix

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// telegrafProgram is a real Telegraf; without one the test is skipped, or fails where one is required.
func telegrafProgram(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("../../tools/telegraf.sh", "--find").Output()
	if err != nil {
		if os.Getenv("ASPRO_TELEGRAF_REQUIRED") != "" {
			t.Fatal("there is no Telegraf: build it with make telegraf")
		}
		t.Skip("there is no Telegraf: build it with make telegraf")
	}
	return strings.TrimSpace(string(out))
}

// telegraf runs it with a configuration until the test ends.
func telegraf(t *testing.T, config string, env ...string) *strings.Builder {
	t.Helper()
	var words strings.Builder
	process := exec.Command(telegrafProgram(t), "--config", config, "--non-strict-env-handling")
	process.Env, process.Stderr, process.Stdout = environ(env...), &words, &words
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		done := time.AfterFunc(20*time.Second, func() { _ = process.Process.Kill() })
		_ = process.Wait()
		done.Stop()
		if t.Failed() {
			t.Log(words.String())
		}
	})
	return &words
}

// eventually waits for a condition, at most a minute.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 600 {
		if holds() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("%s has not come true within a minute", what)
}

// seconds counts what the series of Telegraf's values holds, over HTTP.
func (s *running) seconds(t *testing.T, indicator, resolution string) int {
	t.Helper()
	status, body := s.get(t, "/api/v1/cities/surabaya/indicators/"+indicator+"/observations?format=csv&limit=10000&resolution="+resolution)
	if status != http.StatusOK {
		return 0
	}
	return strings.Count(body, "\n") - 1
}

// TestTelegraf: ten thousand points by the stock output influxdb_v2, with the server killed and started again in
// between. None is lost, none is there twice.
func TestTelegraf(t *testing.T) {
	t.Parallel()
	telegrafProgram(t)
	const points = 10_000
	dir, address := t.TempDir(), freeAddress(t)
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "lines")
	s := start(t, "--data", data, "--listen", address, "--rate-limit", "0")
	key := strings.TrimSpace(must(t, done, "key", "add", "--role", "sensor", "--city", "surabaya", "--data", data).out)
	config := filepath.Join(dir, "telegraf.conf")
	text := fmt.Sprintf(`[agent]
  interval = "200ms"
  flush_interval = "200ms"
  metric_batch_size = 250
  metric_buffer_limit = %d
  omit_hostname = true
[[inputs.tail]]
  files = [%q]
  initial_read_offset = "beginning"
  watch_method = "poll"
  data_format = "influx"
[[outputs.influxdb_v2]]
  urls = ["http://%s"]
  token = "${ASPRO_KEY}"
  organization = "aspro"
  bucket = "aspro"
`, 2*points, file, address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	lines, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	telegraf(t, config, "ASPRO_KEY="+key)
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range points {
		fmt.Fprintf(lines, "air,site=citywide,resolution=PT1S pm2-5=%d %d\n", i%90, begin.Add(time.Duration(i)*time.Second).UnixNano())
		switch i {
		case points / 3:
			eventually(t, "a first part", func() bool { return s.seconds(t, "pm2-5", "PT1S") > points/10 })
			s.kill(t)
		case points / 2:
			time.Sleep(time.Second) // Telegraf finds nobody
			s = start(t, "--data", data, "--listen", address, "--rate-limit", "0")
		}
	}
	eventually(t, "the last point", func() bool { return s.seconds(t, "pm2-5", "PT1S") == points })
	s.stop(t)
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: data, Zone: c.Zone, Check: c.CheckOf, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	held, err := db.Select(t.Context(), indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.Resolution{Seconds: 1}, Statistic: "mean"},
		indicators.Period{From: begin, To: begin.AddDate(1, 0, 0)})
	if err != nil || len(held) != points {
		t.Fatalf("%d points, not %d: %v", len(held), points, err)
	}
	for i, o := range held {
		if o.Time() != begin.Add(time.Duration(i)*time.Second) || o.Value != float64(i%90) {
			t.Fatalf("point %d is %+v", i, o)
		}
	}
	uploads, err := db.Uploads(t.Context(), indicators.UploadFilter{})
	var kept int64
	for _, u := range uploads {
		kept += u.Receipt.Counts.Created
	}
	if err != nil || kept != points {
		t.Errorf("the ledger keeps %d lines for %d points: %v", kept, points, err)
	}
}

// TestTelegrafConfigurations runs what is shipped in deploy/telegraf.
func TestTelegrafConfigurations(t *testing.T) {
	t.Parallel()
	program := telegrafProgram(t)
	folder, err := filepath.Abs(filepath.Join("..", "..", "deploy", "telegraf"))
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := filepath.Glob(filepath.Join(folder, "*.conf"))
	if err != nil || len(shipped) != 3 {
		t.Fatalf("%v %v", shipped, err)
	}
	for _, config := range shipped {
		check := exec.Command(program, "config", "check", "--config", config)
		check.Env = environ("ASPRO_KEY=x")
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(config), err, out)
		}
	}
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "--data", data)
	key := strings.TrimSpace(must(t, done, "key", "add", "--role", "sensor", "--city", "surabaya", "--data", data).out)
	env := []string{"ASPRO_KEY=" + key, "ASPRO_URL=" + s.url}
	t.Run("CSV", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "logger.csv")
		if err := os.WriteFile(file, []byte("time,pm2-5,pm10,battery\n2026-01-01 07:00:00,12.5,30,3.7\n2026-01-01 07:01:00,13,31,3.7\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		telegraf(t, filepath.Join(folder, "csv.conf"), append(env, "CSV_FILES="+file)...)
		eventually(t, "two minutes of two columns", func() bool { return s.seconds(t, "pm2-5", "PT1M") == 2 && s.seconds(t, "pm10", "PT1M") == 2 })
		if _, body := s.get(t, "/api/v1/cities/surabaya/indicators/pm2-5/observations?resolution=PT1M"); !strings.Contains(body, `"start_utc":"2026-01-01T00:00:00Z"`) {
			t.Error(body)
		}
	})
	t.Run("HTTP", func(t *testing.T) {
		station := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"time":"2026-01-02T13:00:00+07:00","pm25":9.5}`)
		}))
		defer station.Close()
		telegraf(t, filepath.Join(folder, "http.conf"), append(env, "STATION_URL="+station.URL, "INTERVAL=1s", "RESOLUTION=PT1H")...)
		eventually(t, "an hour", func() bool { return s.seconds(t, "pm2-5", "PT1H") == 1 })
	})
}
