package influx

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// Reader is the language in which the store asks. Both ask the same pipelines and give the same answers.
type Reader string

// Flux is read by InfluxDB 2.x alone, and faster there; InfluxQL by every InfluxDB.
const (
	Flux     Reader = "flux"
	InfluxQL Reader = "influxql"
)

// pipelinesAtOnce bounds the text of one request.
const pipelinesAtOnce = 200

// query runs pipelines and gives every record to take, series by series.
func (s *Store) query(ctx context.Context, pipelines []pipeline, take func(row) error) error {
	if len(pipelines) == 0 {
		return nil
	}
	if err := s.Prepare(ctx); err != nil {
		return err
	}
	ask := s.queryFlux
	if s.options.Reader == InfluxQL {
		ask = s.queryInfluxQL
	}
	for some := range slices.Chunk(pipelines, pipelinesAtOnce) {
		if err := ask(ctx, some, take); err != nil {
			return err
		}
	}
	return nil
}

// readsInFlight is how many requests one question has on their way at once.
const readsInFlight = 2

// part is pipelines of a question that are asked in requests of their own, and who takes their records.
type part struct {
	pipelines []pipeline
	take      func(row) error
}

// queryApart asks every part in requests of its own, as results of one request wait for one another on the server.
// Records of one part come one after the other, those of several at the same time.
func (s *Store) queryApart(ctx context.Context, parts []part) error {
	var wait sync.WaitGroup
	flight, failed := make(chan struct{}, readsInFlight), make([]error, len(parts))
	for i, part := range parts {
		if len(part.pipelines) == 0 {
			continue
		}
		flight <- struct{}{}
		wait.Go(func() {
			defer func() { <-flight }()
			failed[i] = s.query(ctx, part.pipelines, part.take)
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}
