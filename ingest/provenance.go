package ingest

import (
	"context"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// RowRef names the cell from which an observation was read. Indicator and Statistic choose the column of
// a wide file; a long file needs neither.
type RowRef struct {
	Upload               indicators.UploadID
	Line                 int32
	Indicator, Statistic string
}

// RowOrigin is what a row says of itself: its source (the profile's where the row names none), its
// note, and the value's cell as it was written. Licence is the profile's, for a row that names no source.
type RowOrigin struct {
	Source, Note, Text, Licence string
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
	limits := Limits{}.withDefaults()
	text, err := contentOf(raw, upload.UploadRequest, profile, limits, "")
	if err != nil {
		return nil, err
	}
	defer text.Close()
	head := &blockReader{from: text, limits: limits, delimiter: delimiterOf(profile), line: 1,
		buffer: func() []byte { return make([]byte, 0, blockSize) }}
	cells, _, err := open(head, profile)
	if err != nil {
		return nil, err
	}
	p := &plan{catalogue: catalogue, profile: profile, limits: head.limits, delimiter: delimiterOf(profile), role: map[string]int{}}
	p.takeHeader(cells)
	return p, p.findColumns()
}

// origin reads one line again.
func (p *plan) origin(text string, ref RowRef) RowOrigin {
	records := recordScanner{data: []byte(text), line: int(ref.Line), delimiter: p.delimiter, limits: p.limits}
	origin := RowOrigin{Source: p.profile.Source, Licence: p.profile.Licence}
	if ok, problem := records.scan(); !ok || problem != nil {
		return origin
	}
	if source := unguarded(string(p.cell(records.cells, "source"))); source != "" {
		origin.Source, origin.Licence = source, ""
	}
	origin.Note = unguarded(string(p.cell(records.cells, "note")))
	origin.Text = string(p.cell(records.cells, "value"))
	for i, column := range p.values {
		indicator, _ := p.catalogue.Indicator(column.column.Indicator)
		if column.column.Indicator == ref.Indicator && (ref.Statistic == "" || ref.Statistic == firstOf(column.column.Statistic, indicator.Statistic)) {
			origin.Text = string(p.valueCell(records.cells, i))
		}
	}
	return origin
}
