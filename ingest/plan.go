package ingest

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// plan is a profile laid on the header of one file: which column is what. It is read by all decoders at once and never changed.
type plan struct {
	catalogue  *indicators.Catalogue
	profile    indicators.Profile
	request    indicators.UploadRequest
	mayWrite   func(city string, path []string) bool
	limits     Limits
	now        int64
	delimiter  byte
	numbers    numberStyle
	header     []string
	role       map[string]int      // role → column; a wide file's values are in values
	laneColumn [len(laneRoles)]int // column of each lane role, -1 for none: the same as role, without a look-up a row
	values     []valueColumn
	missing    map[string]bool
	ignored    []string
	zone       *time.Location // of the profile; nil: the city's
	resolution indicators.Resolution
	status     indicators.Status
	quality    indicators.Quality
	siteIDs    map[string][]string // city → slugs, for hints
	names      map[string]bool     // indicator slugs
}

// valueColumn is a column of a wide file that carries values.
type valueColumn struct {
	index   int
	column  indicators.Column
	missing map[string]bool
}

// layOn reads the header record and gives the plan. A required column that is absent is Invalid,
// "column_missing", named once for the whole file.
func (im *Importer) layOn(profile indicators.Profile, o Options, header [][]byte) (*plan, error) {
	p := &plan{
		catalogue: im.Catalogue, profile: profile, request: o.Request, mayWrite: o.MayWrite,
		limits: im.Limits.withDefaults(), now: im.Now().Unix(),
		delimiter: delimiterOf(profile), role: map[string]int{}, missing: tokens(profile.Missing),
		quality: indicators.NotEvaluated, status: indicators.Observed, siteIDs: map[string][]string{}, names: map[string]bool{},
	}
	p.numbers = numberStyle{decimal: '.'}
	if profile.Decimal != "" {
		p.numbers.decimal = profile.Decimal[0]
	}
	if profile.Thousands != "" {
		p.numbers.thousands = profile.Thousands[0]
	}
	if profile.Quality != 0 {
		p.quality = profile.Quality
	}
	p.takeHeader(header)
	if err := p.readDefaults(); err != nil {
		return nil, err
	}
	for _, site := range im.Catalogue.Sites {
		p.siteIDs[site.City] = append(p.siteIDs[site.City], site.ID)
	}
	for _, indicator := range im.Catalogue.Indicators {
		p.names[indicator.ID] = true
	}
	return p, p.findColumns()
}

func (p *plan) takeHeader(cells [][]byte) {
	for _, cell := range cells {
		p.header = append(p.header, strings.TrimSpace(string(cell)))
	}
}

// readDefaults reads what the profile says once for the whole file.
func (p *plan) readDefaults() (err error) {
	if p.profile.Resolution != "" {
		if p.resolution, err = indicators.ParseResolution(p.profile.Resolution); err != nil {
			return err
		}
	}
	if p.profile.Status != "" {
		if p.status, err = indicators.ParseStatus(p.profile.Status); err != nil {
			return err
		}
	}
	p.zone, err = zoneOf(p.profile.Zone)
	return err
}

func (p *plan) findColumns() error {
	var absent []string
	used := make([]bool, len(p.header))
	for _, column := range p.profile.Columns {
		index := slices.IndexFunc(p.header, func(name string) bool { return strings.EqualFold(name, column.Header) })
		if index < 0 {
			if !column.Optional {
				absent = append(absent, column.Header)
			}
			continue
		}
		if again := slices.IndexFunc(p.header[index+1:], func(name string) bool { return strings.EqualFold(name, column.Header) }); again >= 0 && column.Role != "ignore" {
			return indicators.Errorf(indicators.Invalid, "the column %q stands twice in the header", p.header[index]).Coded("column_twice").
				Try("Rename or remove one of the two.")
		}
		used[index] = true
		switch {
		case column.Role == "ignore":
			p.ignored = append(p.ignored, p.header[index])
		case column.Role == "value" && p.profile.Layout == "wide":
			p.values = append(p.values, valueColumn{index, column, tokens(column.Missing)})
		default:
			p.role[column.Role] = index
		}
	}
	for index, name := range p.header {
		if !used[index] && name != "" {
			p.ignored = append(p.ignored, name)
		}
	}
	for i, role := range laneRoles {
		p.laneColumn[i] = -1
		if index, ok := p.role[role]; ok {
			p.laneColumn[i] = index
		}
	}
	if len(absent) > 0 {
		return indicators.Errorf(indicators.Invalid, "the file has no column %s; its header reads: %s",
			quoted(absent), shown(strings.Join(p.header, ", "))).Coded("column_missing").
			Try("Choose the profile that fits the file, or a delimiter other than %q.", string(p.delimiter))
	}
	return nil
}

func quoted(names []string) string { return "“" + strings.Join(names, "”, “") + "”" }

func delimiterOf(profile indicators.Profile) byte {
	switch profile.Delimiter {
	case "":
		return ','
	case "tab":
		return '\t'
	}
	return profile.Delimiter[0]
}

// zoneOf reads an IANA name or a fixed offset such as +01:00; nil for "".
func zoneOf(text string) (*time.Location, error) {
	if text == "" {
		return nil, nil
	}
	if offset, err := time.Parse("-07:00", text); err == nil {
		return offset.Location(), nil
	}
	zone, err := time.LoadLocation(text)
	if err != nil {
		return nil, indicators.Errorf(indicators.Internal, "zone %q: %w", text, err)
	}
	return zone, nil
}

func tokens(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, word := range words {
		set[word] = true
	}
	return set
}

// column is the header text of a column, for a problem.
func (p *plan) column(index int) string {
	if index >= 0 && index < len(p.header) {
		return p.header[index]
	}
	return ""
}

// cell is the trimmed cell of a role; nil when the file or the row has no such column.
func (p *plan) cell(cells [][]byte, role string) []byte {
	index, ok := p.role[role]
	if !ok {
		return nil
	}
	return cellAt(cells, index)
}

// cellAt is a cell without blanks around it; nil for a column that the row does not have.
func cellAt(cells [][]byte, index int) []byte {
	if uint(index) >= uint(len(cells)) {
		return nil
	}
	cell := cells[index]
	if len(cell) == 0 || cell[0] > ' ' && cell[0] < 0x80 && cell[len(cell)-1] > ' ' && cell[len(cell)-1] < 0x80 {
		return cell
	}
	return bytes.TrimSpace(cell)
}
