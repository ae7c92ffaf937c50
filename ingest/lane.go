package ingest

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// lane is what a row's words for place, indicator, unit and flags come to: everything of an observation but
// its start and its value. Rows repeat their words, so a lane is made once and found again by the bytes.
type lane struct {
	series    indicators.Series // without resolution
	siteWord  string            // as the file writes it
	zone      *time.Location
	calendar  indicators.Calendar
	indicator indicators.Indicator
	factor    float64 // sent value × factor = value in the indicator's unit
	scale     scale   // the factor, as it is applied
	column    string  // header of the value's column
	quality   indicators.Quality
	status    indicators.Status
	missing   mark                   // the row's quality or a flag says that its value is none
	problem   *indicators.RowProblem // why no row of this lane can be stored; its line is set row by row
	runs      []run
}

// isPercent reports whether the values are sent and kept in percent, so that the sign behind one says nothing new.
func (l *lane) isPercent() bool { return l.indicator.Unit == "%" && l.factor == 1 }

// words are the cells of a row that make a lane, as text.
type words struct {
	city, site, indicator, unit, statistic, quality, status, kind, resolution string

	slug       string // the indicator of a value column, which the profile names itself
	flags      []flagWord
	unitIsOwed bool // a unit is stated beside the value or nowhere: without one the value means nothing
}

// flagWord is a flag with the header of its column; "" for one that is written behind the value.
type flagWord struct{ column, text string }

// wordsOf are the words of a row's columns.
func (p *plan) wordsOf(cells [][]byte) (w words) {
	for _, c := range p.laneColumns {
		text := string(cellAt(cells, c.index))
		switch c.role {
		case "city":
			w.city = text
		case "site":
			w.site = text
		case "indicator":
			w.indicator = text
		case "unit":
			w.unit = text
		case "statistic":
			w.statistic = text
		case "quality":
			w.quality = text
		case "status":
			w.status = text
		case "kind":
			w.kind = text
		case "resolution":
			w.resolution = text
		case "flag":
			w.flags = append(w.flags, flagWord{p.column(c.index), text})
		}
	}
	return w
}

// makeLane resolves words against profile and catalogue, the first fault wins.
func (p *plan) makeLane(w words, scale float64) *lane {
	l := &lane{quality: p.quality, status: p.status, factor: scale, siteWord: w.site}
	for _, step := range []func(*lane, words) *indicators.RowProblem{p.place, p.measure, p.flags} {
		if l.problem = step(l, w); l.problem != nil {
			break
		}
	}
	l.scale, l.column = scaleOf(l.factor), p.columnOf("value")
	return l
}

// fault is a row problem without a line.
func (p *plan) fault(role, code, text, format string, args ...any) *indicators.RowProblem {
	return problemf(0, p.columnOf(role), code, text, format, args...)
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
