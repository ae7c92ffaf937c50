package ingest

import (
	"time"
	"unsafe"

	"github.com/aspro-cities/aspro/indicators"
)

// rowTime is the time of a row of several values: settled, or a moment to which the hour of a column is to be added.
type rowTime struct {
	moment     moment
	clock      *clock
	start      int64
	resolution indicators.Resolution
	isSettled  bool
	role       string // of the column that tells the time
	problem    *indicators.RowProblem
}

// rowTime reads the time of a row of several values, by the calendar of its place.
func (d *decoder) rowTime(cells [][]byte, line int) (t rowTime) {
	p := d.plan
	place := d.placeOf(cells)
	if p.when == byPeriod || p.when == byOne {
		t.isSettled, t.role = true, "period"
		t.start, t.resolution, t.problem = d.periodIn(place, p.resolution, cells, line)
		return t
	}
	var fault faultOf
	if t.moment, fault, t.role = d.moment(cells, place.calendar); fault.code == "" {
		t.clock, fault = d.clockOf(place.zone, p.resolution, cells)
	}
	if fault.code == "" && p.when == byStart {
		t.isSettled = true
		t.start, t.resolution, fault = d.span(t.moment, t.clock, place, cells)
	} else if fault.code == "" && p.profile.Layout != "hours" {
		t.isSettled, t.resolution = true, p.resolution
		t.start, fault = t.clock.startOf(t.moment, 0)
	}
	if fault.code != "" {
		t.problem = d.timeProblem(line, t.role, cells, fault)
	}
	return t
}

// instant is the start of the hour of a column.
func (d *decoder) instant(t rowTime, l *lane, second, line int) (int64, indicators.Resolution, *indicators.RowProblem) {
	start, fault := t.clock.startOf(t.moment, second)
	if fault.code != "" {
		return 0, l.series.Resolution, fault.problem(line, "", "")
	}
	return start, l.series.Resolution, nil
}

// periodOf reads the time of a row of one value.
func (d *decoder) periodOf(l *lane, cells [][]byte, line int) (int64, indicators.Resolution, *indicators.RowProblem) {
	p := d.plan
	var role string
	start, resolution := int64(0), l.series.Resolution
	if p.when == byPeriod || p.when == byOne {
		var problem *indicators.RowProblem
		if start, resolution, problem = d.periodIn(l, resolution, cells, line); problem != nil {
			return 0, resolution, problem
		}
		role = "period"
	} else {
		var m moment
		var fault faultOf
		var c *clock
		if m, fault, role = d.moment(cells, l.calendar); fault.code == "" {
			c, fault = d.clockOf(l.zone, resolution, cells)
		}
		switch {
		case fault.code != "":
		case p.when == byStart:
			start, resolution, fault = d.span(m, c, l, cells)
		default:
			start, fault = c.startOf(m, 0)
		}
		if fault.code != "" {
			return 0, resolution, d.timeProblem(line, role, cells, fault)
		}
	}
	if fault := d.inTime(start, l); fault.code != "" {
		return 0, resolution, d.timeProblem(line, role, cells, fault)
	}
	return start, resolution, nil
}

// span is the period from a row's start to its end; without an end it is as long as the profile says.
func (d *decoder) span(m moment, c *clock, l *lane, cells [][]byte) (int64, indicators.Resolution, faultOf) {
	p := d.plan
	start, fault := c.startOf(m, 0)
	cell := p.cell(cells, "end")
	if fault.code != "" || cell == nil {
		return start, c.resolution, fault
	}
	m, fault = readStamp(cell, p.dateOrder, p.profile.Century)
	if fault.code != "" {
		return 0, c.resolution, fault
	}
	end, fault := c.startOf(m, 0)
	if fault.code != "" {
		return 0, c.resolution, fault
	}
	calendar := l.calendar
	calendar.Zone = l.zone
	resolution, ok := calendar.Length(start, end)
	switch {
	case !ok:
		return 0, c.resolution, faultf("empty_period", "", "The period ends no later than it begins, or is too long.")
	case !c.resolution.IsZero() && c.resolution.End(start, l.zone) != end:
		return 0, c.resolution, faultf("resolution_mismatch", "", "The period is %s long, and the profile says %s.", resolution, c.resolution)
	}
	return start, resolution, faultOf{}
}

// periodIn reads the period of a row by the calendar of its place.
func (d *decoder) periodIn(l *lane, resolution indicators.Resolution, cells [][]byte, line int) (int64, indicators.Resolution, *indicators.RowProblem) {
	p := d.plan
	cell := []byte(p.profile.Period)
	if p.when == byPeriod {
		cell = cellAt(cells, p.periodAt)
	}
	if len(p.profile.Meanings.Periods) == 0 {
		// The text is not kept: on this way it need not be copied.
		start, length, err := l.calendar.ParsePeriod(unsafe.String(unsafe.SliceData(cell), len(cell)), resolution)
		if err == nil {
			return start, length, nil
		}
	}
	column, text := p.columnOf("period"), string(cell)
	for _, meaning := range p.profile.Meanings.Periods {
		if meaning.Text != text {
			continue
		}
		if meaning.Refuse != "" {
			return 0, indicators.Resolution{}, try(problemf(line, column, "not_in_time", text, "%s", meaning.Refuse),
				"Leave the row out, or write the one stretch of time that it stands for, such as 2014 or 2014-04/2015-04.")
		}
		text = meaning.Period
		break
	}
	if written, fault, ok := d.writtenDate(l, text, resolution, cells); ok {
		if fault.code != "" {
			return 0, resolution, fault.problem(line, column, text)
		}
		return written.start, written.resolution, nil
	}
	start, length, err := l.calendar.ParsePeriod(compactPeriod(text), resolution)
	if err != nil {
		return 0, length, periodProblem(line, column, string(cell), err)
	}
	return start, length, nil
}

