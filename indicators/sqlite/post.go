package sqlite

import (
	"context"

	"github.com/aspro-cities/aspro/indicators"
)

// Post compares the rows with what is stored and keeps those that are new, together with the posts that wait at the
// same time.
func (db *DB) Post(ctx context.Context, post indicators.Post) (indicators.PostResult, error) {
	if err := ctx.Err(); err != nil {
		return indicators.PostResult{}, wrap(err, "storing")
	}
	if err := db.own(); err != nil {
		return indicators.PostResult{}, err
	}
	for _, row := range post.Rows {
		if err := finite([]indicators.Batch{{Series: row.Series, Observations: []indicators.Observation{row.Observation}}}); err != nil {
			return indicators.PostResult{}, err
		}
	}
	return db.posts.Join(post, func(g *indicators.PostGroup) error {
		return wrap(db.postGroup(context.WithoutCancel(ctx), g), "storing")
	})
}

// postGroup waits for the turn, during which the group grows, and commits it. When nothing is new nothing is written.
func (db *DB) postGroup(ctx context.Context, g *indicators.PostGroup) error {
	var w *write
	return db.transact(ctx, func(ctx context.Context) error {
		db.posts.Close(g)
		w = db.newWrite(ctx)
		for _, post := range g.Posts {
			result, err := w.post(post)
			if err != nil {
				return err
			}
			g.Results = append(g.Results, result)
		}
		return w.finish()
	}, func() { db.publish(w.pages) })
}

// post judges the rows of one post, all before any is taken: they do not touch one another.
func (w *write) post(post indicators.Post) (indicators.PostResult, error) {
	result := indicators.PostResult{State: indicators.Committed}
	for i, row := range post.Rows {
		outcome, conflict, err := w.judgePosted(row, post.OnConflict)
		if err != nil {
			return result, err
		}
		if outcome == indicators.Conflict {
			conflict.Index = i
			result.Conflicts = append(result.Conflicts, conflict)
		}
		result.Outcomes = append(result.Outcomes, outcome)
	}
	if post.Refuses(result.Conflicts) {
		result.State = indicators.Refused
		return result, nil
	}
	growth := post.Growth(result, indicators.Committed)
	if len(growth.Rows) == 0 {
		return result, nil
	}
	if post.DryRun {
		var err error
		result.Judged, err = w.foresee(growth.Rows)
		return result, err
	}
	grown, err := w.db.grow(w.ctx, growth)
	if err != nil {
		return result, err
	}
	result.Upload = grown.Upload
	placed := growth.Placed(grown)
	for _, row := range placed {
		if err := w.put(indicators.Batch{Series: row.Series, Observations: []indicators.Observation{row.Observation}}); err != nil {
			return result, err
		}
	}
	for _, b := range indicators.BySeries(placed) {
		p := w.pages[b.Series]
		if !p.Checks {
			continue
		}
		j, err := w.judge(p, b.Has)
		if err != nil {
			return result, err
		}
		result.Judged = append(result.Judged, j)
	}
	return result, nil
}

// foresee tells what the checks would make of rows that are not to be stored.
func (w *write) foresee(rows []indicators.PostRow) (all []indicators.Judged, err error) {
	for _, b := range indicators.BySeries(rows) {
		judging := indicators.JudgingOf(w.db.options.Check, b.Series)
		if !judging.Checks {
			continue
		}
		j, err := b.Foresee(judging.Check, func(since, until int64) ([]indicators.Observation, error) {
			if p := w.pages[b.Series]; p != nil {
				return w.between(p, since, until)
			}
			return nil, nil // nothing is stored of the series
		})
		if err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, nil
}

func (w *write) judgePosted(row indicators.PostRow, policy indicators.OnConflict) (indicators.Outcome, indicators.MergeConflict, error) {
	e, ok := w.db.entry(row.Series)
	p := w.pages[row.Series]
	if p == nil && !ok { // nothing is stored of the series: it gets no row before something is
		return indicators.Created, indicators.MergeConflict{}, nil
	}
	if p == nil {
		p = &page{entry: e, stored: true, weeks: map[int64]*week{}, Judging: indicators.JudgingOf(w.db.options.Check, row.Series)}
		w.pages[row.Series] = p
	}
	o := row.Observation
	k, err := w.week(p, weekOf(o.Start))
	if err != nil {
		return 0, indicators.MergeConflict{}, err
	}
	at, held := k.find(o.Start)
	if held {
		outcome, code := indicators.Judge(k.held[at], o, false, policy)
		return outcome, indicators.MergeConflict{Code: code, Old: k.held[at]}, nil
	}
	m := merge{db: w.db, w: w}
	overlapped, ok, err := m.overlap(p, k, at, o)
	if err != nil || !ok {
		return indicators.Created, indicators.MergeConflict{}, err
	}
	return indicators.Conflict, indicators.MergeConflict{Code: "period_overlap", Old: overlapped}, nil
}
