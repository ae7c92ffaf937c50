// Package places is a neighbour whose types the sample API answers with.
package places

// Kind is what a site is.
type Kind string

// The kinds of the sample.
const (
	Area     Kind = "area"     // a member city or a ward
	Landfill Kind = "landfill" // where waste ends
)

// Figure is a number that may be missing.
type Figure struct {
	Value *float64 `json:"value" extensions:"x-nullable"`
	Unit  string   `json:"unit" example:"t/day"`
}
