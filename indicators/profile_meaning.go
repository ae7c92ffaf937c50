package indicators

// Meanings maps words of a file to the catalogue's. A word that is not listed is taken as a slug, that of a site also as
// the name of one.
type Meanings struct {
	Places     []PlaceMeaning     `yaml:"places" json:"places,omitempty" validate:"dive"`
	Indicators []IndicatorMeaning `yaml:"indicators" json:"indicators,omitempty" validate:"dive"`
	Periods    []PeriodMeaning    `yaml:"periods" json:"periods,omitempty" validate:"dive"`
	Kinds      []KindMeaning      `yaml:"kinds" json:"kinds,omitempty" validate:"dive"`
	Flags      []FlagMeaning      `yaml:"flags" json:"flags,omitempty" validate:"dive"`
}

// PlaceMeaning: these words for city and site mean a place; Refuse, when set, is why they mean none. A file without a
// city column leaves City empty.
type PlaceMeaning struct {
	City   string `yaml:"city" json:"city"`
	Site   string `yaml:"site" json:"site" validate:"required_without=City"`
	ToCity string `yaml:"to_city" json:"to_city" validate:"required_without=Refuse"`
	ToSite string `yaml:"to_site" json:"to_site" validate:"required_without=Refuse"`
	Refuse string `yaml:"refuse" json:"refuse,omitempty"`
}

// IndicatorMeaning: this word (with this unit, if one is given) means an indicator and a statistic; Refuse as above.
type IndicatorMeaning struct {
	Text      string `yaml:"text" json:"text" validate:"required"`
	Unit      string `yaml:"unit" json:"unit,omitempty"`
	Indicator string `yaml:"indicator" json:"indicator" validate:"required_without=Refuse"`
	Statistic string `yaml:"statistic" json:"statistic,omitempty"`
	InUnit    string `yaml:"in_unit" json:"in_unit,omitempty"` // in which the values are, where the file does not say
	Refuse    string `yaml:"refuse" json:"refuse,omitempty"`
}

// PeriodMeaning: this text means a period of the grammar; Refuse, when set, is why it has no place in time.
type PeriodMeaning struct {
	Text   string `yaml:"text" json:"text" validate:"required"`
	Period string `yaml:"period" json:"period" validate:"required_without=Refuse"`
	Refuse string `yaml:"refuse" json:"refuse,omitempty"`
}

// KindMeaning: this word means a status.
type KindMeaning struct {
	Text   string `yaml:"text" json:"text" validate:"required"`
	Status string `yaml:"status" json:"status" validate:"required,oneof=observed provisional estimated projected modelled"`
}

// FlagMeaning: this text in a flag column (of that header, if one is given), or behind a value, means a quality, a status,
// both, or that the value is none; Refuse, when set, is why the value cannot be taken. A flag that is not listed is refused.
type FlagMeaning struct {
	Text    string  `yaml:"text" json:"text" validate:"required"`
	Column  string  `yaml:"column" json:"column,omitempty"`
	Quality Quality `yaml:"quality" json:"quality,omitempty"`
	Status  string  `yaml:"status" json:"status,omitempty" validate:"omitempty,oneof=observed provisional estimated projected modelled"`
	Missing string  `yaml:"missing" json:"missing,omitempty" validate:"omitempty,oneof=missing not_measured faulty"`
	Refuse  string  `yaml:"refuse" json:"refuse,omitempty"`
}
