package indicators

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators/stat"
)

// DailyMax8h is the statistic of the daily maximum 8-hour mean (ozone, CO); see dailyMax8h.
const DailyMax8h = "max8h"

// AggregateStatistics are the statistics that Aggregates knows; any percentile from p1 to p99 besides.
func AggregateStatistics() []string {
	return []string{"mean", "sum", "min", "max", "count", "median", "sd", "gmean", DailyMax8h}
}

// PercentileOf is the share 0.01…0.99 that a percentile stands for: 0.98 for p98, 0.02 for p2 and p02; false for other words.
func PercentileOf(statistic string) (float64, bool) {
	digits, ok := strings.CutPrefix(statistic, "p")
	if !ok || len(digits) == 0 || len(digits) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 8)
	if err != nil || n == 0 {
		return 0, false
	}
	return float64(n) / 100, true
}

// isStatistic reports whether aggregates know the word.
func isStatistic(word string) bool {
	_, isPercentile := PercentileOf(word)
	return isPercentile || slices.Contains(AggregateStatistics(), word)
}

// isOfDays reports whether a statistic can be made from day summaries.
func isOfDays(statistic string) bool {
	return slices.Contains([]string{"mean", "sum", "min", "max", "count"}, statistic)
}

// statistics are all that a query asks for, its own first.
func (q AggregateQuery) statistics() []string { return append([]string{q.Statistic}, q.More...) }

// checkStatistics refuses words that are none, and those that the values or the windows do not allow.
func (q AggregateQuery) checkStatistics() error {
	for _, s := range q.statistics() {
		switch {
		case !isStatistic(s):
			return Errorf(Invalid, "statistic %q is none of %s, or a percentile such as p98", s, strings.Join(AggregateStatistics(), ", ")).
				Coded("unknown_statistic").At("statistic")
		case q.Directions && s != "mean" && s != "count":
			return Errorf(Invalid, "directions have a mean and a count, but no %s", s).Coded("statistic_not_possible").At("statistic")
		case s == DailyMax8h && (q.Window != P1D || q.GroupBy != "" || len(q.More) > 0):
			return Errorf(Invalid, "%s is a figure of a day", s).Coded("statistic_not_possible").At("statistic").Try("Ask for it alone, with window=P1D.")
		case s == DailyMax8h && (q.Series.Resolution.IsCalendar() || q.Series.Resolution.Seconds > 3600):
			return Errorf(Invalid, "%s is made of hours, and the series has %s", s, q.Series.Resolution).Coded("statistic_not_possible").At("statistic")
		}
	}
	return nil
}

// percentileRules are the rules by which a percentile is read, by the names of the API.
var percentileRules = []struct {
	name string
	rule stat.QuantileRule
}{
	{"type-7", stat.Type7}, {"type-1", stat.Type1}, {"type-2", stat.Type2}, {"type-3", stat.Type3}, {"type-4", stat.Type4}, {"type-5", stat.Type5},
	{"type-6", stat.Type6}, {"type-8", stat.Type8}, {"type-9", stat.Type9}, {"eu-rank", stat.EURank}, {"epa-rank", stat.EPARank},
}

// PercentileRule is the rule of a name, "" meaning type-7. Invalid (bad_parameter) for an unknown name.
func PercentileRule(name string) (stat.QuantileRule, error) {
	if name == "" {
		return stat.Type7, nil
	}
	var names []string
	for _, r := range percentileRules {
		if r.name == name {
			return r.rule, nil
		}
		names = append(names, r.name)
	}
	return 0, Errorf(Invalid, "percentile_rule is %q; it must be one of %s", name, strings.Join(names, ", ")).Coded("bad_parameter").At("percentile_rule")
}
