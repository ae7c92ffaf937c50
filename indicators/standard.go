package indicators

// Standard is a limit with its jurisdiction, legal source and dates of validity.
type Standard struct {
	ID           string     `yaml:"id" json:"id" validate:"required,slug"`
	Jurisdiction string     `yaml:"jurisdiction" json:"jurisdiction" validate:"required"` // a country (ISO 3166), a city's id or name, or whoever recommends it
	Instrument   string     `yaml:"instrument" json:"instrument" validate:"required"`
	Indicator    string     `yaml:"indicator" json:"indicator" validate:"required,slug"`
	Averaging    string     `yaml:"averaging" json:"averaging" validate:"required"`                                         // "annual", "24h", "1h", "8h", "sample", …
	Class        string     `yaml:"class" json:"class"`                                                                     // of water or area, where the instrument has classes
	Comparison   string     `yaml:"comparison" json:"comparison" validate:"required,oneof=< <= >= > range"`                 // what meets it; < and > are not met by the value itself
	Value        *float64   `yaml:"value" json:"value" extensions:"x-nullable" validate:"required_unless=Comparison range"` // in Unit
	Low          *float64   `yaml:"low" json:"low,omitempty" validate:"required_if=Comparison range"`                       // of a range, included
	High         *float64   `yaml:"high" json:"high,omitempty" validate:"required_if=Comparison range"`                     // of a range, included
	Unit         string     `yaml:"unit" json:"unit" validate:"required"`                                                   // id of a unit
	ValidFrom    string     `yaml:"valid_from" json:"valid_from"`                                                           // year or date; "" when unknown
	ValidTo      string     `yaml:"valid_to" json:"valid_to"`                                                               // first instant out of force; "" when in force or unknown
	Interim      []float64  `yaml:"interim_targets" json:"interim_targets,omitempty"`                                       // in Unit, the easiest first
	Guideline    bool       `yaml:"guideline" json:"guideline"`                                                             // recommended, no law; stands beside the law of every city
	Judgement    *Judgement `yaml:"judgement" json:"judgement,omitempty"`                                                   // nil: every value must meet the limit
	Certainty    string     `yaml:"certainty" json:"certainty" validate:"required,oneof=verified reported"`                 // reported: known only through the article that cites it
	Source       string     `yaml:"source" json:"source" validate:"required"`
	Note         string     `yaml:"note" json:"note"`
}

// Judgement is how a year is judged by a limit, as far as the source of the standard says so; zero says nothing.
type Judgement struct {
	Percentile  float64 `yaml:"percentile" json:"percentile,omitempty" validate:"min=0,max=100"`        // the value of this percentile's rank must meet the limit
	Allowed     *int    `yaml:"allowed_a_year" json:"allowed_a_year,omitempty"`                         // so many exceedances a year are allowed
	RunOfDays   int     `yaml:"run_of_days" json:"run_of_days,omitempty" validate:"min=0,max=366"`      // so many days over the limit in a row fail it whatever the percentile
	Blocks      bool    `yaml:"blocks" json:"blocks,omitempty"`                                         // means over fixed blocks of the day, not rolling ones
	FromHour    int     `yaml:"from_hour" json:"from_hour,omitempty" validate:"min=0,max=23"`           // only hours of the local day from this one
	ToHour      int     `yaml:"to_hour" json:"to_hour,omitempty" validate:"min=0,max=24"`               // to this one, not included; 0: all day
	HoursOfDay  int     `yaml:"hours_of_day" json:"hours_of_day,omitempty" validate:"min=0,max=24"`     // valid hours that a day needs; 0: the indicator's rule
	HoursOfYear int     `yaml:"hours_of_year" json:"hours_of_year,omitempty" validate:"min=0,max=8784"` // valid hours that a year needs; 0: 90 % of what is counted
	DaysOfYear  int     `yaml:"days_of_year" json:"days_of_year,omitempty" validate:"min=0,max=366"`    // valid days that a year needs
}

// rules is the judgement, or one that says nothing.
func (s Standard) rules() Judgement {
	if s.Judgement == nil {
		return Judgement{}
	}
	return *s.Judgement
}
