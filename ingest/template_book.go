package ingest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/aspro-cities/aspro/indicators"
)

// The sheets of a template. The first is the one that is filled in, and the one that an upload reads.
const (
	figuresSheet = "Figures"
	codesSheet   = "Codes"
)

// templateRows is how many rows of a template offer the allowed codes in a list.
const templateRows = 5000

// TemplateBook is Template as a workbook (XLSX): the codes that a cell may have are offered in a list, and a second sheet
// explains every column and names every site and indicator, in the words of say. The names of the columns stay
// those of the CSV. NotFound when there is no such city.
func TemplateBook(catalogue *indicators.Catalogue, city string, say func(format string, args ...any) string) ([]byte, error) {
	if _, ok := catalogue.City(city); !ok {
		return nil, indicators.Errorf(indicators.NotFound, "there is no city %q", city).Coded("unknown_city").At("city")
	}
	b := templateBook{File: excelize.NewFile(), catalogue: catalogue, city: city, say: say}
	defer func() { _ = b.Close() }()
	b.try(b.SetSheetName("Sheet1", figuresSheet))
	_, err := b.NewSheet(codesSheet)
	b.try(err)
	b.figures()
	b.codes()
	b.offer()
	var file bytes.Buffer
	b.try(b.Write(&file))
	if b.err != nil {
		return nil, indicators.Errorf(indicators.Internal, "the workbook: %w", b.err)
	}
	return file.Bytes(), nil
}

type templateBook struct {
	*excelize.File
	catalogue *indicators.Catalogue
	city      string
	say       func(format string, args ...any) string
	row       int               // of the sheet of codes, the last written
	lists     map[string]string // column → range of its codes
	err       error             // the first
}

func (b *templateBook) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *templateBook) line(sheet string, row int, cells ...any) {
	b.try(b.SetSheetRow(sheet, fmt.Sprintf("A%d", row), &cells))
}

// figures writes the rows that are filled in.
func (b *templateBook) figures() {
	cells := make([]any, len(header))
	for i, name := range header {
		cells[i] = name
	}
	b.line(figuresSheet, 1, cells...)
	for i, row := range templateOf(b.catalogue, b.city) {
		for j, text := range row {
			cells[j] = text
		}
		b.line(figuresSheet, i+2, cells...)
	}
	bold, err := b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.try(err)
	text, err := b.NewStyle(&excelize.Style{NumFmt: 49}) // what is typed stays text: 2010-03 becomes no date
	b.try(err)
	b.try(b.SetColStyle(figuresSheet, "D", text))
	b.try(b.SetRowStyle(figuresSheet, 1, 1, bold))
	b.try(b.SetColWidth(figuresSheet, "A", "K", 16))
	b.try(b.SetColWidth(figuresSheet, "C", "C", 28))
	b.try(b.SetPanes(figuresSheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

// codes explains the columns, then lists what may stand in them.
func (b *templateBook) codes() {
	b.lists = map[string]string{}
	b.add(b.say("Fill in the sheet %s. A row whose value stays empty counts as missing.", figuresSheet))
	b.add()
	b.add(b.say("column"), b.say("what to write"))
	for _, c := range []struct{ name, words string }{
		{"city", b.say("The city. Leave it as it is.")},
		{"site", b.say("Where it was measured: a code of the list of sites; citywide for the city as a whole.")},
		{"indicator", b.say("What was measured: a code of the list of indicators.")},
		{"period", b.say("A year (2024), a month (2024-03), a day (2024-03-04), or an hour with its offset (2024-03-04T13:00+07:00).")},
		{"value", b.say("The number, with a point as decimal mark and no thousands marks. <0.5 is a value below a limit.")},
		{"unit", b.say("The unit that the value is in.")},
		{"statistic", b.say("What the value is of the period: mean, sum, max and so on.")},
		{"quality", b.say("1 good, 2 not evaluated, 3 suspect, 4 failed, 9 missing.")},
		{"status", b.say("observed, provisional, estimated, projected or modelled.")},
		{"source", b.say("Where the figure stands: a report, a page, a measuring book.")},
		{"note", b.say("Anything that a reader should know.")},
	} {
		b.add(c.name, c.words)
	}
	b.list("site", b.say("Sites"), func(add func(...any)) {
		for _, s := range b.catalogue.SitesOf(b.city) {
			add(s.ID, s.Name)
		}
	})
	b.list("indicator", b.say("Indicators"), func(add func(...any)) {
		for _, i := range b.catalogue.Indicators {
			add(i.ID, i.Name, i.Unit)
		}
	})
	b.list("unit", b.say("Units"), func(add func(...any)) {
		for _, u := range b.catalogue.Units {
			add(u.ID)
		}
	})
	b.try(b.SetColWidth(codesSheet, "A", "A", 30))
	b.try(b.SetColWidth(codesSheet, "B", "B", 90))
}

func (b *templateBook) add(cells ...any) {
	b.row++
	if len(cells) > 0 {
		b.line(codesSheet, b.row, cells...)
	}
}

// list writes codes under a heading, and keeps where they stand.
func (b *templateBook) list(column, heading string, each func(add func(...any))) {
	b.add()
	b.add(heading)
	first := b.row + 1
	each(b.add)
	b.lists[column] = fmt.Sprintf("%s!$A$%d:$A$%d", codesSheet, first, b.row)
}

// offer lets the cells choose from the codes; another text may be typed where a list is no law.
func (b *templateBook) offer() {
	at := map[string]string{}
	for i, name := range header {
		column, err := excelize.ColumnNumberToName(i + 1)
		b.try(err)
		at[name] = fmt.Sprintf("%s2:%s%d", column, column, templateRows)
	}
	for _, column := range slices.Sorted(maps.Keys(b.lists)) { // the same bytes each time: the tag of the file is their hash
		v := excelize.NewDataValidation(true)
		v.Sqref = at[column]
		v.SetSqrefDropList(b.lists[column])
		b.try(b.AddDataValidation(figuresSheet, v))
	}
	for _, offered := range []struct {
		column string
		codes  []string
	}{
		{"statistic", []string{"mean", "gmean", "median", "min", "max", "sum", "count", "instant"}},
		{"quality", []string{"1", "2", "3", "4", "9"}},
		{"status", []string{"observed", "provisional", "estimated", "projected", "modelled"}},
	} {
		column := offered.column
		v := excelize.NewDataValidation(true)
		v.Sqref = at[column]
		b.try(v.SetDropList(offered.codes))
		if column == "statistic" { // a percentile such as p98 is typed
			v.SetError(excelize.DataValidationErrorStyleInformation, column, b.say("What the value is of the period: mean, sum, max and so on."))
		}
		b.try(b.AddDataValidation(figuresSheet, v))
	}
}
