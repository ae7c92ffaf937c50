package indicators

import (
	"context"
	"slices"
	"time"
)

// ExceedanceQuery asks how the values of an indicator at one site stand against limits, year by year.
type ExceedanceQuery struct {
	City, Site, Indicator string
	Period                Period     // years that overlap it, cut to it
	Fiscal                bool       // years as the city counts its fiscal ones
	Now                   time.Time  // what is in force at this instant is law "now"
	Standards             []string   // ids; empty: the law of the city, then and now, and every guideline
	Class                 string     // of water or area; "" for all
	Resolution            Resolution // of the series to judge; zero: the best for each limit
}

// ExceedanceReport is the verdicts of every year.
type ExceedanceReport struct {
	Years       []ExceedanceYear
	NotCompared []NotCompared // never nil
}

// ExceedanceYear sets side by side what was law in the year and what is law now. A limit that was and is in force stands in both.
type ExceedanceYear struct {
	Period            Period
	Then, Now, Others []Exceedance // never nil; Others: guidelines, and what was asked for and is no law of the city
}

// NotCompared is a standard of the same substance that cannot be held against these figures.
type NotCompared struct {
	Standard Standard
	Reason   string // reference_state_differs, averaging_differs, averaging_not_computed, averaging_not_stated
}

// Exceedances judges every year. Errors: NotFound for a standard or series that does not exist, Invalid for a standard of
// another substance, or the store's.
func Exceedances(ctx context.Context, store Store, catalogue *Catalogue, q ExceedanceQuery) (ExceedanceReport, error) {
	list, err := store.SeriesList(ctx, SeriesFilter{City: q.City, Site: q.Site, Indicator: q.Indicator, Resolution: q.Resolution, ExtentOnly: true})
	if err != nil {
		return ExceedanceReport{}, err
	}
	if len(list) == 0 {
		return ExceedanceReport{}, Errorf(NotFound, "there are no observations of %s at %s in %s that this asks for", q.Indicator, q.Site, q.City).
			Coded("no_series").At("site")
	}
	b := exceedances{ExceedanceQuery: q, ctx: ctx, store: store, catalogue: catalogue, list: list, calendar: catalogue.Calendar(q.City), kept: map[stepsKey][]step{}}
	b.city, _ = catalogue.City(q.City)
	b.indicator, _ = catalogue.Indicator(q.Indicator)
	standards, err := b.standards()
	if err != nil {
		return ExceedanceReport{}, err
	}
	report := ExceedanceReport{Years: []ExceedanceYear{}, NotCompared: b.notCompared}
	for _, year := range b.years() {
		clear(b.kept)
		y := ExceedanceYear{Period: year, Then: []Exceedance{}, Now: []Exceedance{}, Others: []Exceedance{}}
		for _, s := range standards {
			if err := b.judge(&y, s); err != nil {
				return ExceedanceReport{}, err
			}
		}
		report.Years = append(report.Years, y)
	}
	return report, nil
}

// exceedances is a report on its way.
type exceedances struct {
	ExceedanceQuery
	ctx         context.Context
	store       Store
	catalogue   *Catalogue
	city        City
	indicator   Indicator
	calendar    Calendar
	list        []SeriesInfo
	notCompared []NotCompared

	kept map[stepsKey][]step // limits of one averaging time are judged by the same values
}

// stepsKey is what steps depend on.
type stepsKey struct {
	how                          averaging
	fromHour, toHour, hoursOfDay int
	period                       Period
}

// steps are the values of the averaging time in a period.
func (b *exceedances) steps(how averaging, series Series, rules Judgement, period Period) ([]step, error) {
	key := stepsKey{how, rules.FromHour, rules.ToHour, rules.HoursOfDay, period}
	if steps, ok := b.kept[key]; ok {
		return steps, nil
	}
	steps, err := how.stepsOf(b.ctx, b.store, series, rules, period, b.calendar.zone(), b.indicator.Completeness.Percent)
	if err == nil {
		b.kept[key] = steps
	}
	return steps, err
}

// standards are the limits to judge by; those of the substance that cannot be compared are noted with the reason.
func (b *exceedances) standards() ([]StandardLimit, error) {
	b.notCompared = []NotCompared{}
	var limits []StandardLimit
	for _, s := range b.catalogue.Standards {
		of, _ := b.catalogue.Indicator(s.Indicator)
		isOwn := s.Indicator == b.indicator.ID
		isSubstance := isOwn || of.Substance != "" && of.Substance == b.indicator.Substance
		asked := slices.Contains(b.Standards, s.ID)
		switch {
		case asked && !isSubstance:
			return nil, Errorf(Invalid, "standard %q is for %s, not for %s", s.ID, s.Indicator, b.indicator.ID).Coded("standard_of_another_indicator").At("standard")
		case !isSubstance, len(b.Standards) > 0 && !asked, len(b.Standards) == 0 && !s.Guideline && !s.IsLawIn(b.city), b.Class != "" && s.Class != "" && s.Class != b.Class:
			continue
		case !isOwn:
			b.notCompared = append(b.notCompared, NotCompared{s, "reference_state_differs"})
			continue
		}
		limit, err := b.catalogue.LimitIn(s, b.indicator)
		if err != nil {
			return nil, err
		}
		how, reason := averagingOf(s)
		if reason == "" {
			_, reason = b.series(how)
		}
		if reason != "" {
			b.notCompared = append(b.notCompared, NotCompared{s, reason})
			continue
		}
		limits = append(limits, limit)
	}
	for _, id := range b.Standards {
		if !slices.ContainsFunc(b.catalogue.Standards, func(s Standard) bool { return s.ID == id }) {
			return nil, Errorf(NotFound, "there is no standard %q", id).Coded("unknown_standard").At("standard").Try("See /api/v1/standards?indicator=%s.", b.indicator.ID)
		}
	}
	return limits, nil
}

