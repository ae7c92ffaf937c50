package api

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// lookout remembers what was last seen of keys. It is written to the ledger now and then, and not with every request.
type lookout struct {
	ledger  indicators.Lookout
	mu      sync.Mutex
	held    map[string]*indicators.Sighting // since the start; what was before is in the ledger until it is asked for
	changed map[string]bool
}

// mostHeld bounds what is remembered; what was written is forgotten first.
const mostHeld = 10_000

// used notes that a key was used.
func (l *lookout) used(key string, at time.Time) {
	l.change(key, func(s *indicators.Sighting) { s.LastUsed = at })
}

// change alters a sighting. Only keys that are known come here, so that strangers cannot fill the memory.
func (l *lookout) change(key string, alter func(*indicators.Sighting)) {
	l.mu.Lock()
	s := l.held[key]
	l.mu.Unlock()
	if s == nil {
		before, err := l.ledger.Sightings(context.Background(), key)
		if err != nil {
			return // a service to people: it never fails a request
		}
		first := before[key]
		first.KeyID = key
		s = &first
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if held := l.held[key]; held != nil {
		s = held // somebody was faster
	}
	alter(s)
	l.held[key], l.changed[key] = s, true
}

// of gives the sightings of keys, newest state.
func (l *lookout) of(ctx context.Context, keys ...string) (map[string]indicators.Sighting, error) {
	found, err := l.ledger.Sightings(ctx, keys...)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range keys {
		if s := l.held[key]; s != nil {
			found[key] = *s
		}
	}
	return found, nil
}

// flush writes what has changed.
func (l *lookout) flush(ctx context.Context) error {
	l.mu.Lock()
	var all []indicators.Sighting
	for key := range l.changed {
		all = append(all, *l.held[key])
	}
	l.changed = map[string]bool{}
	l.mu.Unlock()
	if len(all) == 0 {
		return nil
	}
	err := l.ledger.KeepSightings(ctx, all)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		for _, s := range all {
			l.changed[s.KeyID] = true
		}
	} else if len(l.held) > mostHeld {
		for key := range l.held {
			if !l.changed[key] {
				delete(l.held, key)
			}
		}
	}
	return err
}

// KeepLookout writes what was seen of keys into the ledger every few seconds, and a last time when the context ends.
func (a *API) KeepLookout(ctx context.Context) {
	beat := time.NewTicker(5 * time.Second)
	defer beat.Stop()
	for done := false; !done; {
		select {
		case <-ctx.Done():
			done = true
		case <-beat.C:
		}
		if err := a.lookout.flush(context.WithoutCancel(ctx)); err != nil {
			a.Log.Error("sightings are not written", "err", err)
		}
	}
}

// seen notes what a post was answered; a dry run is no post.
func (c *call) seen(answer ingest.PostAnswer, dryRun bool) {
	c.noteForeignRows(answer.Problems)
	v := indicators.Verdict{State: answer.State, Upload: answer.Upload.String(), Counts: answer.Counts, Newest: answer.Newest, Problems: answer.Problems[:min(len(answer.Problems), 5)]}
	c.note(v, dryRun)
}

// seenFailing notes a post that could not be read or stored, and gives the error back.
func (c *call) seenFailing(err error, dryRun bool) error {
	code := string(indicators.Internal)
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Kind != indicators.Internal {
		code = e.FineCode()
	}
	c.note(indicators.Verdict{State: indicators.Refused, Code: code}, dryRun)
	return err
}

func (c *call) note(v indicators.Verdict, dryRun bool) {
	if dryRun {
		return
	}
	v.At, v.RequestID = c.api.Now(), c.requestID()
	if clock, err := http.ParseTime(c.GetHeader("Date")); err == nil {
		v.Clock = clock
	}
	c.api.lookout.change(c.key.ID, func(s *indicators.Sighting) { s.Take(v) })
}
