package influx

import (
	"cmp"
	"context"
	"slices"
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
	days := summing{zone: zone, lines: map[indicators.Series]*dayLine{}, held: map[indicators.Series]int64{}}
	all := pieces(from, to, zone)
	parts := [][]pipeline{holdings(series, from, to)}
	for _, one := range summed(needed) {
		parts = append(parts, dayPipelines(series, all, []ask{one}))
	}
	if err := s.queryApart(ctx, parts, days.take); err != nil {
		return nil, err
	}
	if more := days.leaveOut(series); len(more) > 0 {
		if err := s.query(ctx, dayPipelines(more, all, everything()), days.take); err != nil {
			return nil, err
		}
	}
	for i, one := range series {
		var err error
		if found[i].Days, err = s.finishDays(ctx, one, days.of(one), to, zone); err != nil {
			return nil, err
		}
	}
	return found, nil
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

// counted is a day with how many observations of any kind there are, as far as that was asked.
type counted struct {
	indicators.Day
	all int32
}

// leaveOut are the series whose days count fewer observations than the store holds: some do not count, or lie
// in a day that the period does not begin. For the others all is what counts.
func (d *summing) leaveOut(series []indicators.Series) []indicators.Series {
	var more []indicators.Series
	for _, one := range series {
		n, days := int64(0), d.of(one)
		for i := range days {
			n += int64(days[i].Count)
			days[i].all = days[i].Count
		}
		if n != d.held[one] {
			more = append(more, one)
		}
	}
	return more
}

// summing puts the answers of the pipelines together.
type summing struct {
	zone  *time.Location
	lines map[indicators.Series]*dayLine
	held  map[indicators.Series]int64
	last  indicators.Series // of the row before: a table is of one series
	line  *dayLine          // of last
}

// dayLine is the days of one series, oldest first.
type dayLine struct {
	days []counted
	next int // place of the day after the one before: every answer is in the order of time
}

// at finds or makes a day. It stays in its place until the next one is made.
func (l *dayLine) at(date int32) *counted {
	if l.next < len(l.days) && l.days[l.next].Date == date {
		l.next++
		return &l.days[l.next-1]
	}
	at, found := len(l.days), false
	if at > 0 && l.days[at-1].Date >= date {
		at, found = slices.BinarySearchFunc(l.days, date, func(d counted, date int32) int { return cmp.Compare(d.Date, date) })
	}
	if !found {
		l.days = slices.Insert(l.days, at, counted{Day: indicators.Day{Date: date}})
	}
	l.next = at + 1
	return &l.days[at]
}

func (d *summing) take(r row) error {
	if r.result == "held" {
		n, err := r.int()
		d.held[r.series] = n
		return err
	}
	if d.line == nil || r.series != d.last {
		d.last = r.series
		if d.line = d.lines[r.series]; d.line == nil {
			d.line = &dayLine{}
			d.lines[r.series] = d.line
		}
	}
	day := d.line.at(indicators.DateOf(time.Unix(r.start, 0), d.zone))
	if r.result == "count" || r.result == "all" {
		n, err := r.int()
		if r.result == "count" {
			day.Count = int32(n)
		} else {
			day.all = int32(n)
		}
		return err
	}
	v, err := r.float()
	switch r.result {
	case "sum":
		day.Sum = v
	case "min":
		day.Min = v
	case "max":
		day.Max = v
	}
	return err
}

func (d *summing) of(series indicators.Series) []counted {
	if line := d.lines[series]; line != nil {
		return line.days
	}
	return nil
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
