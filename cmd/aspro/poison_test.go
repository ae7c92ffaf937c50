package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators/influx/influxtest"
)

// poison are words for a site that break encoders further in: InfluxDB's line protocol cannot write a tag that ends in a
// backslash, cuts at a line break and stops at a NUL; 70 kB are more than its series index takes.
var poison = map[string]string{"backslash": `evil\`, "line break": "ci\nty", "NUL": "ci\x00ty", "70 kB": strings.Repeat("a", 70_000), "bidi": "ci\u202ety", "quote": `ci"ty`, "comma and equals": "a=1,b"}

// TestPoisonRowsAreRefused: each stands behind a good row and is refused with its place, in a file, a JSON batch and line
// protocol, by a running server on either store. Nothing of it reaches the store, the next good figures are stored
// at once, and in the end the store holds these alone.
func TestPoisonRowsAreRefused(t *testing.T) {
	t.Parallel()
	t.Run("Embedded", func(t *testing.T) { poisonRows(t, start(t, "--data", t.TempDir(), "--rate-limit", "0")) })
	t.Run("InfluxDB", func(t *testing.T) {
		server := influxtest.Start(t, influxtest.Options{})
		poisonRows(t, startIn(t, append(influxEnv(server), "ASPRO_INFLUX_BUCKET="+server.Bucket), "--data", t.TempDir(), "--rate-limit", "0"))
	})
}

func poisonRows(t *testing.T, s *running) {
	good, month := 0, 1
	period := func() string {
		month++
		return time.Date(1950, time.Month(month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	}
	cell := func(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
	row := func(site, value, note string) string {
		return fmt.Sprintf("surabaya,%s,recycling-rate,%s,%s,%%,mean,2,observed,the city,%s\n", cell(site), period(), value, note)
	}
	point := func(site, value string) string {
		text, _ := json.Marshal(site)
		return fmt.Sprintf(`{"city":"surabaya","site":%s,"indicator":"recycling-rate","period":%q,"value":%s}`, text, period(), value)
	}
	line := func(site, value string) string {
		month++
		return fmt.Sprintf("air,city=surabaya,site=%s,resolution=PT1H pm10=%s %d\n", site, value, 1_700_000_000/3600*3600+3600*month)
	}
	next := func(t *testing.T) {
		t.Helper()
		for _, answer := range []sent{
			s.send(t, "/api/v1/uploads?profile=aspro&city=surabaya", "text/csv", strings.NewReader(header+row("citywide", "11.5", ""))),
			s.send(t, "/api/v1/observations", "application/json", strings.NewReader(point("citywide", "12"))),
			s.send(t, "/api/v2/write?bucket=aspro&precision=s", "text/plain", strings.NewReader(line("citywide", "30"))),
		} {
			if answer.status >= 300 || strings.Contains(answer.text, `"spooled"`) {
				t.Errorf("the good one behind it: %+v", answer)
			}
			good++
		}
	}
	refused := func(t *testing.T, got sent, status int, parts ...string) {
		t.Helper()
		if got.status != status {
			t.Errorf("%d, not %d: %.500s", got.status, status, got.text)
		}
		if has(t, got.text, parts...); len(got.text) > 8<<10 {
			t.Errorf("the refusal itself has %d bytes", len(got.text))
		}
		next(t)
	}
	// written sends a good and a bad line. One that cannot be parsed refuses both (400); of a partial write (422) the first is stored.
	written := func(t *testing.T, lines string) {
		t.Helper()
		got := s.send(t, "/api/v2/write?bucket=aspro&precision=s", "text/plain", strings.NewReader(lines))
		if got.status == http.StatusUnprocessableEntity {
			good++
			refused(t, got, http.StatusUnprocessableEntity, "line 2, field pm10")
			return
		}
		refused(t, got, http.StatusBadRequest, "line 2")
	}
	for name, site := range poison {
		t.Run(name, func(t *testing.T) {
			place := []string{`"line":3`, `"column":"site"`}
			if len(site) > 1024 {
				place = []string{`"line":3`} // the record is longer than any that is read: its cells are not told apart
			}
			refused(t, s.send(t, "/api/v1/uploads?profile=aspro&city=surabaya", "text/csv", strings.NewReader(header+row("citywide", "11.5", "")+row(site, "11.5", ""))), 422, place...)
			refused(t, s.send(t, "/api/v1/observations", "application/json", strings.NewReader("["+point("citywide", "12")+","+point(site, "12")+"]")), 422, `"pointer":"/1/site"`, `unknown_site`)
			written(t, line("citywide", "30")+line(site, "30"))
		})
	}
	for _, value := range []string{"NaN", "Inf", "-Infinity", "1e400", "0x1p-2", "1_000"} {
		t.Run(value, func(t *testing.T) {
			refused(t, s.send(t, "/api/v1/uploads?profile=aspro&city=surabaya", "text/csv", strings.NewReader(header+row("citywide", "11.5", "")+row("citywide", value, ""))), 422, `"line":3`, `"column":"value"`, "value_unreadable")
			refused(t, s.send(t, "/api/v1/observations", "application/json", strings.NewReader("["+point("citywide", "12")+","+point("citywide", value)+"]")), 422, "/1")
			written(t, line("citywide", "30")+line("citywide", value))
		})
	}
	t.Run("NUL in a note", func(t *testing.T) {
		refused(t, s.send(t, "/api/v1/uploads?profile=aspro&city=surabaya", "text/csv", strings.NewReader(header+row("citywide", "11.5", "a\x00b"))), 422, `"line":2`, `"column":"note"`, "control_character")
	})
	var list struct {
		Data []struct{ Count int }
	}
	_, body := s.get(t, "/api/v1/series?city=surabaya")
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, series := range list.Data {
		held += series.Count
	}
	if held != good {
		t.Errorf("the store holds %d figures, not the %d good ones: %s", held, good, body)
	}
}
