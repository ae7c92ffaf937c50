package influx

import (
	"context"
	"slices"
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
