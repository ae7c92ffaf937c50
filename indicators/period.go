package indicators

import "time"

// Period is a half-open interval [From, To) in UTC.
type Period struct {
	From, To time.Time
}

// NewPeriod is the period between two instants; Invalid unless from is before to.
func NewPeriod(from, to time.Time) (Period, error) {
	if !from.Before(to) {
		return Period{}, Errorf(Invalid, "from (%s) must be before to (%s)", from.Format(time.RFC3339), to.Format(time.RFC3339)).Coded("empty_period")
	}
	return Period{from.UTC(), to.UTC()}, nil
}

// Contains reports whether the instant lies in [From, To).
func (p Period) Contains(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// Overlaps reports whether two periods share an instant.
func (p Period) Overlaps(q Period) bool { return p.From.Before(q.To) && q.From.Before(p.To) }

// Midpoint is the instant halfway between the ends.
func (p Period) Midpoint() time.Time { return p.From.Add(p.To.Sub(p.From) / 2) }

// YearPeriod is the calendar year in zone: [1 January local, 1 January of the next year).
func YearPeriod(year int, zone *time.Location) Period {
	return Period{
		time.Date(year, 1, 1, 0, 0, 0, 0, zone).UTC(),
		time.Date(year+1, 1, 1, 0, 0, 0, 0, zone).UTC(),
	}
}
