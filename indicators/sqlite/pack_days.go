package sqlite

import (
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// span is local days, both ends included, whose summaries are made anew.
type span struct{ from, to int32 }

// sumWeek sums every local day that the week touches. Its first and last local day reach into the weeks
// beside it, as the zone is not UTC.
func (w *write) sumWeek(p *page, k *week, days []indicators.Day, spans []span) ([]indicators.Day, []span, error) {
	begin, end := k.number*weekSeconds, (k.number+1)*weekSeconds
	from, to := indicators.DateOf(time.Unix(begin, 0), p.zone), indicators.DateOf(time.Unix(end-1, 0), p.zone)
	var left, right []indicators.Observation
	recent := p.recent
	if first := indicators.DateStart(from, p.zone).Unix(); first < begin && p.count > 0 && p.first < begin {
		before, err := w.week(p, k.number-1)
		if err != nil {
			return days, spans, err
		}
		left = before.held
	}
	if next := indicators.DateStart(to+1, p.zone).Unix(); next > end && p.count > 0 && p.last >= end {
		after, err := w.week(p, k.number+1)
		if err != nil {
			return days, spans, err
		}
		right = after.held
	}
	p.recent = recent
	if n := len(spans); n > 0 && spans[n-1].to >= from { // the week before has summed this day too
		spans[n-1].to = from - 1
		for len(days) > 0 && days[len(days)-1].Date >= from {
			days = days[:len(days)-1]
		}
	}
	return sumDays(days, from, to, p.zone, left, k.held, right), append(spans, span{from, to}), nil
}

// writeDays puts the days into their years: all days of the spans are replaced.
func (w *write) writeDays(p *page, days []indicators.Day, spans []span) error {
	for i := 0; i < len(spans); {
		year := yearOf(spans[i].from)
		key := dayYearKey(p.id, year)
		kept, err := w.readDays(key)
		if err != nil {
			return err
		}
		last := dateOfYear(year+1) - 1
		for i < len(spans) && spans[i].from <= last {
			s := span{spans[i].from, min(spans[i].to, last)}
			kept = slices.DeleteFunc(kept, func(d indicators.Day) bool { return d.Date >= s.from && d.Date <= s.to })
			if spans[i].to > last {
				spans[i].from = last + 1
				break
			}
			i++
		}
		for len(days) > 0 && days[0].Date <= last {
			kept = append(kept, days[0])
			days = days[1:]
		}
		slices.SortFunc(kept, func(a, b indicators.Day) int { return int(a.Date) - int(b.Date) })
		if err := w.writeYear(key, kept); err != nil {
			return err
		}
	}
	return nil
}

func (w *write) writeYear(key int64, days []indicators.Day) error {
	if len(days) == 0 {
		_, err := w.db.exec(w.ctx, "DELETE FROM day_year WHERE k = ?", key)
		return err
	}
	_, err := w.db.exec(w.ctx, "INSERT INTO day_year (k, data) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET data = excluded.data", key, appendDayYear(nil, days))
	return err
}

func (w *write) readDays(key int64) ([]indicators.Day, error) {
	s, err := w.db.statement(w.ctx, "SELECT data FROM day_year WHERE k = ?")
	if err != nil {
		return nil, err
	}
	var row []byte
	if err := s.QueryRowContext(w.ctx, key).Scan(&row); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return nil, err
	}
	return unpackDayYear(nil, row, indicators.AllOfDay)
}

// dateOfYear is the day number of 1 January.
func dateOfYear(year int) int32 {
	return int32(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
