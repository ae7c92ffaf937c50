package ingest

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/aspro-cities/aspro/indicators"
)

// head is what stands before the rows of a file: the cells of the header, and of the lines above it.
type head struct {
	cells [][]byte
	above [][][]byte // the lines of the preamble, read as records where a profile asks what they say
	sheet string     // name of the worksheet; "" for a text file
}

// mostPreamble bounds how many lines are passed over in search of a header.
const mostPreamble = 100

// open reads preamble and header from the first block and gives the rest of the block. A file without header gets one of
// “column 1”, “column 2”, as far as the profile names positions.
func open(r *blockReader, profile indicators.Profile) (h head, rest block, err error) {
	first, err := r.next()
	if errors.Is(err, io.EOF) {
		return h, first, errEmpty()
	}
	if err != nil {
		return h, first, err
	}
	if !utf8.Valid(first.data) {
		return h, first, errEncoding(first)
	}
	data, line, err := h.passOver(bytes.TrimPrefix(first.data, byteOrderMark), r, profile)
	if err != nil {
		return h, first, err
	}
	if profile.Headerless {
		last := 0
		for _, column := range profile.Columns {
			last = max(last, column.Position)
		}
		for i := range last {
			h.cells = append(h.cells, []byte("column "+strconv.Itoa(i+1)))
		}
		if len(bytes.TrimSpace(data)) == 0 {
			return h, first, errEmpty()
		}
		return h, block{line: line, data: data}, nil
	}
	records := recordScanner{data: data, line: line, delimiter: r.delimiter, limits: r.limits}
	ok, problem := records.scan()
	if problem != nil {
		return h, first, indicators.Errorf(indicators.Invalid, "the header in line %d cannot be read: %s", problem.Line, said(problem)).Coded(problem.Code)
	}
	if !ok {
		return h, first, errEmpty()
	}
	h.cells = records.cells
	return h, block{seq: 0, line: records.line, data: data[records.at:]}, nil
}

// beginsWith reports whether the first line begins so, blanks before it and quotation marks around its cells apart.
func beginsWith(data []byte, begin string) bool {
	line, _, _ := bytes.Cut(data, []byte{'\n'})
	line = line[:min(len(line), 4*len(begin)+100)]
	return bytes.HasPrefix(bytes.TrimLeft(bytes.ReplaceAll(line, []byte{'"'}, nil), " \t"), []byte(begin))
}

// passOver skips the lines before the header and keeps those that the profile reads.
func (h *head) passOver(data []byte, r *blockReader, profile indicators.Profile) (rest []byte, line int, err error) {
	for line = 1; ; line++ {
		if profile.Begins == "" && line > profile.Preamble || profile.Begins != "" && beginsWith(data, profile.Begins) {
			return data, line, nil
		}
		end := bytes.IndexByte(data, '\n')
		if profile.Begins != "" && (end < 0 || line > mostPreamble) {
			return nil, 0, indicators.Errorf(indicators.Invalid, "no line of the first %d begins with %q, as the header of this profile does", mostPreamble, profile.Begins).
				Coded("header_not_found").Try("Choose the profile that fits the file.")
		}
		if end < 0 {
			return nil, 0, errEmpty()
		}
		if profile.Above != (indicators.AboveHeader{}) {
			records := recordScanner{data: data[:end+1], line: line, delimiter: r.delimiter, limits: r.limits}
			if ok, problem := records.scan(); !ok || problem != nil {
				records.cells = nil
			}
			h.above = append(h.above, records.cells)
		}
		data = data[end+1:]
	}
}

// aboveAt is the cell of a line of the preamble (from 1) in a column; "" for none.
func (h head) aboveAt(line, column int) string {
	if line < 1 || line > len(h.above) {
		return ""
	}
	return string(cellAt(h.above[line-1], column))
}
