package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/catalogue"
	"github.com/aspro-cities/aspro/indicators/sqlite"
)

// killedRows is the length of the file whose import is killed: at the speed of an upload, some tenths of a second.
const killedRows = 200_000

// hourlyFile writes hours of PM2.5 from 2000 on.
func hourlyFile(t *testing.T, dir, city, site string, hours int) string {
	t.Helper()
	path := filepath.Join(dir, city+"-"+site+".csv")
	file := []byte(header[:len(header)-1] + ",resolution\n")
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range hours {
		file = append(append(file, city+","+site+",pm2-5,"...), at.Add(time.Duration(i)*time.Hour).Format("2006-01-02T15:04:05Z")...)
		file = append(strconv.AppendInt(append(file, ','), int64(i%97), 10), ",µg/m³,mean,1,observed,the test,,PT1H\n"...)
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestKill kills imports at random moments, looks at what each left, and imports the same file again: an upload is
// there entirely or not at all, what was acknowledged is there, and the second import completes it, doubling nothing.
func TestKill(t *testing.T) {
	t.Parallel()
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	var places []indicators.Site
	for _, site := range c.Sites {
		if len(places) < rounds {
			places = append(places, site)
		}
	}
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	data, files := t.TempDir(), t.TempDir()
	acknowledged, cut := 0, 0
	begun := time.Now()
	must(t, done, "import", hourlyFile(t, files, "cebu", "citywide", killedRows), "--city", "cebu", "--data", t.TempDir())
	whole := time.Since(begun)
	for round, place := range places {
		file := hourlyFile(t, files, place.City, place.ID, killedRows)
		delay := time.Duration(random.Int64N(int64(whole)))
		if round == 0 {
			delay /= 10 // one is cut off however busy the machine was when the import was timed
		}
		told := killedImport(t, data, file, place.City, delay)
		stored := lookAfterKill(t, c, data, place)
		switch {
		case told && stored != killedRows:
			t.Errorf("round %d: the import was acknowledged and %d of %d values are there", round, stored, killedRows)
		case stored != 0 && stored != killedRows:
			t.Errorf("round %d, killed after %v: %d of %d values are there", round, delay, stored, killedRows)
		case told:
			acknowledged++
			whole = max(whole*2/3, 20*time.Millisecond)
		default:
			cut++
		}
		must(t, done, "import", file, "--city", place.City, "--data", data)
		if stored := lookAfterKill(t, c, data, place); stored != killedRows {
			t.Errorf("round %d: after the second import %d of %d values are there", round, stored, killedRows)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d imports were cut off, %d had been acknowledged; one takes %v", cut, acknowledged, whole)
	if cut == 0 {
		t.Error("no import was cut off: the test tests nothing")
	}
}

// killedImport imports and is killed after the delay; told says that the receipt was printed.
func killedImport(t *testing.T, data, file, city string, delay time.Duration) (told bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), delay) // kills with SIGKILL
	defer cancel()
	command := exec.CommandContext(ctx, binary, "import", file, "--city", city, "--data", data)
	var out bytes.Buffer
	command.Env, command.Stdout = environ(), &out
	_ = command.Run() // killed, as a rule
	return bytes.Contains(out.Bytes(), []byte("stored as upload"))
}

// lookAfterKill counts the values of the place; it holds the ledger to what the store has.
func lookAfterKill(t *testing.T, c *indicators.Catalogue, data string, place indicators.Site) int {
	t.Helper()
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: data, Zone: c.Zone, Check: c.CheckOf, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	series := indicators.Series{City: place.City, Site: place.ID, Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}
	held, err := db.Select(t.Context(), series, indicators.Period{From: time.Unix(0, 0), To: time.Unix(1<<36, 0)})
	if err != nil {
		t.Fatal(err)
	}
	days, err := db.Days(t.Context(), []indicators.Series{series}, indicators.Period{From: time.Unix(0, 0), To: time.Unix(1<<36, 0)}, c.Zone(place.City), indicators.AllOfDay)
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, day := range days[0].Days {
		counted += int(day.Count)
	}
	uploads, err := db.Uploads(t.Context(), indicators.UploadFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	promised := map[indicators.UploadID]int64{}
	for _, u := range uploads {
		if u.State == indicators.Received {
			t.Errorf("upload %s is still open", u.ID)
		}
		if u.State == indicators.Committed {
			promised[u.ID] = u.Receipt.Counts.Created
		}
	}
	found := map[indicators.UploadID]int64{}
	for _, o := range held {
		found[o.Upload]++
	}
	for id, n := range found {
		if promised[id] != n {
			t.Errorf("upload %s promises %d values and %d are there", id, promised[id], n)
		}
	}
	if counted != len(held) {
		t.Errorf("the days of %s count %d of %d", fmt.Sprint(series), counted, len(held))
	}
	return len(held)
}
