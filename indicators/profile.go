package indicators

// Profile tells how to read one kind of file: marks, columns, zone, units. It is a row of the catalogue.
type Profile struct {
	ID          string   `yaml:"id" json:"id" validate:"required,slug"`
	Name        string   `yaml:"name" json:"name" validate:"required"`
	Description string   `yaml:"description" json:"description" validate:"required"` // why the odd settings are as they are
	Layout      string   `yaml:"layout" json:"layout" validate:"required,oneof=long wide"`
	Encoding    string   `yaml:"encoding" json:"encoding,omitempty" validate:"omitempty,oneof=utf-8 utf-16le utf-16be windows-1252 iso-8859-1 shift_jis big5"` // default utf-8; a byte order mark wins
	Delimiter   string   `yaml:"delimiter" json:"delimiter,omitempty" validate:"omitempty,oneof=0x2C ; 0x7C tab"`                                              // default comma
	Decimal     string   `yaml:"decimal" json:"decimal,omitempty" validate:"omitempty,oneof=. 0x2C"`                                                           // default point
	Thousands   string   `yaml:"thousands" json:"thousands,omitempty" validate:"omitempty,oneof=. 0x2C"`                                                       // default none: a cell with one is refused
	Preamble    int      `yaml:"preamble" json:"preamble" validate:"min=0,max=100"`                                                                            // lines before the header
	DateOrder   string   `yaml:"date_order" json:"date_order,omitempty" validate:"omitempty,oneof=ymd dmy mdy"`                                                // of dates written with / . or -; default: ISO only
	Zone        string   `yaml:"zone" json:"zone,omitempty" validate:"omitempty,zone"`                                                                         // IANA name or "+01:00"; default: the city's
	Label       string   `yaml:"label" json:"label,omitempty" validate:"omitempty,oneof=start end"`                                                            // what a stamp marks; default start
	City        string   `yaml:"city" json:"city,omitempty" validate:"omitempty,slug"`                                                                         // when the file has no city column
	Site        string   `yaml:"site" json:"site,omitempty" validate:"omitempty,slug"`                                                                         // when the file has no site column
	Resolution  string   `yaml:"resolution" json:"resolution"`                                                                                                 // when the file has none
	Status      string   `yaml:"status" json:"status"`                                                                                                         // default observed
	Quality     Quality  `yaml:"quality" json:"quality,omitempty"`                                                                                             // default 2, not evaluated
	Missing     []string `yaml:"missing" json:"missing"`                                                                                                       // cells, beside the empty one, that mean missing
	Source      string   `yaml:"source" json:"source" validate:"required"`                                                                                     // of rows that name none
	Licence     string   `yaml:"licence" json:"licence" validate:"required"`
	Columns     []Column `yaml:"columns" json:"columns" validate:"required,dive"`
	Meanings    Meanings `yaml:"meanings" json:"meanings"`
}

// Column is one column of the file by its header text. Roles of a long file: city, site, indicator, period,
// value, unit, statistic, quality, status, source, note, resolution, kind; of any file: date, time, year, month,
// day, hour, ignore; of a wide file: value, with what it is. A required column that is absent refuses the file.
type Column struct {
	Header    string   `yaml:"header" json:"header" validate:"required"`
	Role      string   `yaml:"role" json:"role" validate:"required,oneof=city site indicator period value unit statistic quality status source note resolution kind date time year month day hour ignore"`
	Optional  bool     `yaml:"optional" json:"optional"`
	Indicator string   `yaml:"indicator" json:"indicator,omitempty" validate:"omitempty,slug"` // of a value column in a wide file
	Statistic string   `yaml:"statistic" json:"statistic,omitempty"`                           // default: the indicator's
	Site      string   `yaml:"site" json:"site,omitempty"`
	Unit      string   `yaml:"unit" json:"unit,omitempty"`   // the unit the file is in; default: the indicator's
	Scale     *float64 `yaml:"scale" json:"scale,omitempty"` // factor before the unit: a column in 0.1 ppm has 0.1
	Missing   []string `yaml:"missing" json:"missing,omitempty"`
}

// Meanings maps words of a file to the catalogue's. A word that is not listed is taken as a slug.
type Meanings struct {
	Places     []PlaceMeaning     `yaml:"places" json:"places,omitempty" validate:"dive"`
	Indicators []IndicatorMeaning `yaml:"indicators" json:"indicators,omitempty" validate:"dive"`
	Periods    []PeriodMeaning    `yaml:"periods" json:"periods,omitempty" validate:"dive"`
	Kinds      []KindMeaning      `yaml:"kinds" json:"kinds,omitempty" validate:"dive"`
}

// PlaceMeaning: these words for city and site mean a place; Refuse, when set, is why they mean none.
type PlaceMeaning struct {
	City   string `yaml:"city" json:"city" validate:"required"`
	Site   string `yaml:"site" json:"site" validate:"required"`
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
