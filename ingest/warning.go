package ingest

import (
	"cmp"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// sameAtLeast is how many equal values at two sites are no coincidence.
const sameAtLeast = 24

// warn tells what the checks have found, series by series.
func (t *tally) warn() {
	var all []indicators.Series
	for series := range t.series {
		all = append(all, series)
	}
	slices.SortFunc(all, func(a, b indicators.Series) int { return cmp.Compare(a.String(), b.String()) })
	for _, series := range all {
		e := t.series[series]
		if e.watch != nil {
			for test, found := range e.watch.found {
				if found.count > 0 {
					t.mention(e.doubt(test, found, series))
				}
			}
			t.warnOfFile(series, e)
		}
		if e.negative > 0 {
			t.mention(problemf(0, "", "negative_kept", "", "Negative readings of %s are kept, %d in all: near zero they are the noise of the instrument.", series, e.negative).As(indicators.Info))
		}
	}
	t.warnOfTwins(all)
	if t.repeats > 0 {
		t.mention(problemf(int(t.repeated), "", "repeated_row", "", "Rows repeat another row of the file with the same value: %d in all, the first in line %d.", t.repeats, t.repeated).As(indicators.Info))
	}
}

func (t *tally) mention(p *indicators.RowProblem) {
	if len(t.warnings) < mostWarnings {
		t.warnings = append(t.warnings, *p)
	}
}

// doubt words what a test has found in a series.
func (e *extent) doubt(test int, found finding, series indicators.Series) *indicators.RowProblem {
	w, unit := e.watch, e.lane.indicator.Unit
	line, text := int(found.first.Line), decimalText(found.first.Value)
	said := func(format string, args ...any) *indicators.RowProblem {
		return problemf(line, e.lane.column, tests[test], text, format, args...)
	}
	var p *indicators.RowProblem
	switch test {
	case usualRange:
		p = said("Readings of %s are outside the usual range: %d in all, the first %s %s in line %d.", series, found.count, text, unit, line)
	case spikes:
		p = said("Readings of %s stand out from both the one before and the one after by more than %s %s: %d in all, the first %s in line %d.", series, decimalText(w.spike), unit, found.count, text, line)
	case rates:
		p = said("Readings of %s differ from the one before by more than %s %s: %d in all, the first %s in line %d.", series, decimalText(w.rate), unit, found.count, text, line)
	case flats:
		p = said("Readings of %s end a row of %d or more that do not change: %d in all, the first %s in line %d.", series, w.flat, found.count, text, line)
	default:
		return said("Readings of %s that their rows call good look doubtful to the checks: %d in all, the first %s in line %d. They count.", series, found.count, text, line).As(indicators.Info)
	}
	return try(p, "They are stored as suspect (3) or failed (4) and do not count. Readings that are known to be right are sent again with quality 1 and on_conflict=correct.").As(indicators.Warning)
}

// warnOfFile tells what concerns all readings of a series.
func (t *tally) warnOfFile(series indicators.Series, e *extent) {
	if e.watch.backward > 0 {
		t.mention(try(problemf(0, "", "not_in_order", "", "Rows of %s are earlier than the row before, %d in all: spikes, steps and flat lines are seen only between rows that follow one another in time.", series, e.watch.backward),
			"Sort the file by time.").As(indicators.Info))
	}
	check, _ := t.catalogue.CheckOf(series.Indicator, series.Resolution)
	if m := check.Magnitude; m != nil && e.watch.readings >= indicators.MagnitudeOf && e.watch.largest < m.Below {
		t.mention(try(problemf(0, e.lane.column, "unit_doubtful", decimalText(e.watch.largest), "The largest of %d readings of %s is %s %s: they look like %s.",
			e.watch.readings, series, decimalText(e.watch.largest), e.lane.indicator.Unit, m.Unit),
			"Check the unit. Where the file states the unit that its values are in, they are converted.").As(indicators.Warning))
	}
}

// warnOfTwins names sites whose series are the same, value by value.
func (t *tally) warnOfTwins(all []indicators.Series) {
	type twin struct {
		city, indicator, statistic string
		resolution                 indicators.Resolution
		values                     int64
		print                      uint64
	}
	first := map[twin]indicators.Series{}
	for _, s := range all {
		e := t.series[s]
		if e.values < sameAtLeast || e.low == e.high {
			continue
		}
		key := twin{s.City, s.Indicator, s.Statistic, s.Resolution, e.values, e.print}
		if other, known := first[key]; known {
			t.mention(try(problemf(0, "", "identical_series", "", "%s and %s have the same %d values.", other, s, e.values),
				"Look whether one site was copied over the other.").As(indicators.Warning))
			continue
		}
		first[key] = s
	}
}
