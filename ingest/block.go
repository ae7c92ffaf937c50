package ingest

import (
	"bytes"
	"io"

	"github.com/aspro-cities/aspro/indicators"
)

// block is a piece of a file that begins and ends between two records.
type block struct {
	seq  int
	line int // physical line of its first byte, 1-based
	data []byte
}

const blockSize = 1 << 20

// blockReader cuts a file into blocks, so that they can be decoded side by side. It keeps one block of
// bytes, however long the file is.
type blockReader struct {
	from      io.Reader
	limits    Limits
	delimiter byte
	rest      []byte // read, but not yet cut off
	seq       int
	line      int
	ended     bool
	buffer    func() []byte // gives a buffer of blockSize capacity
}

// next gives the next block; io.EOF after the last. A record longer than the limit is Invalid, "line_too_long".
func (r *blockReader) next() (block, error) {
	if r.ended {
		return block{}, io.EOF
	}
	data := append(r.buffer()[:0], r.rest...)
	for len(data) < blockSize {
		n, err := r.from.Read(data[len(data):blockSize])
		data = data[:len(data)+n]
		if err == io.EOF {
			r.ended = true
			break
		}
		if err != nil {
			return block{}, err
		}
	}
	if !r.ended {
		end := r.lastRecordEnd(data)
		if end == 0 {
			return block{}, indicators.Errorf(indicators.Invalid,
				"the record that begins in line %d is longer than %d bytes: a quotation mark is probably not closed", r.line, r.limits.Line).Coded("line_too_long")
		}
		r.rest = append(r.rest[:0], data[end:]...)
		data = data[:end]
	}
	if len(data) == 0 {
		return block{}, io.EOF
	}
	cut := block{seq: r.seq, line: r.line, data: data}
	r.seq++
	r.line += bytes.Count(data, []byte{'\n'})
	return cut, nil
}

// lastRecordEnd is the offset after the last record that surely ends in the data; 0 when there is none. The data
// begin with a record. Where quotes stand the scanner itself says where a record ends, so that a stray
// quote costs its own row and never the rest of the file.
func (r *blockReader) lastRecordEnd(data []byte) int {
	s := recordScanner{data: data, delimiter: r.delimiter, limits: r.limits}
	end, reach := 0, 0 // no cut before reach: to judge an earlier record, the scanner has looked as far as that
	cut := func(at int) {
		if at >= reach {
			end = at
		}
	}
	for {
		quote := bytes.IndexByte(data[s.at:], '"')
		if quote < 0 {
			cut(s.at + bytes.LastIndexByte(data[s.at:], '\n') + 1)
			return end
		}
		s.at += bytes.LastIndexByte(data[s.at:s.at+quote], '\n') + 1
		cut(s.at)
		start := s.at
		fault := s.scanQuoted()
		if s.at >= len(data) || s.open && len(data)-start <= r.limits.Line {
			return end // it may go on, or its quote be closed, after the data
		}
		if fault != nil {
			reach = max(reach, s.looked)
		}
		cut(s.at)
	}
}
