package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// smallDisk is a folder on a file system of a few megabytes; the test is skipped where none can be mounted.
type smallDisk struct {
	t   *testing.T
	dir string
}

func newSmallDisk(t *testing.T, megabytes int) smallDisk {
	t.Helper()
	d := smallDisk{t, t.TempDir()}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", megabytes), "tmpfs", d.dir).CombinedOutput(); err != nil {
		t.Skipf("mounting a small tmpfs is not allowed here: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", d.dir).Run() })
	return d
}

func (d smallDisk) ballast() string { return filepath.Join(d.dir, "ballast") }

// fill takes up all the room but so many bytes.
func (d smallDisk) fill(leave int64) {
	d.t.Helper()
	d.empty()
	var room syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &room); err != nil {
		d.t.Fatal(err)
	}
	file, err := os.Create(d.ballast())
	if err != nil {
		d.t.Fatal(err)
	}
	defer file.Close()
	_, err = io.CopyN(file, zeros{}, int64(room.Bavail)*room.Bsize-leave)
	if err != nil && !errors.Is(err, syscall.ENOSPC) {
		d.t.Fatal(err)
	}
}

func (d smallDisk) empty() {
	if err := os.Remove(d.ballast()); err != nil && !errors.Is(err, os.ErrNotExist) {
		d.t.Fatal(err)
	}
}

type zeros struct{}

func (zeros) Read(to []byte) (int, error) { clear(to); return len(to), nil }

// onDisk opens a server whose data folder and spool lie on the disk; change may put another store under it.
func (w *world) onDisk(d smallDisk, change func(*Options)) {
	w.t.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: filepath.Join(d.dir, "data"), Zone: w.api.Catalogue.Zone, Check: w.api.Catalogue.CheckOf, Now: func() time.Time { return w.now }})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Close(); err != nil {
		w.t.Error(err)
	}
	w.db = db // closed with the world
	spool := filepath.Join(d.dir, "spool")
	if err := os.Mkdir(spool, 0o700); err != nil {
		w.t.Fatal(err)
	}
	o := Options{Catalogue: w.api.Catalogue, Store: db, Ledger: db, Intake: db, Now: func() time.Time { return w.now },
		Log: slog.New(slog.NewTextHandler(&w.log, nil)), Secret: serverSecret, SpoolDir: spool, Version: "test"}
	if change != nil {
		change(&o)
	}
	if w.api, err = New(o); err != nil {
		w.t.Fatal(err)
	}
	w.admin = w.key(indicators.Key{Role: indicators.RoleAdmin})
}

// hoursFile is a file of n hours, other ones for every number, in figures that do not compress.
func hoursFile(number, n int) string {
	var file strings.Builder
	file.WriteString("city,site,indicator,period,value,unit,resolution\n")
	begin := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(number) * 20_000 * time.Hour)
	random := rand.New(rand.NewPCG(uint64(number), 1))
	for i := range n {
		fmt.Fprintf(&file, "surabaya,citywide,pm2-5,%s,%.6f,µg/m³,PT1H\n", begin.Add(time.Duration(i)*time.Hour).Format(time.RFC3339), 400*random.Float64())
	}
	return file.String()
}

// sendTo uploads and holds the answer to what is promised while a disk is full.
func (w *world) sendTo(d smallDisk, query, file string) (status int, id string) {
	w.t.Helper()
	answer := w.do(http.MethodPost, "/api/v1/uploads?profile=aspro&city=surabaya"+query, w.admin, "text/csv", file)
	switch answer.Code {
	case http.StatusOK, http.StatusCreated, http.StatusAccepted:
		var v UploadView
		if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil {
			w.t.Fatal(err)
		}
		if v.ID != nil {
			id = *v.ID
		}
	case http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		if n, err := strconv.Atoi(answer.Header().Get("Retry-After")); err != nil || n < 1 {
			w.t.Errorf("Retry-After is %q", answer.Header().Get("Retry-After"))
		}
	default:
		w.t.Errorf("an upload to a full disk is answered %d: %s", answer.Code, answer.Body)
	}
	if bytes.Contains(answer.Body.Bytes(), []byte(d.dir)) || bytes.Contains(answer.Body.Bytes(), []byte("space")) {
		w.t.Errorf("the answer tells of the disk: %s", answer.Body)
	}
	if left, _ := filepath.Glob(filepath.Join(d.dir, "spool", "*")); len(left) > 0 {
		w.t.Errorf("files are left: %v", left)
	}
	return answer.Code, id
}

