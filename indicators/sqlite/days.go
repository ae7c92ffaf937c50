package sqlite

import (
	"context"
	"database/sql"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// startOf is the first whole second not before t: a start in [t, …) is at or after it.
func startOf(t time.Time) int64 {
	second := t.Unix()
	if t.Nanosecond() > 0 {
		second++
	}
	return second
}

// Days gives the summary of every local day of zone that starts in the period and holds anything. In the
// zone of the series' city the packed summaries answer; only a day that the period cuts, and any other zone, is summed anew.
// Columns that are not needed are not unpacked. Several series are unpacked at once.
func (db *DB) Days(ctx context.Context, series []indicators.Series, period indicators.Period, zone *time.Location, needed indicators.DayNumbers) ([]indicators.DaySeries, error) {
	found, failed := make([]indicators.DaySeries, len(series)), make([]error, len(series))
	one := func(i int) {
		found[i] = indicators.DaySeries{Series: series[i], Days: []indicators.Day{}}
		if e, ok := db.entry(series[i]); ok && e.count > 0 {
			found[i].Days, failed[i] = db.daysOf(ctx, e, period, zone, needed)
		}
	}
	var wait sync.WaitGroup
	var next atomic.Int64
	for range min(len(series), runtime.GOMAXPROCS(0), daysAtOnce) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(series); i = int(next.Add(1)) - 1 {
				one(i)
			}
		})
	}
	wait.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, wrap(err, "reading days")
		}
	}
	return found, nil
}

// daysAtOnce is how many series one question reads at once: half of the readers stay for others.
const daysAtOnce = readersAtOnce / 2

// daysOf clips the period to what the series holds and to whole days, and reads both parts.
func (db *DB) daysOf(ctx context.Context, e entry, period indicators.Period, zone *time.Location, needed indicators.DayNumbers) ([]indicators.Day, error) {
	days := []indicators.Day{}
	begin, end := startOf(period.From), startOf(period.To)
	from := indicators.DateOf(time.Unix(max(begin, e.first), 0), zone)
	if begin > e.first && indicators.DateStart(from, zone).Unix() < begin {
		from++ // that day starts before the period
	}
	to := indicators.DateOf(time.Unix(min(end-1, e.last), 0), zone)
	if begin >= end || from > to {
		return days, nil
	}
	if !e.sumsDays() || zone.String() != e.zone.String() {
		return db.sumPart(ctx, e, from, to, end, zone, days)
	}
	whole := to
	if indicators.DateStart(to+1, zone).Unix() > end && e.last >= end { // the period cuts the last day
		whole--
	}
	days, err := db.packedDays(ctx, e, from, whole, needed)
	if err != nil || whole == to {
		return days, err
	}
	return db.sumPart(ctx, e, to, to, end, zone, days)
}

// sumPart sums the days from the observations themselves; those from end on do not count.
func (db *DB) sumPart(ctx context.Context, e entry, from, to int32, end int64, zone *time.Location, days []indicators.Day) ([]indicators.Day, error) {
	begin := indicators.DateStart(from, zone)
	until := time.Unix(min(end, indicators.DateStart(to+1, zone).Unix()), 0)
	held, err := db.Select(ctx, e.series, indicators.Period{From: begin, To: until})
	if err != nil {
		return nil, err
	}
	return sumDays(days, from, to, zone, held), nil
}

// packedDays reads the kept summaries of whole days [from, to].
func (db *DB) packedDays(ctx context.Context, e entry, from, to int32, needed indicators.DayNumbers) ([]indicators.Day, error) {
	if from > to {
		return []indicators.Day{}, nil
	}
	s, err := db.query(ctx, "SELECT data FROM day_year WHERE k BETWEEN ? AND ? ORDER BY k")
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, dayYearKey(e.id, yearOf(from)), dayYearKey(e.id, yearOf(to)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	days := make([]indicators.Day, 0, min(int64(to-from)+1, e.count))
	var row sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&row); err != nil {
			return nil, err
		}
		if days, err = unpackDayYear(days, row, needed); err != nil {
			return nil, indicators.Errorf(indicators.Internal, "a year of days of %s: %w", e.series, err)
		}
	}
	first := 0
	for first < len(days) && days[first].Date < from {
		first++
	}
	last := len(days)
	for last > first && days[last-1].Date > to {
		last--
	}
	return days[first:last], rows.Err()
}
