package influx

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/aspro-cities/aspro/indicators"
)

// linesAtOnce is how many points one request carries, and shardsAtOnce how many shards they may touch at most:
// the server reserves memory for both.
const (
	linesAtOnce  = 5000
	shardsAtOnce = 50
)

// Append writes the batches, series by series, sorted by time. An observation that no longer counts, is no
// longer censored, or no longer doubted, is deleted first: a rewrite merges fields and would leave the old one standing.
// A failure leaves an unknown part written; repeating the same call makes it whole.
func (s *Store) Append(ctx context.Context, batches []indicators.Batch) error {
	refused, err := s.append(ctx, batches)
	if err == nil && len(refused) > 0 {
		err = indicators.Errorf(indicators.Internal, "the store refuses %d observations for good", len(refused)).Coded("store_refused")
	}
	return err
}

// append is Append that gives the lines which the server refuses for good, when the others are written.
func (s *Store) append(ctx context.Context, batches []indicators.Batch) (refused []string, err error) {
	for _, b := range batches {
		if err := checkSeries(b.Series); err != nil {
			return nil, err
		}
		for _, o := range b.Observations {
			if math.IsNaN(o.Value) || math.IsInf(o.Value, 0) {
				return nil, indicators.Errorf(indicators.Internal, "the value of %s at %d is not a number", b.Series, o.Start)
			}
		}
	}
	if err := s.Prepare(ctx); err != nil {
		return nil, err
	}
	merged := bySeries(batches)
	defer s.changed(merged)
	if err := s.clear(ctx, merged); err != nil {
		return nil, err
	}
	return s.write(ctx, merged)
}

// changed tells that batches were written, or that nobody knows how far.
func (s *Store) changed(batches []indicators.Batch) {
	all := make([]indicators.Series, len(batches))
	for i, b := range batches {
		all[i] = b.Series
	}
	s.Changed(all...)
}

// bySeries gives one sorted batch a series; of two with the same start the later stays. A batch that is so already
// is not copied.
func bySeries(batches []indicators.Batch) []indicators.Batch {
	place := map[indicators.Series]int{}
	var merged []indicators.Batch
	var ours []bool // the observations are a copy, that may grow
	for _, b := range batches {
		if len(b.Observations) == 0 {
			continue
		}
		if at, ok := place[b.Series]; ok {
			if !ours[at] {
				merged[at].Observations, ours[at] = slices.Clone(merged[at].Observations), true
			}
			merged[at].Observations = append(merged[at].Observations, b.Observations...)
			continue
		}
		place[b.Series] = len(merged)
		merged, ours = append(merged, b), append(ours, false)
	}
	for i := range merged {
		merged[i].Observations = inOrder(merged[i].Observations)
	}
	slices.SortFunc(merged, func(a, b indicators.Batch) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	return merged
}

// inOrder gives observations by their start, of two with the same the later; what it is given stays as it is.
func inOrder(held []indicators.Observation) []indicators.Observation {
	rises := true
	for i := 1; i < len(held) && rises; i++ {
		rises = held[i-1].Start < held[i].Start
	}
	if rises {
		return held
	}
	held = slices.Clone(held)
	slices.SortStableFunc(held, func(a, b indicators.Observation) int { return cmp.Compare(a.Start, b.Start) })
	kept := held[:0]
	for i, o := range held {
		if i+1 == len(held) || held[i+1].Start != o.Start {
			kept = append(kept, o)
		}
	}
	return kept
}

// write sends the lines in requests of bounded size, two at a time; each request is encoded while another is on
// its way. The first failure ends it: the call is repeated whole.
func (s *Store) write(ctx context.Context, batches []indicators.Batch) (refused []string, failed error) {
	var wait sync.WaitGroup
	var mu sync.Mutex
	var spare [][]byte // what requests that were answered have left
	for parts := range requests(batches) {
		s.flight <- struct{}{}
		mu.Lock()
		stop := failed != nil
		var lines []byte
		if n := len(spare); n > 0 {
			lines, spare = spare[n-1], spare[:n-1]
		}
		mu.Unlock()
		if stop {
			<-s.flight
			break
		}
		wait.Go(func() {
			defer func() { <-s.flight }()
			lines = appendLines(lines[:0], parts)
			bad, err := s.writeLines(ctx, lines)
			mu.Lock()
			defer mu.Unlock()
			refused = append(refused, bad...)
			if failed == nil {
				failed = err
			}
			if err == nil && len(bad) == 0 { // after a failure the lines may still be on their way
				spare = append(spare, lines)
			}
		})
	}
	wait.Wait()
	return refused, failed
}

// requests cuts sorted batches into what one request carries: as many lines, touching as many shards, as the
// server is fond of.
func requests(batches []indicators.Batch) iter.Seq[[]indicators.Batch] {
	return func(yield func([]indicators.Batch) bool) {
		var parts []indicators.Batch
		n, shards := 0, 0
		for _, b := range batches {
			from, shard := 0, int64(math.MinInt64)
			for i, o := range b.Observations {
				if of := indicators.FloorDiv(o.Start, shardSeconds); of != shard {
					shard = of
					shards++
				}
				if n == linesAtOnce || shards > shardsAtOnce {
					if i > from {
						parts = append(parts, indicators.Batch{Series: b.Series, Observations: b.Observations[from:i]})
					}
					if !yield(parts) {
						return
					}
					parts, from, n, shards = nil, i, 0, 1
				}
				n++
			}
			parts = append(parts, indicators.Batch{Series: b.Series, Observations: b.Observations[from:]})
		}
		if n > 0 {
			yield(parts)
		}
	}
}

// mostRefused is how many lines of one request may be refused: more are no bad lines but a bucket that is not ours.
const mostRefused = 100

// writeLines sends lines. Those of a refused request are sent again half by half until the lines that the
// server will not take stand alone.
func (s *Store) writeLines(ctx context.Context, lines []byte) (refused []string, err error) {
	err = s.post(ctx, "/api/v2/write?precision=s&org="+url.QueryEscape(s.options.Org)+"&bucket="+url.QueryEscape(s.options.Bucket), lines, "text/plain; charset=utf-8", nil)
	e, ok := errors.AsType[*indicators.Error](err)
	if !ok || e.Code != "store_refused" {
		return nil, err
	}
	half := bytes.IndexByte(lines[len(lines)/2:], '\n') + len(lines)/2 + 1
	if half >= len(lines) {
		if half = bytes.IndexByte(lines, '\n') + 1; half == len(lines) {
			return []string{strings.TrimSuffix(string(lines), "\n")}, nil
		}
	}
	for _, part := range [][]byte{lines[:half], lines[half:]} {
		some, err := s.writeLines(ctx, part)
		if err != nil {
			return refused, err
		}
		if refused = append(refused, some...); len(refused) > mostRefused {
			return refused, e
		}
	}
	return refused, nil
}
