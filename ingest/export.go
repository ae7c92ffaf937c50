package ingest

import (
	"bufio"
	"io"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Export writes observations as CSV that the profile aspro reads back with every row unchanged.
// It buffers; Flush ends it.
type Export struct {
	catalogue *indicators.Catalogue
	to        *bufio.Writer
	begun     bool
	cells     [len(header) + len(exportColumns)]string
}

// ExportRow is one line of an export. Coverage is a percentage, nil where the source states none.
type ExportRow struct {
	Series      indicators.Series
	Observation indicators.Observation
	Coverage    *float64
	Origin      RowOrigin // source and note; see Provenance
}

// NewExport writes to w; the header comes with the first row or with Flush.
func NewExport(w io.Writer, catalogue *indicators.Catalogue) *Export {
	return &Export{catalogue: catalogue, to: bufio.NewWriterSize(w, 64<<10)}
}

// Write writes one row: the value as the shortest decimal that reads back as the same number, in the
// indicator's unit; start and end in the city's offset, the end not included.
func (e *Export) Write(row ExportRow) error {
	e.begin()
	s, o := row.Series, row.Observation
	calendar := e.catalogue.Calendar(s.City)
	indicator, _ := e.catalogue.Indicator(s.Indicator)
	instant := func(second int64) string { return time.Unix(second, 0).In(calendar.Zone).Format(time.RFC3339) }
	coverage, line := "", ""
	if row.Coverage != nil {
		coverage = decimalText(*row.Coverage)
	}
	if o.Line > 0 {
		line = strconv.Itoa(int(o.Line))
	}
	p := row.provenance(e.catalogue)
	e.cells = [...]string{
		s.City, s.Site, s.Indicator, calendar.FormatPeriod(o.Start, s.Resolution), o.Censored.Mark() + decimalText(o.Value),
		indicator.Unit, s.Statistic, strconv.Itoa(int(o.Quality)), o.Status.String(), Guarded(row.Origin.Source), Guarded(row.Origin.Note),
		s.Resolution.String(), instant(o.Start), instant(s.Resolution.End(o.Start, calendar.Zone)), coverage, o.Upload.String(), line,
		p.Stakeholder, Guarded(p.ReportedBy), Guarded(p.Instrument), Guarded(p.Laboratory), Guarded(p.Licence), Guarded(p.Citation),
	}
	writeRecord(e.to, e.cells[:])
	return nil
}

// Flush writes what is buffered, with the header when there was no row, and gives the first error of the writer.
func (e *Export) Flush() error {
	e.begin()
	return e.to.Flush()
}

func (e *Export) begin() {
	if !e.begun {
		e.begun = true
		writeRecord(e.to, append(header[:len(header):len(header)], exportColumns[:]...))
	}
}

// provenance is empty where the origin was not read.
func (r ExportRow) provenance(catalogue *indicators.Catalogue) indicators.Provenance {
	if r.Origin == (RowOrigin{}) && r.Observation.Upload != 0 {
		return indicators.Provenance{}
	}
	return r.Origin.Provenance(catalogue, r.Series.City, r.Series.Site)
}
