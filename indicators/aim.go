package indicators

// The origins of a baseline or a target.
const (
	OriginProgramme = "programme" // stated by the programme's source
	OriginStored    = "stored"    // the figure on record for the baseline period that the programme states
	OriginRequest   = "request"   // brought by the caller
)

// ResolvedBaseline is what progress is measured from. Value nil: missing, and Reason says why.
type ResolvedBaseline struct {
	State      string     // "stated" or "unknown"
	Period     Period     // zero when unknown
	Text       string     // the period as written, such as "2010" or "FY2010"; "" when unknown
	Resolution Resolution // of the period
	Value      *float64   // in the indicator's unit
	Censored   Censored   // Value is only a limit of the true value
	Origin     string     // programme, stored, request or interpolated; "" when unknown
	Source     string     // "" for a stored figure: that is found through Figure
	Figure     *Figure    // the stored figure, when Value is its
	Reason     string     // baseline_year_not_stated, baseline_figure_missing, baseline_not_given; "" when there is a value
}

// ResolvedTarget is what is to be reached. Value nil (and no band): not known, and Reason says why.
type ResolvedTarget struct {
	ID            string     // of the programme's target; "" for the caller's own
	Kind          string     // "absolute", "relative", "band" or "standard"
	ChangePercent *float64   // of a relative target
	Value         *float64   // in the indicator's unit
	Strict        bool       // the value itself does not meet it
	Low, High     *float64   // of a band, ends included
	Direction     Direction  // which side of Value meets it
	Period        Period     // by whose end it is to be reached; zero: no year is stated
	Text          string     // the period as written; "" when none is stated
	Resolution    Resolution // of the period
	Origin        string
	Source        string
	Standard      string // id, of kind standard
	National      bool   // set by a state for the country, not by the city
	Reason        string // baseline_year_not_stated, baseline_figure_missing, averaging_differs, target_is_no_band; "" when known
	Warnings      []string
}

// IsKnown reports whether there is something to compare with.
func (t ResolvedTarget) IsKnown() bool {
	if t.Direction == Band {
		return t.Low != nil && t.High != nil
	}
	return t.Value != nil
}

// IsMetBy reports whether a value meets a known target; limits are included, unless they are strict.
func (t ResolvedTarget) IsMetBy(value float64) bool {
	if t.Direction != Band && t.Strict && value == *t.Value {
		return false
	}
	return t.isReachedBy(value)
}

// isReachedBy is IsMetBy with the limits included.
func (t ResolvedTarget) isReachedBy(value float64) bool {
	switch t.Direction {
	case Band:
		return t.distance(value) == 0
	case Increase:
		return value >= *t.Value
	case Decrease:
	}
	return value <= *t.Value
}

// isSurelyMetBy is IsMetBy for a value that may be a limit only: "<0.5" surely is at most 0.5, and less than 0.5.
func (t ResolvedTarget) isSurelyMetBy(value float64, censored Censored) bool {
	switch {
	case censored == NotCensored:
		return t.IsMetBy(value)
	case t.Direction == Decrease && censored == Below, t.Direction == Increase && censored == Above:
		return t.isReachedBy(value)
	}
	return false
}

// distance is how far a value lies outside the band: max(Low − value, value − High, 0).
func (t ResolvedTarget) distance(value float64) float64 {
	return max(*t.Low-value, value-*t.High, 0)
}

// gap is target − value; for a band the way to its nearer limit, 0 inside.
func (t ResolvedTarget) gap(value float64) float64 {
	switch {
	case t.Direction != Band:
		return *t.Value - value
	case value < *t.Low:
		return *t.Low - value
	case value > *t.High:
		return *t.High - value
	}
	return 0
}

// OwnAim is a baseline and a target that a caller brings; exactly one of TargetValue, the band from Low to High, and
// Standard is needed.
type OwnAim struct {
	BaselinePeriod string   // of a figure on record; "" for none
	TargetValue    *float64 // in the indicator's unit
	Low, High      *float64 // of a band, ends included; equal for an ideal value
	Standard       string   // id of a standard of the indicator
	TargetYear     string   // year or date by whose end it is to be reached; "" for none
}
