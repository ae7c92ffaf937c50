package indicators

// Check is by which readings of an indicator at one resolution are doubted. A reading that a test doubts is stored
// with its flag and does not count; nothing is dropped. A test whose thresholds are left out is not made.
type Check struct {
	ID         string     `yaml:"id" json:"id" validate:"required,slug"`
	Indicator  string     `yaml:"indicator" json:"indicator" validate:"required,slug"`
	Resolution string     `yaml:"resolution" json:"resolution" validate:"required"` // PT1H, or another of at most a day
	Above      *float64   `yaml:"suspect_above" json:"suspect_above,omitempty"`     // suspect, in the indicator's unit
	Below      *float64   `yaml:"suspect_below" json:"suspect_below,omitempty"`
	Spike      Doubt      `yaml:"spike" json:"spike,omitzero"`              // the smaller of two opposite steps, in the indicator's unit
	Rate       *float64   `yaml:"rate" json:"rate,omitempty"`               // suspect: step from one reading to the next, in the indicator's unit
	Flat       FlatDoubt  `yaml:"flat" json:"flat,omitzero"`                // readings that do not change
	Magnitude  *Magnitude `yaml:"magnitude" json:"magnitude,omitempty"`     // of a whole file: a warning, no flag
	Source     string     `yaml:"source" json:"source" validate:"required"` // "ASPRO default" where no source states the thresholds
}

// Doubt is the sizes beyond which a reading is suspect, or fails; exclusive.
type Doubt struct {
	Suspect *float64 `yaml:"suspect" json:"suspect,omitempty" validate:"omitempty,gt=0"`
	Fail    *float64 `yaml:"fail" json:"fail,omitempty" validate:"omitempty,gt=0"`
}

// FlatDoubt: so many readings in a row within Within of one another make the last of them suspect, or fail.
type FlatDoubt struct {
	Within  float64 `yaml:"within" json:"within" validate:"min=0"` // in the indicator's unit, not included
	Suspect int     `yaml:"suspect" json:"suspect,omitempty" validate:"min=0,max=1000"`
	Fail    int     `yaml:"fail" json:"fail,omitempty" validate:"min=0,max=1000"`
}

// Magnitude: when the largest of MagnitudeOf readings or more of a file is under Below, they are probably in Unit.
type Magnitude struct {
	Below float64 `yaml:"below" json:"below" validate:"gt=0"`
	Unit  string  `yaml:"unit" json:"unit" validate:"required"` // id of a unit
}

// MagnitudeOf is how many readings it takes to doubt the unit of a file.
const MagnitudeOf = 24

// CheckOf finds the check of a series: that of its indicator at its resolution. Only means and instants are checked: a
// maximum may well stand out.
func (c *Catalogue) CheckOf(series Series) (Check, bool) {
	if series.Statistic != "mean" && series.Statistic != "instant" {
		return Check{}, false
	}
	for _, check := range c.Checks {
		if check.Indicator == series.Indicator && check.Resolution == series.Resolution.String() {
			return check, true
		}
	}
	return Check{}, false
}
