package indicators

import "time"

// The verdicts on a limit in one period.
const (
	LimitMet       = "met"
	LimitExceeded  = "exceeded"
	LimitNotJudged = "cannot_be_assessed" // Reasons says why
)

// countCoverage is the percent of valid values that a count of exceedances needs: Directive 2008/50/EC, Annex VII.
const countCoverage = 90

// Exceedance is what the values of one period say about one limit. A value equal to the limit does not exceed it, unless
// the limit is strict. Nil is undefined, and Reasons says why; nothing is rounded.
type Exceedance struct {
	Limit  StandardLimit
	Period Period // that was judged: a year, or the part of it that was asked for or in which the limit was in force
	Series Series // whose values were judged; of an annual figure that is stated, its own

	Counted     string // what is counted: "hours", "days", "8-hour blocks", "samples", "years"
	Coverage    Coverage
	Stated      bool // the figure of the year is as published, and its coverage not known
	Unknown     int  // expected, but without a value
	Exceedances int
	AtMost      int // exceedances if every unknown one exceeded
	Allowed     *int
	LongestRun  int // exceedances in a row, with nothing unknown between
	RunFrom     time.Time
	Worst       *ExceedanceValue // the value farthest on the wrong side, or nearest to it
	Figure      *float64         // the annual mean, for a limit of a year
	Percentile  *ExceedancePercentile

	Status   string
	Reasons  []string // why it cannot be assessed; never nil
	Warnings []string // what a reader should know beside the numbers; never nil
	Interim  []InterimVerdict
}

// ExceedanceValue is a value with its period.
type ExceedanceValue struct {
	Value    float64
	Censored Censored
	Period   Period
}

// ExceedancePercentile is the value by which a year is judged: of rank p·n, half up, kept within 1…n (the rank rule of
// Decision 97/101/EC). WHO's daily limits are 99th percentiles; Japan's 98 % value and 2 % exclusion value are 98th.
type ExceedancePercentile struct {
	Percent float64
	Rule    string // "EU rank"
	Value   float64
	N       int
}

// InterimVerdict is the verdict on an interim target.
type InterimVerdict struct {
	Value       float64 // in the indicator's unit
	Exceedances int
	Status      string
}

// step is one value of the limit's averaging time.
type step struct {
	period   Period
	value    float64
	censored Censored
	valid    bool
	hours    int // valid hours behind it, where the series is hourly
}

// judge counts and judges the steps of a period by a limit. whole tells whether the period is a year.
func (e *Exceedance) judge(steps []step, whole bool) {
	rules := e.Limit.Standard.rules()
	e.count(steps)
	e.Allowed = rules.Allowed
	enough := e.isEnough(steps, rules)
	if rules.Percentile > 0 {
		e.percentile(steps, rules.Percentile)
	}
	e.Status = e.verdict(rules, whole, enough)
	for _, value := range e.Limit.Interim {
		interim := Exceedance{Limit: e.Limit.with(value), Coverage: e.Coverage, Allowed: e.Allowed, Counted: e.Counted}
		interim.count(steps)
		if rules.Percentile > 0 {
			interim.percentile(steps, rules.Percentile)
		}
		e.Interim = append(e.Interim, InterimVerdict{value, interim.Exceedances, interim.verdict(rules, whole, enough)})
	}
}

// count fills in what is counted, the longest run and the worst value.
func (e *Exceedance) count(steps []step) {
	run, runFrom, last := 0, time.Time{}, time.Time{}
	for _, s := range steps {
		meeting := MeetsUnknown
		if s.valid {
			meeting = e.Limit.Judge(s.value, s.censored)
			if e.Worst == nil || e.Limit.beyond(s.value) > e.Limit.beyond(e.Worst.Value) {
				e.Worst = &ExceedanceValue{s.value, s.censored, s.period}
			}
		}
		if meeting == MeetsUnknown {
			e.Unknown++
		}
		if meeting != Fails {
			run = 0
			continue
		}
		e.Exceedances++
		if run == 0 || !s.period.From.Equal(last) {
			run, runFrom = 0, s.period.From
		}
		run, last = run+1, s.period.To
		if run > e.LongestRun {
			e.LongestRun, e.RunFrom = run, runFrom
		}
	}
	e.AtMost = e.Exceedances + e.Unknown
}

// isEnough fills in the coverage of the count and reports whether it is enough to say that a limit was met.
func (e *Exceedance) isEnough(steps []step, rules Judgement) bool {
	valid, hours := 0, 0
	for _, s := range steps {
		if s.valid {
			valid++
			hours += s.hours
			if s.censored != NotCensored {
				e.Coverage.Censored++
			}
		}
	}
	e.Coverage.Expected, e.Coverage.Valid, e.Coverage.Required = len(steps), valid, countCoverage
	if len(steps) > 0 {
		e.Coverage.Percent = new(100 * float64(valid) / float64(len(steps)))
	}
	days := rules.DaysOfYear
	switch {
	case e.Counted == "samples":
		e.Coverage.Expected, e.Coverage.Percent, e.Coverage.Required = valid, nil, 0
		return valid > 0
	case rules.HoursOfYear > 0 && hours > 0:
		e.Coverage.Required = 0 // it is the hours behind the values that are counted
		return hours >= rules.HoursOfYear
	case rules.HoursOfYear > 0:
		days = (rules.HoursOfYear + 23) / 24
	}
	if days > 0 && len(steps) > 0 {
		e.Coverage.Required = 100 * float64(days) / float64(len(steps))
		return valid >= days
	}
	return e.Coverage.IsEnough()
}

// verdict is the first rule that matches: what is over the limit for certain is so however few values there are; what meets
// it needs the coverage.
func (e *Exceedance) verdict(rules Judgement, whole, enough bool) string {
	cannot := func(reason string) string {
		e.Reasons = append(e.Reasons, reason)
		return LimitNotJudged
	}
	byYear := rules.Percentile > 0 || rules.Allowed != nil
	switch {
	case e.Coverage.Valid == 0:
		return cannot("no_values")
	case rules.RunOfDays > 0 && e.LongestRun >= rules.RunOfDays:
		e.Warnings = append(e.Warnings, "run_of_days")
		return LimitExceeded
	case rules.Allowed != nil && e.Exceedances > *rules.Allowed:
		return LimitExceeded
	case rules.Percentile > 0 && whole && e.Exceedances > e.Coverage.Expected-rank(rules.Percentile, e.Coverage.Expected):
		return LimitExceeded // even if every unknown value were below
	case !byYear && rules.RunOfDays == 0 && e.Exceedances > 0:
		return LimitExceeded
	case byYear && !whole:
		return cannot("not_a_whole_year")
	case !enough:
		return cannot("coverage_too_low")
	case rules.Percentile > 0 && e.Percentile == nil:
		return cannot("values_censored")
	case rules.Percentile > 0 && e.Limit.Judge(e.Percentile.Value, NotCensored) == Fails:
		return LimitExceeded
	case rules.Percentile == 0 && e.Unknown > 0 && e.Coverage.Valid == e.Coverage.Expected:
		return cannot("values_censored") // nothing is missing, but "<5" against a limit of 3 may be either
	}
	return LimitMet
}
