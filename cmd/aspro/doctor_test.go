package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// examined runs doctor on a free address; every line has a grade, and what is not well says what to do.
func examined(t *testing.T, want int, env []string, args ...string) string {
	t.Helper()
	c := call{env: env}.run(t, append([]string{"doctor", "--listen", "127.0.0.1:0"}, args...)...)
	if c.status != want {
		t.Errorf("status %d, want %d: %s%s", c.status, want, c.out, c.words)
	}
	for line := range strings.Lines(c.out) {
		well := strings.HasPrefix(line, "ok   ")
		if !well && !strings.HasPrefix(line, "warn ") && !strings.HasPrefix(line, "FAIL ") || well == strings.Contains(line, " — ") {
			t.Errorf("a line without a grade, or without what to do: %s", line)
		}
	}
	if strings.Contains(c.out, "FAIL") != (want == refused) {
		t.Errorf("status %d with:\n%s", c.status, c.out)
	}
	return c.out
}

func TestDoctorOfADataFolder(t *testing.T) {
	t.Parallel()
	folder := func(t *testing.T) string {
		data := filepath.Join(t.TempDir(), "data")
		must(t, done, "key", "add", "--role", "admin", "--data", newFolder(t, data))
		return data
	}
	chmod := func(t *testing.T, path string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("AllIsWell", func(t *testing.T) {
		has(t, examined(t, done, nil, "--data", folder(t)), "ok   the catalogue", "can be written", "MiB are free", "the data file opens", "no process owns", "for its owner alone; 1 keys", "is free")
	})
	t.Run("NoFolder", func(t *testing.T) {
		gone := filepath.Join(t.TempDir(), "gone")
		has(t, examined(t, refused, nil, "--data", gone), "FAIL there is no data folder "+gone)
		if _, err := os.Stat(gone); err == nil {
			t.Error("it was made")
		}
	})
	t.Run("AFile", func(t *testing.T) {
		has(t, examined(t, refused, nil, "--data", write(t, "data", "")), "is not a folder")
	})
	t.Run("AnEmptyFolder", func(t *testing.T) {
		empty := t.TempDir()
		has(t, examined(t, done, nil, "--data", empty), "holds no data yet", "no key was made yet")
		if left, err := os.ReadDir(empty); err != nil || len(left) != 0 {
			t.Errorf("something was left behind: %v", left)
		}
	})
	t.Run("OpenToOthers", func(t *testing.T) {
		data := folder(t)
		chmod(t, data, 0o755)
		has(t, examined(t, done, nil, "--data", data), "warn others on this machine may enter", "chmod 700")
	})
	t.Run("TheSecretIsOpenToAll", func(t *testing.T) {
		data := folder(t)
		chmod(t, filepath.Join(data, secretName), 0o644)
		has(t, examined(t, refused, nil, "--data", data), "FAIL everybody on this machine can read the server's secret", "chmod 600")
	})
	t.Run("TheSecretIsOpenToAGroup", func(t *testing.T) {
		data := folder(t)
		chmod(t, filepath.Join(data, secretName), 0o640)
		has(t, examined(t, done, nil, "--data", data), "warn a group can read the server's secret")
	})
	t.Run("TheSecretIsGone", func(t *testing.T) {
		data := folder(t)
		if err := os.Remove(filepath.Join(data, secretName)); err != nil {
			t.Fatal(err)
		}
		has(t, examined(t, refused, nil, "--data", data), "is gone: none of 1 keys is known any more")
		if _, err := os.Stat(filepath.Join(data, secretName)); err == nil {
			t.Error("a new one was made")
		}
	})
	t.Run("TheDataFileIsNone", func(t *testing.T) {
		data := t.TempDir()
		if err := os.WriteFile(filepath.Join(data, "aspro.db"), []byte(strings.Repeat("no database\n", 100)), 0o600); err != nil {
			t.Fatal(err)
		}
		examined(t, refused, nil, "--data", data)
	})
	t.Run("ItMayNotBeWritten", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("root may write everywhere")
		}
		data := folder(t)
		chmod(t, data, 0o500)
		defer chmod(t, data, 0o700)
		has(t, examined(t, refused, nil, "--data", data), "cannot be written")
	})
	t.Run("AWrongCatalogue", func(t *testing.T) {
		bad := t.TempDir()
		if err := os.WriteFile(filepath.Join(bad, "cities.yaml"), []byte("cities: {"), 0o600); err != nil {
			t.Fatal(err)
		}
		examined(t, refused, nil, "--data", folder(t), "--catalogue", bad)
	})
	t.Run("InfluxDBWithoutAToken", func(t *testing.T) {
		has(t, examined(t, refused, nil, "--data", folder(t), "--influx-url", "http://127.0.0.1:1", "--influx-org", "cities"), "ASPRO_INFLUX_TOKEN")
	})
}

