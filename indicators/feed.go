package indicators

// Feed tells what lines of InfluxDB's line protocol mean: which tag names which place, which field which indicator. It
// is a row of the catalogue, chosen by the bucket that is written to. Every setting is what lines mean that do not say
// it themselves, by a tag.
//
// A line with a tag for the indicator carries its value in the field named value. In a line without one each field is a
// point of the indicator that it names, by a row of Fields or by the indicator's own id.
type Feed struct {
	ID          string      `yaml:"id" json:"id" validate:"required,slug"` // the bucket
	Name        string      `yaml:"name" json:"name" validate:"required"`
	Description string      `yaml:"description" json:"description" validate:"required"`
	Tags        FeedTags    `yaml:"tags" json:"tags,omitzero"`
	City        string      `yaml:"city" json:"city,omitempty" validate:"omitempty,slug"` // default: the one city of the key
	Site        string      `yaml:"site" json:"site,omitempty" validate:"omitempty,slug"` // default: the one site of the key
	Resolution  string      `yaml:"resolution" json:"resolution,omitempty"`               // how long the period is that a time stamp begins
	Statistic   string      `yaml:"statistic" json:"statistic,omitempty"`                 // default: the indicator's
	Status      string      `yaml:"status" json:"status,omitempty"`                       // default: observed
	Places      []FeedPlace `yaml:"places" json:"places,omitempty" validate:"dive"`
	Fields      []FeedField `yaml:"fields" json:"fields,omitempty" validate:"dive"`
	Ignore      []string    `yaml:"ignore" json:"ignore,omitempty"` // fields that are passed over, such as the voltage of a battery
	Source      string      `yaml:"source" json:"source" validate:"required"`
}

// FeedTags are the names of the tags that say what a line is of; "" is the word itself.
type FeedTags struct {
	City       string `yaml:"city" json:"city,omitempty"`
	Site       string `yaml:"site" json:"site,omitempty"`
	Indicator  string `yaml:"indicator" json:"indicator,omitempty"`
	Resolution string `yaml:"resolution" json:"resolution,omitempty"`
	Statistic  string `yaml:"statistic" json:"statistic,omitempty"`
	Unit       string `yaml:"unit" json:"unit,omitempty"`
	Quality    string `yaml:"quality" json:"quality,omitempty"`
	Status     string `yaml:"status" json:"status,omitempty"`
}

// FeedPlace: this value of this tag means a place.
type FeedPlace struct {
	Tag  string `yaml:"tag" json:"tag" validate:"required"`
	Text string `yaml:"text" json:"text" validate:"required"`
	City string `yaml:"city" json:"city" validate:"required,slug"`
	Site string `yaml:"site" json:"site" validate:"required,slug"`
}

// FeedField: this field, of this measurement if one is named, is of an indicator.
type FeedField struct {
	Measurement string `yaml:"measurement" json:"measurement,omitempty"`
	Field       string `yaml:"field" json:"field" validate:"required"`
	Indicator   string `yaml:"indicator" json:"indicator" validate:"required,slug"`
	Unit        string `yaml:"unit" json:"unit,omitempty"`           // default: the indicator's
	Statistic   string `yaml:"statistic" json:"statistic,omitempty"` // default: the feed's
}
