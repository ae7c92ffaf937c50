package sqlite

import (
	"context"
	"sort"

	"github.com/aspro-cities/aspro/indicators"
)

// merge is one upload on its way in. It holds the turn from Begin to its end.
type merge struct {
	db          *DB
	request     context.Context
	upload      indicators.Upload
	own         indicators.UploadID // of the upload; −1 in a dry run, whose observations have no number yet
	w           *write
	ended       bool
	judged      bool // what was put has its flags
	outcomes    []indicators.Outcome
	conflicts   []indicators.MergeConflict
	corrections []indicators.Correction
}

// Begin opens the one write; others wait for its end.
func (db *DB) Begin(ctx context.Context, upload indicators.Upload) (indicators.Merge, error) {
	if err := db.own(); err != nil {
		return nil, err
	}
	if err := db.acquire(ctx); err != nil {
		return nil, err
	}
	m := &merge{db: db, request: ctx, upload: upload, own: upload.ID, w: db.newWrite(context.WithoutCancel(ctx))}
	if m.own == 0 {
		m.own = -1
	}
	if _, err := db.exec(m.w.ctx, "BEGIN IMMEDIATE"); err != nil {
		db.release()
		return nil, wrap(err, "beginning to store")
	}
	return m, nil
}

// Put compares a batch with what is stored and with what this merge has put before, and takes what is new.
func (m *merge) Put(ctx context.Context, b indicators.Batch) ([]indicators.Outcome, []indicators.MergeConflict, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, wrap(err, "storing")
	}
	if err := finite([]indicators.Batch{b}); err != nil {
		return nil, nil, err
	}
	outcomes, err := m.put(b)
	return outcomes, m.conflicts, wrap(err, "storing")
}

func (m *merge) put(b indicators.Batch) ([]indicators.Outcome, error) {
	m.outcomes, m.conflicts, m.judged = m.outcomes[:0], nil, false
	p, err := m.w.page(b.Series)
	if err != nil {
		return nil, err
	}
	for i, o := range b.Observations {
		o.Upload = m.own
		outcome, err := m.judge(p, i, o)
		if err != nil {
			return nil, err
		}
		if p.Checks {
			p.Took(b.Watched, o.Start, outcome)
		}
		m.outcomes = append(m.outcomes, outcome)
	}
	if err := m.keepCorrections(p.id); err != nil {
		return nil, err
	}
	return m.outcomes, m.w.relieve()
}

// judge decides what becomes of one observation.
func (m *merge) judge(p *page, index int, o indicators.Observation) (indicators.Outcome, error) {
	k, err := m.w.week(p, weekOf(o.Start))
	if err != nil {
		return 0, err
	}
	at, held := k.find(o.Start)
	if !held {
		overlapped, ok, err := m.overlap(p, k, at, o)
		if err != nil {
			return 0, err
		}
		if ok {
			return m.refuse(index, "period_overlap", overlapped), nil
		}
		m.w.insert(p, k, at, o)
		return indicators.Created, nil
	}
	old := k.held[at]
	outcome, code := indicators.Judge(old, o, old.Upload == m.own || k.hasSeen(o.Start), m.upload.OnConflict)
	switch outcome {
	case indicators.Unchanged:
		k.see(o.Start)
	case indicators.Conflict:
		return m.refuse(index, code, old), nil
	case indicators.Updated:
		k.held[at], k.dirty = o, true
		p.Note(o.Start)
		m.corrections = append(m.corrections, indicators.Correction{Old: old, New: o})
	case indicators.Created, indicators.Repeated:
	}
	return outcome, nil
}

func (m *merge) refuse(index int, code string, old indicators.Observation) indicators.Outcome {
	if old.Upload == m.own { // the dry run's −1 is nobody's number
		old.Upload = m.upload.ID
	}
	m.conflicts = append(m.conflicts, indicators.MergeConflict{Index: index, Code: code, Old: old})
	return indicators.Conflict
}

// overlap finds an observation of the series whose period shares an instant with that of o, which would stand at
// position at of its week.
func (m *merge) overlap(p *page, k *week, at int, o indicators.Observation) (indicators.Observation, bool, error) {
	if p.count == 0 {
		return o, false, nil
	}
	r := p.series.Resolution
	longest := r.Reach()
	if at > 0 && !r.IsCalendar() {
		if before := k.held[at-1]; before.Start+longest > o.Start {
			return before, true, nil
		}
	} else if before, ok, err := m.w.before(p, o.Start, o.Start-longest); err != nil {
		return o, false, err
	} else if ok && r.End(before.Start, p.zone) > o.Start {
		return before, true, nil
	}
	end := r.End(o.Start, p.zone)
	after, ok, err := m.w.after(p, o.Start, end)
	return after, ok, err
}

// hasSeen reports whether the running upload has named this start with the stored figure.
func (k *week) hasSeen(start int64) bool {
	at := sort.Search(len(k.seen), func(i int) bool { return k.seen[i] >= start })
	return at < len(k.seen) && k.seen[at] == start
}

// see notes that the running upload has named this start with the stored figure.
func (k *week) see(start int64) {
	n := len(k.seen)
	if n == 0 || start > k.seen[n-1] {
		k.seen = append(k.seen, start)
		return
	}
	at := sort.Search(n, func(i int) bool { return k.seen[i] >= start })
	if k.seen[at] != start {
		k.seen = append(k.seen, 0)
		copy(k.seen[at+1:], k.seen[at:])
		k.seen[at] = start
	}
}
