package influx

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Days gives the summary of every local day of zone that starts in the period and holds anything. The engine
// counts and sums what is needed; only days with observations that do not enter sums are read whole, to tell why.
func (s *Store) Days(ctx context.Context, series []indicators.Series, period indicators.Period, zone *time.Location, needed indicators.DayNumbers) ([]indicators.DaySeries, error) {
	found := make([]indicators.DaySeries, len(series))
	for i, one := range series {
		found[i] = indicators.DaySeries{Series: one, Days: []indicators.Day{}}
	}
	from, to, ok := within(period)
	if !ok {
		return found, nil
	}
	all := pieces(from, to, zone)
	if len(all) > fewPieces {
		first, last, any, err := s.extent(ctx, series, from, to)
		if err != nil || !any {
			return found, err
		}
		if begin := indicators.DateStart(indicators.DateOf(first, zone), zone); begin.After(from) {
			from = begin
		}
		if end := indicators.DateStart(indicators.DateOf(last, zone)+1, zone); end.Before(to) {
			to = end
		}
		all = pieces(from, to, zone)
	}
	if len(all) == 0 {
		return found, nil // no day begins in the period
	}
	from = all[0].from
	asks := summed(needed)
	numbers, held, err := s.sums(ctx, series, dayQuestion{all, asks, from, to, zone})
	if err != nil {
		return nil, err
	}
	more := leaveOut(series, numbers[0], held)
	every := newDayNumbers(zone)
	if err := s.query(ctx, dayPipelines(more, all, everything()), every.take); err != nil {
		return nil, err
	}
	for i, one := range series {
		days := numbers[0].days(one)
		for k, ask := range asks[1:] {
			numbers[k+1].set(one, days, dayNumberOf[ask[0]])
		}
		found[i].Days = days
		if line := every.line(one); len(line) > 0 {
			if found[i].Days, err = s.finishDays(ctx, one, besides(days, line), to, zone); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// fewPieces is up to how many pieces are asked for as they are; of more those are left out first in which there is nothing.
const fewPieces = 12

// dayQuestion is which numbers are asked of which days.
type dayQuestion struct {
	pieces   []piece // from and to cut into days
	asks     []ask
	from, to time.Time
	zone     *time.Location
}

// sums asks each number in a request of its own, and beside them how many observations of any kind the series hold in the
// range, as far as that is not known. The numbers are in the order of the asks.
func (s *Store) sums(ctx context.Context, series []indicators.Series, q dayQuestion) ([]*dayNumbers, map[indicators.Series]int64, error) {
	var parts []part
	numbers := make([]*dayNumbers, len(q.asks))
	for i, one := range q.asks {
		numbers[i] = newDayNumbers(q.zone)
		parts = append(parts, part{dayPipelines(series, q.pieces, []ask{one}), numbers[i].take})
	}
	held, unknown, keep := s.held(series, q.from, q.to)
	parts = append(parts, part{holdings(unknown, q.from, q.to), func(r row) error {
		n, err := r.int()
		held[r.series] = n
		return err
	}})
	err := s.queryApart(ctx, parts)
	if err == nil {
		keep(held)
	}
	return numbers, held, err
}

// dayPipelines ask the same numbers of every piece.
func dayPipelines(series []indicators.Series, all []piece, asks []ask) []pipeline {
	var pipelines []pipeline
	for _, group := range groups(series) {
		for _, piece := range all {
			pipelines = append(pipelines, piece.pipelines(group, asks)...)
		}
	}
	return pipelines
}

// holdings ask how many observations of any kind each series holds in the range.
func holdings(series []indicators.Series, from, to time.Time) []pipeline {
	var pipelines []pipeline
	for _, group := range groups(series) {
		pipelines = append(pipelines, pipeline{name: "held", of: group, fields: []string{"raw"}, from: from, to: to, aggregate: "count"})
	}
	return pipelines
}

// leaveOut are the series whose days count fewer observations than the store holds: some do not count, or lie
// in a day that the period does not begin. For the others all is what counts.
func leaveOut(series []indicators.Series, counts *dayNumbers, held map[indicators.Series]int64) []indicators.Series {
	var more []indicators.Series
	for _, one := range series {
		if counts.total(one) != held[one] {
			more = append(more, one)
		}
	}
	return more
}

// counted is a day with how many observations of any kind there are.
type counted struct {
	indicators.Day
	all int32
}

// besides puts days beside the counts of everything, which knows days in which nothing counts too.
func besides(days []indicators.Day, every []dayNumber) []counted {
	all := make([]counted, len(every))
	for i, n := range every {
		all[i] = counted{indicators.Day{Date: n.date}, int32(n.value)}
		if len(days) > 0 && days[0].Date == n.date {
			all[i].Day, days = days[0], days[1:]
		}
	}
	return all
}

// finishDays reads the days that hold what does not count, in runs, and counts it by reason.
func (s *Store) finishDays(ctx context.Context, series indicators.Series, all []counted, end time.Time, zone *time.Location) ([]indicators.Day, error) {
	days := make([]indicators.Day, 0, len(all))
	for i := 0; i < len(all); {
		if all[i].all == all[i].Count {
			days = append(days, all[i].Day)
			i++
			continue
		}
		last := i
		for last+1 < len(all) && all[last+1].all != all[last+1].Count && all[last+1].Date-all[last].Date < 40 {
			last++
		}
		to := indicators.DateStart(all[last].Date+1, zone)
		if to.After(end) {
			to = end
		}
		held, err := s.Select(ctx, series, indicators.Period{From: indicators.DateStart(all[i].Date, zone), To: to})
		if err != nil {
			return nil, err
		}
		days = append(days, sumDays(held, zone)...)
		i = last + 1
	}
	return days, nil
}

// sumDays sums observations by local day.
func sumDays(held []indicators.Observation, zone *time.Location) []indicators.Day {
	var days []indicators.Day
	for _, o := range held {
		if date := indicators.DateOf(o.Time(), zone); len(days) == 0 || days[len(days)-1].Date != date {
			days = append(days, indicators.Day{Date: date})
		}
		days[len(days)-1].Add(o)
	}
	return days
}
