package ingest

import (
	"bytes"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// wide reads one row that carries a time and a value in each of several columns. When the time cannot be
// read, every value of the row is rejected, and the problem is listed once.
func (d *decoder) wide(cells [][]byte, line int) {
	p := d.plan
	zone := p.zone
	if zone == nil {
		zone = p.catalogue.Zone(firstOf(string(p.cell(cells, "city")), p.profile.City, p.request.City))
	}
	start, fault, role := d.stamp(zone, cells)
	values := int64(0)
	for i := range p.values {
		cell := p.valueCell(cells, i)
		if p.isMissing(cell, i) {
			d.out.counts.Received++
			d.out.counts.Missing++
			continue
		}
		if fault.code != "" {
			values++
			continue
		}
		d.wideValue(cells, cell, i, start, line)
	}
	if fault.code != "" {
		d.reject(d.stampProblem(line, role, cells, fault), values)
	}
}

func (d *decoder) wideValue(cells [][]byte, cell []byte, i int, start int64, line int) {
	p := d.plan
	column := p.values[i]
	d.key = append(d.key[:0], byte(i), byte(i>>8))
	d.key = append(append(d.key, p.cell(cells, "city")...), 0)
	d.key = append(append(d.key, p.cell(cells, "site")...), 0)
	l := d.laneOf(func() *lane {
		scale := 1.0
		if column.column.Scale != nil {
			scale = *column.column.Scale
		}
		l := p.makeLane(words{
			city: string(p.cell(cells, "city")), site: firstOf(column.column.Site, string(p.cell(cells, "site"))),
			indicator: column.column.Indicator, unit: column.column.Unit, statistic: column.column.Statistic,
		}, scale)
		l.column = p.column(column.index)
		return l
	})
	problem := l.problem
	var o indicators.Observation
	if problem == nil {
		o, problem = d.value(l, cell, line, p.column(column.index))
	}
	if problem == nil {
		if fault := d.inTime(start, l); fault.code != "" {
			problem = d.stampProblem(line, "date", cells, fault)
		}
	}
	if problem != nil {
		at := *problem
		at.Line, at.Column = line, p.column(column.index)
		d.reject(&at, 1)
		return
	}
	o.Start = start
	d.out.counts.Received++
	l.take(p.resolution, o)
}

func (p *plan) valueCell(cells [][]byte, i int) []byte {
	if index := p.values[i].index; index < len(cells) {
		return bytes.TrimSpace(cells[index])
	}
	return nil
}

func (p *plan) isMissing(cell []byte, i int) bool {
	return len(cell) == 0 || p.missing[string(cell)] || p.values[i].missing[string(cell)]
}

// stamp reads the start of the period from date and time, or from year, month, day and hour columns.
// role is the column at fault.
func (d *decoder) stamp(zone *time.Location, cells [][]byte) (start int64, fault faultOf, role string) {
	p := d.plan
	key := clockKey{zone.String(), p.resolution}
	c := d.clocks[key]
	if c == nil {
		c = &clock{zone: zone, order: p.profile.DateOrder, resolution: p.resolution, endLabel: p.profile.Label == "end"}
		d.clocks[key] = c
	}
	var date civil
	if _, ok := p.role["date"]; ok {
		if date, fault = c.date(p.cell(cells, "date")); fault.code != "" {
			return 0, fault, "date"
		}
	} else if date, fault, role = p.dateFromParts(cells); fault.code != "" {
		return 0, fault, role
	}
	second := 0
	for _, role := range [...]string{"time", "hour"} {
		if cell := p.cell(cells, role); cell != nil {
			if second, fault = secondOfDay(cell); fault.code != "" {
				return 0, fault, role
			}
		}
	}
	start, fault = c.start(date, second)
	return start, fault, "date"
}

// dateFromParts reads year, month and day columns; month and day default to the first.
func (p *plan) dateFromParts(cells [][]byte) (date civil, fault faultOf, role string) {
	part := [3]int{0, 1, 1}
	for i, role := range [...]string{"year", "month", "day"} {
		cell := p.cell(cells, role)
		if cell == nil && i > 0 {
			continue
		}
		value, err := strconv.Atoi(string(cell))
		if err != nil {
			return civil{}, faultf("date_unreadable", "", "The %s is not a number.", role), role
		}
		part[i] = value
	}
	return civil{part[0], part[1], part[2]}, faultOf{}, ""
}

// stampProblem words a fault of a row's time.
func (d *decoder) stampProblem(line int, role string, cells [][]byte, fault faultOf) *indicators.RowProblem {
	index, ok := d.plan.role[role]
	if !ok {
		if index, ok = d.plan.role["year"]; !ok {
			index = -1
		}
	}
	text := ""
	if index >= 0 && index < len(cells) {
		text = string(cells[index])
	}
	return fault.problem(line, d.plan.column(index), text)
}