// newFolder makes an empty data folder as serve does.
func newFolder(t *testing.T, data string) string {
	t.Helper()
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	must(t, done, "import", write(t, "one.csv", header+"cebu,cebu-city,solid-waste-generated,2010,470,t/day,mean,2,observed,the test,\n"), "--city", "cebu", "--data", data)
	return data
}

func TestDoctorBesideAServer(t *testing.T) {
	data := t.TempDir()
	s := start(t, "--data", data)
	has(t, examined(t, done, nil, "--data", data, "--listen", strings.TrimPrefix(s.url, "http://")), "a process owns", "the server at "+s.url+" is ready")
	has(t, must(t, done, "doctor", "--data", data, "--config", write(t, "c.yaml", "log-format: json\n")).out, "a process owns")
	got := must(t, refused, "doctor", "--data", data, "--listen", "127.0.0.1:1")
	has(t, got.out, "FAIL a process owns the data folder and none answers at http://127.0.0.1:1")
	has(t, got.words, "1 of the things above must be mended")
	if status, _ := s.get(t, "/readyz"); status != http.StatusOK {
		t.Error("the server was disturbed")
	}
	other := t.TempDir()
	has(t, must(t, refused, "doctor", "--data", other, "--listen", strings.TrimPrefix(s.url, "http://")).out, "cannot be listened on")
}

func TestDoctorOfInfluxDB(t *testing.T) {
	t.Parallel()
	server := influxtest.Start(t, influxtest.Options{})
	data, token := loadSample(t), leastToken(t, server)
	env := []string{"ASPRO_INFLUX_URL=" + server.URL, "ASPRO_INFLUX_ORG=" + server.Org, "ASPRO_INFLUX_TOKEN_FILE=" + write(t, "token", token+"\n")}
	got := examined(t, done, env, "--data", data)
	has(t, got, "ok   the token may delete in the bucket", "ok   no upload waits for InfluxDB")
	has(t, examined(t, refused, influxEnv(server), "--data", data, "--influx-org", "towns"), `InfluxDB has no organisation "towns"`)

	t.Run("WhatWaitsIsTold", func(t *testing.T) {
		s := startIn(t, env, "--data", data)
		server.Pause()
		status, body := s.upload(t, must(t, done, "key", "add", "--role", "admin", "--data", data).keyText(), "profile=aspro&city=cebu",
			header+"cebu,cebu-city,solid-waste-generated,2005,400,t/day,mean,2,observed,the test,\n")
		if status != http.StatusAccepted {
			t.Fatalf("%d %s", status, body)
		}
		s.stop(t)
		server.Resume()
		has(t, examined(t, done, env, "--data", data), "warn 1 uploads wait for InfluxDB since 20")
		has(t, examined(t, refused, nil, "--data", data), "FAIL 1 uploads wait for InfluxDB", "--influx-url")
	})

	t.Run("AFileWithoutAToken", func(t *testing.T) {
		for _, path := range []string{write(t, "empty", "\n"), write(t, "two", "a\nb\n"), "/nosuch/token"} {
			env := []string{"ASPRO_INFLUX_URL=" + server.URL, "ASPRO_INFLUX_ORG=" + server.Org, "ASPRO_INFLUX_TOKEN_FILE=" + path}
			has(t, examined(t, refused, env, "--data", data), "ASPRO_INFLUX_TOKEN_FILE")
		}
	})
}

// keyText is the key that was printed alone.
func (c call) keyText() string { return strings.TrimSpace(c.out) }
