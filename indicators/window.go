package indicators

import "time"

// Windows lists the windows of the given length that start in the period, oldest first, whole even where the
// period ends inside one. They follow the local calendar of zone: months from the first, years from
// January (P3M are quarters), days from midnight, weeks (P7D) from Monday. Clock windows (PT8H) are counted
// from local midnight and end there at the latest, so that a day of 23 hours has a shorter last one; those
// longer than 24 hours are counted from 1970. A zero window gives none.
func Windows(period Period, window Resolution, zone *time.Location) []Period {
	return WindowsFrom(period, window, zone, 1)
}

// WindowsFrom is Windows with years (and quarters, half-years) that begin in a month other than January: 4 for the fiscal
// year of Japan. Lengths that are not in months do not heed it.
func WindowsFrom(period Period, window Resolution, zone *time.Location, firstMonth int) []Period {
	if window.IsZero() || !period.From.Before(period.To) {
		return nil
	}
	var windows []Period
	for w := firstWindow(period.From, window, zone, firstMonth); w.From.Before(period.To); w = windowFrom(w.To, window, zone) {
		if !w.From.Before(period.From) {
			windows = append(windows, w)
		}
	}
	return windows
}

// WindowOf is the window in which t falls, as WindowsFrom lays them.
func WindowOf(t time.Time, window Resolution, zone *time.Location, firstMonth int) Period {
	return firstWindow(t, window, zone, firstMonth)
}

func firstWindow(t time.Time, window Resolution, zone *time.Location, firstMonth int) Period {
	switch {
	case window.Months > 0:
		n, shift := int64(window.Months), int64(max(firstMonth, 1)-1)
		return windowFrom(unix(monthStart(n*FloorDiv(monthOf(t, zone)-shift, n)+shift, zone)), window, zone)
	case window.Days > 0:
		n, date := int64(window.Days), int64(DateOf(t, zone))
		const monday = -3 // 1969-12-29
		return windowFrom(unix(dayStart(n*FloorDiv(date-monday, n)+monday, zone)), window, zone)
	case window.Seconds > secondsPerDay:
		n := int64(window.Seconds)
		return windowFrom(unix(n*FloorDiv(t.Unix(), n)), window, zone)
	}
	midnight := dayStart(int64(DateOf(t, zone)), zone)
	n := int64(window.Seconds)
	return windowFrom(unix(midnight+n*FloorDiv(t.Unix()-midnight, n)), window, zone)
}

// windowFrom is the window that begins at from.
func windowFrom(from time.Time, window Resolution, zone *time.Location) Period {
	to := window.Add(from, 1, zone)
	if !window.IsCalendar() && window.Seconds <= secondsPerDay {
		if midnight := unix(dayStart(int64(DateOf(from, zone))+1, zone)); midnight.Before(to) {
			to = midnight
		}
	}
	return Period{From: from, To: to}
}

func unix(second int64) time.Time { return time.Unix(second, 0).UTC() }

// Expected is the number of whole observations of a resolution that fit in the window by the calendar of zone:
// 23, 24 or 25 hours a day. 0 when the resolution is zero or longer than the window.
func Expected(window Period, resolution Resolution, zone *time.Location) int {
	from, to := window.From, window.To
	if resolution.IsZero() || !from.Before(to) {
		return 0
	}
	if !resolution.IsCalendar() {
		return int(to.Sub(from) / (time.Duration(resolution.Seconds) * time.Second))
	}
	var n int
	if resolution.Months > 0 {
		n = int((monthOf(to, zone) - monthOf(from, zone)) / int64(resolution.Months))
	} else {
		n = int(DateOf(to, zone)-DateOf(from, zone)) / int(resolution.Days)
	}
	for n > 0 && resolution.Add(from, n, zone).After(to) {
		n--
	}
	return n
}
