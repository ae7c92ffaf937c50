package sheet

import (
	"archive/zip"
	"encoding/xml"
	"path"
	"strings"
)

// book is what the workbook says of its parts.
type book struct {
	sheets    []entry
	relations map[string]string // id → part
	strings   string            // part of the shared texts
	styles    string            // part of the formats
	is1904    bool              // days are counted from 1904-01-01
}

type entry struct {
	Name, Relation string
	hidden         bool
}

const mostSheets = 1000

func readBook(parts map[string]*zip.File, limits Limits) (*book, error) {
	b := &book{relations: map[string]string{}}
	main := "xl/workbook.xml"
	err := walk(parts["_rels/.rels"], limits, func(_ *tokens, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attribute(e, "Type"), "/officeDocument") {
			main = within("", attribute(e, "Target"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if parts[main] == nil {
		return nil, refusef("sheet_unreadable", resaveIt, "the file is no XLSX workbook")
	}
	folder, name := path.Split(main)
	err = walk(parts[folder+"_rels/"+name+".rels"], limits, func(_ *tokens, e xml.StartElement) error {
		target := within(folder, attribute(e, "Target"))
		switch kind := attribute(e, "Type"); {
		case e.Name.Local != "Relationship":
		case strings.HasSuffix(kind, "/sharedStrings"):
			b.strings = target
		case strings.HasSuffix(kind, "/styles"):
			b.styles = target
		case len(b.relations) < mostSheets:
			b.relations[attribute(e, "Id")] = target
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return b, walk(parts[main], limits, func(_ *tokens, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			is := attribute(e, "date1904")
			b.is1904 = is == "1" || is == "true"
		case "sheet":
			if len(b.sheets) < mostSheets {
				b.sheets = append(b.sheets, entry{attribute(e, "name"), attribute(e, "id"), attribute(e, "state") != "" && attribute(e, "state") != "visible"})
			}
		}
		return nil
	})
}

// within is the part that a target names, seen from a folder.
func within(folder, target string) string {
	if rooted, ok := strings.CutPrefix(target, "/"); ok {
		return path.Clean(rooted)
	}
	return path.Join(folder, target)
}

func (b *book) target(relation string) string { return b.relations[relation] }

// choose finds a sheet by its name; "" is the first that is not hidden.
func (b *book) choose(name string) (entry, error) {
	var names []string
	for _, s := range b.sheets {
		if name == "" && !s.hidden || name != "" && strings.EqualFold(s.Name, name) {
			return s, nil
		}
		names = append(names, s.Name)
	}
	if name == "" {
		return entry{}, refusef("sheet_unknown", resaveIt, "the workbook has no visible worksheet")
	}
	return entry{}, &RefusedError{Code: "sheet_unknown", Format: "the workbook has no worksheet %q", Args: []any{name},
		Hint: "It has: %s.", HintArgs: []any{strings.Join(names, ", ")}}
}
