package bench

import (
	"bytes"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
)

// duckRate is how many rows of a long file DuckDB reads a second on this machine, by scan_duckdb.py; false where Python or its package
// duckdb is not there. ASPRO_PYTHON names another Python than python3.
func duckRate(tb testing.TB, path string) (float64, bool) {
	tb.Helper()
	python := os.Getenv("ASPRO_PYTHON")
	if python == "" {
		python = "python3"
	}
	if exec.Command(python, "-c", "import duckdb").Run() != nil {
		return 0, false
	}
	out, err := exec.Command(python, "scan_duckdb.py", path, strconv.Itoa(runtime.GOMAXPROCS(0))).Output()
	if err != nil {
		tb.Fatal(err)
	}
	rate, err := strconv.ParseFloat(string(bytes.TrimSpace(out)), 64)
	if err != nil {
		tb.Fatal(err)
	}
	return rate, true
}
