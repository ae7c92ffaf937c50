package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"
)

// What the design allows: seconds from start to ready, and MiB of memory.
const (
	startTime    = 0.3
	idleMemory   = 60
	importMemory = 300
)

// BenchmarkStart is `aspro serve` on a folder of 500 series, twenty of them with years of hours: the time until /readyz
// answers 200, and what the process holds in memory then.
func BenchmarkStart(b *testing.B) {
	program, c, t, dir := binary(b), world(), timing{}, b.TempDir()
	db := openStore(b, c, dir)
	fill(b, db, span())
	fillLatest(b, db)
	db.Close()
	var idle float64
	for b.Loop() {
		var p *process
		t.take("start", func() { p = serve(b, program, dir) })
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

// BenchmarkImportMemory is the most memory that `aspro serve` ever held while a million rows were uploaded to it.
func BenchmarkImportMemory(b *testing.B) {
	rows := 1_000_000
	if testing.Short() {
		rows = 50_000
	}
	program := binary(b)
	path, size := statisticsFile(b, rows)
	var peak, before float64
	for b.Loop() {
		dir := b.TempDir()
		p := serve(b, program, dir)
		if held, ok := p.memory("VmHWM"); ok {
			before = max(before, held)
		}
		if created := p.upload(b, path, size); created != int64(rows) {
			b.Fatal(created)
		}
		if held, ok := p.memory("VmHWM"); ok {
			peak = max(peak, held)
		}
		p.stop(b)
		os.RemoveAll(dir)
	}
	if peak > 0 {
		b.ReportMetric(before, "MiB-before")
		report(b, peak, importMemory, "MiB-peak", true)
	}
}

// statisticsFile is hours of Surabaya's PM2.5 that the embedded catalogue and its profile aspro know: five statistics, hour
// by hour, as one series of a million hours would reach back before 1900.
func statisticsFile(tb testing.TB, rows int) (path string, size int64) {
	statistics := [...]string{"mean", "min", "max", "median", "p98"}
	return file(tb, "statistics.csv", func(w *bufio.Writer) {
		fmt.Fprint(w, "city,site,indicator,period,value,unit,statistic,quality,status,source,note,resolution\n")
		for i := range rows {
			hour := i / len(statistics)
			fmt.Fprintf(w, "surabaya,citywide,pm2-5,%s,%.1f,µg/m³,%s,1,observed,,,PT1H\n",
				begin.Add(time.Duration(hour)*time.Hour).Format("2006-01-02T15:04-07:00"), value(i%len(statistics), hour, 1), statistics[i%len(statistics)])
		}
	})
}

// upload sends a file as a client does and gives how many values the receipt says were created.
func (p *process) upload(tb testing.TB, path string, size int64) int64 {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	request, err := http.NewRequest(http.MethodPost, p.url+"/api/v1/uploads?profile=aspro&city=surabaya", f)
	if err != nil {
		tb.Fatal(err)
	}
	request.ContentLength = size
	request.Header.Set("Content-Type", "text/csv")
	request.Header.Set("Authorization", "Bearer "+p.key)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer answer.Body.Close()
	var view struct {
		Counts struct{ Created int64 }
		Detail string // of a problem
	}
	if err := json.NewDecoder(answer.Body).Decode(&view); err != nil || answer.StatusCode != http.StatusCreated {
		tb.Fatal(answer.Status, view, err)
	}
	return view.Counts.Created
}
