package review

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/aspro-cities/aspro/indicators"
)

// Names of the sheets beside those of the cities.
const (
	othersSheet = "Other figures"
	sinceSheet  = "Since it was frozen"
	notesSheet  = "Notes"
)

// WriteWorkbook writes an XLSX file: a sheet for the rows of each city, one for the figures without a target, and Notes
// with everything said about the review. Numbers are numbers, texts are texts and never formulas; the same document
// gives the same bytes.
func (d Document) WriteWorkbook(to io.Writer) error {
	b := &workbook{File: excelize.NewFile(), names: map[string]bool{}}
	defer func() { _ = b.Close() }()
	for _, city := range citiesOf(d.Content) {
		if rows := d.tableOf(city); len(rows) > 1 {
			b.sheet(cityName(d.Content, city), rows)
		}
	}
	if len(d.Others) > 0 {
		b.sheet(othersSheet, d.othersTable())
	}
	if d.Since != nil && d.Since.Count > 0 {
		b.sheet(sinceSheet, d.sinceTable())
	}
	b.sheet(notesSheet, d.notesTable())
	if b.err == nil {
		b.err = b.DeleteSheet("Sheet1")
	}
	if b.err == nil {
		b.SetActiveSheet(0)
		b.err = b.writeSorted(to)
	}
	if b.err != nil {
		return indicators.Errorf(indicators.Internal, "the workbook: %w", b.err)
	}
	return nil
}

func (d Document) tableOf(city string) [][]any {
	header := []any{}
	for _, c := range columns() {
		header = append(header, c.name)
	}
	rows := [][]any{header}
	for _, r := range d.Rows {
		if r.City != city {
			continue
		}
		line := []any{}
		for _, c := range columns() {
			line = append(line, c.cell(r))
		}
		rows = append(rows, line)
	}
	return rows
}

func (d Document) othersTable() [][]any {
	rows := [][]any{{"city", "site", "indicator", "indicator_name", "unit", "period", "qualifier", "value", "status", "quality", "series", "upload", "line", "source", "note"}}
	for _, name := range indicators.ProvenanceColumns() {
		rows[0] = append(rows[0], name)
	}
	for _, o := range d.Others {
		f := o.Figure
		line := []any{o.City, o.Site, o.Indicator, o.IndicatorName, o.Unit, f.Period, f.Qualifier, f.Value, f.Status, f.Quality, f.Series, textOrNil(f.Upload), lineOf(f), f.Source, f.Note}
		for _, cell := range f.Provenance.Cells() {
			line = append(line, cell)
		}
		rows = append(rows, line)
	}
	return rows
}

func (d Document) sinceTable() [][]any {
	rows := [][]any{{"city", "site", "indicator", "target", "what", "frozen", "now", "upload", "at", "reason"}}
	for _, c := range d.Since.Data {
		rows = append(rows, []any{c.City, c.Site, c.Indicator, c.Target, c.What, textOrNil(c.Old), textOrNil(c.New), textOrNil(c.Upload), textOrNil(c.At), textOrNil(c.Reason)})
	}
	return rows
}

