package influxtest

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// recorder stands in for a test, to see it skipped or failed.
type recorder struct {
	testing.TB
	skipped, failed string
}

func words(args []any) string {
	var all strings.Builder
	for _, arg := range args {
		switch arg := arg.(type) {
		case string:
			all.WriteString(arg)
		case error:
			all.WriteString(arg.Error())
		}
	}
	return all.String()
}

func (r *recorder) Skip(args ...any)  { r.skipped = words(args); runtime.Goexit() }
func (r *recorder) Fatal(args ...any) { r.failed = words(args); runtime.Goexit() }

// run runs a test's body as the testing package does: on a goroutine that Skip and Fatal end.
func run(t *testing.T, body func(*recorder)) *recorder {
	r := &recorder{TB: t}
	over := make(chan struct{})
	go func() {
		defer close(over)
		body(r)
	}()
	<-over
	return r
}

func TestFind(t *testing.T) {
	program := func(t *testing.T, parts ...string) string {
		path := filepath.Join(parts...)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	named, cached, onPath := t.TempDir(), t.TempDir(), t.TempDir()
	namedBinary := program(t, named, "my-influxd")
	built := program(t, cached, "aspro", "influxd-"+pinned, "influxd")
	installed := program(t, onPath, "influxd")
	none := t.TempDir()

	for name, c := range map[string]struct {
		named, cache, path, required string
		found, skipped, failed       string
	}{
		"TheNamedOneFirst":           {named: namedBinary, cache: cached, path: onPath, found: namedBinary},
		"ThenTheBuiltOne":            {cache: cached, path: onPath, found: built},
		"ThenTheInstalledOne":        {cache: none, path: onPath, found: installed},
		"WithoutOneTheTestIsSkipped": {cache: none, path: none, skipped: howToGetIt},
		"OrFailsWhereItIsRequired":   {cache: none, path: none, required: "1", failed: howToGetIt},
		"ANamedOneMustBeThere":       {named: none + "/gone", cache: cached, path: onPath, failed: "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("ASPRO_TEST_INFLUXD", c.named)
			t.Setenv("XDG_CACHE_HOME", c.cache)
			t.Setenv("PATH", c.path)
			t.Setenv("ASPRO_INFLUX_REQUIRED", c.required)
			var found string
			r := run(t, func(r *recorder) { found = Find(r) })
			if found != c.found || r.skipped != c.skipped || (c.failed == "") != (r.failed == "") || !strings.Contains(r.failed, c.failed) {
				t.Errorf("found %q, skipped %q, failed %q", found, r.skipped, r.failed)
			}
			if strings.Contains(r.skipped+r.failed, "\n") {
				t.Error("more than one line")
			}
		})
	}
}

func TestCacheIsThatOfTheScript(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "/home/somebody")
	if got := cache(); got != "/home/somebody/.cache" {
		t.Error(got)
	}
}

// TestPinnedVersion holds the version that is looked for to the one that is built.
func TestPinnedVersion(t *testing.T) {
	text, err := os.ReadFile("../../../deploy/influxd/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`github.com/influxdata/influxdb/v2 v(\S+)`).FindSubmatch(text)
	if found == nil || string(found[1]) != pinned {
		t.Errorf("deploy/influxd builds %q, %s is looked for", found, pinned)
	}
}
