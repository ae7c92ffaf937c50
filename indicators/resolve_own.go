package indicators

import (
	"errors"
	"slices"
	"time"
)

// ResolveOwn turns the caller's own baseline and target into numbers, in the city's calendar. Errors: Invalid
// (target_missing, a period that cannot be read, target_value for a band indicator, unit_mismatch), NotFound for a
// standard that is not one of the indicator.
func ResolveOwn(catalogue *Catalogue, city, indicator string, aim OwnAim, figures []Figure) (ResolvedBaseline, ResolvedTarget, error) {
	fail := func(err error) (ResolvedBaseline, ResolvedTarget, error) {
		return ResolvedBaseline{}, ResolvedTarget{}, err
	}
	calendar := catalogue.Calendar(city)
	known, ok := catalogue.Indicator(indicator)
	switch {
	case !ok:
		return fail(Errorf(NotFound, "there is no indicator %q", indicator))
	case aim.ways() != 1:
		return fail(Errorf(Invalid, "exactly one of target_value, target_low with target_high, and target_standard is needed").
			Coded("target_missing").At("target_value"))
	case (aim.Low == nil) != (aim.High == nil) || aim.Low != nil && *aim.Low > *aim.High:
		return fail(Errorf(Invalid, "a band needs target_low and target_high, the low end first").Coded("bad_band").At("target_low").
			Try("give equal ends for an ideal value"))
	case aim.TargetValue != nil && known.Direction == Band:
		return fail(Errorf(Invalid, "%s is better inside a band: one value is no target", indicator).Coded("target_is_no_band").
			At("target_value").Try("give target_low and target_high, or target_standard with a range"))
	}
	target := ResolvedTarget{Kind: "absolute", Value: aim.TargetValue, Direction: known.Direction, Origin: OriginRequest}
	if aim.Low != nil {
		target = ResolvedTarget{Kind: "band", Low: aim.Low, High: aim.High, Direction: Band, Origin: OriginRequest}
	}
	if aim.Standard != "" {
		var err error
		if target, err = catalogue.standardTarget(known, aim.Standard); err != nil {
			return fail(err)
		}
	}
	if err := target.by(calendar, aim.TargetYear); err != nil {
		return fail(atField(err, "target_year"))
	}
	baseline := ResolvedBaseline{State: "unknown", Reason: "baseline_not_given"}
	if aim.BaselinePeriod != "" {
		start, r, err := calendar.ParsePeriod(aim.BaselinePeriod, Resolution{})
		if err != nil {
			return fail(atField(err, "baseline_period"))
		}
		baseline = ResolvedBaseline{
			State: "stated", Period: calendar.PeriodOf(start, r), Text: aim.BaselinePeriod, Resolution: r, Origin: OriginRequest,
		}
		baseline.take(figures, OriginRequest)
	}
	return baseline, target, nil
}

// ways is how many targets the caller gives.
func (a OwnAim) ways() (n int) {
	for _, is := range []bool{a.TargetValue != nil, a.Low != nil || a.High != nil, a.Standard != ""} {
		if is {
			n++
		}
	}
	return n
}

// standardTarget is a standard as a target, in the indicator's unit. Limits for times shorter than a year are
// not compared with figures of a month or longer; a limit for single samples is, with a warning.
func (c *Catalogue) standardTarget(indicator Indicator, id string) (ResolvedTarget, error) {
	at := slices.IndexFunc(c.Standards, func(s Standard) bool { return s.ID == id && s.Indicator == indicator.ID })
	if at < 0 {
		return ResolvedTarget{}, Errorf(NotFound, "there is no standard %q for %s", id, indicator.ID).At("target_standard")
	}
	standard := c.Standards[at]
	limit, err := c.LimitIn(standard, indicator)
	if err != nil {
		return ResolvedTarget{}, atField(err, "target_standard")
	}
	target := ResolvedTarget{Kind: "standard", Standard: id, Origin: OriginRequest, Source: standard.Source,
		Value: limit.Value, Low: limit.Low, High: limit.High, Strict: standard.Comparison == "<" || standard.Comparison == ">",
		Direction: map[string]Direction{"<": Decrease, "<=": Decrease, ">=": Increase, ">": Increase, "range": Band}[standard.Comparison]}
	if standard.Certainty == "reported" {
		target.Warnings = append(target.Warnings, "limit_as_reported_by_the_source")
	}
	switch standard.Averaging {
	case "annual", "":
	case "sample", "not stated", "unknown":
		target.Warnings = append(target.Warnings, "limit_averaging_is_not_annual")
	default:
		target.Value, target.Low, target.High, target.Reason = nil, nil, nil, "averaging_differs"
	}
	return target, nil
}

// BreaksOf lists the changes of method of an indicator at a site, each with the instant that begins the new
// method; breaks of the whole city count for its sites.
func (c *Catalogue) BreaksOf(city, site, indicator string) []MethodBreak {
	var breaks []MethodBreak
	for _, b := range c.Breaks {
		if b.City != city || b.Indicator != indicator || b.Site != site && b.Site != Citywide {
			continue
		}
		if at, err := ParseBound(b.At, c.Zone(city)); err == nil {
			breaks = append(breaks, MethodBreak{Break: b, At: at})
		}
	}
	return breaks
}

// MethodBreak is a break with its instant: what ends by At was measured by the old method.
type MethodBreak struct {
	Break Break
	At    time.Time
}

func atField(err error, field string) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.At(field)
	}
	return err
}
