package influx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// row is one record of an answer. The slices live until the next record.
type row struct {
	result string // name of the pipeline
	series indicators.Series
	field  string
	start  int64 // Unix seconds of _time; of _start for an aggregate over the whole range
	value  []byte
}

func (r row) float() (float64, error) { return strconv.ParseFloat(string(r.value), 64) }

func (r row) int() (int64, error) { return strconv.ParseInt(string(r.value), 10, 64) }

// columns is where the columns of the running table are.
type columns struct {
	result, table, time, start, value, field, failure int
	tags                                              map[string]int
	defaultResult                                     string
}

// readAnswer parses annotated CSV by hand: our tags never hold commas or quotes, so that a record is its text
// between commas. A table's result tells by its number which pipeline it is of. A table with the column error ends in
// Unavailable.
func readAnswer(from io.Reader, pipelines []pipeline, take func(row) error) error {
	lines := bufio.NewReaderSize(from, 256<<10)
	var at columns
	var cells [][]byte
	var r row
	header := true
	table := ""
	for {
		line, err := lines.ReadSlice('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return indicators.Errorf(indicators.Unavailable, "the store's answer broke off: %w", err)
		}
		end := errors.Is(err, io.EOF)
		for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
			line = line[:len(line)-1]
		}
		switch {
		case len(line) == 0:
			header, table = true, ""
		case line[0] == '#':
			header = true
			if bytes.HasPrefix(line, []byte("#default,")) {
				name, _, _ := bytes.Cut(line[len("#default,"):], []byte(","))
				at.defaultResult = string(name)
			}
		case header:
			at.read(splitCells(cells[:0], line))
			header, table = false, ""
		default:
			cells = splitCells(cells[:0], line)
			if at.failure >= 0 && at.failure < len(cells) {
				return indicators.Errorf(indicators.Unavailable, "the store's answer ended in an error: %w", errors.New(string(line)))
			}
			if err := at.record(&r, cells, &table, pipelines, take); err != nil {
				return err
			}
		}
		if end {
			return nil
		}
	}
}

func splitCells(cells [][]byte, line []byte) [][]byte {
	for {
		comma := bytes.IndexByte(line, ',')
		if comma < 0 {
			return append(cells, line)
		}
		cells = append(cells, line[:comma])
		line = line[comma+1:]
	}
}

// read finds the columns of a table.
func (c *columns) read(header [][]byte) {
	kept := c.defaultResult
	*c = columns{-1, -1, -1, -1, -1, -1, -1, map[string]int{"city": -1, "site": -1, "indicator": -1, "resolution": -1, "statistic": -1}, kept}
	for i, name := range header {
		switch string(name) {
		case "result":
			c.result = i
		case "table":
			c.table = i
		case "_time":
			c.time = i
		case "_start":
			c.start = i
		case "_value":
			c.value = i
		case "_field":
			c.field = i
		case "error":
			c.failure = i
		case "city", "site", "indicator", "resolution", "statistic":
			c.tags[string(name)] = i
		}
	}
}

// record gives one row to take; the series is read anew where a table begins.
func (c *columns) record(r *row, cells [][]byte, table *string, pipelines []pipeline, take func(row) error) error {
	cell := func(i int) []byte {
		if i < 0 || i >= len(cells) {
			return nil
		}
		return cells[i]
	}
	if name := cell(c.table); *table == "" || string(name) != *table {
		*table = string(name)
		result := string(cell(c.result))
		if result == "" {
			result = c.defaultResult
		}
		_, number, _ := strings.Cut(result, ".")
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n >= len(pipelines) {
			return indicators.Errorf(indicators.Internal, "the store's answer has a result %q", result)
		}
		r.result = pipelines[n].name
		if r.series, err = pipelines[n].of.series(func(tag string) string { return string(cell(c.tags[tag])) }); err != nil {
			return err
		}
		r.field = string(cell(c.field))
	}
	stamp := cell(c.time)
	if stamp == nil {
		stamp = cell(c.start)
	}
	var ok bool
	if r.start, ok = unixOf(stamp); !ok {
		return indicators.Errorf(indicators.Internal, "the store's answer has the time %q", stamp)
	}
	r.value = cell(c.value)
	return take(*r)
}

// unixOf reads 2006-01-02T15:04:05Z, with or without a fraction.
func unixOf(text []byte) (int64, bool) {
	if start, ok := plainUnix(text); ok {
		return start, true
	}
	t, err := time.Parse(time.RFC3339, string(text))
	return t.Unix(), err == nil
}

// plainUnix is unixOf of nearly every time, several times as fast: no fraction, and a day that every month has.
func plainUnix(text []byte) (int64, bool) {
	const form = "0000-00-00T00:00:00Z"
	if len(text) != len(form) {
		return 0, false
	}
	for i := range form {
		if isDigit := text[i]-'0' <= 9; isDigit != (form[i] == '0') || !isDigit && text[i] != form[i] {
			return 0, false
		}
	}
	two := func(at int) int { return 10*int(text[at]-'0') + int(text[at+1]-'0') }
	month, day, hour, minute, second := two(5), two(8), two(11), two(14), two(17)
	if month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	return time.Date(100*two(0)+two(2), time.Month(month), day, hour, minute, second, 0, time.UTC).Unix(), true
}
