package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest/sheet"
)

// content is a file as CSV text in UTF-8, whatever it was sent in.
type content struct {
	io.Reader
	isRaw  bool         // the text is the bytes of the file themselves
	sheet  string       // name of the worksheet that is read; "" for a text file
	beside []string     // names of the worksheets that are not
	read   atomic.Int64 // bytes of the file
	close  func()
}

// done is how many bytes of the file have been read.
func (c *content) done() int64 { return c.read.Load() }

var (
	zipMark = []byte("PK\x03\x04")
	xlsMark = []byte{0xD0, 0xCF, 0x11, 0xE0}
)

// contentOf opens the bytes of an upload: a workbook by its first bytes, text by its byte order mark, the encoding that
// the sender declared or that of the profile. Close must be called. Errors are of kind Invalid, TooLarge and
// Unsupported, or those of from.
func contentOf(from io.Reader, request indicators.UploadRequest, profile indicators.Profile, limits Limits, spoolDir string) (*content, error) {
	c := &content{close: func() {}}
	head := bufio.NewReaderSize(meter{from, &c.read}, 64<<10)
	mark, err := head.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.Equal(mark, xlsMark):
		return nil, indicators.Errorf(indicators.Unsupported, "workbooks of the old kind (.xls) are not read").Coded("unsupported_type").
			Try("Save the file as XLSX or as “CSV UTF-8”.")
	case bytes.Equal(mark, zipMark):
		return c, c.openSheet(head, request.Sheet, profile, limits, spoolDir)
	case request.Sheet != "":
		return nil, indicators.Errorf(indicators.Invalid, "sheet is %q, and the file is no XLSX workbook", request.Sheet).Coded("bad_parameter").At("sheet")
	}
	text, name, err := asUTF8(head, firstOf(request.Encoding, profile.Encoding))
	if err != nil {
		return c, err
	}
	c.Reader, c.isRaw, err = endingLines(text)
	c.isRaw = c.isRaw && name == utf8Name
	return c, err
}

func (c *content) Close() { c.close() }

// meter counts what passes.
type meter struct {
	from  io.Reader
	count *atomic.Int64
}

func (m meter) Read(to []byte) (int, error) {
	n, err := m.from.Read(to)
	m.count.Add(int64(n))
	return n, err
}

// openSheet writes a worksheet as CSV into a pipe, from a copy of the workbook on disk: its parts are read in their own order.
func (c *content) openSheet(from io.Reader, name string, profile indicators.Profile, limits Limits, spoolDir string) error {
	file, err := os.CreateTemp(spoolDir, "aspro-sheet-*")
	if err != nil {
		return indicators.Errorf(indicators.Unavailable, "the workbook cannot be unpacked just now: %w", err)
	}
	remove := func() { file.Close(); _ = os.Remove(file.Name()) }
	size, err := io.Copy(DiskWriter{file}, from)
	if err != nil {
		remove()
		return err
	}
	s, err := sheet.Open(file, size, name, sheet.Limits{XML: limits.Bytes, Strings: 32 << 20, Columns: limits.Columns})
	if err != nil {
		remove()
		return sheetError(err)
	}
	c.sheet, c.beside = s.Name, s.Others
	decimal := byte('.')
	if profile.Decimal != "" {
		decimal = profile.Decimal[0]
	}
	reader, writer := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		writer.CloseWithError(sheetError(s.WriteCSV(writer, delimiterOf(profile), decimal)))
	}()
	c.Reader, c.close = reader, func() {
		reader.Close()
		<-ended
		remove()
	}
	return nil
}

// sheetError words why a workbook is not read.
func sheetError(err error) error {
	refusal, ok := errors.AsType[*sheet.RefusedError](err)
	if !ok {
		return err
	}
	kind := indicators.Invalid
	if refusal.Code == "sheet_too_large" {
		kind = indicators.TooLarge
	}
	e := indicators.Errorf(kind, refusal.Format, refusal.Args...).Coded(refusal.Code).Try(refusal.Hint, refusal.HintArgs...)
	if refusal.Code == "sheet_unknown" {
		e = e.At("sheet")
	}
	return e
}

// linesOf gives lines of a kept file as the decoders saw them, by their 1-based numbers, each with those that follow
// while a quote is open.
func linesOf(ctx context.Context, ledger indicators.Ledger, upload indicators.Upload, profile indicators.Profile, lines []int32) (map[int32]string, error) {
	raw, err := ledger.Content(ctx, upload.ID)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	text, err := contentOf(raw, upload.UploadRequest, profile, Limits{}.WithDefaults(), "")
	if err != nil {
		return nil, err
	}
	defer text.Close()
	if text.isRaw {
		return ledger.Lines(ctx, upload.ID, lines)
	}
	return pickLines(text, lines)
}

// openRecord is a wanted record that is being gathered.
type openRecord struct {
	begin int32
	text  []byte
	ended bool // every quotation mark in it is closed
}

// mostGathered ends a record whose quotation mark is never closed: longer ones are refused while they are read.
const mostGathered = 1 << 20

// pickLines reads the lines with these 1-based numbers, each with those that follow while a quote is open.
func pickLines(text io.Reader, lines []int32) (map[int32]string, error) {
	wanted, last := map[int32]bool{}, int32(0)
	for _, line := range lines {
		wanted[line], last = true, max(last, line)
	}
	found := map[int32]string{}
	scanner := bufio.NewReaderSize(text, 64<<10)
	var open []openRecord // more than one where a quotation mark is never closed
	for line := int32(1); line <= last || len(open) > 0; line++ {
		piece, err := scanner.ReadString('\n')
		if wanted[line] {
			open = append(open, openRecord{begin: line, ended: true})
		}
		isOdd := strings.Count(piece, `"`)%2 == 1
		for i := range open {
			r := &open[i]
			r.text, r.ended = append(r.text, piece...), r.ended != isOdd
			if r.ended || len(r.text) > mostGathered || err != nil {
				r.ended, found[r.begin] = true, string(r.text)
			}
		}
		open = slices.DeleteFunc(open, func(r openRecord) bool { return r.ended })
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