// writtenDate reads a period that is written as spreadsheets write dates, 4/3/2026 or 2026/3/4, alone a day, with a time
// the start of a period as long as its resolution. ok is false for any other text.
func (d *decoder) writtenDate(l *lane, text string, resolution indicators.Resolution, cells [][]byte) (t rowTime, fault faultOf, ok bool) {
	part, rest, ok := threeNumbers([]byte(text))
	if !ok || part[0].mark == '-' && part[0].digits == 4 {
		return t, fault, false
	}
	if len(rest) == 0 && resolution.IsZero() {
		resolution = indicators.P1D
	}
	if resolution.IsZero() {
		return t, faultf("resolution_missing", "Give the resolution, such as PT1H, or write start/end.", "The period is a start without a length."), true
	}
	m, fault := readStamp([]byte(text), d.plan.dateOrder, d.plan.profile.Century)
	if fault.code != "" {
		return t, fault, true
	}
	c, fault := d.clockOf(l.zone, resolution, cells)
	if fault.code == "" {
		t.start, fault = c.startOf(m, 0)
	}
	t.resolution = resolution
	return t, fault, true
}

// compactPeriod puts the hyphens into 201202, 20120304 and 2012Q1; any other text is given back.
func compactPeriod(text string) string {
	_, digits := leadingNumber([]byte(text))
	switch {
	case digits == 6 && len(text) == 6:
		return text[:4] + "-" + text[4:]
	case digits == 8 && len(text) == 8:
		return text[:4] + "-" + text[4:6] + "-" + text[6:]
	case digits == 4 && len(text) == 6 && text[4] == 'Q':
		return text[:4] + "-" + text[4:]
	}
	return text
}

func periodProblem(line int, column, text string, err error) *indicators.RowProblem {
	if known, ok := isDomainError(err); ok {
		return fromError(line, column, text, known)
	}
	return problemf(line, column, "period_unreadable", text, "%q is not a period.", text)
}

// timeProblem words a fault of a row's time, which stands in the column of the role.
func (d *decoder) timeProblem(line int, role string, cells [][]byte, fault faultOf) *indicators.RowProblem {
	return fault.problem(line, d.plan.columnOf(role), string(d.plan.cell(cells, role)))
}

// placeOf is the place of a row of several values, for its calendar alone; one that is not known has that of the request's city.
func (d *decoder) placeOf(cells [][]byte) *lane {
	p := d.plan
	city, site := p.cell(cells, "city"), p.cell(cells, "site")
	if len(city)+len(site) == 0 && d.home != nil {
		return d.home
	}
	key := string(city) + "\x00" + string(site)
	if l := d.places[key]; l != nil {
		return l
	}
	l := &lane{}
	if p.place(l, words{city: string(city), site: string(site)}) != nil {
		id := p.cityNamed(firstOf(string(city), p.profile.City, p.request.City))
		l.calendar, l.zone = p.catalogue.Calendar(id), p.zone
		if l.zone == nil {
			l.zone = p.catalogue.Zone(id)
		}
	}
	if len(city)+len(site) == 0 {
		d.home = l
	}
	if len(d.places) > maxLanes {
		d.places = map[string]*lane{}
	}
	d.places[key] = l
	return l
}

// clockOf is the clock of a zone; a zone in a cell of the row wins.
func (d *decoder) clockOf(zone *time.Location, resolution indicators.Resolution, cells [][]byte) (*clock, faultOf) {
	p := d.plan
	if cell := p.cell(cells, "zone"); len(cell) > 0 {
		known, ok := d.zones[string(cell)]
		if !ok {
			if known, ok = zoneWord(string(cell)); !ok {
				return nil, faultf("unknown_zone", "A zone is UTC, an offset such as +08:00, or a name such as Asia/Manila.", "%q is no zone.", shown(string(cell)))
			}
			if len(d.zones) > 1000 {
				d.zones, d.clocks = map[string]*time.Location{}, map[clockKey]*clock{}
			}
			d.zones[string(cell)] = known
		}
		zone = known
	}
	key := clockKey{zone, resolution}
	c := d.clocks[key]
	if c == nil {
		c = &clock{zone: zone, resolution: resolution, endLabel: p.profile.Label == "end", ambiguous: p.profile.Ambiguous, nonexistent: p.profile.Nonexistent}
		d.clocks[key] = c
	}
	return c, faultOf{}
}
