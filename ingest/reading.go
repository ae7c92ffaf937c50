package ingest

import (
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// Reading is one point as it was sent, every member as text; "" is one that was left out.
type Reading struct {
	City, Site, Indicator, Resolution, Statistic string
	Start                                        string // RFC 3339 with an offset
	Period                                       string // instead of Start: any form of the period grammar
	Value                                        string // a number as JSON or line protocol writes it; "" with Missing
	Missing                                      bool   // the value is null
	Qualifier                                    string // "<", ">" or ""
	Unit, Quality, Status                        string

	Fault *indicators.RowProblem // why it could not be read at all; its line is set by Post
}

// cell is the value with its qualifier as a file writes it: without an exponent and with digits on both sides of the
// point, as the number grammar has it. A number that does not fit a float64, or vanishes in it, stays as it is, and is refused by the grammar.
func (r Reading) cell() []byte {
	text := r.Value
	if strings.ContainsAny(text, "eE") || strings.HasPrefix(strings.TrimPrefix(text, "-"), ".") || strings.HasSuffix(text, ".") {
		mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
		value, err := strconv.ParseFloat(text, 64)
		if err == nil && (value != 0 || strings.Trim(mantissa, "+-0.") == "") {
			text = strconv.FormatFloat(value, 'f', -1, 64)
		}
	}
	return []byte(r.Qualifier + text)
}

// inScope is the reading with the one place of the key where it names none. A key of one city leaves the site open.
func (r Reading) inScope(key indicators.Key) Reading {
	switch {
	case len(key.Cities) == 1 && len(key.Sites) == 0:
		r.City = firstOf(r.City, key.Cities[0])
	case len(key.Cities) == 0 && len(key.Sites) == 1:
		city, site, _ := strings.Cut(key.Sites[0], "/")
		if r.City == "" || r.City == city {
			r.City, r.Site = city, firstOf(r.Site, site)
		}
	}
	return r
}
