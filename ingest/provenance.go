package ingest

import (
	"context"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// RowRef names the cell from which an observation was read. Indicator and Statistic choose the column of a wide file, Site
// (where it is not "") that of a file with sites as columns, Start (where it is not 0) that of one with hours as columns; a
// long file needs none of them.
type RowRef struct {
	Upload               indicators.UploadID
	Line                 int32
	Indicator, Statistic string
	Site                 string
	Start                int64
}

// RowOrigin is what a row says of itself: its source (the profile's where the row names none), its
// note, the value's cell as it was written, and the unit beside it, "" where the file states none, each with a space
// for every hidden character (the kept file has them). Licence is the profile's, for a row that names no source.
type RowOrigin struct {
	Source, Note, Text, Licence, Unit string
}

// Provenance is what the catalogue knows of the origin of a figure of the site.
func (o RowOrigin) Provenance(catalogue *indicators.Catalogue, city, site string) indicators.Provenance {
	return catalogue.ProvenanceOf(city, site, o.Source, o.Licence)
}

// Provenance finds source, note and original text of figures by reading again the lines that were kept.
// References without upload or line, and those whose upload or profile is gone, are absent from the answer.
// Errors are those of the ledger.
func Provenance(ctx context.Context, ledger indicators.Ledger, catalogue *indicators.Catalogue, refs []RowRef) (map[RowRef]RowOrigin, error) {
	byUpload := map[indicators.UploadID][]RowRef{}
	for _, ref := range refs {
		if ref.Upload > 0 && ref.Line > 0 {
			byUpload[ref.Upload] = append(byUpload[ref.Upload], ref)
		}
	}
	origins := make(map[RowRef]RowOrigin, len(refs))
	for id, wanted := range byUpload {
		if err := originsIn(ctx, ledger, catalogue, id, wanted, origins); err != nil {
			return nil, err
		}
	}
	return origins, nil
}

// originsIn adds the origins of the rows of one upload.
func originsIn(ctx context.Context, ledger indicators.Ledger, catalogue *indicators.Catalogue, id indicators.UploadID, refs []RowRef, origins map[RowRef]RowOrigin) error {
	upload, err := ledger.Upload(ctx, id)
	if err != nil {
		if indicators.KindOf(err) == indicators.NotFound {
			return nil
		}
		return err
	}
	profile, ok := catalogue.Profile(upload.Profile)
	if !ok {
		return nil
	}
	p, err := planOf(ctx, ledger, catalogue, upload, profile)
	if err != nil {
		return err
	}
	var lines []int32
	for _, ref := range refs {
		lines = append(lines, ref.Line)
	}
	slices.Sort(lines)
	texts, err := linesOf(ctx, ledger, upload, profile, slices.Compact(lines))
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if text, ok := texts[ref.Line]; ok {
			origins[ref] = p.origin(text, ref)
		}
	}
	return nil
}

// planOf lays the profile on the header of a kept file.
func planOf(ctx context.Context, ledger indicators.Ledger, catalogue *indicators.Catalogue, upload indicators.Upload, profile indicators.Profile) (*plan, error) {
	raw, err := ledger.Content(ctx, upload.ID)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	limits := Limits{}.WithDefaults()
	text, err := contentOf(raw, upload.UploadRequest, profile, limits, "")
	if err != nil {
		return nil, err
	}
	defer text.Close()
	head := &blockReader{from: text, limits: limits, delimiter: delimiterOf(profile), line: 1,
		buffer: func() []byte { return make([]byte, 0, blockSize) }}
	h, _, err := open(head, profile)
	if err != nil {
		return nil, err
	}
	return newPlan(catalogue, profile, upload.UploadRequest, limits, h)
}

// origin reads one line again.
func (p *plan) origin(text string, ref RowRef) RowOrigin {
	o := p.written(text, ref)
	o.Source, o.Note, o.Text, o.Unit = visible(o.Source), visible(o.Note), visible(o.Text), visible(o.Unit)
	return o
}

// written is what stands in the line.
func (p *plan) written(text string, ref RowRef) RowOrigin {
	records := recordScanner{data: []byte(text), line: int(ref.Line), delimiter: p.delimiter, limits: p.limits}
	origin := RowOrigin{Source: p.profile.Source, Licence: p.profile.Licence}
	if ok, problem := records.scan(); !ok || problem != nil {
		return origin
	}
	cells := records.cells
	if source := unguarded(string(p.cell(cells, "source"))); source != "" {
		origin.Source, origin.Licence = source, ""
	}
	origin.Note = unguarded(string(p.cell(cells, "note")))
	origin.Text, origin.Unit = string(p.cell(cells, "value")), firstOf(string(p.cell(cells, "unit")), p.profile.Unit)
	for i := range p.values {
		column := &p.values[i]
		if !p.isOf(cells, column, ref) {
			continue
		}
		origin.Text = string(cellAt(cells, column.index))
		origin.Unit = firstOf(string(cellAt(cells, column.unit)), column.told, column.column.Unit, origin.Unit)
		break
	}
	return origin
}

// isOf reports whether the reference is to the value of that column in a row.
func (p *plan) isOf(cells [][]byte, column *valueColumn, ref RowRef) bool {
	l := p.columnLane(cells, column)
	if l.problem != nil || l.series.Indicator != ref.Indicator || ref.Statistic != "" && l.series.Statistic != ref.Statistic || ref.Site != "" && l.series.Site != ref.Site {
		return false
	}
	if p.profile.Layout != "hours" || ref.Start == 0 {
		return true
	}
	t := newDecoder(p, 0).rowTime(cells, int(ref.Line))
	if t.problem != nil {
		return false
	}
	start, fault := t.clock.startOf(t.moment, column.second)
	return fault.code == "" && start == ref.Start
}
