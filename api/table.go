package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/aspro-cities/aspro/indicators"
)

// table is a view that can be shown as rows. writeCSV is the one thing a view says of them: a header line, then the
// rows, texts guarded against spreadsheets. The other forms are made from it.
type table interface {
	writeCSV(w io.Writer) error
}

// rowsOf reads the rows of a table, with the columns that were asked for; header first.
func (c *call) rowsOf(t table) ([][]string, error) {
	var text bytes.Buffer
	if err := t.writeCSV(&text); err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(&text).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, indicators.Errorf(indicators.Internal, "a table without a header: %w", err)
	}
	wanted := c.fields()
	if wanted == nil {
		return rows, nil
	}
	var at []int
	for _, name := range wanted {
		index := slices.Index(rows[0], name)
		if index < 0 {
			return nil, unknownField(name, rows[0])
		}
		at = append(at, index)
	}
	for i, row := range rows {
		narrow := make([]string, len(at))
		for j, index := range at {
			narrow[j] = row[index]
		}
		rows[i] = narrow
	}
	return rows, nil
}

// asTable writes a table in a form that is not JSON.
func (c *call) asTable(t table, f form) ([]byte, error) {
	if f == formCSV && c.fields() == nil {
		var text bytes.Buffer
		err := t.writeCSV(&text)
		return text.Bytes(), err
	}
	rows, err := c.rowsOf(t)
	if err != nil {
		return nil, err
	}
	switch f {
	case formNDJSON:
		return asNDJSON(rows)
	case formXLSX:
		return c.asXLSX(rows)
	case formCSV, formJSON:
	}
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// asNDJSON is one object a line, its keys the columns, in their order. Empty cells are null.
func asNDJSON(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	keys := make([]string, len(rows[0]))
	for i, name := range rows[0] {
		keys[i] = strconv.Quote(name) + ":"
	}
	for _, row := range rows[1:] {
		for i, text := range row {
			out.WriteByte("{,"[min(i, 1)])
			out.WriteString(keys[i])
			value, isNumber := typed(rows[0][i], text)
			switch {
			case isNumber:
				out.WriteString(text)
			case text == "":
				out.WriteString("null")
			default:
				cell, err := json.Marshal(value)
				if err != nil {
					return nil, err
				}
				out.Write(cell)
			}
		}
		out.WriteString("}\n")
	}
	return out.Bytes(), nil
}

// plainNumber is a number as our tables write it; JSON reads it as it stands.
var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// labels are columns whose cells are names, even where they look like numbers: a period "2010" is no quantity.
var labels = regexp.MustCompile(`(^|_)(period|year|at|id|upload|code|text|note|source|site|city|series|from|to|group|column)$`)

// isLabel reports whether a column holds names; slope_per_year is an amount.
func isLabel(column string) bool {
	return labels.MatchString(column) && !strings.HasSuffix(column, "_per_year")
}

// typed is what a cell stands for: a number, true or false, or a text without the mark that guards it in CSV.
func typed(column, text string) (value any, isNumber bool) {
	if !isLabel(column) {
		if plainNumber.MatchString(text) {
			number, err := strconv.ParseFloat(text, 64)
			return number, err == nil
		}
		if text == "true" || text == "false" {
			return text == "true", false
		}
	}
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(text[1:])[0]) {
		return text[1:], false
	}
	return text, false
}

// asXLSX is a workbook with the rows in typed cells, numbers as numbers and texts as texts, guarded as in CSV and never formulas, and
// a sheet that says what was asked.
func (c *call) asXLSX(rows [][]string) ([]byte, error) {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	const figures = "figures"
	if err := book.SetSheetName("Sheet1", figures); err != nil {
		return nil, err
	}
	sheet, err := book.NewStreamWriter(figures)
	if err != nil {
		return nil, err
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, text := range row {
			if text == "" {
				continue
			}
			cells[j] = text // with the mark that guards it: a spreadsheet that saves the book as CSV forgets that it was a text
			if number, isNumber := typed(rows[0][j], text); isNumber {
				cells[j] = number
			}
		}
		if err := sheet.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return nil, err
		}
	}
	if err := sheet.Flush(); err != nil {
		return nil, err
	}
	if err := c.aboutSheet(book); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = book.Write(&out)
	return out.Bytes(), err
}

// aboutSheet names the question, and the next page where there is one, so that a file that is passed on still says what
// it is and that it is not all.
func (c *call) aboutSheet(book *excelize.File) error {
	const about = "about"
	if _, err := book.NewSheet(about); err != nil {
		return err
	}
	pairs := [][2]string{{"path", c.Request.URL.Path}, {"query", c.params.Encode()}, {"catalogue", c.api.Catalogue.Version}, {"program", "aspro " + c.api.Version}}
	if c.next != "" {
		pairs = append(pairs, [2]string{"next", c.next})
	}
	for i, pair := range pairs {
		if err := book.SetSheetRow(about, "A"+strconv.Itoa(i+1), &[]any{pair[0], pair[1]}); err != nil {
			return err
		}
	}
	return nil
}
