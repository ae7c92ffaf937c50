package influx

import (
	"context"

	"github.com/aspro-cities/aspro/indicators"
)

// Reachable asks for nothing of the bucket, to see whether the server answers queries: its own health page
// says yes always.
func (s *Store) Reachable(ctx context.Context) error {
	return s.query(ctx, []pipeline{{name: "reach", of: selector{city: "-"}, fields: []string{"raw"}, from: earliest, to: earliest.AddDate(0, 0, 1), aggregate: "first"}},
		func(row) error { return nil })
}

var (
	_ indicators.Store   = (*Store)(nil)
	_ indicators.Intake  = (*Intake)(nil)
	_ indicators.Postbox = (*Intake)(nil)
)