func (b *exceedances) series(how averaging) (SeriesInfo, string) {
	unit, _ := b.catalogue.Unit(b.indicator.Unit)
	return how.seriesFor(b.list, b.indicator, unit.Level, b.Period)
}

// years are those that overlap the period asked for and hold anything, each cut to the period.
func (b *exceedances) years() []Period {
	first, last := b.list[0].First, b.list[0].Last
	for _, info := range b.list {
		first, last = min(first, info.First), max(last, info.Last)
	}
	from, to := b.Period.From, b.Period.To
	if at := unix(first); from.Before(at) {
		from = b.yearOf(at).From
		if from.Before(b.Period.From) {
			from = b.Period.From
		}
	}
	if at := b.yearOf(unix(last)).To; to.After(at) {
		to = at
	}
	var years []Period
	for from.Before(to) {
		year := b.yearOf(from)
		end := year.To
		if end.After(to) {
			end = to
		}
		years = append(years, Period{from, end})
		from = end
	}
	return years
}

// yearOf is the calendar year, or the fiscal one, in which an instant falls.
func (b *exceedances) yearOf(at time.Time) Period {
	zone, month := b.calendar.zone(), time.January
	if b.Fiscal {
		month = time.Month(b.calendar.fiscalMonth())
	}
	local := at.In(zone)
	year := local.Year()
	if local.Month() < month {
		year--
	}
	start := unix(monthStart(int64(year)*12+int64(month)-1, zone))
	return Period{start, P1Y.Add(start, 1, zone)}
}

// judge puts the verdict on one limit where it belongs.
func (b *exceedances) judge(y *ExceedanceYear, limit StandardLimit) error {
	s, zone := limit.Standard, b.calendar.zone()
	validity := s.validity(zone)
	isThen, isNow, isLaw := validity.Period.Overlaps(y.Period), validity.Period.Contains(b.Now), s.IsLawIn(b.city)
	if !isLaw && len(b.Standards) == 0 && !s.Guideline || isLaw && !isThen && !isNow && len(b.Standards) == 0 {
		return nil
	}
	e, err := b.verdict(limit, y.Period, Validity{})
	if err != nil {
		return err
	}
	if !isLaw || !isThen && !isNow {
		y.Others = append(y.Others, e)
		return nil
	}
	if isNow {
		y.Now = append(y.Now, e)
	}
	if isThen {
		if cutsInto(y.Period, validity) {
			if e, err = b.verdict(limit, y.Period, validity); err != nil {
				return err
			}
		}
		y.Then = append(y.Then, e)
	}
	return nil
}

// verdict judges a limit in a period, cut to the time in which it was in force where that is known to the month; a zero
// validity cuts nothing.
func (b *exceedances) verdict(limit StandardLimit, period Period, validity Validity) (Exceedance, error) {
	s, zone := limit.Standard, b.calendar.zone()
	how, _ := averagingOf(s)
	info, _ := b.series(how)
	e := Exceedance{Limit: limit, Counted: how.counted, Series: info.Series, Coverage: Coverage{Excluded: map[string]int{}},
		Reasons: []string{}, Warnings: []string{}, Interim: []InterimVerdict{}}
	if how.rolling && info.Series.Resolution == how.window {
		e.Counted = "8-hour blocks" // values of eight hours as they came, of which no rolling mean is made
	}
	if validity != (Validity{}) {
		period = e.cut(period, validity, how)
	}
	e.Period = period
	if s.Certainty == "reported" {
		e.Warnings = append(e.Warnings, "limit_as_reported_by_the_source")
	}
	if s.ValidFrom == "" {
		e.Warnings = append(e.Warnings, "validity_not_stated")
	}
	isWhole := b.yearOf(period.From) == period
	switch {
	case how.counted == "years" && !isWhole:
		e.Status, e.Reasons = LimitNotJudged, append(e.Reasons, "not_a_whole_year")
		return e, nil
	case how.counted == "years":
		return e, e.annual(b.ctx, b.store, zone, b.indicator, b.list)
	}
	steps, err := b.steps(how, info.Series, s.rules(), period)
	if err == nil {
		e.judge(steps, isWhole)
	}
	return e, err
}

// cutsInto reports whether the beginning or the end of a validity lies in the period.
func cutsInto(period Period, v Validity) bool {
	return v.Period.From.After(period.From) || v.Period.To.Before(period.To) || v.FromYear && v.Period.From.Equal(period.From)
}

// cut leaves the part of a period in which the limit was in force. What is known to the year only, and a mean of a year,
// is not cut: a warning tells.
func (e *Exceedance) cut(period Period, v Validity, how averaging) Period {
	begins, ends := v.Period.From.After(period.From), v.Period.To.Before(period.To)
	begins = begins || v.FromYear && v.Period.From.Equal(period.From)
	switch {
	case !begins && !ends:
	case how.counted == "years":
		e.Warnings = append(e.Warnings, "limit_changed_within_the_year")
	case begins && v.FromYear, ends && v.ToYear:
		e.Warnings = append(e.Warnings, "day_of_validity_not_known")
	default:
		if begins {
			period.From = v.Period.From
		}
		if ends {
			period.To = v.Period.To
		}
	}
	return period
}
