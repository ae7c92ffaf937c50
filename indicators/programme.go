package indicators

// Programme is a partnership with a start, an end, milestones and targets.
type Programme struct {
	ID          string      `yaml:"id" json:"id" validate:"required,slug"`
	Name        string      `yaml:"name" json:"name" validate:"required"`
	Start       string      `yaml:"start" json:"start"` // year; "" when the source does not say
	End         string      `yaml:"end" json:"end"`
	Cities      []string    `yaml:"cities" json:"cities" validate:"required,dive,slug"`
	Milestones  []Milestone `yaml:"milestones" json:"milestones" validate:"required,dive"`
	Targets     []Target    `yaml:"targets" json:"targets" validate:"dive"`
	TargetsFrom string      `yaml:"targets_from" json:"targets_from,omitempty" validate:"omitempty,slug"` // another programme whose targets its reviews show
	Source      string      `yaml:"source" json:"source" validate:"required"`
	Note        string      `yaml:"note" json:"note"`
}

// Milestone is a point of a programme at which it is looked at; At is a year (its end counts) or a date.
type Milestone struct {
	ID   string `yaml:"id" json:"id" validate:"required,slug"`
	Name string `yaml:"name" json:"name" validate:"required"`
	At   string `yaml:"at" json:"at" validate:"required"`
}

// Target is what a city (or, National, its state) set out to reach for one indicator.
// Kind absolute: Value in the indicator's unit. Kind relative: ChangePercent of the baseline (−35 is a cut by 35 %).
// Kind band: between Low and High, both included; equal ends are an ideal value (parity), which is missed on both sides.
type Target struct {
	ID            string         `yaml:"id" json:"id" validate:"required,slug"`
	City          string         `yaml:"city" json:"city" validate:"required,slug"`
	Site          string         `yaml:"site" json:"site" validate:"required,slug"`
	Indicator     string         `yaml:"indicator" json:"indicator" validate:"required,slug"`
	Kind          string         `yaml:"kind" json:"kind" validate:"required,oneof=absolute relative band"`
	Value         *float64       `yaml:"value" json:"value" extensions:"x-nullable" validate:"required_if=Kind absolute"`
	ChangePercent *float64       `yaml:"change_percent" json:"change_percent,omitempty" validate:"required_if=Kind relative"`
	Low           *float64       `yaml:"low" json:"low,omitempty" validate:"required_if=Kind band"`
	High          *float64       `yaml:"high" json:"high,omitempty" validate:"required_if=Kind band"`
	Period        string         `yaml:"period" json:"period" validate:"required"` // year or date by whose end it is to be reached
	Declared      string         `yaml:"declared" json:"declared,omitempty"`       // year, month or date in which it was set; "" not stated
	National      bool           `yaml:"national" json:"national"`
	Baseline      TargetBaseline `yaml:"baseline" json:"baseline"`
	Source        string         `yaml:"source" json:"source" validate:"required"`
	Note          string         `yaml:"note" json:"note"`
}

// TargetBaseline is what the target is measured from. State unknown: the source states no base year,
// and nothing is put in its place. State stated: Period, and Value when the source gives it (else the stored figure of the period).
type TargetBaseline struct {
	State  string   `yaml:"state" json:"state" validate:"required,oneof=stated unknown"`
	Period string   `yaml:"period" json:"period,omitempty" validate:"required_if=State stated"`
	Value  *float64 `yaml:"value" json:"value,omitempty"`
	Source string   `yaml:"source" json:"source,omitempty" validate:"required_if=State stated"`
}

// Break is a change of method inside series: what is before At and what is from it on are not compared in silence.
type Break struct {
	City      string `yaml:"city" json:"city" validate:"required,slug"`
	Site      string `yaml:"site" json:"site" validate:"required,slug"`
	Indicator string `yaml:"indicator" json:"indicator" validate:"required,slug"`
	At        string `yaml:"at" json:"at" validate:"required"` // year, month or date that begins the new method
	Change    string `yaml:"change" json:"change" validate:"required"`
	Source    string `yaml:"source" json:"source" validate:"required"`
}
