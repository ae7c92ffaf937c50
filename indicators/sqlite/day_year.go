package sqlite

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// dayYearKey orders rows of day summaries by series and local year.
func dayYearKey(series int64, year int) int64 { return series<<14 | int64(year) }

// yearOf is the year of a local day number.
func yearOf(date int32) int { return time.Unix(int64(date)*86400, 0).UTC().Year() }

// appendDayYear packs the days of one local year that hold anything, in order:
// n · first date · runs of (distance, repeats) · counts · sums, minima and maxima as columns ·
// 1 and the four counts of what was left out, or 0 when nothing was.
func appendDayYear(to []byte, days []indicators.Day) []byte {
	begin := len(to)
	to = append(to, packedVersion)
	to = binary.AppendUvarint(to, uint64(len(days)))
	if len(days) > 0 {
		to = binary.AppendVarint(to, int64(days[0].Date))
	}
	to = appendDistances(to, len(days), func(i int) int64 { return int64(days[i].Date) })
	leftOut := byte(0)
	for _, d := range days {
		to = binary.AppendUvarint(to, uint64(d.Count))
		if d.Censored != 0 || d.Suspect != 0 || d.Failed != 0 || d.Projected != 0 {
			leftOut = 1
		}
	}
	to = appendColumn(to, len(days), func(i int) float64 { return days[i].Sum })
	to = appendColumn(to, len(days), func(i int) float64 { return days[i].Min })
	to = appendColumn(to, len(days), func(i int) float64 { return days[i].Max })
	to = append(to, leftOut)
	if leftOut == 1 {
		for _, d := range days {
			for _, n := range [...]int32{d.Censored, d.Suspect, d.Failed, d.Projected} {
				to = binary.AppendUvarint(to, uint64(n))
			}
		}
	}
	sealed := seal(to[begin:])
	return append(to[:begin], sealed...)
}

// unpackDayYear appends the days of a packed year, with the numbers that are needed.
func unpackDayYear(to []indicators.Day, row []byte, needed indicators.DayNumbers) ([]indicators.Day, error) {
	u, err := unseal(row, packedVersion)
	if err != nil {
		return to, err
	}
	n := u.length(366)
	if n == 0 {
		return to, nil
	}
	begin := len(to)
	to = slices.Grow(to, n)[:begin+n] // every day is written whole below
	days := to[begin:]
	u.distances(n, u.int(), func(i int, date int64) { days[i].Date = int32(date) })
	for i := range days {
		days[i] = indicators.Day{Date: days[i].Date, Count: int32(u.uint())}
	}
	for number, set := range dayColumns {
		if needed&(1<<number) == 0 {
			u.skipColumn(n)
			continue
		}
		u.column(n, func(i int, v float64) { set(&days[i], v) })
	}
	if u.byte() == 1 {
		for i := range days {
			d := &days[i]
			d.Censored, d.Suspect, d.Failed, d.Projected = int32(u.uint()), int32(u.uint()), int32(u.uint()), int32(u.uint())
		}
	}
	if u.bad {
		return to[:begin], errDamaged
	}
	return to, nil
}

// dayColumns are the numbers of a day as they lie in a row, in the order of indicators.DayNumbers.
var dayColumns = [...]func(*indicators.Day, float64){
	func(d *indicators.Day, v float64) { d.Sum = v },
	func(d *indicators.Day, v float64) { d.Min = v },
	func(d *indicators.Day, v float64) { d.Max = v },
}

// sumDays appends the summary of every local day in [from, to] that holds anything. pieces are sorted
// observations, one piece after another in time; what lies outside the days is passed over.
func sumDays(days []indicators.Day, from, to int32, zone *time.Location, pieces ...[]indicators.Observation) []indicators.Day {
	date := from
	start, end := indicators.DateStart(date, zone).Unix(), indicators.DateStart(date+1, zone).Unix()
	day := indicators.Day{Date: date}
	held := false
	for _, piece := range pieces {
		for _, o := range piece {
			if o.Start < start {
				continue
			}
			for o.Start >= end {
				if held {
					days, held = append(days, day), false
				}
				if date++; date > to {
					return days
				}
				if o.Start-end > 40*86400 { // a long gap: jump
					date = indicators.DateOf(time.Unix(o.Start, 0), zone)
					if date > to {
						return days
					}
				}
				start, end = indicators.DateStart(date, zone).Unix(), indicators.DateStart(date+1, zone).Unix()
				day = indicators.Day{Date: date}
			}
			day.Add(o)
			held = true
		}
	}
	if held {
		days = append(days, day)
	}
	return days
}
