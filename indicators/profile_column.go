package indicators

// Column is one column of the file, by its header text or, in a file without header, by its position. A header is compared
// without regard to capitals, blanks and the two mu characters. In it * stands for any text, and {zone}, {unit}, {indicator}
// and {site} for one that says what it names; a value column may then stand for many.
//
// Roles of a long file: indicator, period, value, unit, statistic, quality, status, source, note, resolution, kind. Of any
// file: city, site, flag, ignore; of the time: stamp (date and time in one cell), epoch and epoch-ms (since 1970, UTC),
// start with end, date with time, year or fiscal-year with month, day and hour; zone. Of a wide file: value, with what it is;
// of a file with hours as columns: indicator, unit, and value with its hour. A required column that is absent refuses the file.
type Column struct {
	Header    string   `yaml:"header" json:"header" validate:"required_without=Position"`
	Also      []string `yaml:"also" json:"also,omitempty"`                                   // other texts of the header
	Position  int      `yaml:"position" json:"position,omitempty" validate:"min=0,max=1000"` // from 1, in a file without header
	Role      string   `yaml:"role" json:"role" validate:"required,oneof=city site indicator period value unit statistic quality status source note resolution kind flag stamp epoch epoch-ms start end date time year fiscal-year month day hour zone ignore"`
	Optional  bool     `yaml:"optional" json:"optional"`
	Indicator string   `yaml:"indicator" json:"indicator,omitempty" validate:"omitempty,slug"` // of a value column in a wide file
	Statistic string   `yaml:"statistic" json:"statistic,omitempty"`                           // default: the profile's, then the indicator's
	Site      string   `yaml:"site" json:"site,omitempty"`
	Unit      string   `yaml:"unit" json:"unit,omitempty"`                                   // the unit the file is in; default: the indicator's
	UnitIn    string   `yaml:"unit_in" json:"unit_in,omitempty"`                             // header of the column, right of this one, that holds its unit
	FlagIn    string   `yaml:"flag_in" json:"flag_in,omitempty"`                             // header of the column, right of this one, that holds its flag
	Hour      *int     `yaml:"hour" json:"hour,omitempty" validate:"omitempty,min=0,max=24"` // of a value column in a file with hours as columns
	Scale     *float64 `yaml:"scale" json:"scale,omitempty"`                                 // factor before the unit: a column in 0.1 ppm has 0.1
	Marks     `yaml:",inline"`
}
