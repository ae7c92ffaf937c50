package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// The tests of this file wait most of their time, each for a server of its own: they run side by side, after all others.

// longestAnswer is how long any answer may take, whatever the store does.
const longestAnswer = 15 * time.Second

// standing is a server that stands on InfluxDB, and everything it was told and has answered.
type standing struct {
	t      *testing.T
	api    *API
	db     *sqlite.DB
	store  *influx.Store
	token  string
	key    string
	dir    string
	stop   context.CancelFunc
	ended  sync.WaitGroup
	logMu  sync.Mutex
	log    bytes.Buffer
	mu     sync.Mutex
	sent   int
	acked  map[string]bool // upload ids that were answered with 201 or 202
	status map[int]int
}

func (s *standing) Write(line []byte) (int, error) {
	s.logMu.Lock()
	defer s.logMu.Unlock()
	return s.log.Write(line)
}

// stand opens a server on a token of its own, which may be switched off and on.
func stand(t *testing.T, server *influxtest.Server, token string) *standing {
	t.Helper()
	s := &standing{t: t, token: token, dir: emptyFolder(t), acked: map[string]bool{}, status: map[int]int{}}
	rows, err := defaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	if s.db, err = sqlite.Open(context.Background(), sqlite.Options{Dir: s.dir, Zone: rows.Zone, Check: rows.CheckOf, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	if s.store, err = influx.Open(influx.Options{URL: server.URL, Org: server.Org, Bucket: server.Bucket, Token: token, Now: time.Now, Check: rows.CheckOf}); err != nil {
		t.Fatal(err)
	}
	intake := influx.NewIntake(s.store, s.db, rows.Zone, time.Now)
	log := slog.New(slog.NewTextHandler(s, nil))
	s.api, err = New(Options{Catalogue: rows, Store: s.store, Ledger: s.db, Intake: intake, Now: time.Now, Log: log, Secret: serverSecret, SpoolDir: t.TempDir(), Spools: true, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	minted, text := indicators.MintKey(serverSecret, indicators.Key{Role: indicators.RoleAdmin, CreatedAt: time.Now()})
	if err := s.db.AddKey(context.Background(), minted); err != nil {
		t.Fatal(err)
	}
	s.key = text
	var ctx context.Context
	ctx, s.stop = context.WithCancel(context.Background())
	s.ended.Go(func() {
		s.api.importer.Drain(ctx, intake.Waiting, func(u indicators.Upload, err error) {
			if err != nil {
				log.Error("replay", "upload", u.ID.String(), "err", err)
			}
		})
	})
	t.Cleanup(func() {
		s.stop()
		s.ended.Wait()
		_ = s.store.Close()
		_ = s.db.Close()
	})
	return s
}

// ask sends a request and holds the answer to what every answer promises.
func (s *standing) ask(method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+s.key)
	if body != "" {
		r.Header.Set("Content-Type", "text/csv")
	}
	answer, begun := httptest.NewRecorder(), time.Now()
	s.api.ServeHTTP(answer, r)
	if took := time.Since(begun); took > longestAnswer {
		s.t.Errorf("%s %s took %v", method, target, took)
	}
	switch answer.Code {
	case 200, 201, 202, 429, 503:
	default:
		s.t.Errorf("%s %s: %d %s", method, target, answer.Code, answer.Body)
	}
	for _, secret := range []string{s.token, s.dir, "/engine", "influxd"} {
		if strings.Contains(answer.Body.String(), secret) {
			s.t.Errorf("%s %s shows %q: %s", method, target, secret, answer.Body)
		}
	}
	s.mu.Lock()
	s.status[answer.Code]++
	s.mu.Unlock()
	return answer
}

// hoursAtOnce is how many observations each small upload has, all its own.
const hoursAtOnce = 200

// uploadOne sends the next file.
func (s *standing) uploadOne() {
	s.mu.Lock()
	n := s.sent
	s.sent++
	s.mu.Unlock()
	var file strings.Builder
	file.WriteString("city,site,indicator,period,value,unit,resolution\n")
	begin := time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * hoursAtOnce * time.Hour) // 5,400 uploads are in the past
	for i := range hoursAtOnce {
		fmt.Fprintf(&file, "surabaya,citywide,pm2-5,%s,%d.5,µg/m³,PT1H\n", begin.Add(time.Duration(i)*time.Hour).Format(time.RFC3339), n%90)
	}
	answer := s.ask(http.MethodPost, "/api/v1/uploads?profile=aspro&city=surabaya", file.String())
	if answer.Code != http.StatusCreated && answer.Code != http.StatusAccepted {
		return
	}
	var v UploadView
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil || v.ID == nil {
		s.t.Errorf("%v: %s", err, answer.Body)
		return
	}
	s.mu.Lock()
	s.acked[*v.ID] = true
	s.mu.Unlock()
}

// under uploads and reads without end while trouble goes on, then waits for the spool to be empty.
func (s *standing) under(trouble func()) {
	s.t.Helper()
	stop := make(chan struct{})
	var work sync.WaitGroup
	for _, do := range []func(){s.uploadOne, func() { s.ask(http.MethodGet, "/api/v1/series", "") }} {
		work.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					do()
					time.Sleep(sinceLong(time.Second, 100*time.Millisecond))
				}
			}
		})
	}
	trouble()
	close(stop)
	work.Wait()
	for range 3000 {
		waiting := 0
		for _, state := range []indicators.UploadState{indicators.Spooled, indicators.Committing} {
			some, err := s.db.Uploads(context.Background(), indicators.UploadFilter{State: state, Limit: 10_000})
			if err != nil {
				s.t.Fatal(err)
			}
			waiting += len(some)
		}
		if waiting == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Error("the spool is not empty five minutes after the store is back")
}

