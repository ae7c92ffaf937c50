package bench

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/sqlite"
	"github.com/aspro-cities/aspro/ingest"
)

// What the design allows: seconds from start to ready, and MiB of memory.
const (
	startTime    = 0.3
	idleMemory   = 60
	importMemory = 300
)

// BenchmarkStart is a process that loads the embedded catalogue and opens a folder of 500 series, twenty of them with
// years of hours: the time until it is ready, and what it holds in memory then.
func BenchmarkStart(b *testing.B) {
	c, t, dir := world(), timing{}, b.TempDir()
	db := openStore(b, c, dir)
	fill(b, db, span())
	fillLatest(b, db)
	db.Close()
	var idle float64
	for b.Loop() {
		var p *process
		t.take("start", func() { p = start(b, "start", dir) })
		b.StopTimer()
		time.Sleep(200 * time.Millisecond) // so that what the start left behind is idle
		if held, ok := p.memory("VmRSS"); ok {
			idle = max(idle, held)
		}
		p.stop(b)
		b.StartTimer()
	}
	report(b, t.median("start").Seconds(), startTime, "s-to-ready", true)
	if idle > 0 {
		report(b, idle, idleMemory, "MiB-idle", true)
	}
}

// BenchmarkImportMemory is the most memory that a process ever held which imports a million rows.
func BenchmarkImportMemory(b *testing.B) {
	rows := 1_000_000
	if testing.Short() {
		rows = 50_000
	}
	path, _ := stationFile(b, rows, true)
	var peak float64
	for b.Loop() {
		dir := b.TempDir()
		p := start(b, "import", dir, path)
		if held, ok := p.memory("VmHWM"); ok {
			peak = max(peak, held)
		}
		p.stop(b)
		os.RemoveAll(dir)
	}
	if peak > 0 {
		report(b, peak, importMemory, "MiB-peak", true)
	}
}

// childImport imports a file of the world's into an empty folder.
func childImport(dir, path string) int {
	c := world()
	db, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Zone: c.Zone, Now: now})
	if err != nil {
		return fail(err)
	}
	defer db.Close()
	f, err := os.Open(path)
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	im := &ingest.Importer{Catalogue: c, Ledger: db, Intake: db, Now: now}
	result, err := im.Import(context.Background(), f, ingest.Options{Request: indicators.UploadRequest{City: "surabaya", Profile: "long"}})
	if err != nil {
		return fail(err)
	}
	if result.Upload.State != indicators.Committed {
		return fail(fmt.Errorf("the upload was %s: %v", result.Upload.State, result.Upload.Receipt.Problems))
	}
	return wait()
}
