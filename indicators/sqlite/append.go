package sqlite

import (
	"context"
	"math"
	"sync"

	"github.com/aspro-cities/aspro/indicators"
)

// groups collects appends that arrive while a commit is under way, so that one fsync serves them all.
type groups struct {
	waiting sync.Mutex
	next    *group
}

// group is the appends of one coming transaction.
type group struct {
	batches []indicators.Batch
	done    chan struct{}
	err     error
}

// Append stores the batches durably; appends that come at the same time share one transaction and so one
// fsync. Once it waits for its turn it is not given up with the context. Internal for NaN and infinities.
func (db *DB) Append(ctx context.Context, batches []indicators.Batch) error {
	if err := ctx.Err(); err != nil {
		return wrap(err, "storing")
	}
	if err := db.own(); err != nil {
		return err
	}
	if err := finite(batches); err != nil {
		return err
	}
	db.waiting.Lock()
	g, leads := db.next, false
	if g == nil {
		g, leads = &group{done: make(chan struct{})}, true
		db.next = g
	}
	g.batches = append(g.batches, batches...)
	db.waiting.Unlock()
	if leads {
		g.err = db.appendGroup(context.WithoutCancel(ctx), g)
		close(g.done)
	}
	<-g.done
	return g.err
}

// appendGroup waits for the turn, during which the group grows, and commits it.
func (db *DB) appendGroup(ctx context.Context, g *group) error {
	var w *write
	err := db.transact(ctx, func(ctx context.Context) error {
		db.waiting.Lock()
		db.next = nil
		db.waiting.Unlock()
		w = db.newWrite(ctx)
		for _, b := range g.batches {
			if err := w.put(b); err != nil {
				return err
			}
		}
		return w.finish()
	}, func() { db.publish(w.pages) })
	return wrap(err, "storing")
}

// finite refuses what no other store could carry: line protocol has no NaN and no infinity.
func finite(batches []indicators.Batch) error {
	for _, b := range batches {
		for _, o := range b.Observations {
			if math.IsNaN(o.Value) || math.IsInf(o.Value, 0) {
				return indicators.Errorf(indicators.Internal, "the value of %s at %d is not a number", b.Series, o.Start)
			}
		}
	}
	return nil
}
