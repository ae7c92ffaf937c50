package sqlite

import (
	"cmp"
	"context"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// judge flags again what may have become right or wrong to doubt since the series was last judged.
func (w *write) judge(p *page, mine func(indicators.Observation) bool) (indicators.Judged, error) {
	j := indicators.Judged{Series: p.series}
	for _, stretch := range p.Check.Stretches(p.series.Resolution, &p.Changed) {
		held, err := w.between(p, stretch.Since, stretch.Until)
		if err != nil {
			return j, err
		}
		for _, o := range j.Judge(p.Check, stretch, held, mine) {
			k, err := w.week(p, weekOf(o.Start))
			if err != nil {
				return j, err
			}
			if at, ok := k.find(o.Start); ok {
				k.held[at], k.dirty = o, true
			}
		}
		if err := w.relieve(); err != nil {
			return j, err
		}
	}
	p.Changed = indicators.Changes{}
	return j, nil
}

// between gives a copy of the observations that start in [since, until], oldest first.
func (w *write) between(p *page, since, until int64) (held []indicators.Observation, err error) {
	if p.count == 0 {
		return nil, nil
	}
	since, until = max(since, p.first), min(until, p.last)
	for number, ok := weekOf(since), since <= until; ok; {
		k, err := w.week(p, number)
		if err != nil {
			return nil, err
		}
		from, _ := k.find(since)
		to, also := k.find(until)
		if also {
			to++
		}
		held = append(held, k.held[from:max(from, to)]...)
		if number, ok, err = w.nextWeek(p, number, weekOf(until), false); err != nil {
			return nil, err
		}
	}
	return held, nil
}

// Judge flags again, series by series, where what the batches say of themselves may not stand.
func (m *merge) Judge(ctx context.Context) (all []indicators.Judged, err error) {
	if err := ctx.Err(); err != nil {
		return nil, wrap(err, "storing")
	}
	for series, p := range m.w.pages {
		if stored, _ := m.db.entry(series); !p.Owes(series.Resolution, stored.count > 0, stored.first, stored.last) {
			continue
		}
		j, err := m.w.judge(p, func(o indicators.Observation) bool { return o.Upload == m.own })
		if err != nil {
			return nil, wrap(err, "storing")
		}
		all = append(all, j)
	}
	slices.SortFunc(all, func(a, b indicators.Judged) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	m.judged = true
	return all, nil
}
