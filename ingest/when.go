package ingest

import (
	"github.com/aspro-cities/aspro/indicators"
)

// when is how the rows of a file tell their time.
type when uint8

const (
	byPeriod   when = iota // a column of periods
	byOne                  // the profile's period, for every row
	byStart                // columns of start and end
	byStamp                // date and time in one cell
	byEpoch                // seconds since 1970
	byEpochMs              // milliseconds since 1970
	byDate                 // a date, with a time or an hour
	byYear                 // year, month, day and hour
	byFiscal               // the same, the year a fiscal one
	byFileName             // the name of the file
)

// findTime chooses how rows tell their time. Invalid, "file_name_without_time", when the name of the file should and does not.
func (p *plan) findTime() error {
	p.named = indicators.FileNameParts{Year: -1, Month: -1, Day: -1, Hour: -1}
	if len(p.profile.FileName) > 0 {
		named, _, ok := matchFileName(p.profile, p.request.FileName)
		if !ok {
			return fileNameFault(p.profile, p.request.FileName)
		}
		p.named = named
	}
	for _, one := range []struct {
		role string
		when when
	}{{"period", byPeriod}, {"start", byStart}, {"stamp", byStamp}, {"epoch", byEpoch}, {"epoch-ms", byEpochMs},
		{"date", byDate}, {"year", byYear}, {"fiscal-year", byFiscal}} {
		if _, ok := p.role[one.role]; ok {
			p.when = one.when
			return nil
		}
	}
	switch {
	case p.named.Year >= 0:
		p.when = byFileName
	case p.profile.Period != "":
		p.when = byOne
	default:
		return indicators.Errorf(indicators.Invalid, "the file has none of the columns that tell its time").Coded("column_missing").Try("Choose the profile that fits the file.")
	}
	return nil
}

// matchFileName finds the first pattern of the profile that the name fits; text is what it reads of the name.
func matchFileName(profile indicators.Profile, name string) (parts indicators.FileNameParts, text string, ok bool) {
	for _, pattern := range profile.FileName {
		compiled, err := indicators.FileNameOf(pattern)
		if err != nil {
			continue // the catalogue has checked it
		}
		if parts, ok := compiled.Match(name); ok {
			return parts, parts.String(), true
		}
	}
	return parts, "", false
}

func fileNameFault(profile indicators.Profile, name string) error {
	return indicators.Errorf(indicators.Invalid, "the time of this file stands in its name, and the name is %q", shown(name)).Coded("file_name_without_time").At("file_name").
		Try("Name the file as in %s; over HTTP give the name as file_name.", profile.FileName[0])
}

// moment is the time that a row tells, before a zone makes an instant of it.
type moment struct {
	date    civil
	second  int   // of the day
	east    int   // seconds east of UTC
	hasEast bool  // the cell states its offset, which wins over every zone
	unix    int64 // instead of all these, when isUnix
	isUnix  bool
}

// moment reads the time of a row; role is the column at fault. Periods are read elsewhere.
func (d *decoder) moment(cells [][]byte, calendar indicators.Calendar) (m moment, fault faultOf, role string) {
	p := d.plan
	switch p.when {
	case byStart:
		m, fault = readStamp(p.cell(cells, "start"), p.dateOrder, p.profile.Century)
		return m, fault, "start"
	case byStamp:
		m, fault = readStamp(p.cell(cells, "stamp"), p.dateOrder, p.profile.Century)
		return m, fault, "stamp"
	case byEpoch:
		m, fault = readEpoch(p.cell(cells, "epoch"), 1)
		return m, fault, "epoch"
	case byEpochMs:
		m, fault = readEpoch(p.cell(cells, "epoch-ms"), 1000)
		return m, fault, "epoch-ms"
	case byDate:
		if m.date, fault = readDate(p.cell(cells, "date"), p.dateOrder, p.profile.Century); fault.code != "" {
			return m, fault, "date"
		}
	case byYear, byFiscal:
		if m.date, fault, role = p.dateFromParts(cells, calendar); fault.code != "" {
			return m, fault, role
		}
	case byFileName:
		m.date = civil{p.named.Year, max(p.named.Month, 1), max(p.named.Day, 1)}
		m.second = max(p.named.Hour, 0) * 3600
	case byPeriod, byOne:
	}
	for _, role := range [...]string{"time", "hour"} {
		if cell := p.cell(cells, role); cell != nil {
			if m.second, fault = secondOfDay(cell); fault.code != "" {
				return m, fault, role
			}
		}
	}
	return m, faultOf{}, dateRole(p.when)
}

// dateRole is the column that tells the day.
func dateRole(by when) string {
	switch by {
	case byYear:
		return "year"
	case byFiscal:
		return "fiscal-year"
	default:
		return "date"
	}
}

// dateFromParts reads year, month and day columns; month and day default to the first.
func (p *plan) dateFromParts(cells [][]byte, calendar indicators.Calendar) (date civil, fault faultOf, role string) {
	part := [3]int{0, 1, 1}
	roles := [...]string{"year", "month", "day"}
	if p.when == byFiscal {
		roles[0] = "fiscal-year"
	}
	for i, role := range roles {
		cell := p.cell(cells, role)
		if cell == nil && i > 0 {
			continue
		}
		value, digits := leadingNumber(cell)
		if digits == 0 || digits != len(cell) {
			return civil{}, faultf("date_unreadable", "", "The %s is not a number.", role), role
		}
		part[i] = value
	}
	if first := firstMonth(p.profile, calendar); p.when == byFiscal && part[1] < first {
		part[0]++
	}
	return civil{part[0], part[1], part[2]}, faultOf{}, roles[0]
}

// firstMonth is the month in which fiscal years begin.
func firstMonth(profile indicators.Profile, calendar indicators.Calendar) int {
	return max(1, firstNumber(profile.FiscalYear, calendar.FiscalYearStart))
}

func firstNumber(numbers ...int) int {
	for _, n := range numbers {
		if n != 0 {
			return n
		}
	}
	return 0
}
