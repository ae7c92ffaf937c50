package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// mostRise is what one hostile body may add to the memory of the server, in bytes.
const mostRise = 100 << 20

// memory reads a line of /proc/PID/status in bytes: VmRSS is what the server holds now, VmHWM the most it ever held.
func (s *running) memory(t *testing.T, line string) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/" + strconv.Itoa(s.process.Process.Pid) + "/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), line+":")
	value, _, _ := strings.Cut(strings.TrimSpace(after), " kB")
	kilobytes, err := strconv.ParseInt(value, 10, 64)
	if !found || err != nil {
		t.Fatalf("%s in %s", line, text)
	}
	return kilobytes << 10
}

// rise is by how many bytes the resident memory of the server rose at most while f ran. The kernel is told to forget the peak
// before; where there is no /proc the rise is unknown and 0.
func (s *running) rise(t *testing.T, f func()) int64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		f()
		return 0
	}
	if err := os.WriteFile("/proc/"+strconv.Itoa(s.process.Process.Pid)+"/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	before := s.memory(t, "VmRSS")
	f()
	return s.memory(t, "VmHWM") - before
}
