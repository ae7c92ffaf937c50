package indicators

// Standard is a limit with its jurisdiction, legal source and dates of validity.
type Standard struct {
	ID           string    `yaml:"id" json:"id" validate:"required,slug"`
	Jurisdiction string    `yaml:"jurisdiction" json:"jurisdiction" validate:"required"`
	Instrument   string    `yaml:"instrument" json:"instrument" validate:"required"`
	Indicator    string    `yaml:"indicator" json:"indicator" validate:"required,slug"`
	Averaging    string    `yaml:"averaging" json:"averaging" validate:"required"`                                         // "annual", "24h", "1h", "8h", "sample", …
	Class        string    `yaml:"class" json:"class"`                                                                     // of water or area, where the instrument has classes
	Comparison   string    `yaml:"comparison" json:"comparison" validate:"required,oneof=<= >= range"`                     // what meets it
	Value        *float64  `yaml:"value" json:"value" extensions:"x-nullable" validate:"required_unless=Comparison range"` // in Unit
	Low          *float64  `yaml:"low" json:"low,omitempty" validate:"required_if=Comparison range"`                       // of a range, included
	High         *float64  `yaml:"high" json:"high,omitempty" validate:"required_if=Comparison range"`                     // of a range, included
	Unit         string    `yaml:"unit" json:"unit" validate:"required"`                                                   // id of a unit
	ValidFrom    string    `yaml:"valid_from" json:"valid_from"`                                                           // year or date; "" when unknown
	ValidTo      string    `yaml:"valid_to" json:"valid_to"`                                                               // "" when in force or unknown
	Interim      []float64 `yaml:"interim_targets" json:"interim_targets,omitempty"`
	Certainty    string    `yaml:"certainty" json:"certainty" validate:"required,oneof=verified reported"` // reported: known only through the article that cites it
	Source       string    `yaml:"source" json:"source" validate:"required"`
	Note         string    `yaml:"note" json:"note"`
}
