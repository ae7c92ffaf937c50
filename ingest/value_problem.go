package ingest

import (
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
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
	hint := "Write digits with " + strconv.Quote(string(style.decimal)) + " as decimal mark, such as 12" + string(style.decimal) + "5; no exponent, no words."
	if strings.ContainsAny(strings.TrimLeft(text, "-<>+"), "-–") {
		hint = "A range is not a value: state one value, or two rows with the statistics min and max."
	}
	return try(problemf(line, column, code, text, "%q is not a number.", text), "%s", hint)
}

func thousandsWords(style numberStyle) string {
	if style.thousands == 0 {
		return "no thousands mark"
	}
	return strconv.Quote(string(style.thousands)) + " as thousands mark"
}

// implausible words a value outside the plausible range; codes that instruments write for "no value" get a code of their own.
func implausible(line int, column, text string, indicator indicators.Indicator) *indicators.RowProblem {
	bounds := boundText(indicator.Plausible.Min, "at least ") + boundText(indicator.Plausible.Max, "at most ")
	switch strings.TrimSuffix(strings.TrimSuffix(text, ".0"), ".00") {
	case "-99", "-200", "-999", "-9999", "9999", "99999", "9997", "9998":
		return try(problemf(line, column, "sentinel_value", text, "%s is a mark for a missing value, not a value of %s.", text, indicator.ID),
			"Leave the cell empty, or use a profile that lists %s as missing.", text)
	}
	return try(problemf(line, column, "out_of_range", text, "%s is outside what is plausible for %s (%s%s).", text, indicator.ID, bounds, indicator.Unit),
		"Check the unit. The range is stated in the catalogue (%s).", indicator.Plausible.Source)
}

func boundText(bound *float64, words string) string {
	if bound == nil {
		return ""
	}
	return words + strconv.FormatFloat(*bound, 'f', -1, 64) + " "
}
