package influx

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Revert takes a committed upload back: what is decided of it is kept in the ledger first, then done. When the store
// goes away meanwhile the upload stays Reverting, and the call is repeated by who drains: that is no error.
func (in *Intake) Revert(ctx context.Context, id indicators.UploadID, r indicators.Reversion) (indicators.Upload, error) {
	if err := in.acquire(ctx, id, false); err != nil {
		return indicators.Upload{}, err
	}
	defer func() { in.turn <- struct{}{} }()
	ctx = context.WithoutCancel(ctx)
	u, err := in.Ledger.Upload(ctx, id)
	if err != nil {
		return u, err
	}
	again := u.State == indicators.Reverting
	if !again {
		if err := u.MayRevert(u.Standing(), nil, nil); err != nil {
			return u, err
		}
	}
	p, err := in.undo(ctx, u, r)
	if err != nil {
		return u, err
	}
	if !again {
		r.Removed, r.Restored, r.Flags = p.removed, p.restored, p.flags
		if err := u.MayRevert(r.Removed+r.Restored, indicators.Newest(p.by), nil); err != nil {
			return u, err
		}
		if err := in.Ledger.StageRevert(ctx, id, r, p.gone, p.back, p.anew); err != nil {
			return u, err
		}
		u.State, u.Reversion = indicators.Reverting, &r
	} else if p.anew, err = in.Ledger.Reflagged(ctx, id); err != nil {
		return u, err
	}
	if err := in.Store.undo(ctx, p); err != nil {
		if indicators.KindOf(err) == indicators.Unavailable {
			return u, nil
		}
		return u, err
	}
	u.State = indicators.Reverted
	return u, in.Ledger.Mark(ctx, id, indicators.Reverted, in.Now().UTC())
}

// undoing is what is to be deleted and written so that an upload is taken back.
type undoing struct {
	runs              []run
	gone              []indicators.Batch // what is deleted
	back              []indicators.Correction
	anew              []indicators.Batch    // what is written: what comes back, and what has another flag then
	by                []indicators.UploadID // that have replaced something of it
	removed, restored int64
	flags             int64 // observations of other uploads that have another flag then
}

// run is starts of one series, both ends included, between which nothing else lies.
type run struct {
	series      indicators.Series
	first, last int64
}

// undo reads what is stored of an upload. Of one that was cut it finds what is left to be deleted; what is to be written
// the ledger knows, and writing it twice does no harm.
func (in *Intake) undo(ctx context.Context, u indicators.Upload, r indicators.Reversion) (undoing, error) {
	var p undoing
	touched, ok := u.SeriesOf()
	if !ok {
		var err error
		if touched, err = in.Store.SeriesList(ctx, indicators.SeriesFilter{City: u.City}); err != nil {
			return p, err
		}
	}
	for _, t := range touched {
		corrections, err := in.Ledger.Corrections(ctx, t.Series, indicators.Period{From: earliest, To: latest})
		if err != nil {
			return p, err
		}
		judging := indicators.JudgingOf(in.Store.options.Check, t.Series)
		since, until := t.First, t.Last
		if judging.Checks {
			since, until = judging.Check.Around(t.Series.Resolution, since, until)
		}
		held, err := in.Store.Select(ctx, t.Series, indicators.Period{From: time.Unix(since, 0).UTC(), To: time.Unix(until+1, 0).UTC()})
		if err != nil {
			return p, err
		}
		p.take(t.Series, held, indicators.Undo(u.ID, corrections), r, judging)
	}
	return p, nil
}

// take goes through the observations of one series, sorted by start.
func (p *undoing) take(series indicators.Series, held []indicators.Observation, undo indicators.Undoing, r indicators.Reversion, judging indicators.Judging) {
	gone := indicators.Batch{Series: series}
	h := shelf{series: series, weeks: map[int64][]indicators.Observation{}, Judging: judging} // what is left
	anew := map[int64]indicators.Observation{}
	follows := false
	for _, o := range held {
		fate, old := undo.Judge(o)
		switch fate {
		case indicators.Removed:
			h.Note(o.Start)
			if gone.Observations = append(gone.Observations, o); follows {
				p.runs[len(p.runs)-1].last = o.Start
			} else {
				p.runs = append(p.runs, run{series, o.Start, o.Start})
			}
		case indicators.Restored:
			p.back = append(p.back, indicators.Correction{Series: series, Old: o, New: old, KeyID: r.KeyID, Reason: r.Reason, At: r.At, Reverts: true})
			p.restored++
			anew[o.Start] = old
			h.take(old)
		case indicators.Superseded:
			p.by = append(p.by, o.Upload)
			h.put(o)
		case indicators.Stays:
			h.put(o)
		}
		follows = fate == indicators.Removed
	}
	p.flags += h.judge(undo.Restores, func(o indicators.Observation) { anew[o.Start] = o }).Others
	if len(anew) > 0 {
		p.anew = append(p.anew, indicators.Batch{Series: series, Observations: byStart(anew)})
	}
	if len(gone.Observations) > 0 {
		p.gone = append(p.gone, gone)
		p.removed += int64(len(gone.Observations))
	}
}

// undo deletes and writes; repeating it is harmless.
func (s *Store) undo(ctx context.Context, p undoing) error {
	for _, r := range p.runs {
		if err := s.erase(ctx, r.series, r.first, r.last); err != nil {
			return err
		}
	}
	return s.Append(ctx, p.anew)
}

func byStart(held map[int64]indicators.Observation) []indicators.Observation {
	return slices.SortedFunc(maps.Values(held), func(a, b indicators.Observation) int { return cmp.Compare(a.Start, b.Start) })
}
