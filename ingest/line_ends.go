package ingest

import (
	"bufio"
	"errors"
	"io"
)

// endingLines gives the text with lines that end in a line feed, and whether they do as they are. A file whose first line ends in a
// carriage return alone, as “CSV (Macintosh)” has it, would be one header without rows.
func endingLines(text io.Reader) (io.Reader, bool, error) {
	head, ok := text.(*bufio.Reader)
	if !ok {
		head = bufio.NewReaderSize(text, 64<<10)
	}
	first, err := head.Peek(head.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	if !endsInReturn(first) {
		return head, true, nil
	}
	return returns{head}, false, nil
}

// endsInReturn reports whether the first line ends in a carriage return that no line feed follows.
func endsInReturn(text []byte) bool {
	quoted := false
	for i, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			return false
		case c == '\r':
			return i+1 == len(text) || text[i+1] != '\n'
		}
	}
	return false
}

// returns is a text whose lines end in carriage returns.
type returns struct{ from io.Reader }

func (r returns) Read(to []byte) (int, error) {
	n, err := r.from.Read(to)
	for i, c := range to[:n] {
		if c == '\r' {
			to[i] = '\n'
		}
	}
	return n, err
}
