package influxtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// pinned is the version that deploy/influxd names and make influxd builds.
const pinned = "2.9.1"

const howToGetIt = "no influxd: run make influxd, or name one in ASPRO_TEST_INFLUXD"

// Find gives the path of the server's binary: ASPRO_TEST_INFLUXD, else what make influxd built, else influxd on PATH.
// Without one the test is skipped, or fails where ASPRO_INFLUX_REQUIRED is set; one that is named and is not there
// fails it always.
func Find(tb testing.TB) string {
	tb.Helper()
	if named := os.Getenv("ASPRO_TEST_INFLUXD"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			tb.Fatal("ASPRO_TEST_INFLUXD: ", err)
		}
		return path
	}
	if built, err := exec.LookPath(filepath.Join(cache(), "aspro", "influxd-"+pinned, "influxd")); err == nil {
		return built
	}
	if path, err := exec.LookPath("influxd"); err == nil {
		return path
	}
	if os.Getenv("ASPRO_INFLUX_REQUIRED") != "" {
		tb.Fatal(howToGetIt)
	}
	tb.Skip(howToGetIt)
	return ""
}

// cache is the folder that tools/influxd.sh builds into, on every system the same.
func cache() string {
	if folder := os.Getenv("XDG_CACHE_HOME"); folder != "" {
		return folder
	}
	return filepath.Join(os.Getenv("HOME"), ".cache")
}
