package ingest

import (
	"bytes"
	"maps"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// run is the observations of one series in one block, in file order.
type run struct {
	resolution   indicators.Resolution
	lane         *lane
	observations []indicators.Observation
}

// decoded is what one block came to.
type decoded struct {
	seq      int
	runs     []*run
	problems []indicators.RowProblem
	warnings []indicators.RowProblem // of this block, at most mostWarnings
	counts   indicators.Counts       // of rows, received, missing and rejected; the merge knows the others
	fault    error                   // that ends the upload
	data     []byte                  // the block's buffer, to be used again
}

// decoder turns blocks into runs. Each worker has its own; nothing in it is shared.
type decoder struct {
	plan    *plan
	upload  indicators.UploadID
	records recordScanner
	lanes   map[string]*lane
	key     []byte // scratch
	lastKey []byte
	last    *lane
	places  map[string]*lane // of rows of several values
	home    *lane            // of those that name no place
	clocks  map[clockKey]*clock
	zones   map[string]*time.Location // of cells
	out     decoded
}

// maxLanes bounds what a decoder remembers from one block to the next: a file of ever new words must not fill the memory.
const maxLanes = 10_000

type clockKey struct {
	zone       *time.Location
	resolution indicators.Resolution
}

func newDecoder(p *plan, upload indicators.UploadID) *decoder {
	return &decoder{plan: p, upload: upload, lanes: map[string]*lane{}, places: map[string]*lane{}, clocks: map[clockKey]*clock{}, zones: map[string]*time.Location{}}
}

// decode reads one block; its runs are valid until the next call.
func (d *decoder) decode(b block) decoded {
	if len(d.lanes) > maxLanes {
		d.lanes, d.last = map[string]*lane{}, nil
	}
	d.out = decoded{seq: b.seq, data: b.data, runs: d.out.runs[:0]}
	for _, l := range d.lanes {
		for i := range l.runs {
			l.runs[i].observations = l.runs[i].observations[:0]
		}
	}
	d.records = recordScanner{data: b.data, line: b.line, delimiter: d.plan.delimiter, limits: d.plan.limits, cells: d.records.cells[:0]}
	row := d.long
	if d.plan.profile.Layout != "long" {
		row = d.wide
	}
	hasNul := bytes.IndexByte(b.data, 0) >= 0
	for {
		ok, problem := d.records.scan()
		if !ok {
			break
		}
		if problem == nil && blank(d.records.cells) {
			continue
		}
		if problem == nil && d.plan.repeatsHeader(d.records.cells) {
			d.note(problemf(d.records.begin, "", "header_repeated", "", "The header stands here again; the line was passed over."))
			continue
		}
		d.out.counts.Rows++
		if problem != nil && problem.Column != "" { // a cell that cannot be read, by its number
			problem.Column = firstOf(d.plan.column(len(d.records.cells)), problem.Column)
		}
		if problem == nil {
			problem = d.plan.checkCells(d.records.cells, d.records.begin)
		}
		if problem == nil && hasNul {
			problem = d.plan.checkNul(d.records.cells, d.records.begin)
		}
		if problem != nil {
			d.reject(problem, 1)
			continue
		}
		row(d.records.cells, d.records.begin)
	}
	for _, l := range d.lanes {
		for i := range l.runs {
			if len(l.runs[i].observations) > 0 {
				d.out.runs = append(d.out.runs, &l.runs[i])
			}
		}
	}
	slices.SortFunc(d.out.runs, func(a, b *run) int { return int(a.observations[0].Line - b.observations[0].Line) })
	return d.out
}

// reject counts cells as received and rejected, and lists the problem: once where it is that of the whole row, as an unknown site.
func (d *decoder) reject(problem *indicators.RowProblem, cells int64) {
	d.out.counts.Received += cells
	d.out.counts.Rejected += cells
	if n := len(d.out.problems); n > 0 && d.out.problems[n-1] == *problem {
		return
	}
	d.out.problems = append(d.out.problems, *problem)
}

// laneOf finds or makes the lane of the cells whose bytes are in d.key.
func (d *decoder) laneOf(make func() *lane) *lane {
	if d.last != nil && string(d.key) == string(d.lastKey) {
		return d.last
	}
	found := d.lanes[string(d.key)]
	if found == nil {
		found = make()
		d.lanes[string(d.key)] = found
	}
	d.last, d.lastKey = found, append(d.lastKey[:0], d.key...)
	return found
}

// take appends one observation to its run.
func (l *lane) take(resolution indicators.Resolution, o indicators.Observation) {
	for i := range l.runs {
		if l.runs[i].resolution == resolution {
			l.runs[i].observations = append(l.runs[i].observations, o)
			return
		}
	}
	l.runs = append(l.runs, run{resolution: resolution, lane: l, observations: []indicators.Observation{o}})
}

// put reads a cell into the lane's unit, checks what the catalogue thinks plausible, and takes it.
func (d *decoder) put(l *lane, cell []byte, start int64, resolution indicators.Resolution, line int, column string, m *marks) {
	o := indicators.Observation{Start: start, Upload: d.upload, Line: int32(line), Quality: l.quality, Status: l.status}
	text := cell
	if len(d.plan.profile.Suffixes) > 0 {
		var flag string
		if text, flag = d.plan.suffix(cell); flag != "" {
			flagged := lane{quality: l.quality, status: l.status}
			problem := d.plan.flag(&flagged, flagWord{text: flag})
			switch {
			case problem != nil:
				problem.Line, problem.Column = line, column
				d.reject(problem, 1)
				return
			case flagged.missing != noMark:
				d.miss(flagged.missing)
				return
			case len(text) == 0: // the flag alone, where a value should be
				d.miss(faulty)
				return
			}
			o.Quality, o.Status = flagged.quality, flagged.status
		}
	}
	if m.of(text) == limit {
		text = []byte(m.means[string(text)])
	}
	var code string
	if o.Value, o.Censored, code = d.plan.numbers.parse(text); code != "" && l.isPercent() && isPercentage(text) {
		o.Value, o.Censored, code = d.plan.numbers.parse(withoutPercent(text))
	}
	if code != "" {
		d.reject(numberProblem(line, column, code, string(cell), d.plan.numbers), 1)
		return
	}
	o.Value = l.scale.apply(o.Value)
	if p := l.indicator.Plausible; p.Low() != nil && o.Value < *p.Low() || p.Max != nil && o.Value > *p.Max {
		d.reject(implausible(line, column, string(cell), l.indicator), 1)
		return
	}
	d.out.counts.Received++
	l.take(resolution, o)
}

// mostWarnings bounds the warnings of a block, and of a receipt.
const mostWarnings = 100

// note lists a warning.
func (d *decoder) note(warning *indicators.RowProblem) {
	if len(d.out.warnings) < mostWarnings {
		d.out.warnings = append(d.out.warnings, *warning)
	}
}

// repeatsHeader reports whether a row is the header again, as files have it that were joined.
func (p *plan) repeatsHeader(cells [][]byte) bool {
	if p.profile.Headerless || len(cells) != len(p.header) || string(cellAt(cells, 0)) != p.header[0] {
		return false
	}
	for i, name := range p.header {
		if string(cellAt(cells, i)) != name {
			return false
		}
	}
	return true
}

// inTime refuses what begins before 1900 or after now; only a projection may lie in the future.
func (d *decoder) inTime(start int64, l *lane) faultOf {
	if start < -2208988800-86400 {
		return faultf("before_1900", "", "Nothing before 1900 is stored.")
	}
	if start > d.plan.now && l.status != indicators.Projected {
		return faultf("future", "Only a projection may lie in the future: give it the status projected.", "This period has not begun.")
	}
	return faultOf{}
}

// blank reports whether all cells are empty.
func blank(cells [][]byte) bool {
	for _, cell := range cells {
		for _, c := range cell {
			if c != ' ' && c != '\t' {
				return false
			}
		}
	}
	return true
}

func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
