package ingest

import (
	"cmp"
	"slices"
	"sync"

	"github.com/aspro-cities/aspro/indicators"
)

// mostWatched bounds how many series are followed from post to post.
const mostWatched = 20_000

// watches follow series from post to post, so that a reading is compared with the one before though it came alone. A
// spike is seen only where the reading after it is in the same post. What is remembered is lost with the process: a
// test then begins anew. The zero value is ready; safe for concurrent use.
type watches struct {
	mu   sync.Mutex
	held map[indicators.Series]*watch
}

// flag sets the quality of rows that the checks doubt, and tells what was found, series by series. Own is then what
// the row said. Nothing is remembered of a dry run, nor of rows that are earlier than what is remembered.
func (ws *watches) flag(d *posted, dryRun bool) (warnings []indicators.RowProblem) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.held == nil || len(ws.held) > mostWatched {
		ws.held = map[indicators.Series]*watch{}
	}
	bySeries := map[indicators.Series][]int{}
	var order []indicators.Series
	for i := range d.rows {
		series := d.rows[i].Series
		if bySeries[series] == nil {
			order = append(order, series)
		}
		bySeries[series] = append(bySeries[series], i)
	}
	for _, series := range order {
		check, ok := d.plan.catalogue.CheckOf(series.Indicator, series.Resolution)
		if !ok || series.Statistic != "mean" && series.Statistic != "instant" {
			continue
		}
		rows := bySeries[series]
		slices.SortFunc(rows, func(a, b int) int { return cmp.Compare(d.rows[a].Observation.Start, d.rows[b].Observation.Start) })
		w := ws.held[series]
		if w == nil || dryRun || d.rows[rows[0]].Observation.Start <= w.last.start {
			w = newWatch(check, series.Resolution)
			if !dryRun && ws.held[series] == nil {
				ws.held[series] = w
			}
		}
		warnings = append(warnings, d.watched(w, series, rows)...)
	}
	return warnings
}

// watched lets a watch judge the rows of one series, which are in the order of time.
func (d *posted) watched(w *watch, series indicators.Series, rows []int) (warnings []indicators.RowProblem) {
	w.found = [len(tests)]finding{}
	at := make(map[int32]int, len(rows))
	readings := make([]indicators.Observation, 0, len(rows))
	for _, i := range rows {
		at[d.rows[i].Observation.Line] = i
		readings = append(readings, d.rows[i].Observation)
	}
	judged := func(out []indicators.Observation, own []indicators.Quality) {
		for k, o := range out {
			row := &d.rows[at[o.Line]]
			row.Observation.Quality, row.Own = o.Quality, own[k]
		}
	}
	judged(w.take(readings))
	judged(w.rest())
	e := &extent{lane: d.of[rows[0]], watch: w}
	for test, found := range w.found {
		if found.count > 0 {
			warnings = append(warnings, *e.doubt(test, found, series))
		}
	}
	return warnings
}
