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
	from   io.Reader
	limits Limits
	rest   []byte // read, but not yet cut off
	seq    int
	line   int
	ended  bool
	buffer func() []byte // gives a buffer of blockSize capacity
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
		end := lastRecordEnd(data)
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

// lastRecordEnd is the offset after the last line break outside quotes; 0 when there is none. The
// data begin outside quotes; a doubled quote closes and opens again, so parity is enough.
func lastRecordEnd(data []byte) int {
	if bytes.IndexByte(data, '"') < 0 {
		return bytes.LastIndexByte(data, '\n') + 1
	}
	end, quoted := 0, false
	for at := 0; at < len(data); {
		stop := bytes.IndexByte(data[at:], '"')
		if stop < 0 {
			stop = len(data) - at
		}
		if !quoted {
			if newline := bytes.LastIndexByte(data[at:at+stop], '\n'); newline >= 0 {
				end = at + newline + 1
			}
		}
		quoted = !quoted
		at += stop + 1
	}
	return end
}