// readsWork asks what can be read while nothing can be written; where the store is away its questions are left out.
func (w *world) readsWork(away bool) {
	w.t.Helper()
	targets := []string{"/api/v1/uploads", "/api/v1/cities", "/readyz", "/openapi.json"}
	if !away {
		targets = append(targets, "/api/v1/series", "/api/v1/cities/surabaya/indicators/pm2-5/latest", "/api/v1/cities/surabaya/indicators/pm2-5/observations",
			"/api/v1/cities/surabaya/indicators/pm2-5/aggregates?window=P1M", "/api/v1/cities/surabaya/indicators/pm2-5/trend?window=P1M")
	}
	for _, target := range targets {
		if answer := w.do(http.MethodGet, target, w.admin, "", ""); answer.Code != http.StatusOK {
			w.t.Errorf("%s on a full disk: %d %s", target, answer.Code, answer.Body)
		}
	}
}

// TestOwnDiskIsFull: with whatever room is left an upload is stored whole or refused with 503; reads go on, and when
// there is room again so do uploads, without a restart.
func TestOwnDiskIsFull(t *testing.T) {
	d, w := newSmallDisk(t, 24), newWorld(t)
	w.onDisk(d, nil)
	const hours = 8000
	stored := 0
	send := func() int {
		status, _ := w.sendTo(d, "", hoursFile(stored, hours))
		if status == http.StatusCreated {
			stored++
		}
		return status
	}
	if status := send(); status != http.StatusCreated {
		t.Fatal(status)
	}
	refused := 0
	for _, leave := range []int64{0, 16 << 10, 200 << 10, 500 << 10, 600 << 10, 800 << 10, 1 << 20, 5 << 18, 3 << 19, 2 << 20} {
		d.fill(leave)
		if status := send(); status == http.StatusServiceUnavailable {
			refused++
		}
		if _, _ = w.sendTo(d, "&dry_run=true", hoursFile(stored, hours)); leave == 0 {
			w.readsWork(false)
		}
		d.empty()
		held, err := w.db.SeriesList(t.Context(), indicators.SeriesFilter{})
		if err != nil || len(held) != 1 || held[0].Count != int64(stored*hours) {
			t.Fatalf("%d uploads of %d hours are stored, with %d bytes left, and there are %v: %v", stored, hours, leave, held, err)
		}
	}
	if refused < 3 {
		t.Errorf("the disk was full %d times: the test tests nothing", refused)
	}
	if status := send(); status != http.StatusCreated {
		t.Errorf("there is room again, and an upload is answered %d", status)
	}
	if open, err := w.db.Uploads(t.Context(), indicators.UploadFilter{State: indicators.Received}); err != nil || len(open) > 0 {
		t.Errorf("%d uploads have not ended: %v", len(open), err)
	}
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := sqlite.Open(t.Context(), sqlite.Options{Dir: filepath.Join(d.dir, "data"), Zone: w.api.Catalogue.Zone, Check: w.api.Catalogue.CheckOf, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	series := indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}
	held, err := again.Select(t.Context(), series, indicators.Period{From: time.Unix(-1<<40, 0), To: time.Now()})
	if err != nil || len(held) != stored*hours {
		t.Errorf("%d hours are in the file, not %d: %v", len(held), stored*hours, err)
	}
}

// away puts a store under the server that is not there.
func (w *world) away(o *Options) {
	store, err := influx.Open(influx.Options{URL: "http://127.0.0.1:1", Org: "cities", Bucket: "aspro", Token: "token", Now: time.Now})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = store.Close() })
	o.Store, o.Intake, o.Spools = store, influx.NewIntake(store, w.db, w.api.Catalogue.Zone, time.Now), true
}

