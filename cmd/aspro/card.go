package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/api"
)

// cardFrom is how many values of a series make a card worth reading.
const cardFrom = 3

// longConstant is how many equal values in a row are told.
const longConstant = 6

// writeCard says in one line what the values of a series look like: what is out of place shows there first.
func (v receipt) writeCard(b *strings.Builder, series string, say speaker) {
	for _, s := range v.summary.Data {
		if s.Series != series || s.Values.Count < cardFrom {
			continue
		}
		card := say("least %s, median %s, most %s %s", figure(s.Values.Min), figure(s.Values.Median), figure(s.Values.Max), s.Unit)
		if then := s.YearBefore; then != nil && then.Values.Count > 0 {
			card += "; " + say("the same months a year before: %s, %s, %s", figure(then.Values.Min), figure(then.Values.Median), figure(then.Values.Max))
		}
		if s.DoubtfulPercent > 0 {
			card += "; " + say("%s %% doubtful", strconv.FormatFloat(s.DoubtfulPercent, 'f', -1, 64))
		}
		if s.Gaps > 0 {
			card += "; " + say("%d gaps with %d missing, the longest %d", s.Gaps, s.MissingPeriods, s.LongestGap)
		}
		if s.LongestConstant >= longConstant {
			card += "; " + say("%d values in a row do not change", s.LongestConstant)
		}
		fmt.Fprintf(b, "      %s\n", card)
	}
}

// figure shows a value to six digits: a card is looked at, not calculated with.
func figure(v *float64) string {
	if v == nil {
		return "–"
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(*v, 'g', 6, 64), 64)
	if err != nil {
		short = *v // not reached: it was written a line before
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// isStored reports whether the values of the receipt were stored just now, so that they can be looked at.
func isStored(v api.UploadView) bool {
	return v.State == "committed" && !v.Known && !v.DryRun && v.ID != nil
}
