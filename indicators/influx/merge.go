package influx

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// merge is one upload on its way in; what it takes is held here until Commit.
type merge struct {
	in          *Intake
	upload      indicators.Upload
	own         indicators.UploadID // −1 in a dry run
	replay      bool                // decided before
	again       bool                // a part of it may be stored already: it is written again
	ended       bool
	judged      bool // what was put has its flags
	shelves     map[indicators.Series]*shelf
	outcomes    []indicators.Outcome
	conflicts   []indicators.MergeConflict
	corrections []indicators.Correction
	anew        []indicators.Batch // of a part that was cut: what it was about to write anew
}

// Put compares a batch with what is stored and with what this merge has put before, and takes what is new.
func (m *merge) Put(ctx context.Context, b indicators.Batch) ([]indicators.Outcome, []indicators.MergeConflict, error) {
	m.outcomes, m.conflicts, m.judged = m.outcomes[:0], nil, false
	if err := checkSeries(b.Series); err != nil {
		return nil, nil, err
	}
	h, err := m.shelf(ctx, b.Series)
	if err != nil {
		return nil, nil, err
	}
	for i, o := range b.Observations {
		o.Upload = m.own
		outcome, err := m.judge(ctx, h, i, o)
		if err != nil {
			return nil, nil, err
		}
		if h.Checks {
			h.Took(b.Watched, o.Start, outcome)
		}
		m.outcomes = append(m.outcomes, outcome)
	}
	return m.outcomes, m.conflicts, nil
}

func (m *merge) judge(ctx context.Context, h *shelf, index int, o indicators.Observation) (indicators.Outcome, error) {
	if err := h.load(ctx, m.in.Store, o.Start); err != nil {
		return 0, err
	}
	old, held := h.at(o.Start)
	if !held {
		overlapped, ok, err := h.overlap(ctx, m.in.Store, o.Start)
		if err != nil {
			return 0, err
		}
		if ok {
			return m.refuse(index, "period_overlap", overlapped), nil
		}
		h.take(o)
		if m.again {
			h.seen[o.Start] = true
		}
		return indicators.Created, nil
	}
	if m.again && old.Upload == m.own && !h.seen[o.Start] && old.SameFigure(o) { // a part of this upload that was written before
		h.take(o)
		h.seen[o.Start] = true
		return indicators.Created, nil
	}
	outcome, code := indicators.Judge(old, o, old.Upload == m.own || h.seen[o.Start], m.upload.OnConflict)
	switch outcome {
	case indicators.Unchanged:
		h.seen[o.Start] = true
	case indicators.Conflict:
		return m.refuse(index, code, old), nil
	case indicators.Updated:
		h.take(o)
		m.corrections = append(m.corrections, indicators.Correction{Series: h.series, Old: old, New: o,
			KeyID: m.upload.KeyID, Reason: m.upload.Reason, At: m.in.Now()})
	case indicators.Created, indicators.Repeated:
	}
	return outcome, nil
}

func (m *merge) refuse(index int, code string, old indicators.Observation) indicators.Outcome {
	if old.Upload == m.own {
		old.Upload = m.upload.ID
	}
	m.conflicts = append(m.conflicts, indicators.MergeConflict{Index: index, Code: code, Old: old})
	return indicators.Conflict
}

// Commit keeps what was decided in the ledger, writes it, and ends the upload. When the store goes away
// meanwhile the upload stays Committing, and is replayed: that is no error.
func (m *merge) Commit(ctx context.Context, receipt indicators.Receipt, problems []indicators.RowProblem) (indicators.Upload, error) {
	if m.ended || m.own < 0 {
		return m.upload, indicators.Errorf(indicators.Internal, "this merge cannot be committed")
	}
	defer m.Rollback()
	ctx = context.WithoutCancel(ctx)
	if !m.judged {
		if _, err := m.Judge(ctx); err != nil {
			return m.upload, err
		}
	}
	batches, reflagged := m.batches()
	if !m.replay {
		m.upload.State, m.upload.Receipt = indicators.Committing, receipt
		if err := m.in.Ledger.Stage(ctx, m.upload, problems, m.corrections, reflagged); err != nil {
			return m.upload, err
		}
	}
	refused, err := m.in.Store.append(ctx, batches)
	if err != nil {
		if indicators.KindOf(err) == indicators.Unavailable {
			return m.upload, nil
		}
		return m.upload, err
	}
	m.in.passed(batches)
	if len(refused) > 0 {
		if err := m.bury(ctx, refused); err != nil {
			return m.upload, err
		}
	}
	m.upload.State, m.upload.SettledAt = indicators.Committed, m.in.Now().UTC()
	if err := m.in.Ledger.Mark(ctx, m.upload.ID, indicators.Committed, m.upload.SettledAt); err != nil {
		return m.upload, err
	}
	return m.upload, nil
}

