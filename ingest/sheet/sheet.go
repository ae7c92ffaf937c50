// Package sheet reads one worksheet of an XLSX file as rows of text, streaming. Cells keep what they are: a
// number is written in full whatever its display shows, a date as an ISO date of the precision that its format shows.
//
// excelize is not used for reading: it gives either the text of the display, in which 4 March and 3 April look alike, or
// the typed cells of a sheet that is wholly in memory.
package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits bound what a file may cost; every field is mandatory.
type Limits struct {
	XML     int64 // bytes of one unpacked part
	Strings int   // bytes of all shared texts together, which are kept in memory
	Columns int
}

// Sheet is one worksheet, ready to be read once.
type Sheet struct {
	Name    string
	Others  []string // the worksheets beside it that are not hidden
	part    *zip.File
	strings []string
	formats []format // by style number
	is1904  bool
	limits  Limits
}

// RefusedError says why a file is not read, in words for its sender.
type RefusedError struct {
	Code     string
	Format   string // of the message
	Args     []any
	Hint     string // a format too
	HintArgs []any
}

func (r *RefusedError) Error() string { return fmt.Sprintf(r.Format, r.Args...) }

func refusef(code, hint, message string, args ...any) error {
	return &RefusedError{Code: code, Format: message, Args: args, Hint: hint}
}

const (
	mostParts = 2000
	resaveIt  = "Open the file in a spreadsheet program and save it again as XLSX, or as “CSV UTF-8”."
)

// Open finds the worksheet of this name, or the first one that is not hidden when name is "". Errors are
// Refusals (sheet_unreadable, sheet_too_large, sheet_unknown) or those of from.
func Open(from io.ReaderAt, size int64, name string, limits Limits) (*Sheet, error) {
	archive, err := zip.NewReader(from, size)
	if err != nil {
		return nil, refusef("sheet_unreadable", resaveIt, "the file is no XLSX workbook")
	}
	if len(archive.File) > mostParts {
		return nil, refusef("sheet_too_large", resaveIt, "the workbook has %d parts; %d are read", len(archive.File), mostParts)
	}
	parts := make(map[string]*zip.File, len(archive.File))
	for _, part := range archive.File {
		parts[strings.TrimPrefix(path.Clean(strings.ReplaceAll(part.Name, `\`, "/")), "/")] = part
	}
	book, err := readBook(parts, limits)
	if err != nil {
		return nil, err
	}
	s := &Sheet{is1904: book.is1904, limits: limits}
	found, err := book.choose(name)
	if err != nil {
		return nil, err
	}
	s.Name = found.Name
	for _, other := range book.sheets {
		if !other.hidden && other.Name != found.Name {
			s.Others = append(s.Others, other.Name)
		}
	}
	if s.part = parts[book.target(found.Relation)]; s.part == nil {
		return nil, refusef("sheet_unreadable", resaveIt, "the worksheet %q is missing in the workbook", found.Name)
	}
	if s.strings, err = readStrings(parts[book.strings], limits); err != nil {
		return nil, err
	}
	s.formats, err = readFormats(parts[book.styles], limits)
	return s, err
}

// part walks the elements of one part; element is called for each start, and reads on by itself what it needs.
func walk(part *zip.File, limits Limits, element func(*tokens, xml.StartElement) error) error {
	if part == nil {
		return nil
	}
	t, err := openTokens(part, limits)
	if err != nil {
		return err
	}
	defer t.close()
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := element(t, start); err != nil {
				return err
			}
		}
	}
}

// attribute is an attribute by its local name; "" when absent.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
