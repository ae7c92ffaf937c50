package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// running is a server that was started.
type running struct {
	process *exec.Cmd
	url     string
	key     string // "" unless it printed one
	calls   []string
	words   *bytes.Buffer // complete once it has stopped
	ended   chan error
}

// start starts a server on a free port and reads what it greets with.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startIn(t, nil, args...)
}

// startIn is start with more in its environment.
func startIn(t *testing.T, env []string, args ...string) *running {
	t.Helper()
	s := &running{process: exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...), words: &bytes.Buffer{}, ended: make(chan error, 1)}
	s.process.Env, s.process.Stderr = environ(env...), s.words
	out, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop(t) })
	lines := bufio.NewScanner(out)
	for len(s.calls) < 3 && lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if url, ok := strings.CutPrefix(line, "aspro serves "); ok {
			s.url = strings.TrimSuffix(url, "/")
		}
		if strings.HasPrefix(line, "aspro_") {
			s.key = line
		}
		if strings.HasPrefix(line, "curl ") {
			s.calls = append(s.calls, line)
		}
	}
	if s.url == "" || len(s.calls) != 3 {
		_ = s.process.Wait()
		t.Fatalf("no server: %s", s.words)
	}
	go func() { s.ended <- s.process.Wait() }()
	return s
}

// stop ends the server as an operator does; it must end well.
func (s *running) stop(t *testing.T) {
	t.Helper()
	if s.process.ProcessState != nil {
		return
	}
	_ = s.process.Process.Signal(syscall.SIGTERM)
	s.mustEnd(t)
}

func (s *running) mustEnd(t *testing.T) {
	t.Helper()
	select {
	case err := <-s.ended:
		if err != nil {
			t.Errorf("the server ended with %v: %s", err, s.words)
		}
	case <-time.After(30 * time.Second):
		_ = s.process.Process.Kill()
		t.Error("the server did not stop")
	}
}

func (s *running) get(t *testing.T, path string) (int, string) {
	t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// upload posts a file with a key.
func (s *running) upload(t *testing.T, key, query, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/api/v1/uploads?"+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "text/csv")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text)
}

func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "--data", data, "--sample-data")
	if s.key == "" {
		t.Fatal("no first key was printed")
	}
	t.Run("TheCallsItPrintsWork", func(t *testing.T) {
		for i, want := range []string{`"progress_percent":85.71`, `"reasons":["baseline_year_not_stated"]`, `"dry_run":true`} {
			out, err := shellCommand(t, s.calls[i], pathWithCurl(t)).Output()
			if err != nil || !strings.Contains(string(out), want) {
				t.Errorf("%s\ngives %s (%v), want %s", s.calls[i], out, err, want)
			}
		}
	})
	t.Run("AnotherProcessDoesNotTouchTheFolder", func(t *testing.T) {
		for _, args := range []string{"import " + write(t, "x.csv", twoYears) + " --city cebu", "export", "serve --listen 127.0.0.1:0"} {
			got := must(t, refused, append(strings.Fields(args), "--data", data)...)
			has(t, got.words, "another aspro process owns")
		}
	})
	t.Run("AKeyMadeBesideItIsKnownAtOnce", func(t *testing.T) {
		key := strings.TrimSpace(must(t, done, "key", "add", "--role", "uploader", "--city", "cebu", "--data", data).out)
		if status, body := s.upload(t, key, "profile=aspro&city=cebu&dry_run=true", twoYears); status != http.StatusOK {
			t.Errorf("%d %s", status, body)
		}
		if status, body := s.upload(t, key, "profile=aspro&city=surabaya&dry_run=true", twoYears); status != http.StatusForbidden {
			t.Errorf("a key for Cebu wrote to Surabaya: %d %s", status, body)
		}
		must(t, done, "key", "revoke", strings.Split(key, "_")[1], "--data", data)
		if status, body := s.upload(t, key, "profile=aspro&city=cebu&dry_run=true", twoYears); status != http.StatusUnauthorized {
			t.Errorf("after it was revoked: %d %s", status, body)
		}
	})
	t.Run("AKeyForASiteWritesThereAlone", func(t *testing.T) {
		key := strings.TrimSpace(must(t, done, "key", "add", "--role", "uploader", "--site", "cebu/butuanon-river", "--data", data).out)
		row := "cebu,butuanon-river,bod,2007,48.2,mg/L,mean,2,observed,the city,\n"
		if status, body := s.upload(t, key, "profile=aspro&city=cebu&dry_run=true", header+row); status != http.StatusOK {
			t.Errorf("%d %s", status, body)
		}
		if status, body := s.upload(t, key, "profile=aspro&city=cebu&dry_run=true", header+row+strings.SplitAfter(twoYears, "\n")[1]); status != http.StatusUnprocessableEntity {
			t.Errorf("a key for a river wrote to Cebu City: %d %s", status, body)
		}
	})
	_, before := s.get(t, "/api/v1/series")
	s.stop(t)
	if strings.Contains(s.words.String(), s.key) {
		t.Error("the log shows the key")
	}
	t.Run("StartedAgainItShowsNoKeyAndLoadsNothingTwice", func(t *testing.T) {
		again := start(t, "--data", data, "--sample-data")
		if again.key != "" {
			t.Error("another key was printed")
		}
		if _, after := again.get(t, "/api/v1/series"); after != before {
			t.Errorf("the series changed:\n%s\n%s", before, after)
		}
		if status, body := again.upload(t, s.key, "profile=aspro&dry_run=true", twoYears); status != http.StatusOK {
			t.Errorf("the first key is not known any more: %d %s", status, body)
		}
	})
}

