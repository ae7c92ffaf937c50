package indicators

// Direction says which way is better.
type Direction string

// The directions; Band is better inside limits (pH).
const (
	Decrease Direction = "decrease"
	Increase Direction = "increase"
	Band     Direction = "band"
)

// Indicator is what is measured: unit, direction, statistic, what is plausible, how much data make a figure.
type Indicator struct {
	ID           string       `yaml:"id" json:"id" validate:"required,slug"`
	Name         string       `yaml:"name" json:"name" validate:"required"`
	Theme        string       `yaml:"theme" json:"theme" validate:"required,oneof=air water solid-waste noise green-space energy"`
	Substance    string       `yaml:"substance" json:"substance,omitempty" validate:"omitempty,slug"`  // shared by indicators of one substance in units that do not convert
	Quantity     string       `yaml:"quantity" json:"quantity" validate:"required,oneof=amount index"` // index numbers never mix with amounts
	Unit         string       `yaml:"unit" json:"unit" validate:"required"`                            // id of a unit
	Direction    Direction    `yaml:"direction" json:"direction" validate:"required,oneof=decrease increase band"`
	BandLow      *float64     `yaml:"band_low" json:"band_low,omitempty" validate:"required_if=Direction band"`
	BandHigh     *float64     `yaml:"band_high" json:"band_high,omitempty" validate:"required_if=Direction band"`
	Statistic    string       `yaml:"statistic" json:"statistic" validate:"required,statistic"` // of a figure that does not say its own
	Plausible    Plausible    `yaml:"plausible" json:"plausible"`
	MolarMass    float64      `yaml:"molar_mass" json:"molar_mass,omitempty" validate:"min=0"` // of a gas, g/mol; 0 where shares of the volume do not convert to mass
	Decimals     int          `yaml:"decimals" json:"decimals" validate:"min=0,max=9"`         // for display only; nothing is rounded
	Completeness Completeness `yaml:"completeness" json:"completeness"`
	CityRule     string       `yaml:"city_rule" json:"city_rule" validate:"required,oneof=mean median max sum none"` // how sites make a city figure
	CityMinSites int          `yaml:"city_min_sites" json:"city_min_sites" validate:"min=0"`                         // sites that a city figure needs; 0 is one, a sum needs all
	SDG          []string     `yaml:"sdg" json:"sdg"`
	Initiative   string       `yaml:"kitakyushu_initiative" json:"kitakyushu_initiative"`
	Note         string       `yaml:"note" json:"note"`
	Source       string       `yaml:"source" json:"source" validate:"required"`
}

// Plausible is the range in which a value may lie, in the indicator's unit, ends included; nil is open.
// A value outside is rejected, but for the noise of an instrument near zero: from Noise up to Min a reading is kept
// as it is, for leaving it out would raise every mean.
type Plausible struct {
	Min    *float64 `yaml:"min" json:"min" extensions:"x-nullable"`
	Max    *float64 `yaml:"max" json:"max" extensions:"x-nullable"`
	Noise  *float64 `yaml:"noise" json:"noise,omitempty"`             // below Min; nil: no reading below Min is kept
	Source string   `yaml:"source" json:"source" validate:"required"` // "ASPRO default" where no source states one
}

// Low is the least value that is kept; nil: any.
func (p Plausible) Low() *float64 {
	if p.Noise != nil {
		return p.Noise
	}
	return p.Min
}

// Completeness is the share of the expected observations, in percent, below which an aggregate has no value.
type Completeness struct {
	Percent float64 `yaml:"percent" json:"percent" validate:"min=0,max=100"`
	Source  string  `yaml:"source" json:"source" validate:"required"`
}

// Unit is a unit of measurement. Units of one dimension convert: value × Factor is in the dimension's base unit.
// A reference state is part of the dimension: µg/m³ and µg/Ncm do not convert.
type Unit struct {
	ID        string   `yaml:"id" json:"id" validate:"required"` // as shown: "µg/m³", "t/day"
	UCUM      string   `yaml:"ucum" json:"ucum"`
	Dimension string   `yaml:"dimension" json:"dimension" validate:"required,slug"`
	Factor    float64  `yaml:"factor" json:"factor" validate:"required,gt=0"`
	Gas       string   `yaml:"gas" json:"gas,omitempty" validate:"omitempty,oneof=share mass"` // what the base unit is: share, nmol/mol; mass, µg/m³. The two convert where temperature and pressure are stated
	Level     bool     `yaml:"level" json:"level,omitempty"`                                   // logarithmic: the mean of values is not the value of the mean
	Index     bool     `yaml:"index" json:"index,omitempty"`                                   // numbers of an index: another kind of quantity than amounts
	Synonyms  []string `yaml:"synonyms" json:"synonyms"`                                       // compared after NFKC, lower case, without blanks
}
