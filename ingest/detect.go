package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Proposal is a profile that fits a file. It is proposed, never applied unasked.
type Proposal struct {
	Profile indicators.Profile
	Reads   bool  // the time of the first row can be read
	Columns int   // of the profile, that the file has
	Figures int64 // in the beginning of the file, that are right in themselves
	Wrong   int64 // that are not
}

// DetectBytes is how much of a file is looked at in search of a profile.
const DetectBytes = 256 << 10

// Detect proposes profiles for the file with this beginning (of at most DetectBytes), the best first: those whose columns
// are all there, those first that can read the time of the first row, by how many of their columns the file has, then by how
// many of its figures are right in themselves. No profile fits: none is proposed. What the profile alone cannot know
// (Incomplete) is no obstacle. Never an error: a file that cannot be read has no proposals.
func (im *Importer) Detect(ctx context.Context, beginning []byte, request indicators.UploadRequest) []Proposal {
	file, err := unpacked(bytes.NewReader(beginning))
	if err != nil {
		return nil
	}
	defer file.Close()
	plain, err := io.ReadAll(io.LimitReader(file, 4*DetectBytes))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	if end := bytes.LastIndexByte(plain, '\n'); end > 0 && len(beginning) == DetectBytes && !bytes.HasPrefix(plain, zipMark) {
		plain = plain[:end+1]
	}
	var found []Proposal
	for _, profile := range im.Catalogue.Profiles {
		if proposal, ok := im.fits(ctx, plain, profile, request); ok {
			found = append(found, proposal)
		}
	}
	slices.SortStableFunc(found, func(a, b Proposal) int {
		switch {
		case a.Reads != b.Reads:
			return map[bool]int{true: -1, false: 1}[a.Reads]
		case a.Columns != b.Columns:
			return b.Columns - a.Columns
		case a.Wrong != b.Wrong:
			return int(a.Wrong - b.Wrong)
		}
		return int(b.Figures - a.Figures)
	})
	return found
}

// fits lays one profile on the beginning of a file.
func (im *Importer) fits(ctx context.Context, beginning []byte, profile indicators.Profile, request indicators.UploadRequest) (Proposal, bool) {
	proposal := Proposal{Profile: profile}
	request.Profile, request.Encoding = profile.ID, firstOf(request.Encoding, profile.Encoding)
	if len(profile.FileName) > 0 {
		if _, _, ok := matchFileName(profile, request.FileName); !ok {
			profile.FileName, profile.Period = nil, "2000" // the name is asked for when the file is sent
		}
	}
	incomplete := profile.Incomplete != ""
	profile.Incomplete, profile.NeedsSite = "", false
	again := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(beginning)), nil }
	read, err := im.opened(profile, Options{Request: request}, again)
	if incomplete && fineCode(err) == "column_missing" {
		return proposal, im.hasColumns(profile, request, again, &proposal)
	}
	if err != nil {
		return proposal, false
	}
	defer read.close()
	timeReads, valueReads := read.plan.readsFirst(read.first)
	if profile.Headerless && (!timeReads || !valueReads) { // it fits every file of its width else
		return proposal, false
	}
	proposal.Reads, proposal.Columns = timeReads, read.plan.columnsFound()
	err = pour(ctx, read.plan, 0, read.first, read.reader, func(out decoded) error {
		proposal.Wrong += out.counts.Rejected
		for _, r := range out.runs {
			proposal.Figures += int64(len(r.observations))
		}
		return nil
	})
	return proposal, err == nil
}

// columnsFound is how many columns of the profile the file has; a pattern counts once.
func (p *plan) columnsFound() int {
	patterns := map[string]bool{}
	for _, v := range p.values {
		patterns[v.column.Header] = true
	}
	n := len(p.role) + len(patterns)
	for _, c := range p.laneColumns {
		if c.role == "flag" {
			n++
		}
	}
	return n
}

// readsFirst reports whether time and value of the first row can be read.
func (p *plan) readsFirst(first block) (timeReads, valueReads bool) {
	records := recordScanner{data: first.data, line: first.line, delimiter: p.delimiter, limits: p.limits}
	ok, problem := records.scan()
	if !ok || problem != nil || p.checkCells(records.cells, 0) != nil {
		return false, false
	}
	d := newDecoder(p, 0)
	_, _, code := p.numbers.parse(p.cell(records.cells, "value"))
	if p.when == byPeriod || p.when == byOne {
		_, _, problem := d.periodIn(&lane{calendar: indicators.Calendar{}, zone: time.UTC}, p.resolution, records.cells, 0)
		return problem == nil, code == ""
	}
	_, fault, _ := d.moment(records.cells, indicators.Calendar{})
	return fault.code == "", code == ""
}

// hasColumns reports whether the file has the columns of a profile that is to be extended; it names no values itself.
func (im *Importer) hasColumns(profile indicators.Profile, request indicators.UploadRequest, again func() (io.ReadCloser, error), proposal *Proposal) bool {
	raw, err := again()
	if err != nil {
		return false
	}
	text, err := contentOf(raw, request, profile, im.Limits.WithDefaults(), im.SpoolDir)
	if err != nil {
		return false
	}
	defer text.Close()
	reader := &blockReader{from: text, limits: im.Limits.WithDefaults(), delimiter: delimiterOf(profile), line: 1, buffer: func() []byte { return make([]byte, 0, blockSize) }}
	h, _, err := open(reader, profile)
	if err != nil {
		return false
	}
	for _, column := range profile.Columns {
		pattern, err := indicators.HeaderOf(column)
		if err != nil {
			return false
		}
		if slices.ContainsFunc(h.cells, func(cell []byte) bool { _, ok := pattern.Match(string(cell)); return ok }) {
			proposal.Columns++
		} else if !column.Optional {
			return false
		}
	}
	proposal.Reads = true
	return len(profile.Columns) > 0
}
