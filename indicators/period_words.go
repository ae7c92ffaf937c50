package indicators

import "time"

// monthNames are the months as people of the four languages write them, January first.
var monthNames = [...]Phrase{
	Phrasef("January"), Phrasef("February"), Phrasef("March"), Phrasef("April"), Phrasef("May"), Phrasef("June"),
	Phrasef("July"), Phrasef("August"), Phrasef("September"), Phrasef("October"), Phrasef("November"), Phrasef("December"),
}

// DateInWords is a local date with the month by its name, so that 4/3 is read one way only.
func DateInWords(at time.Time) Phrase {
	return Phrasef("%d %s %d", at.Day(), monthNames[at.Month()-1], at.Year())
}

// PeriodInWords is the period that begins at start (seconds, UTC) in the time of the city: a day or a month by its name, years and
// other spans of days by their first and last day, everything shorter than a day by its ends with the offset of the first.
func (c Calendar) PeriodInWords(start int64, r Resolution) Phrase {
	from, to := time.Unix(start, 0).In(c.zone()), time.Unix(r.End(start, c.zone()), 0).In(c.zone())
	if r.IsCalendar() && from.Hour() == 0 && from.Minute() == 0 {
		switch r {
		case P1D:
			return DateInWords(from)
		case P1M:
			return Phrasef("%s %d", monthNames[from.Month()-1], from.Year())
		}
		return Phrasef("%s to %s", DateInWords(from), DateInWords(to.AddDate(0, 0, -1)))
	}
	end := Phrasef("%s", clockText(to))
	if to.Format(time.DateOnly) != from.Format(time.DateOnly) {
		end = Phrasef("%s, %s", DateInWords(to), clockText(to))
	}
	return Phrasef("%s, %s to %s %s", DateInWords(from), clockText(from), end, from.Format("-07:00"))
}

// clockText leaves out seconds that are none.
func clockText(at time.Time) string {
	if at.Second() == 0 {
		return at.Format("15:04")
	}
	return at.Format("15:04:05")
}