// TestOwnDiskIsFullWhileTheStoreIsAway: what cannot be kept safely is refused, what was accepted stays.
func TestOwnDiskIsFullWhileTheStoreIsAway(t *testing.T) {
	d, w := newSmallDisk(t, 24), newWorld(t)
	w.onDisk(d, func(o *Options) { w.away(o) })
	accepted := map[string]bool{}
	send := func() int {
		status, id := w.sendTo(d, "", hoursFile(len(accepted), 8000))
		if status == http.StatusAccepted {
			accepted[id] = true
		}
		return status
	}
	if status := send(); status != http.StatusAccepted {
		t.Fatal(status)
	}
	refused := 0
	for _, leave := range []int64{0, 16 << 10, 500 << 10, 700 << 10, 900 << 10, 1 << 20} {
		d.fill(leave)
		if send() == http.StatusServiceUnavailable {
			refused++
		}
		w.readsWork(true)
		d.empty()
	}
	if refused < 2 {
		t.Errorf("the disk was full %d times: the test tests nothing", refused)
	}
	if status := send(); status != http.StatusAccepted {
		t.Errorf("there is room again, and an upload is answered %d", status)
	}
	w.allSpooled(accepted)
}

// allSpooled holds the ledger to what was accepted: each waits, and its bytes are there.
func (w *world) allSpooled(accepted map[string]bool) {
	w.t.Helper()
	waiting, err := w.db.Uploads(context.Background(), indicators.UploadFilter{State: indicators.Spooled, Limit: 1000})
	if err != nil || len(waiting) != len(accepted) {
		w.t.Errorf("%d uploads wait, %d were accepted: %v", len(waiting), len(accepted), err)
	}
	for _, u := range waiting {
		content, err := w.db.Content(context.Background(), u.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, content)
		if content.Close(); err != nil || n != u.Bytes || !accepted[u.ID.String()] {
			w.t.Errorf("upload %s has %d of %d bytes: %v", u.ID, n, u.Bytes, err)
		}
	}
}

// TestSpoolLimit: while the uploads that wait take up what they may, new ones are refused and none of the old is dropped;
// the same request is accepted once some were written.
func TestSpoolLimit(t *testing.T) {
	w := newWorld(t)
	var o Options
	w.away(&o)
	w.withCounting(func(to *Options) { to.Store, to.Intake, to.Spools, to.SpoolLimit = o.Store, o.Intake, true, 15_000 })
	accepted := map[string]bool{}
	var status int
	for i := range 20 {
		answer, v := w.post("profile=aspro&city=surabaya", w.admin, hoursFile(i, 60))
		if status = answer.Code; status != http.StatusAccepted {
			if v.Code != "spool_full" || answer.Header().Get("Retry-After") == "" {
				t.Errorf("%d %s", status, answer.Body)
			}
			break
		}
		accepted[*v.ID] = true
	}
	if status != http.StatusServiceUnavailable || len(accepted) < 3 {
		t.Fatalf("%d uploads were accepted, then %d", len(accepted), status)
	}
	w.allSpooled(accepted)
	waiting, err := w.db.Uploads(t.Context(), indicators.UploadFilter{State: indicators.Spooled})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.Mark(t.Context(), waiting[len(waiting)-1].ID, indicators.Committed, w.now); err != nil {
		t.Fatal(err)
	}
	if answer, _ := w.post("profile=aspro&city=surabaya", w.admin, hoursFile(len(accepted), 60)); answer.Code != http.StatusAccepted {
		t.Errorf("there is room again, and the upload is answered %d: %s", answer.Code, answer.Body)
	}
}
