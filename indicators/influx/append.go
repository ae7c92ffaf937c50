package influx

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// linesAtOnce is how many points one request carries, and shardsAtOnce how many shards they may touch at most:
// the server reserves memory for both.
const (
	linesAtOnce  = 5000
	shardsAtOnce = 50
)

// Append writes the batches, series by series, sorted by time. An observation that no longer counts, or is no
// longer censored, is deleted first: a rewrite merges fields and would leave the old one standing.
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
	for i := range merged {
		if err := s.clear(ctx, merged[i]); err != nil {
			return nil, err
		}
	}
	return s.write(ctx, merged)
}

// bySeries gives one sorted batch a series; of two with the same start the later stays.
func bySeries(batches []indicators.Batch) []indicators.Batch {
	place := map[indicators.Series]int{}
	var merged []indicators.Batch
	for _, b := range batches {
		at, ok := place[b.Series]
		if !ok {
			at = len(merged)
			place[b.Series] = at
			merged = append(merged, indicators.Batch{Series: b.Series})
		}
		merged[at].Observations = append(merged[at].Observations, b.Observations...)
	}
	merged = slices.DeleteFunc(merged, func(b indicators.Batch) bool { return len(b.Observations) == 0 })
	for i := range merged {
		held := merged[i].Observations
		slices.SortStableFunc(held, func(a, b indicators.Observation) int { return cmp.Compare(a.Start, b.Start) })
		kept := held[:0]
		for j, o := range held {
			if j+1 < len(held) && held[j+1].Start == o.Start {
				continue
			}
			kept = append(kept, o)
		}
		merged[i].Observations = kept
	}
	slices.SortFunc(merged, func(a, b indicators.Batch) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	return merged
}

// clear deletes the instants whose stored fields would shine through the new ones.
func (s *Store) clear(ctx context.Context, b indicators.Batch) error {
	first, last := b.Observations[0].Start, b.Observations[len(b.Observations)-1].Start
	stored, err := s.Select(ctx, b.Series, indicators.Period{From: time.Unix(first, 0).UTC(), To: time.Unix(last+1, 0).UTC()})
	if err != nil || len(stored) == 0 {
		return err
	}
	at := 0
	for _, o := range b.Observations {
		for at < len(stored) && stored[at].Start < o.Start {
			at++
		}
		if at == len(stored) {
			break
		}
		old := stored[at]
		if old.Start == o.Start && (old.IsSummable() && !o.IsSummable() || old.Censored != 0 && o.Censored == 0) {
			if err := s.erase(ctx, b.Series, o.Start, o.Start); err != nil {
				return err
			}
		}
	}
	return nil
}

// write sends the lines in requests of bounded size, two at a time.
func (s *Store) write(ctx context.Context, batches []indicators.Batch) (refused []string, failed error) {
	var wait sync.WaitGroup
	var mu sync.Mutex
	send := func(lines []byte) {
		s.flight <- struct{}{}
		wait.Go(func() {
			defer func() { <-s.flight }()
			bad, err := s.writeLines(ctx, lines)
			mu.Lock()
			defer mu.Unlock()
			refused = append(refused, bad...)
			if failed == nil {
				failed = err
			}
		})
	}
	lines, n, shards := make([]byte, 0, 512<<10), 0, 0
	for _, b := range batches {
		prefix := appendSeries(nil, b.Series)
		shard := int64(math.MinInt64)
		for _, o := range b.Observations {
			if of := o.Start / shardSeconds; of != shard {
				shard = of
				shards++
			}
			if n == linesAtOnce || shards > shardsAtOnce {
				send(lines)
				lines, n, shards = make([]byte, 0, 512<<10), 0, 1
			}
			lines = append(lines, prefix...)
			lines = appendFields(lines, o)
			n++
		}
	}
	if n > 0 {
		send(lines)
	}
	wait.Wait()
	return refused, failed
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
