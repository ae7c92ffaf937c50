package indicators

// Profile tells how to read one kind of file: marks, columns, zone, units. It is a row of the catalogue. One that extends
// another says only what differs: the rest, with columns and meanings, is the other's.
type Profile struct {
	ID          string      `yaml:"id" json:"id" validate:"required,slug"`
	Name        string      `yaml:"name" json:"name" validate:"required"`
	Description string      `yaml:"description" json:"description" validate:"required"` // why the odd settings are as they are
	Extends     string      `yaml:"extends" json:"extends,omitempty" validate:"omitempty,slug"`
	Incomplete  string      `yaml:"incomplete" json:"incomplete,omitempty"` // what the files do not say, so that one that extends it must; alone it refuses every file
	Layout      string      `yaml:"layout" json:"layout" validate:"required,oneof=long wide hours"`
	Encoding    string      `yaml:"encoding" json:"encoding,omitempty" validate:"omitempty,oneof=utf-8 utf-16le utf-16be windows-1252 iso-8859-1 shift_jis big5"` // default utf-8; a byte order mark wins
	Delimiter   string      `yaml:"delimiter" json:"delimiter,omitempty" validate:"omitempty,oneof=0x2C ; 0x7C tab"`                                              // default comma
	Decimal     string      `yaml:"decimal" json:"decimal,omitempty" validate:"omitempty,oneof=. 0x2C"`                                                           // default point
	Thousands   string      `yaml:"thousands" json:"thousands,omitempty" validate:"omitempty,oneof=. 0x2C"`                                                       // default none: a cell with one is refused
	Preamble    int         `yaml:"preamble" json:"preamble" validate:"min=0,max=100"`                                                                            // lines before the header
	Begins      string      `yaml:"header_begins" json:"header_begins,omitempty"`                                                                                 // the header is the first line that begins so, where the number of lines before it varies
	Headerless  bool        `yaml:"headerless" json:"headerless,omitempty"`                                                                                       // no header: columns are told by their position
	Above       AboveHeader `yaml:"above" json:"above,omitzero"`                                                                                                  // what lines before the header say of the values below
	FileName    []string    `yaml:"file_name" json:"file_name,omitempty"`                                                                                         // how file names end that carry the time: noudoAll/{year}/{month}/{day}/{hour}.csv
	DateOrder   string      `yaml:"date_order" json:"date_order,omitempty" validate:"omitempty,oneof=ymd dmy mdy"`                                                // of dates written with / . or -; default: as the column proves
	Century     int         `yaml:"century" json:"century,omitempty" validate:"omitempty,oneof=1900 2000"`                                                        // of years of two digits; default: they are refused
	Zone        string      `yaml:"zone" json:"zone,omitempty" validate:"omitempty,zone"`                                                                         // IANA name or "+01:00"; default: the city's. An offset in a cell wins
	Label       string      `yaml:"label" json:"label,omitempty" validate:"omitempty,oneof=start end"`                                                            // what a stamp marks; default start
	Ambiguous   string      `yaml:"ambiguous" json:"ambiguous,omitempty" validate:"omitempty,oneof=reject earlier later"`                                         // hours that exist twice; default reject
	Nonexistent string      `yaml:"nonexistent" json:"nonexistent,omitempty" validate:"omitempty,oneof=reject shift"`                                             // hours that clocks left out; default reject, shift: as if they had not been changed
	FiscalYear  int         `yaml:"fiscal_year_start" json:"fiscal_year_start,omitempty" validate:"min=0,max=12"`                                                 // month in which the fiscal years of the file begin; default: the city's
	City        string      `yaml:"city" json:"city,omitempty" validate:"omitempty,slug"`                                                                         // when the file has no city column
	Site        string      `yaml:"site" json:"site,omitempty" validate:"omitempty,slug"`                                                                         // when the file has no site column
	NeedsSite   bool        `yaml:"needs_site" json:"needs_site,omitempty"`                                                                                       // the file is of one site and does not name it: the request must, or the profile
	Indicator   string      `yaml:"indicator" json:"indicator,omitempty" validate:"omitempty,slug"`                                                               // when a long file has no indicator column
	Unit        string      `yaml:"unit" json:"unit,omitempty"`                                                                                                   // when a long file has no unit column
	Statistic   string      `yaml:"statistic" json:"statistic,omitempty"`                                                                                         // default: the indicator's
	Period      string      `yaml:"period" json:"period,omitempty"`                                                                                               // of every row, when the file tells no time
	Resolution  string      `yaml:"resolution" json:"resolution"`                                                                                                 // when the file has none
	Status      string      `yaml:"status" json:"status"`                                                                                                         // default observed
	Quality     Quality     `yaml:"quality" json:"quality,omitempty"`                                                                                             // default 2, not evaluated
	Conditions  string      `yaml:"conditions" json:"conditions,omitempty"`                                                                                       // "25Cel,101.325kPa": under which ppb becomes µg/m³, or the reverse; default: it never does
	Marks       `yaml:",inline"`
	Suffixes    []string `yaml:"suffixes" json:"suffixes,omitempty"`       // flags written behind a value, such as 12#
	Source      string   `yaml:"source" json:"source" validate:"required"` // of rows that name none
	Licence     string   `yaml:"licence" json:"licence" validate:"required"`
	Columns     []Column `yaml:"columns" json:"columns" validate:"required,dive"`
	Meanings    Meanings `yaml:"meanings" json:"meanings"`
}

// AboveHeader numbers the lines before the header (from 1) in which, above a value column, its indicator and its unit stand.
type AboveHeader struct {
	Indicator int `yaml:"indicator" json:"indicator,omitempty" validate:"min=0,max=100"`
	Unit      int `yaml:"unit" json:"unit,omitempty" validate:"min=0,max=100"`
}

// Marks are cells that stand in place of a value, by what they mean.
type Marks struct {
	Missing     []string `yaml:"missing" json:"missing"`                     // no value, and no reason known; so is the empty cell
	NotMeasured []string `yaml:"not_measured" json:"not_measured,omitempty"` // nothing is measured there
	Faulty      []string `yaml:"faulty" json:"faulty,omitempty"`             // instrument or laboratory gave no value
	Limits      []Limit  `yaml:"limits" json:"limits,omitempty" validate:"dive"`
}

// Limit is a word for a value beyond what can be measured: ND means <0.5.
type Limit struct {
	Text  string `yaml:"text" json:"text" validate:"required"`
	Means string `yaml:"means" json:"means" validate:"required"` // with < or >, in the marks of the profile
}
