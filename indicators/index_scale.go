package indicators

import "math"

// Index is a scale on which concentrations are read as a number and a category. Its numbers are another kind of quantity
// than the concentrations, with a unit of their own, and never mix with them.
type Index struct {
	ID           string          `yaml:"id" json:"id" validate:"required,slug"`
	Name         string          `yaml:"name" json:"name" validate:"required"`
	Kind         string          `yaml:"kind" json:"kind" validate:"required,oneof=breakpoints targets-met population-mean"`
	Jurisdiction string          `yaml:"jurisdiction" json:"jurisdiction" validate:"required"`
	Instrument   string          `yaml:"instrument" json:"instrument" validate:"required"`
	Unit         string          `yaml:"unit" json:"unit" validate:"required"`         // id of the unit of the number
	Averaging    string          `yaml:"averaging" json:"averaging"`                   // of the concentrations: "24h"
	Levels       []float64       `yaml:"levels" json:"levels"`                         // numbers at the breakpoints; empty where only the categories are known
	Categories   []IndexCategory `yaml:"categories" json:"categories" validate:"dive"` // from good to bad
	Substances   []IndexSeries   `yaml:"substances" json:"substances" validate:"required,dive"`
	ValidFrom    string          `yaml:"valid_from" json:"valid_from"` // year or date; "" when unknown
	ValidTo      string          `yaml:"valid_to" json:"valid_to"`     // first instant out of force; "" when in force or unknown
	Source       string          `yaml:"source" json:"source" validate:"required"`
	Note         string          `yaml:"note" json:"note"`
}

// IndexCategory is a category with its name in the languages of the cities, by their BCP 47 tags.
type IndexCategory struct {
	ID     string            `yaml:"id" json:"id" validate:"required,slug"`
	Names  map[string]string `yaml:"names" json:"names" validate:"required"`
	Colour string            `yaml:"colour" json:"colour,omitempty"` // as the instrument names it; "" where it was not read
}

// IndexSeries is what an index is made from: an indicator with the concentrations at which the categories end.
type IndexSeries struct {
	Indicator   string    `yaml:"indicator" json:"indicator" validate:"required,slug"`
	Group       string    `yaml:"group" json:"group,omitempty" validate:"omitempty,slug"` // of the indicators that stand for the same thing
	Unit        string    `yaml:"unit" json:"unit,omitempty"`                             // of the breakpoints
	Breakpoints []float64 `yaml:"breakpoints" json:"breakpoints,omitempty"`               // ascending, the first is the beginning of the scale; shared ends are taken as continuous
	Decimals    *int      `yaml:"decimals" json:"decimals,omitempty"`                     // to which a concentration is rounded first, where the bands leave gaps between them
}

// IndexReading is a concentration on the scale.
type IndexReading struct {
	Raw      *float64       // before rounding; nil where there are no numbers
	Number   *int           // nil where there are no numbers: above the last breakpoint only the category is told
	Category *IndexCategory // nil outside of what is verified
	Above    bool           // above the last breakpoint
}

// Read places a concentration, in the unit of the breakpoints, on the scale:
//
//	I = (Ia − Ib)/(Xa − Xb) · (X − Xb) + Ib
//
// between the breakpoints Xb and Xa with the numbers Ib and Ia, rounded half up before the category is chosen (100.5 is 101).
// Above the last breakpoint the number is nil: published copies of the table differ there. Nothing below the first one.
func (x Index) Read(s IndexSeries, concentration float64) IndexReading {
	if s.Decimals != nil {
		concentration = roundHalfUp(concentration, *s.Decimals)
	}
	last := len(s.Breakpoints) - 1
	if last < 1 || concentration < s.Breakpoints[0] || math.IsNaN(concentration) {
		return IndexReading{}
	}
	if concentration > s.Breakpoints[last] {
		return IndexReading{Category: x.category(last), Above: true}
	}
	band := 1
	for concentration > s.Breakpoints[band] {
		band++
	}
	if len(x.Levels) == 0 {
		return IndexReading{Category: x.category(band - 1)}
	}
	low, high := s.Breakpoints[band-1], s.Breakpoints[band]
	raw := (x.Levels[band]-x.Levels[band-1])/(high-low)*(concentration-low) + x.Levels[band-1]
	number := roundHalfUp(raw, 0)
	for band > 1 && number <= x.Levels[band-1] { // 100.45 is 100, and so of the category below
		band--
	}
	for band < last && number > x.Levels[band] {
		band++
	}
	return IndexReading{Raw: &raw, Number: new(int(number)), Category: x.category(band - 1)}
}

func (x Index) category(at int) *IndexCategory {
	if at < 0 || at >= len(x.Categories) {
		return nil
	}
	return &x.Categories[at]
}

// roundHalfUp rounds to so many decimals, halves up. Binary noise of 1e-9 does not decide: 15.45 computed as
// 15.449999999999999 is 15.5.
func roundHalfUp(x float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Floor(x*scale+0.5+1e-9) / scale
}
