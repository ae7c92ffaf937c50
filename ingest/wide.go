package ingest

import "bytes"

// wide reads one row that carries a time and a value in each of several columns. When the time cannot be
// read, every value of the row is rejected, and the problem is listed once.
func (d *decoder) wide(cells [][]byte, line int) {
	t := d.rowTime(cells, line)
	values := int64(0)
	for i := range d.plan.values {
		column := &d.plan.values[i]
		cell := cellAt(cells, column.index)
		by := column.marks.of(cell)
		if by != noMark && by != limit {
			d.miss(by)
			continue
		}
		if t.problem != nil {
			values++
			continue
		}
		d.wideValue(cells, cell, i, t, line)
	}
	if t.problem != nil && values > 0 {
		d.reject(t.problem, values)
	}
}

func (d *decoder) wideValue(cells [][]byte, cell []byte, i int, t rowTime, line int) {
	p := d.plan
	column := &p.values[i]
	d.key = p.appendWords(append(d.key[:0], byte(i), byte(i>>8)), cells, d.records.sideBySide)
	if column.unit >= 0 || column.flag >= 0 {
		d.key = append(append(d.key, cellAt(cells, column.unit)...), 0)
		d.key = append(append(d.key, cellAt(cells, column.flag)...), 0)
	}
	l := d.laneOf(func() *lane { return p.columnLane(cells, column) })
	if l.problem == nil && l.missing != noMark {
		d.miss(l.missing)
		return
	}
	problem := l.problem
	start, resolution := t.start, t.resolution
	if problem == nil && !t.isSettled {
		start, resolution, problem = d.instant(t, l, column.second, line)
	}
	if problem == nil {
		if fault := d.inTime(start, l); fault.code != "" {
			problem = d.timeProblem(line, t.role, cells, fault)
		}
	}
	if problem != nil {
		at := *problem
		at.Line, at.Column = line, firstOf(problem.Column, p.column(column.index))
		d.reject(&at, 1)
		return
	}
	d.put(l, cell, start, resolution, line, p.column(column.index), column.marks)
}

// columnLane is the lane of a value column with the words of its row.
func (p *plan) columnLane(cells [][]byte, column *valueColumn) *lane {
	w, scale := p.wordsOf(cells), 1.0
	if column.column.Scale != nil {
		scale = *column.column.Scale
	}
	w.slug, w.indicator = column.column.Indicator, firstOf(column.indicator, w.indicator)
	w.site = firstOf(column.column.Site, column.site, w.site)
	w.statistic = firstOf(column.column.Statistic, w.statistic)
	w.unit = firstOf(string(bytes.TrimSpace(cellAt(cells, column.unit))), column.told, column.column.Unit, w.unit)
	w.unitIsOwed = column.column.UnitIn != ""
	if column.flag >= 0 {
		w.flags = append(w.flags, flagWord{p.column(column.flag), string(cellAt(cells, column.flag))})
	}
	l := p.makeLane(w, scale)
	l.column = p.column(column.index)
	return l
}