// bury lists what the store refuses for good. That should never be: every line is of our own making, so that
// the reason is in the bucket, such as another type of a field that somebody else has written.
func (m *merge) bury(ctx context.Context, refused []string) error {
	var problems []indicators.RowProblem
	for _, line := range refused {
		problems = append(problems, indicators.NewRowProblem(0, "", "store_refused", line,
			indicators.Phrasef("The store refuses this observation: the bucket holds something that is not of this program's making.")).
			Advise(indicators.Phrasef("Find what else writes into the bucket, mend it there, and send the row again.")))
	}
	if err := m.in.Ledger.Bury(ctx, m.upload.ID, problems); err != nil {
		return err
	}
	buried, err := m.in.Ledger.Upload(ctx, m.upload.ID)
	m.upload.Receipt = buried.Receipt
	return err
}

// batches is everything that is to be written, by series and time; reflagged is what of it is of other uploads.
func (m *merge) batches() (all, reflagged []indicators.Batch) {
	for series, h := range m.shelves {
		b, others := indicators.Batch{Series: series}, indicators.Batch{Series: series}
		for _, number := range slices.Sorted(maps.Keys(h.weeks)) {
			for _, o := range h.weeks[number] {
				if o.Upload == m.own || h.reflagged[o.Start] {
					b.Observations = append(b.Observations, o)
				}
				if o.Upload != m.own && h.reflagged[o.Start] {
					others.Observations = append(others.Observations, o)
				}
			}
		}
		if len(b.Observations) > 0 {
			all = append(all, b)
		}
		if len(others.Observations) > 0 {
			reflagged = append(reflagged, others)
		}
	}
	return all, reflagged
}

// Judge flags again, series by series, where what the batches say of themselves may not stand.
func (m *merge) Judge(ctx context.Context) (all []indicators.Judged, err error) {
	for series, h := range m.shelves {
		if !h.Owes(series.Resolution, h.stored, h.first, h.last) {
			continue
		}
		for _, at := range h.Check.Stretches(series.Resolution, &h.Changed) {
			if err := h.surround(ctx, m.in.Store, at.Since, at.Until); err != nil {
				return nil, err
			}
		}
		all = append(all, h.judge(func(o indicators.Observation) bool { return o.Upload == m.own }, func(o indicators.Observation) {
			if h.put(o); o.Upload != m.own {
				h.reflagged[o.Start] = true
			}
		}))
	}
	slices.SortFunc(all, func(a, b indicators.Judged) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	m.judged = true
	return all, nil
}

// Rollback gives the turn back; nothing was written before Commit.
func (m *merge) Rollback() {
	if !m.ended {
		m.ended = true
		m.in.turn <- struct{}{}
	}
}

// shelf opens a series.
func (m *merge) shelf(ctx context.Context, series indicators.Series) (*shelf, error) {
	if h := m.shelves[series]; h != nil {
		return h, nil
	}
	h := &shelf{series: series, zone: m.in.Zone(series.City), weeks: map[int64][]indicators.Observation{}, loaded: map[int64]bool{},
		seen: map[int64]bool{}, reflagged: map[int64]bool{}, Judging: indicators.JudgingOf(m.in.Store.options.Check, series)}
	var err error
	var first, last time.Time
	if first, last, h.stored, err = m.in.Store.extent(ctx, []indicators.Series{series}, earliest, latest); err != nil {
		return nil, err
	}
	h.first, h.last = first.Unix(), last.Unix()
	for _, b := range m.anew { // what is stored still will lie over it
		if b.Series == series {
			for _, o := range b.Observations {
				h.put(o)
				h.reflagged[o.Start] = true
			}
		}
	}
	m.shelves[series] = h
	return h, nil
}