// check holds the store to what was acknowledged: every observation once, by the upload that brought it.
func (s *standing) check() {
	s.t.Helper()
	uploads, err := s.db.Uploads(context.Background(), indicators.UploadFilter{Limit: 1_000_000})
	if err != nil {
		s.t.Fatal(err)
	}
	committed := map[indicators.UploadID]int{}
	for _, u := range uploads {
		if u.State == indicators.Committed {
			committed[u.ID] = 0
		}
		if s.acked[u.ID.String()] && u.State != indicators.Committed {
			s.t.Errorf("upload %s was acknowledged and is %s: %+v", u.ID, u.State, u.Receipt)
		}
	}
	held, err := s.store.Select(context.Background(), indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"},
		indicators.Period{From: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Now()})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range held {
		committed[o.Upload]++
	}
	for id, n := range committed {
		if n != hoursAtOnce {
			s.t.Errorf("upload %s has %d of %d observations", id, n, hoursAtOnce)
		}
	}
	s.logMu.Lock()
	defer s.logMu.Unlock()
	if strings.Contains(s.log.String(), s.token) {
		s.t.Error("the log shows the token")
	}
	s.t.Logf("%d uploads, %d acknowledged, %d observations; answers by status: %v", s.sent, len(s.acked), len(held), s.status)
	if len(s.acked) < 3 {
		s.t.Error("the test tests nothing")
	}
}

// long reports whether the long forms are asked for.
func long() bool { return os.Getenv("ASPRO_SOAK") != "" }

// sinceLong gives the length for make soak, or the short one.
func sinceLong(soak, short time.Duration) time.Duration {
	if long() {
		return soak
	}
	return short
}

func TestSoakInfluxIsKilled(t *testing.T) {
	t.Parallel()
	server := influxtest.Start(t, influxtest.Options{})
	s := stand(t, server, server.Token)
	kills := 2
	if long() {
		kills = 10
	}
	s.under(func() {
		for range kills {
			time.Sleep(time.Duration(300+rand.IntN(1500)) * time.Millisecond)
			server.Kill()
			time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
			server.Restart()
		}
		time.Sleep(time.Second)
	})
	s.check()
}

func TestSoakInfluxIsStopped(t *testing.T) {
	t.Parallel()
	server := influxtest.Start(t, influxtest.Options{})
	s := stand(t, server, server.Token)
	s.under(func() {
		time.Sleep(time.Second)
		server.Pause()
		time.Sleep(sinceLong(60*time.Second, 14*time.Second))
		server.Resume()
		time.Sleep(2 * time.Second)
	})
	s.check()
}

func TestSoakInfluxIsAway(t *testing.T) {
	t.Parallel()
	server := influxtest.Start(t, influxtest.Options{})
	s := stand(t, server, server.Token)
	s.under(func() {
		time.Sleep(500 * time.Millisecond)
		server.Kill()
		s.uploadOne()
		time.Sleep(sinceLong(10*time.Minute, 2*time.Second))
		server.Restart()
		time.Sleep(time.Second)
	})
	s.check()
}

func TestSoakTokenIsRevoked(t *testing.T) {
	t.Parallel()
	server := influxtest.Start(t, influxtest.Options{})
	status, body := server.Call(http.MethodPost, "/api/v2/authorizations", map[string]any{"orgID": server.OrgID, "description": "aspro", "permissions": []map[string]any{
		{"action": "read", "resource": map[string]string{"type": "buckets", "orgID": server.OrgID}},
		{"action": "write", "resource": map[string]string{"type": "buckets", "orgID": server.OrgID}},
		{"action": "read", "resource": map[string]string{"type": "orgs"}},
	}})
	var made struct{ ID, Token string }
	if err := json.Unmarshal(body, &made); err != nil || status != http.StatusCreated {
		t.Fatal(status, string(body), err)
	}
	s := stand(t, server, made.Token)
	s.under(func() {
		time.Sleep(time.Second)
		for _, state := range []string{"inactive", "active"} {
			if status, body := server.Call(http.MethodPatch, "/api/v2/authorizations/"+made.ID, map[string]string{"status": state}); status != http.StatusOK {
				t.Fatal(status, string(body))
			}
			time.Sleep(sinceLong(20*time.Second, 2*time.Second))
		}
	})
	s.check()
}

func TestSoakInfluxDiskIsFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("mounting a small tmpfs is not allowed here: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	server := influxtest.Start(t, influxtest.Options{Dir: dir})
	s := stand(t, server, server.Token)
	ballast := filepath.Join(dir, "ballast")
	s.under(func() {
		time.Sleep(time.Second)
		if err := os.WriteFile(ballast, make([]byte, 64<<20), 0o600); err == nil {
			t.Error("the disk is not full")
		}
		time.Sleep(sinceLong(20*time.Second, 3*time.Second))
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		server.Kill() // what it had taken into memory and refused is gone with it
		server.Restart()
		time.Sleep(time.Second)
	})
	s.check()
}
