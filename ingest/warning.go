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
	t.warnOfNothing()
	var all []indicators.Series
	for series := range t.series {
		all = append(all, series)
	}
	slices.SortFunc(all, func(a, b indicators.Series) int { return cmp.Compare(a.String(), b.String()) })
	for _, series := range all {
		e := t.series[series]
		if w := e.watch; w != nil {
			for _, p := range doubts(indicators.Judged{Series: series, Findings: w.found, Others: w.others}, w.check, e.lane) {
				t.mention(&p)
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

// warnOfNothing tells of a file in which nothing is wrong and nothing to be stored.
func (t *tally) warnOfNothing() {
	const ask = "Nothing of it is stored. Is it the file that was meant?"
	switch c := t.counts; {
	case c.Rows == 0:
		t.mention(try(problemf(0, "", "no_values", "", "The file has no rows below its header."), ask).As(indicators.Warning))
	case c.Missing > 0 && c.Missing == c.Received:
		t.mention(try(problemf(0, "", "no_values", "", "None of the %d rows has a value.", c.Rows), ask).As(indicators.Warning))
	}
}

func (t *tally) mention(p *indicators.RowProblem) {
	if len(t.warnings) < mostWarnings {
		t.warnings = append(t.warnings, *p)
	}
}

// warnOfFile tells what concerns all readings of a series.
func (t *tally) warnOfFile(series indicators.Series, e *extent) {
	if m := e.watch.check.Magnitude; m != nil && e.watch.readings >= indicators.MagnitudeOf && e.watch.largest < m.Below {
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
