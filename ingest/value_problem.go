package ingest

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest/sheet"
)

// numberProblem words a fault of the number grammar.
func numberProblem(line int, column, code, text string, style numberStyle) *indicators.RowProblem {
	switch code {
	case "decimal_comma":
		return try(problemf(line, column, code, text, "This file uses a decimal point, but this cell has a comma."),
			"Write %s, or choose a profile with decimal commas.", strings.Replace(text, ",", ".", 1))
	case "ambiguous_number":
		return try(problemf(line, column, code, text, "%q can be read as two numbers: the profile has %q as decimal mark and %s.", text, string(style.decimal), thousandsWords(style)),
			"Write the number with %q as decimal mark and without thousands marks.", string(style.decimal))
	}
	problem := problemf(line, column, code, text, "%q is not a number.", text)
	switch {
	case text == sheet.NotCalculated:
		return try(problem, "The formula was never calculated: open the file in a spreadsheet program and save it again.")
	case strings.HasPrefix(text, "#"):
		return try(problem, "The spreadsheet shows an error here: mend its formula, or leave the cell empty.")
	case looksLikeDate(text):
		return try(problem, "A spreadsheet has made a date of the number: give the column the format of numbers, and write the value again.")
	case isPercentage([]byte(text)):
		return try(problem, "A percent sign is read where the unit is %%: write the number in the unit of its row.")
	}
	if strings.ContainsAny(strings.TrimLeft(text, "-<>+"), "-–") && !strings.ContainsAny(text, "eE") {
		return try(problem, "A range is not a value: state one value, or two rows with the statistics min and max.")
	}
	return try(problem, "Write digits with %q as decimal mark, such as 12%s5; no exponent, no words.", string(style.decimal), string(style.decimal))
}

// madeDate matches what a spreadsheet makes of 1.5, 1/5 or 5-24 when it takes it for a date: 2026-05-01, 1-May, Mei-24, 1/5/2026, 01:30.
var madeDate = regexp.MustCompile(`^((19|20)[0-9]{2}-(0[1-9]|1[0-2])(-[0-9]{2}.*)?|[0-9]{1,2}-\p{L}{3,}(-[0-9]{2,4})?|\p{L}{3,}-[0-9]{2}|` +
	`[0-9]{1,2}/[0-9]{1,2}(/[0-9]{2,4})?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)$`)

func looksLikeDate(text string) bool { return len(text) <= 40 && madeDate.MatchString(text) }

func thousandsWords(style numberStyle) indicators.Phrase {
	if style.thousands == 0 {
		return indicators.Phrasef("no thousands mark")
	}
	return indicators.Phrasef("%q as thousands mark", string(style.thousands))
}

// implausible words a value outside the plausible range; codes that instruments write for "no value" get a code of their own.
func implausible(line int, column, text string, indicator indicators.Indicator) *indicators.RowProblem {
	switch strings.TrimSuffix(strings.TrimSuffix(text, ".0"), ".00") {
	case "-99", "-200", "-999", "-9999", "9999", "99999", "9997", "9998":
		return try(problemf(line, column, "sentinel_value", text, "%s is a mark for a missing value, not a value of %s.", text, indicator.ID),
			"Leave the cell empty, or use a profile that lists %s as missing.", text)
	}
	return try(problemf(line, column, "out_of_range", text, "%s is outside what is plausible for %s (%s%s).", text, indicator.ID, boundsText(indicator), indicator.Unit),
		"Check the unit. The range is stated in the catalogue (%s).", indicator.Plausible.Source)
}

// boundsText names the ends of the plausible range that there are, with a blank after each.
func boundsText(i indicators.Indicator) indicators.Phrase {
	number := func(bound *float64) string { return strconv.FormatFloat(*bound, 'f', -1, 64) }
	low, high := i.Plausible.Low(), i.Plausible.Max
	switch {
	case low != nil && high != nil:
		return indicators.Phrasef("at least %s at most %s ", number(low), number(high))
	case low != nil:
		return indicators.Phrasef("at least %s ", number(low))
	case high != nil:
		return indicators.Phrasef("at most %s ", number(high))
	}
	return indicators.Phrase{}
}
