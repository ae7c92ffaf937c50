package indicators

import "time"

// Quality is a QARTOD flag.
type Quality uint8

// The QARTOD flags.
const (
	Good         Quality = 1
	NotEvaluated Quality = 2
	Suspect      Quality = 3
	Fail         Quality = 4
	Missing      Quality = 9
)

// Status says how a value came to be.
type Status uint8

// The statuses; the zero value is not valid.
const (
	Observed Status = iota + 1
	Provisional
	Estimated
	Projected
	Modelled
)

var statusNames = [...]string{"", "observed", "provisional", "estimated", "projected", "modelled"}

// String is the word on the wire.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return ""
}

// ParseStatus reads the word; Invalid when it is none of the five.
func ParseStatus(word string) (Status, error) {
	for i, name := range statusNames {
		if i > 0 && name == word {
			return Status(i), nil
		}
	}
	return 0, Errorf(Invalid, "status %q is none of observed, provisional, estimated, projected, modelled", word).Coded("unknown_status")
}

// Censored says that the true value lies below (<) or above (>) the one given.
type Censored int8

// The qualifiers.
const (
	Below       Censored = -1
	NotCensored Censored = 0
	Above       Censored = 1
)

// Mark is "<", ">" or "".
func (c Censored) Mark() string {
	switch {
	case c < 0:
		return "<"
	case c > 0:
		return ">"
	}
	return ""
}

// UploadID numbers uploads from 1; 0 is "no upload".
type UploadID int32

// Observation is one value of a series for the period that starts at Start and lasts the series' resolution.
// The value is in the catalogue's unit of the indicator and is never rounded.
type Observation struct {
	Start    int64 // Unix seconds, UTC, of the start of the period
	Value    float64
	Upload   UploadID
	Line     int32 // file line (1-based) the value was read from; 0 when it came from no file
	Quality  Quality
	Status   Status
	Censored Censored
	Own      Quality // what its row said, where the checks doubt it more than that: Quality is then theirs; 0: Quality is its own
}

// Time is the start as an instant in UTC.
func (o Observation) Time() time.Time { return time.Unix(o.Start, 0).UTC() }

// IsValid reports whether the observation counts for coverage: good or not evaluated, and no projection.
func (o Observation) IsValid() bool {
	return (o.Quality == Good || o.Quality == NotEvaluated) && o.Status != Projected
}

// IsSummable reports whether the value enters plain sums, minima and maxima: valid and not censored.
func (o Observation) IsSummable() bool { return o.IsValid() && o.Censored == NotCensored }

// OwnQuality is the quality that its row said, before any check.
func (o Observation) OwnQuality() Quality {
	if o.Own == 0 {
		return o.Quality
	}
	return o.Own
}

// AsItsRow is the observation without what the checks make of it: that depends on what stands around it.
func (o Observation) AsItsRow() Observation {
	o.Quality, o.Own = o.OwnQuality(), 0
	return o
}

// IsReading reports whether a check can compare it with others: it is measured, not censored, and does not fail by its own row.
func (o Observation) IsReading() bool {
	return o.Censored == NotCensored && o.Status <= Estimated && o.OwnQuality() != Fail
}

// SameFigure reports whether two rows say the same: value, qualifier, own quality and status; where they were read
// from, and what the checks make of them, does not matter.
func (o Observation) SameFigure(p Observation) bool {
	return o.Value == p.Value && o.Censored == p.Censored && o.OwnQuality() == p.OwnQuality() && o.Status == p.Status
}
