package influx

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// influxd is a real server of a test's own, on loopback, with its files in the test's folder.
type influxd struct {
	tb      testing.TB
	binary  string
	dir     string
	port    int
	process *exec.Cmd
	url     string
}

const testToken = "the-token-of-the-tests"

// findInfluxd looks where make influxd puts the server; without one the test is skipped with a line, or fails
// where ASPRO_INFLUX_REQUIRED says so.
func findInfluxd(tb testing.TB) string {
	tb.Helper()
	if path := os.Getenv("ASPRO_TEST_INFLUXD"); path != "" {
		return path
	}
	cache, err := os.UserCacheDir()
	if err == nil {
		if path := filepath.Join(cache, "aspro", "influxd-2.9.1", "influxd"); isFile(path) {
			return path
		}
	}
	if path, err := exec.LookPath("influxd"); err == nil {
		return path
	}
	if os.Getenv("ASPRO_INFLUX_REQUIRED") != "" {
		tb.Fatal("no influxd: run make influxd, or name one in ASPRO_TEST_INFLUXD")
	}
	tb.Skip("no influxd: run make influxd, or name one in ASPRO_TEST_INFLUXD")
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// startInfluxd starts a server and sets it up.
func startInfluxd(tb testing.TB) *influxd {
	tb.Helper()
	s := &influxd{tb: tb, binary: findInfluxd(tb), dir: tb.TempDir()}
	for port := 20_000 + os.Getpid()%8000; s.port == 0; port++ {
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = l.Close()
			s.port = port
		}
	}
	s.url = fmt.Sprintf("http://127.0.0.1:%d", s.port)
	s.start()
	tb.Cleanup(s.kill)
	body, _ := json.Marshal(map[string]any{"username": "aspro", "password": "aspro-aspro", "org": "cities", "bucket": "first", "token": testToken})
	answer, err := http.Post(s.url+"/api/v2/setup", "application/json", bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		tb.Fatal("setup: ", answer.Status)
	}
	return s
}

func (s *influxd) start() {
	s.tb.Helper()
	s.process = exec.Command(s.binary, "--bolt-path", s.dir+"/influxd.bolt", "--engine-path", s.dir+"/engine", "--sqlite-path", s.dir+"/influxd.sqlite",
		"--http-bind-address", fmt.Sprintf("127.0.0.1:%d", s.port), "--reporting-disabled", "--no-tasks", "--ui-disabled", "--log-level", "error")
	s.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.process.Start(); err != nil {
		s.tb.Fatal(err)
	}
	for range 600 {
		if answer, err := http.Get(s.url + "/health"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.tb.Fatal("influxd does not become healthy")
}

func (s *influxd) kill() {
	if s.process != nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
		s.process = nil
	}
}

// bucket opens a store on a bucket of its own.
func (s *influxd) bucket(tb testing.TB, name string) *Store {
	tb.Helper()
	store, err := Open(Options{URL: s.url, Org: "cities", Bucket: name, Token: testToken, Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	if err := store.Prepare(context.Background()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	return store
}
