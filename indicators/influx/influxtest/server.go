// Package influxtest gives a test a real InfluxDB 2.x server of its own on loopback, which it can kill, stall and
// start again.
package influxtest

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
)

// Options of a server. The zero value will do.
type Options struct {
	// Org and Bucket are made at the start; "cities" and "aspro" when empty. The bucket is as aspro makes its own:
	// infinite retention, shards of 52 weeks.
	Org, Bucket string
	// Dir holds the server's files, so that a restart finds what was written; a folder of the test when empty.
	Dir string
	// Flags are further flags of influxd.
	Flags []string
}

// Server is a running influxd with an organisation, a bucket and a token that may do everything. URL stays the same
// over restarts. It ends with the test that started it.
type Server struct {
	URL, Org, OrgID, Bucket, Token string

	tb      testing.TB
	client  *http.Client
	binary  string
	flags   []string
	port    int
	process *process // nil while none runs
}

// Start starts a server and sets it up. Without a binary the test is skipped, see Find; a server that does not start
// fails it.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	s := &Server{Org: or(o.Org, "cities"), Bucket: or(o.Bucket, "aspro"), Token: "token-of-the-tests", tb: tb, binary: Find(tb)}
	if o.Dir == "" {
		o.Dir = tb.TempDir()
	}
	s.flags = append([]string{
		"--bolt-path", filepath.Join(o.Dir, "influxd.bolt"), "--engine-path", filepath.Join(o.Dir, "engine"), "--sqlite-path", filepath.Join(o.Dir, "influxd.sqlite"),
		"--reporting-disabled", "--no-tasks", "--ui-disabled", "--log-level", "info",
	}, o.Flags...)
	s.client = &http.Client{Transport: &http.Transport{}} // its own connections, so that none outlives the test
	tb.Cleanup(func() {
		s.Kill()
		s.client.CloseIdleConnections()
	})
	s.startSomewhere()
	s.setUp()
	return s
}

func or(given, usual string) string {
	if given != "" {
		return given
	}
	return usual
}

// startSomewhere starts the process on a port that is free, below those that the system hands to clients: a client's
// port may be taken again between a kill and the restart.
func (s *Server) startSomewhere() {
	s.tb.Helper()
	var err error
	for range 20 {
		if s.port, err = freePort(); err != nil {
			s.tb.Fatal("influxtest: ", err)
		}
		if s.process, err = startProcess(s.binary, s.port, s.flags); err == nil {
			s.URL = fmt.Sprintf("http://127.0.0.1:%d", s.port)
			return
		}
		if !taken(err) {
			break
		}
	}
	s.tb.Fatal("influxtest: ", err)
}

// Stop ends the server as an operator does, with SIGTERM, and waits for the end. A server that is paused goes on first.
func (s *Server) Stop() {
	s.tb.Helper()
	if s.process == nil {
		return
	}
	if err := s.process.stop(); err != nil {
		s.tb.Error("influxtest: ", err)
	}
	s.process = nil
}

// Kill ends the server at once, with SIGKILL, and waits for the end.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	s.process.kill()
	s.process = nil
}

// Restart starts the server again on the same port with what it kept, stopping it first if it runs, and returns when
// it answers.
func (s *Server) Restart() {
	s.tb.Helper()
	s.Stop()
	p, err := startProcess(s.binary, s.port, s.flags)
	if err != nil {
		s.tb.Fatal("influxtest: ", err)
	}
	s.process = p
}

// Pause stalls the server, with SIGSTOP: connections are taken and nothing is answered until Resume.
func (s *Server) Pause() {
	s.tb.Helper()
	s.signal(pause)
}

// Resume lets a paused server go on.
func (s *Server) Resume() {
	s.tb.Helper()
	s.signal(resume)
}

func (s *Server) signal(send func(*process) error) {
	s.tb.Helper()
	if s.process == nil {
		s.tb.Fatal("influxtest: no server runs")
	}
	if err := send(s.process); err != nil {
		s.tb.Fatal("influxtest: ", err)
	}
}

// Running says whether the server's process lives, paused or not.
func (s *Server) Running() bool { return s.process != nil && !s.process.over() }