func TestServeWithoutSampleData(t *testing.T) {
	s := start(t, "--data", t.TempDir())
	for i, want := range []string{`"id":"cebu"`, `"data":[]`, `"dry_run":true`} {
		out, err := shellCommand(t, s.calls[i], pathWithOwnCurl(t)).Output()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s\ngives %s (%v), want %s", s.calls[i], out, err, want)
		}
	}
}

// TestSamplesThatContradictTheStoreAreLeftOut: the store's figures stay, and no refused upload is kept at every start.
func TestSamplesThatContradictTheStoreAreLeftOut(t *testing.T) {
	data := t.TempDir()
	must(t, done, "import", write(t, "own.csv", strings.ReplaceAll(twoYears, ",470,", ",480,")), "--city", "cebu", "--data", data)
	s := start(t, "--data", data, "--sample-data")
	_, body := s.get(t, "/api/v1/cities/cebu/indicators/solid-waste-generated/observations?site=cebu-city&format=csv")
	has(t, body, ",2010,480,")
	s.stop(t)
	has(t, s.words.String(), "sample figures are left out", "file=cebu.csv", "file=cebu-who-2022.csv upload=u4")
}

// TestNoKeyIsLostWhenThePortIsTaken: a key is made only when it can be shown.
func TestNoKeyIsLostWhenThePortIsTaken(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	data := t.TempDir()
	got := must(t, refused, "serve", "--data", data, "--listen", taken.Addr().String())
	has(t, got.words, "cannot listen", "--listen")
	if s := start(t, "--data", data); s.key == "" {
		t.Error("the first key was never shown")
	}
}

// TestRequestsUnderWayAreFinished: an upload whose body is still coming when the server is told to stop is stored and answered.
func TestRequestsUnderWayAreFinished(t *testing.T) {
	s := start(t, "--data", t.TempDir())
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/v1/uploads?profile=aspro&city=cebu HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: text/csv\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n",
		s.key, len(twoYears))
	reader := bufio.NewReader(conn)
	under, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _ = under.Body.Close(); under.StatusCode != http.StatusContinue { // the body is being read
		t.Fatal(under.Status)
	}
	fmt.Fprint(conn, twoYears[:40])
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for tries := 0; ; tries++ { // it takes no more connections: it is stopping
		more, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			break
		}
		more.Close()
		if tries == 600 {
			t.Fatal("the server does not stop")
		}
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Fprint(conn, twoYears[40:])
	answer, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusCreated {
		t.Errorf("%s %s", answer.Status, body)
	}
	s.mustEnd(t)
}

