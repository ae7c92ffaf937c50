package ingest

import (
	"context"
	"io"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// Preview is what a profile makes of a sample: its first figures, and what is wrong with it. Nothing is stored, and nothing
// compared with what is.
type Preview struct {
	Profile  indicators.Profile
	Rows     []PreviewRow
	Counts   indicators.Counts       // Created are the figures that are right in themselves
	Problems []indicators.RowProblem // the first 100
	Warnings []indicators.RowProblem
	Ignored  []string // columns that the profile does not read
}

// PreviewRow is one figure with what stands for it in the file.
type PreviewRow struct {
	Series      indicators.Series
	Observation indicators.Observation
	When        string // the cells of its time, or the name of the file
	Text, Unit  string // its value as written, and its unit where the file states one
}

// Place is the site by its name, with its city where the name does not say it.
func (r PreviewRow) Place(c *indicators.Catalogue) string {
	site, _ := c.Site(r.Series.City, r.Series.Site)
	city, _ := c.City(r.Series.City)
	if site.Name == city.Name {
		return site.Name
	}
	return site.Name + ", " + city.Name
}

// Value is the figure with its mark, in the unit of the indicator.
func (r PreviewRow) Value() string {
	return r.Observation.Censored.Mark() + decimalText(r.Observation.Value)
}

// Preview reads a sample to its end and tells its first figures, at most most. Errors as Import.
func (im *Importer) Preview(ctx context.Context, body io.Reader, o Options, most int) (Preview, error) {
	profile, err := im.check(&o)
	if err != nil {
		return Preview{}, err
	}
	file, err := unpacked(body)
	if err != nil {
		return Preview{}, err
	}
	defer file.Close()
	spool, err := im.spool(file)
	if err != nil {
		return Preview{}, err
	}
	defer spool.remove()
	again := func() (io.ReadCloser, error) { return io.NopCloser(spool.file), spool.rewind() }
	read, err := im.opened(profile, o, again)
	if err != nil {
		return Preview{}, err
	}
	v := Preview{Profile: profile, Warnings: read.warnings, Ignored: read.plan.ignored}
	err = pour(ctx, read.plan, 0, read.first, read.reader, func(out decoded) error {
		v.Counts.Add(out.counts)
		v.Problems = append(v.Problems, out.problems[:max(0, min(len(out.problems), Inline-len(v.Problems)))]...)
		v.Warnings = append(v.Warnings, out.warnings...)
		for _, r := range out.runs {
			v.Counts.Created += int64(len(r.observations))
		}
		if len(v.Rows) == 0 {
			v.Rows = firstRows(out, most)
		}
		return nil
	})
	read.close()
	if err != nil {
		return Preview{}, err
	}
	return v, im.asWritten(&v, read.plan, o.Request, profile, again)
}

// firstRows are the first figures of a block, by line.
func firstRows(out decoded, most int) (rows []PreviewRow) {
	for len(rows) < most {
		var next *run
		for _, r := range out.runs {
			if len(r.observations) > 0 && (next == nil || r.observations[0].Line < next.observations[0].Line) {
				next = r
			}
		}
		if next == nil {
			return rows
		}
		series := next.lane.series
		series.Resolution = next.resolution
		rows = append(rows, PreviewRow{Series: series, Observation: next.observations[0]})
		next.observations = next.observations[1:]
	}
	return rows
}

// asWritten adds what stands in the file for the figures.
func (im *Importer) asWritten(v *Preview, p *plan, request indicators.UploadRequest, profile indicators.Profile, again func() (io.ReadCloser, error)) error {
	raw, err := again()
	if err != nil {
		return err
	}
	defer raw.Close()
	text, err := contentOf(raw, request, profile, p.limits, im.SpoolDir)
	if err != nil {
		return err
	}
	defer text.Close()
	var lines []int32
	for _, row := range v.Rows {
		lines = append(lines, row.Observation.Line)
	}
	texts, err := pickLines(text, lines)
	if err != nil {
		return err
	}
	for i := range v.Rows {
		row := &v.Rows[i]
		line := texts[row.Observation.Line]
		origin := p.origin(line, RowRef{Line: row.Observation.Line, Indicator: row.Series.Indicator, Statistic: row.Series.Statistic,
			Site: row.Series.Site, Start: row.Observation.Start})
		row.Text, row.Unit, row.When = origin.Text, origin.Unit, p.timeText(line)
		if isPercentage([]byte(row.Text)) { // it says its unit
			row.Unit = ""
		}
	}
	return nil
}

// timeText is what a line says of its time.
func (p *plan) timeText(line string) string {
	switch p.when {
	case byFileName:
		return p.request.FileName
	case byOne:
		return p.profile.Period
	default:
	}
	records := recordScanner{data: []byte(strings.TrimPrefix(line, "\uFEFF")), delimiter: p.delimiter, limits: p.limits}
	if ok, problem := records.scan(); !ok || problem != nil {
		return ""
	}
	var cells []string
	for _, role := range [...]string{"period", "start", "stamp", "epoch", "epoch-ms", "date", "year", "fiscal-year", "month", "day", "time", "hour"} {
		if cell := p.cell(records.cells, role); len(cell) > 0 {
			cells = append(cells, shown(string(cell)))
		}
	}
	return strings.Join(cells, " ")
}
