package influx

import (
	"context"

	"github.com/aspro-cities/aspro/indicators"
)

// posts are those on their way. frontier is the last start of series that were looked up; what begins later
// than their longest period after it cannot meet anything stored. Only who holds the turn may use it.
type posts struct {
	indicators.PostQueue
	frontier map[indicators.Series]int64
}

// Post compares the rows with what is stored and writes those that are new, together with the posts that wait at the
// same time. While the store is away, or an earlier upload waits for it, all rows are kept in the ledger, to be
// compared and written in their turn: the result is then Spooled. A post that must not be kept unseen
// (on_conflict=reject, or a dry run) is Unavailable instead, as is every post when no more may wait.
func (in *Intake) Post(ctx context.Context, post indicators.Post) (indicators.PostResult, error) {
	if err := ctx.Err(); err != nil {
		return indicators.PostResult{}, indicators.Errorf(indicators.Unavailable, "the post was given up: %w", err)
	}
	for _, row := range post.Rows {
		if err := checkSeries(row.Series); err != nil {
			return indicators.PostResult{}, err
		}
	}
	result, err := in.posts.Join(post, func(g *indicators.PostGroup) error { return in.postGroup(context.WithoutCancel(ctx), g) })
	if err == nil && result.State == indicators.Received {
		return indicators.PostResult{}, indicators.Errorf(indicators.Unavailable, "the store is away, and the post cannot wait for it").Coded("store_unavailable")
	}
	return result, err
}

// postGroup waits for the turn, during which the group grows, and stores it.
func (in *Intake) postGroup(ctx context.Context, g *indicators.PostGroup) error {
	<-in.turn
	defer func() { in.turn <- struct{}{} }()
	in.posts.Close(g)
	g.Results = make([]indicators.PostResult, len(g.Posts))
	waiting, err := in.Waiting(ctx)
	if err != nil {
		return err
	}
	if len(waiting) == 0 {
		err := in.postNow(ctx, g)
		if indicators.KindOf(err) != indicators.Unavailable {
			return err
		}
	}
	return in.postLater(ctx, g)
}

// postLater keeps all rows unseen.
func (in *Intake) postLater(ctx context.Context, g *indicators.PostGroup) error {
	waiting, err := in.Ledger.WaitingBytes(ctx)
	if err != nil {
		return err
	}
	full := in.SpoolLimit > 0 && waiting >= in.SpoolLimit
	var growths []indicators.Growth
	var of []int
	for i, post := range g.Posts {
		r := &g.Results[i]
		*r = indicators.PostResult{State: indicators.Spooled, Outcomes: make([]indicators.Outcome, len(post.Rows))}
		if full || post.DryRun || post.OnConflict != indicators.Keep {
			r.State = indicators.Received
			continue
		}
		if growth := post.Growth(*r, indicators.Spooled); len(growth.Rows) > 0 {
			growth.Pending = true
			growths, of = append(growths, growth), append(of, i)
		}
	}
	if len(growths) == 0 {
		return nil
	}
	grown, err := in.Ledger.Grow(ctx, growths)
	for i, at := range grown {
		g.Results[of[i]].Upload = at.Upload
	}
	return err
}

