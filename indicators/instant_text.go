package indicators

// instant reads one form of a period and gives the Unix second at which it begins. No allocation: it is
// called for every row of an upload.
func (c Calendar) instant(text string) (int64, periodForm) {
	if len(text) == 6 && text[0] == 'F' && text[1] == 'Y' {
		if year, ok := digits(text[2:]); ok {
			return dayStart(civilDate(year, c.fiscalMonth(), 1), c.zone()), fiscalForm
		}
		return 0, noForm
	}
	if len(text) < 4 {
		return 0, noForm
	}
	year, ok := digits(text[:4])
	switch {
	case !ok:
		return 0, noForm
	case len(text) == 4:
		return dayStart(civilDate(year, 1, 1), c.zone()), yearForm
	case len(text) < 7 || text[4] != '-':
		return 0, noForm
	case len(text) == 7 && text[5] == 'Q':
		if text[6] < '1' || text[6] > '4' {
			return 0, noForm
		}
		return dayStart(civilDate(year, 3*int(text[6]-'1')+1, 1), c.zone()), quarterForm
	}
	month, ok := digits(text[5:7])
	if !ok || month < 1 || month > 12 {
		return 0, noForm
	}
	if len(text) == 7 {
		return dayStart(civilDate(year, month, 1), c.zone()), monthForm
	}
	if len(text) < 10 || text[7] != '-' {
		return 0, noForm
	}
	day, ok := digits(text[8:10])
	if !ok || day < 1 || day > 28 && day > daysInMonth(year, month) {
		return 0, noForm
	}
	date := civilDate(year, month, day)
	if len(text) == 10 {
		return dayStart(date, c.zone()), dayForm
	}
	seconds, form := clock(text[10:])
	return date*secondsPerDay + seconds, form
}

// clock reads T13:00, T13:00:00 or T13:00:00.000 with Z or an offset, as seconds from midnight UTC of the date;
// T24:00 is the end of the day, and a blank may stand for the T. A fraction that is not zero has no form: starts are whole seconds.
func clock(text string) (int64, periodForm) {
	if len(text) < 6 || text[0] != 'T' && text[0] != ' ' || text[3] != ':' {
		return 0, noForm
	}
	hour, ok1 := digits(text[1:3])
	minute, ok2 := digits(text[4:6])
	if !ok1 || !ok2 || hour > 24 || minute > 59 {
		return 0, noForm
	}
	seconds, text := int64(hour*3600+minute*60), text[6:]
	if len(text) >= 3 && text[0] == ':' {
		second, ok := digits(text[1:3])
		if !ok || second > 59 {
			return 0, noForm
		}
		seconds, text = seconds+int64(second), text[3:]
		if len(text) > 1 && text[0] == '.' && text[1] == '0' {
			for text = text[1:]; len(text) > 0 && text[0] == '0'; {
				text = text[1:]
			}
		}
	}
	if seconds > secondsPerDay {
		return 0, noForm
	}
	if text == "" {
		return 0, naiveForm
	}
	east, ok := offset(text)
	if !ok {
		return 0, noForm
	}
	return seconds - east, clockForm
}

// offset reads Z, +07:00, +0700 or −03:30 (with an ASCII sign) as seconds east of UTC.
func offset(text string) (int64, bool) {
	if text == "Z" {
		return 0, true
	}
	if len(text) != 5 && (len(text) != 6 || text[3] != ':') || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	hour, ok1 := digits(text[1:3])
	minute, ok2 := digits(text[len(text)-2:])
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return 0, false
	}
	east := int64(hour*3600 + minute*60)
	if text[0] == '-' {
		east = -east
	}
	return east, true
}

// digits reads a number written in ASCII digits alone.
func digits(text string) (int, bool) {
	n := 0
	for i := range len(text) {
		d := text[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = 10*n + int(d)
	}
	return n, true
}