// notesTable is what is said of the review: a name and a text a line.
func (d Document) notesTable() [][]any {
	rows := [][]any{{"what", "text"}}
	add := func(what, text string) {
		if text != "" {
			rows = append(rows, []any{what, text})
		}
	}
	optional := func(text *string) string {
		if text == nil {
			return ""
		}
		return *text
	}
	add("review", d.Review)
	add("state", d.State)
	add("programme", d.Programme.Name)
	add("milestone", d.Milestone.Name+" ("+d.Milestone.At+")")
	add("summary", d.Summary.Text)
	add("prepared by", d.PreparedBy)
	add("approved by", optional(d.ApprovedBy))
	add("preface", d.Preface)
	add("data as of", d.DataAsOf)
	add("frozen at", optional(d.FrozenAt))
	for _, at := range d.FrozenAtLocal {
		add("frozen at, "+at.City, at.At)
	}
	add("software", d.Software)
	add("catalogue", d.Catalogue)
	add("methods", strings.Join(d.Methods, ", "))
	add("SHA-256 of the canonical JSON", d.SHA256)
	add("licence", d.Licence)
	add("citation", d.Citation)
	if d.Previous != nil {
		add("previous version", d.Previous.Review+" ("+d.Previous.SHA256+")")
	}
	add("next version", d.Next)
	if d.Override != nil {
		add("frozen in spite of", joined(d.Override.Objections))
		add("reason", d.Override.Reason)
	}
	if d.Since != nil {
		add("since it was frozen", d.Since.Banner.Text)
	}
	for _, r := range d.Rows {
		add(r.CityName+", "+r.SiteName+", "+r.IndicatorName, r.Sentence.Text)
	}
	for _, f := range d.Footnotes {
		add("footnote "+strconv.Itoa(f.Number), f.Text)
	}
	for _, e := range d.Errata {
		add("erratum "+strconv.Itoa(e.Number)+", "+e.By+", "+e.At, e.Text)
	}
	for _, u := range d.Uploads {
		add("upload "+u.ID+" "+u.FileName, u.SHA256)
	}
	return rows
}

func cityName(c Content, city string) string {
	for _, r := range c.Rows {
		if r.City == city {
			return r.CityName
		}
	}
	return city
}

// workbook keeps the first error, so that sheets are written without asking after each.
type workbook struct {
	*excelize.File
	names map[string]bool // in lower case
	err   error
}

// sheet adds a sheet with a header line that stays in view.
func (b *workbook) sheet(name string, rows [][]any) {
	name = b.free(name)
	b.keep2(b.NewSheet(name))
	w, err := b.NewStreamWriter(name)
	if b.keep(err); b.err != nil {
		return
	}
	style, err := b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.keep(err)
	b.keep(w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	for i := range rows[0] {
		b.keep(w.SetColWidth(i+1, i+1, width(rows, i)))
	}
	for i, row := range rows {
		cells := slices.Clone(row)
		if i == 0 {
			for j, text := range row {
				cells[j] = excelize.Cell{StyleID: style, Value: text}
			}
		}
		b.keep(w.SetRow("A"+strconv.Itoa(i+1), cells))
	}
	b.keep(w.Flush())
}

func (b *workbook) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *workbook) keep2(_ int, err error) { b.keep(err) }

// free is the name as a sheet may have it: at most 31 characters, none of []:*?/\, and not taken yet.
func (b *workbook) free(name string) string {
	short := []rune(strings.Trim(strings.NewReplacer("[", "(", "]", ")", ":", " ", "*", " ", "?", " ", "/", " ", `\`, " ").Replace(name), "' "))
	name = string(short[:min(len(short), 28)])
	for n, begin := 2, name; name == "" || b.names[strings.ToLower(name)] || strings.EqualFold(name, "Sheet1"); n++ {
		name = begin + " " + strconv.Itoa(n)
	}
	b.names[strings.ToLower(name)] = true
	return name
}

// width is about as wide as the longest text of a column, within reason.
func width(rows [][]any, column int) float64 {
	longest := 8
	for _, row := range rows {
		if column < len(row) {
			longest = max(longest, len([]rune(csvText(row[column]))))
		}
	}
	return float64(min(longest, 60)) + 2
}

// writeSorted writes the parts of the file in the order of their names and without times: excelize writes them in
// whatever order it comes upon them.
func (b *workbook) writeSorted(to io.Writer) error {
	text, err := b.WriteToBuffer()
	if err != nil {
		return err
	}
	parts, err := zip.NewReader(bytes.NewReader(text.Bytes()), int64(text.Len()))
	if err != nil {
		return err
	}
	slices.SortFunc(parts.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	w := zip.NewWriter(to)
	for _, part := range parts.File {
		if err := copyPart(w, part); err != nil {
			return err
		}
	}
	return w.Close()
}

func copyPart(w *zip.Writer, part *zip.File) error {
	from, err := part.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	into, err := w.Create(part.Name)
	if err != nil {
		return err
	}
	_, err = io.Copy(into, from)
	return err
}
