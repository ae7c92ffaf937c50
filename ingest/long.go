package ingest

import (
	"errors"
	"unsafe"

	"github.com/aspro-cities/aspro/indicators"
)

// laneRoles are the columns of a long file whose words make a lane.
var laneRoles = [...]string{"city", "site", "indicator", "unit", "statistic", "quality", "status", "kind", "resolution"}

// long reads one row that carries one value.
func (d *decoder) long(cells [][]byte, line int) {
	p := d.plan
	d.key = d.key[:0]
	for _, index := range p.laneColumn {
		d.key = append(append(d.key, cellAt(cells, index)...), 0)
	}
	l := d.laneOf(func() *lane {
		text := func(role string) string { return string(p.cell(cells, role)) }
		return p.makeLane(words{text("city"), text("site"), text("indicator"), text("unit"), text("statistic"),
			text("quality"), text("status"), text("kind"), text("resolution")}, 1)
	})
	if l.problem != nil {
		problem := *l.problem
		problem.Line = line
		d.reject(&problem, 1)
		return
	}
	cell := p.cell(cells, "value")
	if l.isMissing || len(cell) == 0 || p.missing[string(cell)] {
		d.out.counts.Received++
		d.out.counts.Missing++
		return
	}
	start, resolution, problem := d.periodOf(l, cells, line)
	if problem != nil {
		d.reject(problem, 1)
		return
	}
	o, problem := d.value(l, cell, line, p.column(p.role["value"]))
	if problem != nil {
		d.reject(problem, 1)
		return
	}
	o.Start = start
	d.out.counts.Received++
	l.take(resolution, o)
}

// periodOf reads the period column or the date and time columns of a row.
func (d *decoder) periodOf(l *lane, cells [][]byte, line int) (int64, indicators.Resolution, *indicators.RowProblem) {
	p := d.plan
	if _, ok := p.role["period"]; !ok {
		start, fault, role := d.stamp(l.zone, cells)
		if fault.code == "" {
			fault, role = d.inTime(start, l), "date"
		}
		if fault.code != "" {
			return 0, p.resolution, d.stampProblem(line, role, cells, fault)
		}
		return start, p.resolution, nil
	}
	cell := cellAt(cells, p.role["period"])
	if len(p.profile.Meanings.Periods) == 0 {
		// The text is not kept: on this way it need not be copied.
		start, resolution, err := l.calendar.ParsePeriod(unsafe.String(unsafe.SliceData(cell), len(cell)), l.series.Resolution)
		if err == nil && d.inTime(start, l).code == "" {
			return start, resolution, nil
		}
	}
	column := p.column(p.role["period"])
	text := string(cell)
	for _, meaning := range p.profile.Meanings.Periods {
		if meaning.Text != text {
			continue
		}
		if meaning.Refuse != "" {
			return 0, indicators.Resolution{}, try(problemf(line, column, "not_in_time", text, "%s", meaning.Refuse),
				"Leave the row out, or write the one stretch of time that it stands for, such as 2014 or 2014-04/2015-04.")
		}
		text = meaning.Period
	}
	start, resolution, err := l.calendar.ParsePeriod(text, l.series.Resolution)
	if err != nil {
		return 0, resolution, periodProblem(line, column, string(cell), err)
	}
	if fault := d.inTime(start, l); fault.code != "" {
		return 0, resolution, fault.problem(line, column, string(cell))
	}
	return start, resolution, nil
}

func periodProblem(line int, column, text string, err error) *indicators.RowProblem {
	if known, ok := errors.AsType[*indicators.Error](err); ok {
		return fromError(line, column, text, known)
	}
	return problemf(line, column, "period_unreadable", text, "%q is not a period.", text)
}
