package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Each upload of the victim has its own 500 hours and corrects the same 100 hours of the year 2000; between
// uploads it appends single readings.
const ownHours, sharedHours = 500, 100

var (
	killed  = indicators.Series{City: "surabaya", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}
	readout = indicators.Series{City: "cebu", Site: "citywide", Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}
	epoch   = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
)

// TestKillVictim is not a test: it is the process that TestKill kills.
func TestKillVictim(t *testing.T) {
	dir := os.Getenv("ASPRO_KILL_DIR")
	if dir == "" {
		t.Skip("only under TestKill")
	}
	db, err := Open(t.Context(), optionsFor(dir))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < 10_000; n++ {
		id, err := importOne(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("committed", int(id))
		if err := db.Append(t.Context(), []indicators.Batch{{Series: readout, Observations: []indicators.Observation{victimReading(int64(id))}}}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("appended", int(id))
	}
}

func victimReading(n int64) indicators.Observation {
	return indicators.Observation{Start: epoch + n*3600, Value: float64(n), Quality: indicators.Good, Status: indicators.Observed}
}

func importOne(ctx context.Context, db *DB) (indicators.UploadID, error) {
	u := indicators.Upload{UploadRequest: indicators.UploadRequest{City: "surabaya", Profile: "aspro", OnError: indicators.RejectUpload,
		OnConflict: indicators.Correct, Reason: "the test", KeyID: "cli"}, SHA256: "0", ReceivedAt: time.Unix(epoch, 0)}
	u, err := db.Receive(ctx, u, strings.NewReader(strings.Repeat("a line\n", 1000)))
	if err != nil {
		return 0, err
	}
	m, err := db.Begin(ctx, u)
	if err != nil {
		return 0, err
	}
	defer m.Rollback()
	for _, part := range [][2]int64{{0, sharedHours}, {int64(u.ID) * 1000, ownHours / 2}, {int64(u.ID)*1000 + ownHours/2, ownHours / 2}} {
		b := indicators.Batch{Series: killed}
		for i := range part[1] {
			b.Observations = append(b.Observations, indicators.Observation{Start: epoch + (part[0]+i)*3600, Value: float64(u.ID), Quality: indicators.Good, Status: indicators.Observed})
		}
		if _, _, err := m.Put(ctx, b); err != nil {
			return 0, err
		}
	}
	_, err = m.Commit(ctx, indicators.Receipt{}, nil)
	return u.ID, err
}

// TestKill kills a process that writes, at random moments, and looks at what it left: nothing that was
// acknowledged is lost, nothing is doubled, no upload is visible by half. A round kills twice: a moment after the start,
// which may be while the file is opened, and a moment after the first upload was acknowledged, which every machine reaches.
func TestKill(t *testing.T) {
	rounds := 10
	if testing.Short() {
		rounds = 2
	}
	dir := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	kept := promises{acknowledged: map[indicators.UploadID]bool{}, appended: map[int64]bool{}}
	for round := range rounds {
		moment := func() time.Duration { return time.Duration(random.IntN(320)) * time.Millisecond }
		kept.killOne(t, dir, moment(), false)
		lookAfterKill(t, round, dir, kept.acknowledged, kept.appended)
		before := len(kept.acknowledged)
		kept.killOne(t, dir, moment(), true)
		lookAfterKill(t, round, dir, kept.acknowledged, kept.appended)
		if len(kept.acknowledged) == before {
			t.Fatalf("round %d: no upload was acknowledged: the test tests nothing", round)
		}
	}
	t.Logf("%d uploads and %d readings acknowledged over %d kills", len(kept.acknowledged), len(kept.appended), 2*rounds)
}

// promises are what killed processes had acknowledged.
type promises struct {
	acknowledged map[indicators.UploadID]bool
	appended     map[int64]bool
}

// killOne starts a process that writes and kills it a moment after its start, or after its first upload was acknowledged.
func (p promises) killOne(t *testing.T, dir string, moment time.Duration, fromFirst bool) {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillVictim$", "-test.v")
	victim.Env = append(os.Environ(), "ASPRO_KILL_DIR="+dir)
	output, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = victim.Process.Kill() }
	if fromFirst {
		defer time.AfterFunc(5*time.Minute, kill).Stop() // one that hangs
	} else {
		time.AfterFunc(moment, kill)
	}
	for lines := bufio.NewScanner(output); lines.Scan(); {
		var n int64
		if _, err := fmt.Sscanf(lines.Text(), "committed %d", &n); err == nil {
			p.acknowledged[indicators.UploadID(n)] = true
			if fromFirst {
				fromFirst = false
				time.AfterFunc(moment, kill)
			}
		} else if _, err := fmt.Sscanf(lines.Text(), "appended %d", &n); err == nil {
			p.appended[n] = true
		}
	}
	_ = victim.Wait()
}

func lookAfterKill(t *testing.T, round int, dir string, acknowledged map[indicators.UploadID]bool, appended map[int64]bool) {
	t.Helper()
	db, err := Open(t.Context(), optionsFor(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	uploads, err := db.Uploads(t.Context(), indicators.UploadFilter{Limit: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	all := indicators.Period{From: time.Unix(0, 0), To: time.Unix(1<<36, 0)}
	held, err := db.Select(t.Context(), killed, all)
	if err != nil {
		t.Fatal(err)
	}
	own, shared := map[indicators.UploadID]int{}, map[indicators.UploadID]int{}
	for _, o := range held {
		if hour := (o.Start - epoch) / 3600; hour < sharedHours {
			shared[o.Upload]++
		} else {
			own[o.Upload]++
		}
	}
	newest := indicators.UploadID(0)
	for _, u := range uploads {
		want := 0
		switch u.State {
		case indicators.Committed:
			want, newest = ownHours, max(newest, u.ID)
		case indicators.Refused, indicators.Spooled, indicators.Committing, indicators.Reverting, indicators.Reverted:
		case indicators.Received:
			t.Errorf("round %d: upload %s is still open", round, u.ID)
		}
		if own[u.ID] != want {
			t.Errorf("round %d: upload %s is %s and has %d observations", round, u.ID, u.State, own[u.ID])
		}
		if acknowledged[u.ID] && u.State != indicators.Committed {
			t.Errorf("round %d: upload %s was acknowledged and is %s", round, u.ID, u.State)
		}
	}
	if newest != 0 && shared[newest] != sharedHours {
		t.Errorf("round %d: the corrected hours are of uploads %v, the last was %s", round, shared, newest)
	}
	lookAtReadings(t, round, db, appended, all)
	list, err := db.SeriesList(t.Context(), indicators.SeriesFilter{City: "surabaya"})
	if err != nil || (len(held) > 0 && list[0].Count != int64(len(held))) {
		t.Errorf("round %d: the series says %v, %d are held (%v)", round, list, len(held), err)
	}
	days, err := db.Days(t.Context(), []indicators.Series{killed}, all, zoneOfCity("surabaya"), indicators.AllOfDay)
	counted := 0
	for _, d := range days[0].Days {
		counted += int(d.Count)
	}
	if err != nil || counted != len(held) {
		t.Errorf("round %d: the days count %d of %d (%v)", round, counted, len(held), err)
	}
}

func lookAtReadings(t *testing.T, round int, db *DB, appended map[int64]bool, all indicators.Period) {
	t.Helper()
	readings, err := db.Select(t.Context(), readout, all)
	if err != nil {
		t.Fatal(err)
	}
	have := map[int64]bool{}
	for _, o := range readings {
		have[(o.Start-epoch)/3600] = o.Value == float64((o.Start-epoch)/3600)
	}
	for n := range appended {
		if !have[n] {
			t.Errorf("round %d: reading %d was acknowledged and is lost", round, n)
		}
	}
}
