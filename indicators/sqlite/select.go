package sqlite

import (
	"context"
	"database/sql"
	"sort"

	"github.com/aspro-cities/aspro/indicators"
)

// Select gives the observations of one series whose start lies in the period, oldest first.
func (db *DB) Select(ctx context.Context, series indicators.Series, period indicators.Period) ([]indicators.Observation, error) {
	e, ok := db.entry(series)
	from, to := startOf(period.From), startOf(period.To)
	if !ok || e.count == 0 || from > e.last || to <= e.first || from >= to {
		return []indicators.Observation{}, nil
	}
	s, err := db.query(ctx, "SELECT k, data FROM chunk WHERE k BETWEEN ? AND ? ORDER BY k")
	if err != nil {
		return nil, wrap(err, "reading")
	}
	held, err := readChunks(ctx, s, e, max(from, e.first), min(to, e.last+1))
	return held, wrap(err, "reading")
}

// readChunks unpacks the weeks that hold starts in [from, to) and cuts what lies outside.
func readChunks(ctx context.Context, s *sql.Stmt, e entry, from, to int64) ([]indicators.Observation, error) {
	rows, err := s.QueryContext(ctx, chunkKey(e.id, weekOf(from)), chunkKey(e.id, weekOf(to-1)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	held := make([]indicators.Observation, 0, min(e.count, 1+(to-from)/3600))
	var key int64
	var row sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&key, &row); err != nil {
			return nil, err
		}
		if held, err = unpackChunk(held, weekOfKey(key), row); err != nil {
			return nil, indicators.Errorf(indicators.Internal, "week %d of %s: %w", weekOfKey(key), e.series, err)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	first := sort.Search(len(held), func(i int) bool { return held[i].Start >= from })
	end := sort.Search(len(held), func(i int) bool { return held[i].Start >= to })
	return held[first:max(first, end)], nil
}
