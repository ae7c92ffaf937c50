package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sort"

	"github.com/aspro-cities/aspro/indicators"
)

// heldLimit is how many unpacked observations a write keeps before it packs them into the open
// transaction: 32 bytes each.
const heldLimit = 200_000

// write is one open transaction with the weeks it has unpacked. Only who holds the turn has one.
type write struct {
	db    *DB
	ctx   context.Context // of the transaction; never the request's own cancellation
	pages map[indicators.Series]*page
	held  int // observations unpacked in all weeks
}

func (db *DB) newWrite(ctx context.Context) *write {
	return &write{db: db, ctx: ctx, pages: map[indicators.Series]*page{}}
}

// page is one series under the pen.
type page struct {
	entry
	stored  bool // the series has its row, so weeks may lie in the file
	changed bool // observations were written
	weeks   map[int64]*week
	recent  *week
	seen    map[int64][]int64 // of the weeks that were packed: they may be opened again
	indicators.Judging
}

// week is the observations of one series in one week, sorted by start.
type week struct {
	number int64
	held   []indicators.Observation
	seen   []int64 // starts that the running upload named again with the stored figure; sorted
	dirty  bool
}

// page opens a series; a new one gets its id and its row at once.
func (w *write) page(series indicators.Series) (*page, error) {
	if p := w.pages[series]; p != nil {
		return p, nil
	}
	e, ok := w.db.entry(series)
	p := &page{entry: e, stored: ok, weeks: map[int64]*week{}}
	if !ok {
		p.series, p.name, p.zone = series, series.String(), w.db.options.Zone(series.City)
		result, err := w.db.exec(w.ctx, "INSERT INTO series (city, site, indicator, resolution, statistic, zone, first, last, count) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0)",
			series.City, series.Site, series.Indicator, series.Resolution.String(), series.Statistic, p.zone.String())
		if err != nil {
			return nil, err
		}
		if p.id, err = result.LastInsertId(); err != nil {
			return nil, err
		}
	}
	p.Judging = indicators.JudgingOf(w.db.options.Check, series)
	w.pages[series] = p
	return p, nil
}

// week gives the observations of a week, unpacked.
func (w *write) week(p *page, number int64) (*week, error) {
	if p.recent != nil && p.recent.number == number {
		return p.recent, nil
	}
	k := p.weeks[number]
	if k == nil {
		k = &week{number: number, seen: p.seen[number]}
		if p.count > 0 && number >= weekOf(p.first) && number <= weekOf(p.last) {
			if err := w.read(p, k); err != nil {
				return nil, err
			}
		}
		p.weeks[number] = k
	}
	p.recent = k
	return k, nil
}

func (w *write) read(p *page, k *week) error {
	s, err := w.db.statement(w.ctx, "SELECT data FROM chunk WHERE k = ?")
	if err != nil {
		return err
	}
	var row []byte
	if err := s.QueryRowContext(w.ctx, chunkKey(p.id, k.number)).Scan(&row); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	}
	k.held, err = unpackChunk(nil, k.number, row)
	w.held += len(k.held)
	return err
}

// find is the place of start in the week, and whether an observation stands there.
func (k *week) find(start int64) (int, bool) {
	n := len(k.held)
	if n == 0 || start > k.held[n-1].Start {
		return n, false
	}
	at := sort.Search(n, func(i int) bool { return k.held[i].Start >= start })
	return at, k.held[at].Start == start
}

// insert puts a new observation where find has shown there is none.
func (w *write) insert(p *page, k *week, at int, o indicators.Observation) {
	if at == len(k.held) {
		k.held = append(k.held, o)
	} else {
		k.held = slices.Insert(k.held, at, o)
	}
	k.dirty = true
	p.Note(o.Start)
	w.held++
	if p.count == 0 || o.Start < p.first {
		p.first = o.Start
	}
	if p.count == 0 || o.Start > p.last {
		p.last = o.Start
	}
	p.count++
}

// before is the last observation of the series that starts before start and not before since; ok is false when there is none.
func (w *write) before(p *page, start, since int64) (o indicators.Observation, ok bool, err error) {
	if p.count == 0 || start <= p.first || since > p.last {
		return o, false, nil
	}
	for number := weekOf(min(start-1, p.last)); ; {
		k, err := w.week(p, number)
		if err != nil {
			return o, false, err
		}
		if at, _ := k.find(start); at > 0 {
			o = k.held[at-1]
			return o, o.Start >= since, nil
		}
		if number, ok, err = w.nextWeek(p, number, weekOf(max(since, p.first)), true); err != nil || !ok {
			return o, false, err
		}
	}
}

// after is the first observation of the series that starts after start and before until.
func (w *write) after(p *page, start, until int64) (o indicators.Observation, ok bool, err error) {
	if p.count == 0 || start >= p.last || until <= p.first {
		return o, false, nil
	}
	for number := weekOf(max(start+1, p.first)); ; {
		k, err := w.week(p, number)
		if err != nil {
			return o, false, err
		}
		if at, same := k.find(start); at < len(k.held) {
			if same {
				at++
			}
			if at < len(k.held) {
				o = k.held[at]
				return o, o.Start < until, nil
			}
		}
		if number, ok, err = w.nextWeek(p, number, weekOf(min(until-1, p.last)), false); err != nil || !ok {
			return o, false, err
		}
	}
}

// nextWeek is the nearest week from number (not included) to limit (included) that is unpacked here or packed in the file.
func (w *write) nextWeek(p *page, number, limit int64, backward bool) (int64, bool, error) {
	from, to, query := number+1, limit, "SELECT min(k) FROM chunk WHERE k BETWEEN ? AND ?"
	if backward {
		from, to, query = limit, number-1, "SELECT max(k) FROM chunk WHERE k BETWEEN ? AND ?"
	}
	if from > to {
		return 0, false, nil
	}
	s, err := w.db.statement(w.ctx, query)
	if err != nil {
		return 0, false, err
	}
	var key sql.NullInt64
	if err := s.QueryRowContext(w.ctx, chunkKey(p.id, from), chunkKey(p.id, to)).Scan(&key); err != nil {
		return 0, false, err
	}
	found, ok := weekOfKey(key.Int64), key.Valid
	for n, k := range p.weeks {
		if n >= from && n <= to && len(k.held) > 0 && (!ok || (n > found) == backward && n != found) {
			found, ok = n, true
		}
	}
	return found, ok, nil
}

// put is Append's rule: the last write wins.
func (w *write) put(b indicators.Batch) error {
	p, err := w.page(b.Series)
	if err != nil {
		return err
	}
	for _, o := range b.Observations {
		k, err := w.week(p, weekOf(o.Start))
		if err != nil {
			return err
		}
		if at, ok := k.find(o.Start); !ok {
			w.insert(p, k, at, o)
		} else if k.held[at] != o {
			k.held[at], k.dirty = o, true
		}
	}
	return w.relieve()
}

// relieve packs what is held into the transaction when it has become much.
func (w *write) relieve() error {
	if w.held < heldLimit {
		return nil
	}
	return w.pack()
}
