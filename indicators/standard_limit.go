package indicators

import "time"

// StandardLimit is a standard in the unit of an indicator.
type StandardLimit struct {
	Standard         Standard
	Value, Low, High *float64 // in the indicator's unit
	Interim          []float64
}

// LimitIn converts a standard to the unit of an indicator. Invalid, "unit_mismatch", when the units do not convert:
// another reference state is another dimension.
func (c *Catalogue) LimitIn(s Standard, indicator Indicator) (StandardLimit, error) {
	from, _ := c.Unit(s.Unit)
	to, _ := c.Unit(indicator.Unit)
	if from.Dimension != to.Dimension || to.Factor == 0 {
		return StandardLimit{}, Errorf(Invalid, "the standard is in %s, the indicator in %s", s.Unit, indicator.Unit).Coded("unit_mismatch")
	}
	convert := func(value float64) float64 {
		if from.Factor == to.Factor {
			return value
		}
		return value * from.Factor / to.Factor
	}
	pointer := func(value *float64) *float64 {
		if value == nil {
			return nil
		}
		return new(convert(*value))
	}
	limit := StandardLimit{Standard: s, Value: pointer(s.Value), Low: pointer(s.Low), High: pointer(s.High)}
	for _, value := range s.Interim {
		limit.Interim = append(limit.Interim, convert(value))
	}
	return limit, nil
}

// with is the limit with another value, such as an interim target.
func (l StandardLimit) with(value float64) StandardLimit {
	l.Value = &value
	return l
}

// Meeting is whether a value meets a limit.
type Meeting int8

// The answers; a value that is only a limit of the true one may leave the question open.
const (
	MeetsUnknown Meeting = iota
	Meets
	Fails
)

// Judge says whether a value meets the limit: a value equal to it does, unless the limit is strict (< or >). "<0.5" surely
// meets "at most 0.5" and surely fails "at least 0.5"; against "at most 0.3" it says nothing.
func (l StandardLimit) Judge(value float64, censored Censored) Meeting {
	low, high, lowIn, highIn := l.ends()
	is := func(ok bool, verdict Meeting) Meeting {
		if ok {
			return verdict
		}
		return MeetsUnknown
	}
	switch censored {
	case Below: // the true value is below this one
		if low != nil && value <= *low {
			return Fails
		}
		return is(low == nil && high != nil && value <= *high, Meets)
	case Above:
		if high != nil && value >= *high {
			return Fails
		}
		return is(high == nil && low != nil && value >= *low, Meets)
	case NotCensored:
	}
	switch {
	case low != nil && (value < *low || value == *low && !lowIn), high != nil && (value > *high || value == *high && !highIn):
		return Fails
	}
	return Meets
}

// ends are the interval that meets the limit; nil is open, and lowIn and highIn tell whether an end belongs to it.
func (l StandardLimit) ends() (low, high *float64, lowIn, highIn bool) {
	switch l.Standard.Comparison {
	case "range":
		return l.Low, l.High, true, true
	case ">=", ">":
		return l.Value, nil, l.Standard.Comparison == ">=", false
	}
	return nil, l.Value, false, l.Standard.Comparison == "<="
}

// beyond is how far a value lies outside; 0 or less when it meets the limit. It orders values from good to bad.
func (l StandardLimit) beyond(value float64) float64 {
	low, high, _, _ := l.ends()
	switch {
	case low != nil && high != nil:
		return max(*low-value, value-*high)
	case low != nil:
		return *low - value
	}
	return value - *high
}

// Validity is when a standard is in force. A bound that is not stated is open.
type Validity struct {
	Period   Period
	FromYear bool // the beginning is known to the year only
	ToYear   bool // the end is known to the year only
}

// validity reads the dates of a standard in a zone.
func (s Standard) validity(zone *time.Location) Validity {
	v := Validity{Period: Period{YearPeriod(1800, zone).From, YearPeriod(2300, zone).From}}
	if at, err := ParseBound(s.ValidFrom, zone); err == nil {
		v.Period.From, v.FromYear = at, len(s.ValidFrom) == len("2010")
	}
	if at, err := ParseBound(s.ValidTo, zone); err == nil {
		v.Period.To, v.ToYear = at, len(s.ValidTo) == len("2010")
	}
	return v
}

// InForce reports whether the standard is in force at an instant, as far as its dates are known.
func (s Standard) InForce(at time.Time, zone *time.Location) bool {
	return s.validity(zone).Period.Contains(at)
}

// IsLawIn reports whether the standard is law in a city.
func (s Standard) IsLawIn(city City) bool {
	return !s.Guideline && (s.Jurisdiction == city.Country || s.Jurisdiction == city.ID || s.Jurisdiction == city.Name)
}
