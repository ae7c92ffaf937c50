package indicators

import "strings"

// Source is what is known of a source of figures beyond its text: who stands behind them and how they may be used.
// A row speaks for every figure whose source begins with one of the texts of Match; of several rows the longest match.
type Source struct {
	ID          string   `yaml:"id" json:"id" validate:"required,slug"`
	Name        string   `yaml:"name" json:"name" validate:"required"`
	Match       []string `yaml:"match" json:"match" validate:"required,min=1,dive,min=3"`
	Stakeholder string   `yaml:"stakeholder" json:"stakeholder" validate:"required,oneof=citizens ngo company university government igo unknown"` // who states the figures as its own
	ReportedBy  string   `yaml:"reported_by" json:"reported_by"`                                                                                  // who passes on the figures of others, such as a newspaper; "" nobody
	Laboratory  string   `yaml:"laboratory" json:"laboratory"`                                                                                    // "" not stated
	Licence     string   `yaml:"licence" json:"licence"`                                                                                          // "" not stated
	Citation    string   `yaml:"citation" json:"citation"`                                                                                        // "" the text of the source as it stands
	Source      string   `yaml:"source" json:"source" validate:"required"`                                                                        // how this row is known
}

// Unknown is written where nothing is known: an absent word would read as if nobody had asked.
const Unknown = "unknown"

// Provenance is by whom, with what and under which terms a figure was made. What is not known is the word "unknown".
type Provenance struct {
	Stakeholder string `json:"stakeholder" binding:"required" enums:"citizens,ngo,company,university,government,igo,unknown"` // the kind of who states the figure as its own
	ReportedBy  string `json:"reported_by"`                                                                                   // who passed it on, such as a newspaper; "" nobody but the source
	Instrument  string `json:"instrument" binding:"required" example:"unknown"`
	Laboratory  string `json:"laboratory" binding:"required" example:"unknown"`
	Licence     string `json:"licence" binding:"required" example:"unknown"`
	Citation    string `json:"citation" binding:"required"`
}

// ProvenanceColumns are the columns that a file has for Provenance.Cells.
func ProvenanceColumns() []string {
	return []string{"stakeholder", "reported_by", "instrument", "laboratory", "licence", "citation"}
}

// Cells are the values of ProvenanceColumns; all empty for a provenance that was not read.
func (p Provenance) Cells() []string {
	return []string{p.Stakeholder, p.ReportedBy, p.Instrument, p.Laboratory, p.Licence, p.Citation}
}

// SourceOf finds the row that speaks for a source; false where none does.
func (c *Catalogue) SourceOf(source string) (best Source, ok bool) {
	longest := 0
	for _, row := range c.Sources {
		for _, begin := range row.Match {
			if len(begin) > longest && strings.HasPrefix(source, begin) {
				best, longest, ok = row, len(begin), true
			}
		}
	}
	return best, ok
}

// ProvenanceOf is what is known of a figure of a site with this source. Licence is what its file says for rows
// that name no source of their own; "" otherwise.
func (c *Catalogue) ProvenanceOf(city, site, source, licence string) Provenance {
	place, _ := c.Site(city, site)
	row, _ := c.SourceOf(source)
	return Provenance{
		Stakeholder: known(row.Stakeholder), ReportedBy: row.ReportedBy, Instrument: known(place.Instrument),
		Laboratory: known(row.Laboratory, place.Laboratory), Licence: known(row.Licence, licence), Citation: known(row.Citation, source),
	}
}

// known is the first text that says something, else Unknown.
func known(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return Unknown
}