func TestImportToAServer(t *testing.T) {
	s := start(t, "--data", t.TempDir())
	file := write(t, "waste.csv", twoYears)
	sent := func(t *testing.T, status int, key string, args ...string) call {
		t.Helper()
		got := call{env: []string{"ASPRO_KEY=" + key, "ASPRO_SERVER=" + s.url}}.run(t, append([]string{"import"}, args...)...)
		if got.status != status {
			t.Fatalf("status %d, want %d\n%s%s", got.status, status, got.out, got.words)
		}
		return got
	}
	t.Run("StoresAndSaysSo", func(t *testing.T) {
		got := sent(t, done, s.key, file, "--city", "cebu", "--json")
		if v := receiptOf(t, got); *v.ID != "u1" || v.FileName != "waste.csv" || v.Counts.Created != 2 || v.State != string(indicators.Committed) {
			t.Errorf("%+v", v)
		}
		has(t, sent(t, done, s.key, file, "--city", "cebu").out, "known already as upload u1", "2 values  2010 to 2012")
	})
	t.Run("TheReceiptIsTheSameAsOfAFolder", func(t *testing.T) {
		bad := write(t, "bad.csv", oneBad)
		there := sent(t, refused, s.key, bad, "--city", "cebu", "--dry-run")
		here := must(t, refused, "import", bad, "--city", "cebu", "--dry-run", "--data", t.TempDir())
		if got, want := strings.NewReplacer("0 created + 1 unchanged", "1 created + 0 unchanged", "0 missing", "0 missing; nothing is stored, also not the 1 that are right").Replace(there.out), here.out; got != want {
			t.Errorf("from the server:\n%s\nfrom the folder:\n%s", got, want)
		}
	})
	t.Run("ACorrection", func(t *testing.T) {
		other := write(t, "other.csv", strings.ReplaceAll(twoYears, ",470,", ",471,"))
		has(t, sent(t, refused, s.key, other, "--city", "cebu").out, "1 conflict")
		has(t, sent(t, done, s.key, other, "--city", "cebu", "--on-conflict", "correct", "--reason", "Read again & again.").out, "1 updated")
	})
	t.Run("FromStandardInput", func(t *testing.T) {
		got := call{in: twoYears + "\n", env: []string{"ASPRO_KEY=" + s.key}}.run(t, "import", "-", "--city", "cebu", "--server", s.url, "--on-conflict", "keep")
		if has(t, got.out, "-: stored as", "1 conflict"); got.status != done {
			t.Error(got.words)
		}
	})
	for _, c := range []struct {
		fact, key, args, words string
		status                 int
	}{
		{"a key that is not known", "aspro_aaaaaaaaaaaaaaaa_" + strings.Repeat("a", 52), file + " --city cebu", "not known here", refused},
		{"a profile that the server does not have", s.key, file + " --profile aspor", "aspor", wrongUse},
		{"a city that the server does not have", s.key, file + " --city atlantis", "atlantis", wrongUse},
		{"a path without a server", s.key, file + " --server " + s.url + "/elsewhere", "nothing at", refused},
		{"nobody there", s.key, file + " --server http://127.0.0.1:1", "does not answer", refused},
	} {
		t.Run(c.fact, func(t *testing.T) {
			got := sent(t, c.status, c.key, strings.Fields(c.args)...)
			if has(t, got.words, c.words); strings.Contains(got.words+got.out, c.key) {
				t.Error("the key is shown")
			}
		})
	}
}

// TestRedirectsKeepTheKeyHome: a server that points elsewhere gets no second request, and elsewhere gets no key.
func TestRedirectsKeepTheKeyHome(t *testing.T) {
	elsewhere := make(chan string, 1)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/uploads" {
			elsewhere <- r.Header.Get("Authorization")
		}
		_, _ = io.Copy(io.Discard, r.Body)
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	got := call{env: []string{"ASPRO_KEY=k"}}.run(t, "import", write(t, "x.csv", twoYears), "--server", "http://"+listener.Addr().String())
	if has(t, got.words, "307", "/elsewhere"); got.status != refused {
		t.Errorf("status %d", got.status)
	}
	select {
	case key := <-elsewhere:
		t.Errorf("elsewhere was asked with %q", key)
	default:
	}
}

func TestGreetingNamesAnAddressThatCanBeReached(t *testing.T) {
	for address, want := range map[string]string{"0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80", "192.0.2.1:80": "192.0.2.1:80"} {
		at, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := reachable(at); got != want {
			t.Errorf("%s is reached at %s, want %s", address, got, want)
		}
	}
}

// shellCommand is a line for sh.
func shellCommand(t *testing.T, line, path string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", line)
	command.Env, command.Dir = append(environ(), "PATH="+path), t.TempDir()
	return command
}
