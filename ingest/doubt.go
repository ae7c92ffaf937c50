package ingest

import (
	"cmp"

	"github.com/aspro-cities/aspro/indicators"
)

// testCodes are the codes of the findings, by test.
var testCodes = [...]string{indicators.NoTest: "", indicators.RangeTest: "suspect_range", indicators.SpikeTest: "spike", indicators.RateTest: "rate_of_change",
	indicators.FlatTest: "flat_line", indicators.VerifiedTest: "verified"}

// doubts are what the check of a series has found, in words: a warning a test, and one where readings that were stored
// before have another flag now.
func doubts(j indicators.Judged, check indicators.Check, l *lane) (all []indicators.RowProblem) {
	for test, found := range j.Findings {
		if found.Count > 0 {
			all = append(all, *doubt(indicators.CheckTest(test), found, j.Series, check, l))
		}
	}
	if j.Others > 0 {
		all = append(all, *problemf(0, "", "flags_changed", "", "Readings of %s that were stored before have another flag now, %d in all: what stands beside them is known now.", j.Series, j.Others).As(indicators.Warning))
	}
	return all
}

// doubt words what a test has found in a series.
func doubt(test indicators.CheckTest, found indicators.Finding, series indicators.Series, check indicators.Check, l *lane) *indicators.RowProblem {
	unit := l.indicator.Unit
	line, text := int(found.First.Line), decimalText(found.First.Value)
	said := func(format string, args ...any) *indicators.RowProblem {
		return problemf(line, l.column, testCodes[test], text, format, args...)
	}
	var p *indicators.RowProblem
	switch test {
	case indicators.RangeTest:
		p = said("Readings of %s are outside the usual range: %d in all, the first %s %s in line %d.", series, found.Count, text, unit, line)
	case indicators.SpikeTest:
		p = said("Readings of %s stand out from both the one before and the one after by more than %s %s: %d in all, the first %s in line %d.", series, decimalText(least(check.Spike.Suspect, check.Spike.Fail)), unit, found.Count, text, line)
	case indicators.RateTest:
		p = said("Readings of %s differ from the one before by more than %s %s: %d in all, the first %s in line %d.", series, decimalText(least(check.Rate)), unit, found.Count, text, line)
	case indicators.FlatTest:
		p = said("Readings of %s end a row of %d or more that do not change: %d in all, the first %s in line %d.", series, cmp.Or(check.Flat.Suspect, check.Flat.Fail), found.Count, text, line)
	case indicators.NoTest, indicators.VerifiedTest:
		return said("Readings of %s that their rows call good look doubtful to the checks: %d in all, the first %s in line %d. They count.", series, found.Count, text, line).As(indicators.Info)
	}
	return try(p, "They are stored as suspect (3) or failed (4) and do not count. Readings that are known to be right are sent again with quality 1 and on_conflict=correct.").As(indicators.Warning)
}

// least is the first threshold that is stated: a test may suspect, or fail alone.
func least(thresholds ...*float64) float64 {
	for _, t := range thresholds {
		if t != nil {
			return *t
		}
	}
	return 0
}
