package ingest

import (
	"io"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// opened is a file whose header was read and laid out, up to its rows.
type opened struct {
	plan     *plan
	text     *content
	reader   *blockReader
	first    block // what follows the header
	warnings []indicators.RowProblem
	raw      io.Closer
}

func (o *opened) close() {
	o.text.Close()
	o.raw.Close()
}

// opened reads a file up to its rows. Where its dates leave the order of day and month open it is read twice.
func (im *Importer) opened(profile indicators.Profile, o Options, again func() (io.ReadCloser, error)) (*opened, error) {
	f, err := im.openOnce(profile, o, again)
	if err != nil || !f.plan.opensOrder(f.first) {
		return f, err
	}
	warning, err := f.plan.proveOrder(f.first, f.reader)
	order := f.plan.dateOrder
	f.close()
	if err != nil {
		return nil, err
	}
	if f, err = im.openOnce(profile, o, again); err != nil {
		return nil, err
	}
	if warning != nil {
		f.plan.dateOrder, f.warnings = order, append(f.warnings, *warning)
	}
	return f, nil
}

func (im *Importer) openOnce(profile indicators.Profile, o Options, again func() (io.ReadCloser, error)) (*opened, error) {
	limits := im.Limits.WithDefaults()
	raw, err := again()
	if err != nil {
		return nil, err
	}
	text, err := contentOf(raw, o.Request, profile, limits, im.SpoolDir)
	if err != nil {
		raw.Close()
		return nil, err
	}
	f := &opened{text: text, raw: raw}
	f.reader = &blockReader{from: text, limits: limits, delimiter: delimiterOf(profile), line: 1, buffer: func() []byte { return make([]byte, 0, blockSize) }}
	h, first, err := open(f.reader, profile)
	if err == nil {
		h.sheet = text.sheet
		f.first = first
		if f.plan, err = im.layOn(profile, o, h); err != nil {
			err = im.headerBelow(err, profile, o, first, f.reader.delimiter)
		}
		f.warnings = sheetsNotRead(text, o.Request.Sheet)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// sheetsNotRead tells of the worksheets beside the one that was read, unless the sender has chosen it; that of a template which lists
// its codes is none.
func sheetsNotRead(text *content, chosen string) []indicators.RowProblem {
	beside := slices.DeleteFunc(slices.Clone(text.beside), func(name string) bool { return name == codesSheet })
	if chosen != "" || len(beside) == 0 {
		return nil
	}
	names := strings.Join(beside[:min(len(beside), 20)], ", ")
	return []indicators.RowProblem{*try(problemf(0, "", "sheets_not_read", names, "Of the workbook the worksheet %q was read, and none of these: %s.", text.sheet, names).As(indicators.Warning),
		"Where they hold figures too, send the workbook once for each, with sheet.")}
}

// headerBelow adds to the error of a header without the columns of its profile where they stand further down, as below the title of
// a report.
func (im *Importer) headerBelow(err error, profile indicators.Profile, o Options, below block, delimiter byte) error {
	e, ok := isDomainError(err)
	if !ok || e.FineCode() != "column_missing" {
		return err
	}
	records := recordScanner{data: below.data, line: below.line, delimiter: delimiter, limits: im.Limits.WithDefaults()}
	for range mostPreamble {
		if more, problem := records.scan(); !more || problem != nil {
			return err
		}
		if _, wrong := im.layOn(profile, o, head{cells: records.cells}); wrong == nil {
			return e.Try("The header seems to stand in line %d: delete the lines above it, or choose a profile that passes over them.", records.begin)
		}
	}
	return err
}

// checkStated checks what a request states beside the file, and notes what the profile reads of the file's name.
func (im *Importer) checkStated(r *indicators.UploadRequest, profile indicators.Profile) error {
	if r.Conditions != "" {
		if _, err := indicators.ParseConditions(r.Conditions); err != nil {
			return err
		}
	}
	if r.Site != "" {
		city := firstOf(r.City, profile.City)
		if _, ok := im.Catalogue.Site(city, r.Site); !ok {
			var ids []string
			for _, site := range im.Catalogue.SitesOf(city) {
				ids = append(ids, site.ID)
			}
			return indicators.Errorf(indicators.Invalid, "there is no site %q in %q", r.Site, city).Coded("unknown_site").At("site").
				Try("Name the city too. Nearest: %s.", Nearest(r.Site, ids))
		}
	}
	r.NamedTime = ""
	if len(profile.FileName) > 0 {
		_, text, ok := matchFileName(profile, r.FileName)
		if !ok {
			return fileNameFault(profile, r.FileName)
		}
		r.NamedTime = text
	}
	return nil
}
