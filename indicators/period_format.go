package indicators

import "time"

// FormatPeriod is the canonical text of a period; ParsePeriod reads it back, given the same resolution.
// A calendar year from 1 January is "2010", one from the fiscal start "FY2010", a quarter "2010-Q1", a month
// "2010-03", a day "2010-03-04"; a clock resolution gives the start in RFC 3339 with the zone's offset;
// every other period is start/end.
func (c Calendar) FormatPeriod(start int64, r Resolution) string {
	return string(c.AppendPeriod(make([]byte, 0, 32), start, r))
}

// AppendPeriod appends what FormatPeriod gives.
func (c Calendar) AppendPeriod(text []byte, start int64, r Resolution) []byte {
	if !r.IsCalendar() {
		return c.appendInstant(text, start)
	}
	local := time.Unix(start, 0).In(c.zone())
	year, month, day := local.Date()
	if dayStart(civilDate(year, int(month), day), c.zone()) == start {
		first := day == 1
		switch {
		case r == P1Y && first && month == time.January:
			return local.AppendFormat(text, "2006")
		case r == P1Y && first && int(month) == c.fiscalMonth():
			return local.AppendFormat(append(text, "FY"...), "2006")
		case r == P3M && first && month%3 == 1:
			return append(local.AppendFormat(text, "2006"), '-', 'Q', byte('1'+month/3))
		case r == P1M && first:
			return local.AppendFormat(text, "2006-01")
		case r == P1D:
			return local.AppendFormat(text, time.DateOnly)
		}
	}
	text = append(c.appendStart(text, start), '/')
	return c.appendStart(text, r.End(start, c.zone()))
}

// appendStart writes a local midnight as its date, any other instant in full.
func (c Calendar) appendStart(text []byte, at int64) []byte {
	local := time.Unix(at, 0).In(c.zone())
	year, month, day := local.Date()
	if dayStart(civilDate(year, int(month), day), c.zone()) == at {
		return local.AppendFormat(text, time.DateOnly)
	}
	return c.appendInstant(text, at)
}

// appendInstant writes RFC 3339 with the zone's offset; in UTC where the offset has seconds (local mean time),
// which RFC 3339 cannot write.
func (c Calendar) appendInstant(text []byte, at int64) []byte {
	local := time.Unix(at, 0).In(c.zone())
	if _, offset := local.Zone(); offset%60 != 0 {
		local = local.UTC()
	}
	return local.AppendFormat(text, time.RFC3339)
}
