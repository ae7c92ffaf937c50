package indicators

// City is a city (or a metropolitan area) with its zone. Its member cities and wards are sites of kind area.
type City struct {
	ID              string        `yaml:"id" json:"id" validate:"required,slug"`
	Name            string        `yaml:"name" json:"name" validate:"required"`
	Country         string        `yaml:"country" json:"country" validate:"required,iso3166_1_alpha2"`
	Zone            string        `yaml:"zone" json:"zone" validate:"required,iana"`
	FiscalYearStart int           `yaml:"fiscal_year_start" json:"fiscal_year_start" validate:"required,min=1,max=12"` // month; 1 where it is the calendar year
	Role            string        `yaml:"role" json:"role" validate:"required,oneof=partner reference other"`
	Locale          string        `yaml:"locale" json:"locale" validate:"required"` // BCP 47, for the template's number and date habits
	Stakeholders    []Stakeholder `yaml:"stakeholders" json:"stakeholders" validate:"dive"`
	Source          string        `yaml:"source" json:"source" validate:"required"`
}

// Stakeholder is somebody who takes part or measures.
type Stakeholder struct {
	Name string `yaml:"name" json:"name" validate:"required"`
	Kind string `yaml:"kind" json:"kind" validate:"required,oneof=citizens ngo company university city national igo"`
}

// Citywide is the site of every city for figures about the whole of it; it exists without a row.
const Citywide = "citywide"

// Site is a place of a city: an area, a kampong, a barangay, a factory, a station, a landfill. Sites may nest.
type Site struct {
	ID     string   `yaml:"id" json:"id" validate:"required,slug"`
	City   string   `yaml:"city" json:"city" validate:"required,slug"`
	Name   string   `yaml:"name" json:"name" validate:"required"`
	Kind   string   `yaml:"kind" json:"kind" validate:"required,oneof=citywide area kampong barangay factory air-station river river-station sea-area landfill composting-centre"`
	Parent string   `yaml:"parent" json:"parent" validate:"omitempty,slug"` // a site of the same city
	Lat    *float64 `yaml:"lat" json:"lat" extensions:"x-nullable" validate:"omitempty,latitude"`
	Lon    *float64 `yaml:"lon" json:"lon" extensions:"x-nullable" validate:"omitempty,longitude"`
	Source string   `yaml:"source" json:"source" validate:"required"`

	Population       *int   `yaml:"population" json:"population,omitempty" validate:"omitempty,min=1"` // whom its figures stand for; nil: not stated
	PopulationSource string `yaml:"population_source" json:"population_source,omitempty" validate:"required_with=Population"`

	Instrument string `yaml:"instrument" json:"instrument"` // with which its figures are measured; "" not stated
	Laboratory string `yaml:"laboratory" json:"laboratory"` // that analyses its samples; "" not stated
}