// postNow compares and writes. Unavailable when nothing of the group has been kept yet and the store is away; once its
// rows are in the ledger the store's being away is no error.
func (in *Intake) postNow(ctx context.Context, g *indicators.PostGroup) error {
	shelves, err := in.posted(ctx, g)
	if err != nil {
		return err
	}
	var growths []indicators.Growth
	var of []int
	for i, post := range g.Posts {
		g.Results[i] = in.judgePost(post, shelves)
		if g.Results[i].State == indicators.Refused {
			continue
		}
		growth := post.Growth(g.Results[i], indicators.Spooled)
		if post.DryRun {
			g.Results[i].Judged = foreseen(growth.Rows, shelves)
			continue
		}
		if len(growth.Rows) == 0 {
			continue
		}
		g.Results[i].Judged, growth.Reflagged = judgeRows(growth.Rows, shelves)
		growths, of = append(growths, growth), append(of, i)
	}
	if len(growths) == 0 {
		return nil
	}
	grown, err := in.Ledger.Grow(ctx, growths)
	if err != nil {
		return err
	}
	var batches []indicators.Batch
	for i, at := range grown {
		g.Results[of[i]].Upload = at.Upload
		batches = append(batches, growths[i].Reflagged...)
		for _, row := range growths[i].Placed(at) {
			if o, ok := shelves[row.Series].at(row.Observation.Start); ok { // as it is judged with all of the group
				row.Observation.Quality, row.Observation.Own = o.Quality, o.Own
			}
			batches = append(batches, indicators.Batch{Series: row.Series, Observations: []indicators.Observation{row.Observation}})
		}
	}
	refused, err := in.Store.append(ctx, batches)
	if err != nil { // the drain writes them
		for _, i := range of {
			g.Results[i].State = indicators.Spooled
		}
		if indicators.KindOf(err) == indicators.Unavailable {
			return nil
		}
		return err
	}
	if len(refused) > 0 {
		return indicators.Errorf(indicators.Internal, "the store refuses %d observations of posts for good", len(refused)).Coded("store_refused")
	}
	in.passed(batches)
	return in.Ledger.Written(ctx, grown)
}

// passed moves the frontier of series that were written.
func (in *Intake) passed(batches []indicators.Batch) {
	for _, b := range batches {
		if last, ok := in.posts.frontier[b.Series]; ok {
			for _, o := range b.Observations {
				last = max(last, o.Start)
			}
			in.posts.frontier[b.Series] = last
		}
	}
}

// judgePost judges the rows of one post, all before any is taken: they do not touch one another.
func (in *Intake) judgePost(post indicators.Post, shelves map[indicators.Series]*shelf) indicators.PostResult {
	result := indicators.PostResult{State: indicators.Committed}
	for i, row := range post.Rows {
		h, o := shelves[row.Series], row.Observation
		outcome, conflict := indicators.Created, indicators.MergeConflict{Index: i}
		if old, held := h.at(o.Start); held {
			outcome, conflict.Code = indicators.Judge(old, o, false, post.OnConflict)
			conflict.Old = old
		} else if overlapped, ok := h.beside(o.Start); ok {
			outcome, conflict.Code, conflict.Old = indicators.Conflict, "period_overlap", overlapped
		}
		if conflict.Old.Upload == ofThisGroup {
			conflict.Old.Upload = 0
		}
		if outcome == indicators.Conflict {
			result.Conflicts = append(result.Conflicts, conflict)
		}
		result.Outcomes = append(result.Outcomes, outcome)
	}
	if post.Refuses(result.Conflicts) {
		result.State = indicators.Refused
	}
	return result
}

// ofThisGroup stands for the upload of rows that have none yet.
const ofThisGroup indicators.UploadID = -1

// judgeRows lays the new rows of a post on the shelves and flags what has to be flagged again. reflagged are observations that
// are stored already, as they are to stand.
func judgeRows(rows []indicators.PostRow, shelves map[indicators.Series]*shelf) (all []indicators.Judged, reflagged []indicators.Batch) {
	for _, b := range indicators.BySeries(rows) {
		h := shelves[b.Series]
		for i := range b.Observations {
			b.Observations[i].Upload = ofThisGroup
			h.take(b.Observations[i])
		}
		if !h.Checks {
			continue
		}
		others := indicators.Batch{Series: b.Series}
		all = append(all, h.judge(b.Has, func(o indicators.Observation) {
			if h.put(o); o.Upload != ofThisGroup {
				others.Observations = append(others.Observations, o)
			}
		}))
		if len(others.Observations) > 0 {
			reflagged = append(reflagged, others)
		}
	}
	return all, reflagged
}

// foreseen tells what the checks would make of rows that are not to be stored.
func foreseen(rows []indicators.PostRow, shelves map[indicators.Series]*shelf) (all []indicators.Judged) {
	for _, b := range indicators.BySeries(rows) {
		if h := shelves[b.Series]; h.Checks {
			j, _ := b.Foresee(h.Check, func(since, until int64) ([]indicators.Observation, error) { return h.between(since, until), nil })
			all = append(all, j)
		}
	}
	return all
}
