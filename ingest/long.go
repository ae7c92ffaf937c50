package ingest

// long reads one row that carries one value.
func (d *decoder) long(cells [][]byte, line int) {
	p := d.plan
	d.key = p.appendWords(d.key[:0], cells, d.records.sideBySide)
	l := d.laneOf(func() *lane { return p.makeLane(p.wordsOf(cells), p.valueScale()) })
	if l.problem != nil {
		problem := *l.problem
		problem.Line = line
		d.reject(&problem, 1)
		return
	}
	cell := cellAt(cells, p.valueAt)
	if l.missing != noMark {
		d.miss(l.missing)
		return
	}
	if by := p.marks.of(cell); by != noMark && by != limit {
		d.miss(by)
		return
	}
	start, resolution, problem := d.periodOf(l, cells, line)
	if problem != nil {
		d.reject(problem, 1)
		return
	}
	d.put(l, cell, start, resolution, line, l.column, p.marks)
}

// valueScale is the factor of a long file's value column.
func (p *plan) valueScale() float64 {
	for _, column := range p.profile.Columns {
		if column.Role == "value" && column.Scale != nil {
			return *column.Scale
		}
	}
	return 1
}
