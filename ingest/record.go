package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strconv"

	"github.com/aspro-cities/aspro/indicators"
)

// recordScanner walks the records of one block. RFC 4180: quotes around a cell, doubled inside, line
// breaks allowed in them; CRLF or LF; blank lines are passed over. No cell is copied unless a doubled quote must go.
type recordScanner struct {
	data       []byte
	at         int
	line       int // of the next record
	delimiter  byte
	limits     Limits
	cells      [][]byte // of the record last scanned, valid until the next scan
	sideBySide bool     // its cells lie in the data one behind the other, a delimiter between two
	begin      int      // line of the record last scanned
	open       bool     // the record last scanned has a quote that the data do not close
	looked     int      // how far the record last scanned was looked at to find it at fault
}

// scan reads the next record; false at the end. A record it cannot read is returned as a problem and passed over.
func (s *recordScanner) scan() (ok bool, problem *indicators.RowProblem) {
	for s.at < len(s.data) {
		if s.data[s.at] == '\n' { // an empty line; a file may have very many
			s.at++
			s.line++
			continue
		}
		s.begin = s.line
		end := bytes.IndexByte(s.data[s.at:], '\n')
		if end < 0 {
			end = len(s.data) - s.at
		}
		row := s.data[s.at : s.at+end]
		if bytes.IndexByte(row, '"') >= 0 {
			return true, s.scanQuoted()
		}
		s.at = min(s.at+end+1, len(s.data))
		s.line++
		row = bytes.TrimSuffix(row, []byte{'\r'})
		if len(row) == 0 {
			continue
		}
		if len(row) > s.limits.Line {
			return true, s.badRecord("line_too_long", "", "The line is longer than the %d bytes that are read.", s.limits.Line)
		}
		return true, s.split(row)
	}
	return false, nil
}

// split cuts a row without quotes into cells. It looks at eight bytes at a time, as cells are short.
func (s *recordScanner) split(row []byte) *indicators.RowProblem {
	const low = 0x7f7f7f7f7f7f7f7f
	cells, from, at, pattern := s.cells[:0], 0, 0, low/0x7f*uint64(s.delimiter)
	for ; at+8 <= len(row); at += 8 {
		word := binary.LittleEndian.Uint64(row[at:]) ^ pattern // a delimiter is 0 now
		for found := ^(word&low + low | word | low); found != 0; found &= found - 1 {
			end := at + bits.TrailingZeros64(found)/8
			cells = append(cells, row[from:end])
			from = end + 1
		}
	}
	for ; at < len(row); at++ {
		if row[at] == s.delimiter {
			cells = append(cells, row[from:at])
			from = at + 1
		}
	}
	s.cells, s.sideBySide = append(cells, row[from:]), true
	if len(row) > s.limits.Cell || len(s.cells) > s.limits.Columns {
		return s.withinLimits()
	}
	return nil
}

// withinLimits takes the cells once more, one by one, up to the first that is not read.
func (s *recordScanner) withinLimits() *indicators.RowProblem {
	cells := s.cells
	s.cells = s.cells[:0]
	for _, cell := range cells {
		if problem := s.add(cell); problem != nil {
			return problem
		}
	}
	return nil
}

func (s *recordScanner) add(cell []byte) *indicators.RowProblem {
	if len(s.cells) == s.limits.Columns {
		return s.badRecord("too_many_columns", "", "The line has more than the %d columns that are read.", s.limits.Columns)
	}
	if len(cell) > s.limits.Cell {
		problem := try(s.badRecord("cell_too_long", string(cell[:100]), "A cell is longer than the %d bytes that are read.", s.limits.Cell), "Shorten it.")
		problem.Column = "column " + strconv.Itoa(len(s.cells)+1)
		return problem
	}
	s.cells = append(s.cells, cell)
	return nil
}

// scanQuoted reads a record in which a quotation mark stands.
func (s *recordScanner) scanQuoted() (problem *indicators.RowProblem) {
	s.cells, s.sideBySide, s.open, s.looked = s.cells[:0], false, false, 0
	start := s.at
	for {
		cell, last, fault := s.quotedCell(start)
		if fault != nil {
			s.skipRecord(start)
			return fault
		}
		if problem == nil {
			problem = s.add(cell)
		}
		if last {
			return problem
		}
	}
}

// quotedCell reads one cell of a record and moves behind its delimiter or line end.
func (s *recordScanner) quotedCell(start int) (cell []byte, last bool, fault *indicators.RowProblem) {
	if s.at >= len(s.data) || s.data[s.at] != '"' {
		end := s.at
		for end < len(s.data) && s.data[end] != s.delimiter && s.data[end] != '\n' {
			if s.data[end] == '"' {
				s.looked = end + 1
				return nil, false, s.quoteFault("bare_quote", end+20, "A quotation mark stands inside a cell that is not quoted.")
			}
			end++
		}
		cell = s.data[s.at:end]
		return s.leave(cell, end)
	}
	from := s.at + 1
	for at := from; ; {
		quote := bytes.IndexByte(s.data[at:], '"')
		if quote < 0 || at+quote-start > s.limits.Line {
			s.open, s.looked = quote < 0, start+s.limits.Line+2
			return nil, false, s.quoteFault("unclosed_quote", s.at+40, "A quotation mark is not closed.")
		}
		at += quote + 1
		if at < len(s.data) && s.data[at] == '"' {
			at++
			continue
		}
		cell = s.data[from : at-1]
		if bytes.Contains(cell, []byte(`""`)) {
			cell = bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))
		}
		s.line += bytes.Count(s.data[from:at], []byte{'\n'})
		rest := at
		if rest < len(s.data) && s.data[rest] == '\r' {
			rest++
		}
		if rest < len(s.data) && s.data[rest] != s.delimiter && s.data[rest] != '\n' {
			s.looked = rest + 1
			return nil, false, s.quoteFault("bare_quote", rest+20, "Text follows a closing quotation mark.")
		}
		return s.leave(cell, rest)
	}
}

// leave moves behind the delimiter or line break at end.
func (s *recordScanner) leave(cell []byte, end int) ([]byte, bool, *indicators.RowProblem) {
	s.at = min(end+1, len(s.data))
	if end < len(s.data) && s.data[end] == s.delimiter {
		return cell, false, nil
	}
	s.line++
	return bytes.TrimSuffix(cell, []byte{'\r'}), true, nil
}

// skipRecord moves to the line after the one in which the record began, so that reading goes on.
func (s *recordScanner) skipRecord(start int) {
	end := bytes.IndexByte(s.data[start:], '\n')
	if end < 0 {
		s.at = len(s.data)
		return
	}
	s.at, s.line = start+end+1, s.begin+1
}

// quoteFault is a fault of the cell that begins at s.at; its text is shown up to end or the end of the line.
func (s *recordScanner) quoteFault(code string, end int, message string) *indicators.RowProblem {
	text, _, _ := bytes.Cut(s.data[s.at:min(end, len(s.data))], []byte{'\n'})
	problem := try(s.badRecord(code, string(text), message), "Put the cell in quotation marks and write each one inside it twice, or leave it out.")
	problem.Column = "column " + strconv.Itoa(len(s.cells)+1)
	return problem
}

func (s *recordScanner) badRecord(code, text, format string, args ...any) *indicators.RowProblem {
	return problemf(s.begin, "", code, text, format, args...)
}
