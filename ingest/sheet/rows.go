package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// mostRows is how many rows a worksheet can have.
const mostRows = 1 << 20

// WriteCSV writes the rows as CSV: one line a row of the sheet, so that line numbers are row numbers, also where
// rows are empty; line breaks inside cells become blanks. A row is as wide as the widest before it: a program leaves
// empty cells at its end out. Errors are Refusals or those of to.
func (s *Sheet) WriteCSV(to io.Writer, delimiter, decimal byte) error {
	w := bufio.NewWriterSize(to, 64<<10)
	r := row{sheet: s, delimiter: delimiter, decimal: decimal}
	line := 0
	err := walk(s.part, s.limits, func(t *tokens, e xml.StartElement) error {
		if e.Name.Local != "row" {
			return nil
		}
		number := line + 1
		if text := attribute(e, "r"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < number || n > mostRows {
				return refusef("sheet_unreadable", resaveIt, "the rows of the worksheet are out of order")
			}
			number = n
		}
		for ; line < number-1; line++ {
			if err := w.WriteByte('\n'); err != nil {
				return err
			}
		}
		line = number
		text, err := r.read(t)
		if err != nil {
			return err
		}
		_, err = w.Write(append(text, '\n'))
		return err
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

// row gathers the cells of one row.
type row struct {
	sheet              *Sheet
	delimiter, decimal byte
	text               []byte
	width              int // delimiters of the widest row so far
}

// read takes the cells up to the end of the row.
func (r *row) read(t *tokens) ([]byte, error) {
	r.text = r.text[:0]
	column, last := 0, -1 // delimiters written, and the column of the cell before
	for {
		token, err := t.next()
		if err != nil {
			return nil, ended(err)
		}
		switch token := token.(type) {
		case xml.EndElement:
			for ; len(r.text) > 0 && column < r.width; column++ {
				r.text = append(r.text, r.delimiter)
			}
			r.width = max(r.width, column)
			return r.text, nil // the cells take their own ends
		case xml.StartElement:
			if token.Name.Local != "c" {
				if _, err := t.text(); err != nil {
					return nil, ended(err)
				}
				continue
			}
			next := last + 1
			if place := attribute(token, "r"); place != "" {
				next = columnOf(place)
			}
			if next <= last {
				return nil, refusef("sheet_unreadable", resaveIt, "the cells of the worksheet are out of order")
			}
			last = next
			kind, style := attribute(token, "t"), attribute(token, "s")
			value, err := r.sheet.cell(t, kind, style, r.decimal)
			if err != nil {
				return nil, ended(err)
			}
			if value == "" {
				continue
			}
			if next >= r.sheet.limits.Columns {
				return nil, refusef("sheet_too_large", "Delete what stands beside the table.", "the worksheet has more than %d columns", r.sheet.limits.Columns)
			}
			for ; column < next; column++ {
				r.text = append(r.text, r.delimiter)
			}
			r.text = appendCell(r.text, value, r.delimiter)
		}
	}
}

func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return refusef("sheet_unreadable", resaveIt, "the worksheet ends too early")
	}
	return err
}

// columnOf is the column of a place such as AB12, from 0; −1 when it is none.
func columnOf(place string) int {
	column := 0
	for i := 0; i < len(place) && place[i] >= 'A' && place[i] <= 'Z' && i < 3; i++ {
		column = column*26 + int(place[i]-'A') + 1
	}
	return column - 1
}

// NotCalculated stands for the value of a formula that no program has calculated.
const NotCalculated = "#NOT-CALCULATED"

// cell reads the cell that has begun; an error value keeps its text, so that the row is refused by name.
func (s *Sheet) cell(t *tokens, kind, style string, decimal byte) (string, error) {
	value, inline := "", ""
	hasValue, hasFormula := false, false
	for depth := 1; depth > 0; {
		token, err := t.next()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			text, err := t.text()
			if err != nil {
				return "", err
			}
			switch token.Name.Local {
			case "v":
				value, hasValue = text, true
			case "f":
				hasFormula = true
			case "is":
				inline = text
			}
		}
	}
	if hasFormula && (!hasValue || value == "" && kind != "str") {
		return NotCalculated, nil
	}
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(s.strings) {
			return "", refusef("sheet_unreadable", resaveIt, "a cell of the worksheet refers to a text that is not there")
		}
		return s.strings[n], nil
	case "inlineStr":
		return inline, nil
	case "str", "e":
		return value, nil
	case "b":
		if value == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "d": // an ISO date
		return strings.TrimSuffix(strings.TrimSuffix(value, "Z"), "T00:00:00"), nil
	}
	return s.number(value, style, decimal), nil
}

// number writes a number in full, or the date or percentage that its format makes of it: 0.0537 that is shown as 5 % is 5.37%.
func (s *Sheet) number(value, style string, decimal byte) string {
	number, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return value
	}
	var f format
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(s.formats) {
		f = s.formats[n]
	}
	if f.isDate() {
		if text, ok := f.date(number, s.is1904); ok {
			return text
		}
	}
	text := strconv.FormatFloat(number, 'f', -1, 64)
	if f.percent {
		text = hundredfold(text) + "%"
	}
	if decimal != '.' {
		text = strings.Replace(text, ".", string(rune(decimal)), 1)
	}
	return text
}

// hundredfold moves the point of a decimal by two places, so that no digit is rounded.
func hundredfold(text string) string {
	digits, isNegative := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	fraction += "00"
	whole = strings.TrimLeft(whole+fraction[:2], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction[2:], "0"); fraction != "" {
		whole += "." + fraction
	}
	if isNegative {
		return "-" + whole
	}
	return whole
}

// appendCell adds a cell, quoted where it must be.
func appendCell(line []byte, cell string, delimiter byte) []byte {
	if strings.ContainsAny(cell, "\r\n") {
		cell = strings.Join(strings.FieldsFunc(cell, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
	}
	if strings.IndexByte(cell, '"') < 0 && strings.IndexByte(cell, delimiter) < 0 {
		return append(line, cell...)
	}
	line = append(line, '"')
	line = append(line, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(line, '"')
}
