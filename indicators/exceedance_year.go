package indicators

import (
	"context"
	"time"
)

// annual judges the mean of a year: the figure on record for exactly that year, else the mean of a finer series that meets
// the indicator's completeness rule, or the standard's own.
func (e *Exceedance) annual(ctx context.Context, store Store, zone *time.Location, indicator Indicator, list []SeriesInfo) error {
	rules := e.Limit.Standard.rules()
	for _, info := range list {
		if info.Series.Resolution != P1Y || info.Series.Statistic != "mean" && info.Series.Statistic != indicator.Statistic {
			continue
		}
		observations, err := store.Select(ctx, info.Series, Period{e.Period.From, e.Period.From.Add(time.Second)})
		if err != nil {
			return err
		}
		if len(observations) == 1 && observations[0].IsValid() && e.Period.To.Equal(unix(P1Y.End(observations[0].Start, zone))) {
			o := observations[0]
			e.Series, e.Stated = info.Series, true
			e.year(step{e.Period, o.Value, o.Censored, true, 0}, Coverage{Expected: 1, Valid: 1, Excluded: map[string]int{}})
			return nil
		}
	}
	required := indicator.Completeness.Percent
	if expected := Expected(e.Period, P1D, zone); rules.DaysOfYear > 0 && expected > 0 {
		required = 100 * float64(rules.DaysOfYear) / float64(expected)
	}
	q := AggregateQuery{Series: e.Series, Period: e.Period, Window: P1Y, Statistic: "mean", Zone: zone, Required: required}
	a, err := q.over(ctx, store, e.Period)
	if err != nil {
		return err
	}
	s := step{period: e.Period, valid: a.Value != nil}
	if a.Value != nil {
		s.value = *a.Value
	}
	e.year(s, a.Coverage)
	if a.Status == AggregateInsufficient {
		e.Reasons = []string{"coverage_too_low"}
	}
	if a.Status == AggregateCensored {
		e.Reasons = []string{"values_censored"}
	}
	return nil
}

// over is the aggregate of one period, whatever the calendar's windows are: a fiscal year is one.
func (q AggregateQuery) over(ctx context.Context, store Store, period Period) (Aggregate, error) {
	windows := []Period{period}
	if !q.fromDays() {
		aggregates, err := q.overObservations(ctx, store, windows)
		if err != nil {
			return Aggregate{}, err
		}
		return aggregates[0], nil
	}
	days, err := store.Days(ctx, []Series{q.Series}, period, q.Zone, q.dayNumbers())
	if err != nil {
		return Aggregate{}, err
	}
	aggregates, err := q.overDays(ctx, store, days[0].Days, windows)
	if err != nil {
		return Aggregate{}, err
	}
	return aggregates[0], nil
}

// year judges one figure of a year.
func (e *Exceedance) year(s step, coverage Coverage) {
	e.Coverage = coverage
	e.count([]step{s})
	e.Unknown, e.AtMost = 0, e.Exceedances
	if !s.valid {
		e.Status = LimitNotJudged
		e.Reasons = append(e.Reasons, "no_values")
		for _, value := range e.Limit.Interim {
			e.Interim = append(e.Interim, InterimVerdict{value, 0, LimitNotJudged})
		}
		return
	}
	if s.censored == NotCensored {
		e.Figure = new(s.value)
	}
	of := func(l StandardLimit) (string, int) {
		switch l.Judge(s.value, s.censored) {
		case Meets:
			return LimitMet, 0
		case Fails:
			return LimitExceeded, 1
		case MeetsUnknown:
		}
		return LimitNotJudged, 0
	}
	if e.Status, _ = of(e.Limit); e.Status == LimitNotJudged {
		e.Reasons = append(e.Reasons, "values_censored")
	}
	for _, value := range e.Limit.Interim {
		status, n := of(e.Limit.with(value))
		e.Interim = append(e.Interim, InterimVerdict{value, n, status})
	}
}
