package influx

import (
	"encoding/json"
	"math/bits"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// TestDaysArePushedDown: every pipeline that Days sends is one aggregate inside the storage engine and nothing beside
// it, in zones with and without summer time and whatever numbers are needed, as the server's own profiler tells.
func TestDaysArePushedDown(t *testing.T) {
	server := startInfluxd(t).recorded(t)
	store := server.bucket(t, "profiled")
	series := hourly(t, store, 800)
	whole := indicators.Period{From: earliest, To: latest}
	for name, needed := range map[string]indicators.DayNumbers{"Asia/Jakarta": indicators.DaySum, "Asia/Manila": 0, "UTC": indicators.AllOfDay,
		"Europe/Rome": indicators.DayMin | indicators.DayMax, "America/St_Johns": indicators.DayMax, "Pacific/Apia": indicators.AllOfDay} {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			server.Heard()
			days, err := store.Days(t.Context(), series, whole, zone, needed)
			if err != nil || len(days) != len(series) || len(days[0].Days) < 800 {
				t.Fatal(err, len(days))
			}
			queries, _ := server.Heard()
			want := 2 + bits.OnesCount8(uint8(needed)) // counts, numbers, what is held: no day needs its values
			if len(pieces(earliest, latest, zone)) > fewPieces {
				want++ // the extent
			}
			if len(queries) != want {
				t.Fatalf("%d queries, not %d", len(queries), want)
			}
			asked := ""
			for _, q := range queries {
				asked += q.Text
				if operators, readers := server.profile(t, q.Body), strings.Count(q.Text, "from("); !arePushedDown(operators, readers) {
					t.Errorf("%d pipelines, operators %v, in\n%s", readers, operators, q.Text)
				}
			}
			for number, name := range []string{"fn: sum", "fn: min", "fn: max"} {
				if asked := strings.Contains(asked, name); asked != (needed&(1<<number) != 0) {
					t.Errorf("numbers %03b are needed, and %q is asked: %v", needed, name, asked)
				}
			}
		})
	}
}

// TestProfilerSeesWhatIsNotPushedDown holds the check itself: raw values, and one source for two aggregates.
func TestProfilerSeesWhatIsNotPushedDown(t *testing.T) {
	server := startInfluxd(t).recorded(t)
	store := server.bucket(t, "profiled")
	series := hourly(t, store, 2)
	server.Heard()
	if _, err := store.Select(t.Context(), series[0], indicators.Period{From: earliest, To: latest}); err != nil {
		t.Fatal(err)
	}
	queries, _ := server.Heard()
	shared := `d = from(bucket: "profiled") |> range(start: 2000-01-01T00:00:00Z) |> filter(fn: (r) => r._field == "value")
d |> aggregateWindow(every: 1d, fn: sum, createEmpty: false) |> yield(name: "a")
d |> aggregateWindow(every: 1d, fn: count, createEmpty: false) |> yield(name: "b")`
	body, err := json.Marshal(map[string]any{"query": shared, "type": "flux"})
	if err != nil {
		t.Fatal(err)
	}
	for i, body := range [][]byte{queries[0].Body, body} {
		if operators := server.profile(t, body); len(operators) == 0 || arePushedDown(operators, 1+i) {
			t.Error(operators)
		}
	}
}

// arePushedDown reports whether there is one reader of aggregates for every pipeline, and beside them nothing but
// keep(), which leaves out columns of what the storage has already summed.
func arePushedDown(operators map[string]int, pipelines int) bool {
	readers := 0
	for name, n := range operators {
		switch name {
		case "*influxdb.readWindowAggregateSource", "*influxdb.readGroupSource":
			readers += n
		case "*universe.schemaMutationTransformation":
		default:
			return false
		}
	}
	return readers == pipelines
}

// profile runs a query with the operator profiler and tells how often each operator stands in the plan.
func (r recorded) profile(t *testing.T, body []byte) map[string]int {
	t.Helper()
	var query map[string]any
	if err := json.Unmarshal(body, &query); err != nil {
		t.Fatal(err)
	}
	query["query"] = "import \"profiler\"\noption profiler.enabledProfilers = [\"operator\"]\n" + query["query"].(string)
	status, answer := r.Call(http.MethodPost, "/api/v2/query?org="+url.QueryEscape(r.Org), query)
	if status != http.StatusOK {
		t.Fatalf("%d: %s", status, answer)
	}
	operators := map[string]int{}
	for line := range strings.Lines(string(answer)) {
		if cells := strings.Split(line, ","); len(cells) > 4 && cells[3] == "profiler/operator" {
			operators[cells[4]]++
		}
	}
	return operators
}

// hourly stores two sites of good values for some days that begin in June 2001.
func hourly(t *testing.T, store *Store, days int) []indicators.Series {
	t.Helper()
	var series []indicators.Series
	for _, site := range []string{"citywide", "kenjeran"} {
		b := indicators.Batch{Series: indicators.Series{City: "surabaya", Site: site, Indicator: "pm2-5", Resolution: indicators.PT1H, Statistic: "mean"}}
		for i := range int64(24 * days) {
			b.Observations = append(b.Observations, indicators.Observation{Start: 991_353_600 + i*3600, Value: float64(i), Quality: indicators.Good, Status: indicators.Observed})
		}
		if err := store.Append(t.Context(), []indicators.Batch{b}); err != nil {
			t.Fatal(err)
		}
		series = append(series, b.Series)
	}
	return series
}
