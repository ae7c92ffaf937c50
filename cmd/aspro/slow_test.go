package main

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// slowly are the three ways to hold a connection: a header, a body that never ends, an answer that is never read.
var slowly = map[string]func(conn net.Conn, host, key string, step int) error{
	"Header": func(conn net.Conn, host, _ string, step int) error {
		text := fmt.Sprintf("X-Slow-%d: a\r\n", step)
		if step == 0 {
			text = "GET / HTTP/1.1\r\nHost: " + host + "\r\n"
		}
		_, err := conn.Write([]byte(text))
		return err
	},
	"Body": func(conn net.Conn, host, key string, step int) error {
		text := "x"
		if step == 0 {
			text = "POST /api/v1/uploads?profile=aspro HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\ncity,"
		}
		_, err := conn.Write([]byte(text))
		return err
	},
	"Read": func(conn net.Conn, host, _ string, step int) error {
		if step > 0 {
			return nil
		}
		_ = conn.(*net.TCPConn).SetReadBuffer(1024)
		_, err := conn.Write([]byte(strings.Repeat("GET /openapi.json HTTP/1.1\r\nHost: "+host+"\r\n\r\n", 8)))
		return err
	},
}

// TestHealthAnswersWhileSlowConnectionsHold: 400 connections of each kind, and probes and pages are answered all the while.
func TestHealthAnswersWhileSlowConnectionsHold(t *testing.T) {
	t.Parallel()
	s := start(t, "--data", t.TempDir(), "--sample-data", "--rate-limit", "0")
	address, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	for mode, send := range slowly {
		t.Run(mode, func(t *testing.T) {
			var held []net.Conn
			defer func() {
				for _, conn := range held {
					_ = conn.Close()
				}
			}()
			for range 400 {
				conn, err := net.DialTimeout("tcp", address.Host, 10*time.Second)
				if err != nil {
					t.Fatal(err)
				}
				held = append(held, conn)
			}
			client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
			longest := time.Duration(0)
			for step := range 4 {
				for _, conn := range held {
					_ = send(conn, address.Host, s.key, step) // the server may have closed it: that is its right
				}
				for _, path := range []string{"/livez", "/readyz", "/api/v1/cities"} {
					begun := time.Now()
					answer, err := client.Get(s.url + path)
					if err != nil {
						t.Fatalf("%s: %v", path, err)
					}
					_ = answer.Body.Close()
					longest = max(longest, time.Since(begun))
					if answer.StatusCode != http.StatusOK {
						t.Errorf("%s: %d", path, answer.StatusCode)
					}
				}
				time.Sleep(300 * time.Millisecond)
			}
			t.Logf("400 connections held: the longest answer took %v", longest)
		})
	}
}

func TestProfilesAreForThisMachineAlone(t *testing.T) {
	probe, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	admin := probe.Addr().String()
	_ = probe.Close()
	s := start(t, "--data", t.TempDir(), "--admin-listen", admin)
	if status, _ := s.get(t, "/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("the public address shows profiles: %d", status)
	}
	for path, want := range map[string]int{"/debug/pprof/": 200, "/debug/pprof/goroutine?debug=1": 200, "/readyz": 200, "/metrics": 200, "/api/v1/cities": 404} {
		answer, err := http.Get("http://" + admin + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %d, not %d", path, answer.StatusCode, want)
		}
	}
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "localhost"} {
		if c := (call{}).run(t, "serve", "--listen", "127.0.0.1:0", "--admin-listen", address); c.status != 2 || !strings.Contains(c.words, "admin-listen") {
			t.Errorf("%s: %d %s", address, c.status, c.words)
		}
	}
}
