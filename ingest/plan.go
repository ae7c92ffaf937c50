package ingest

import (
	"bytes"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// plan is a profile laid on the header of one file: which column is what. It is read by all decoders at once and never changed.
type plan struct {
	catalogue   *indicators.Catalogue
	profile     indicators.Profile
	request     indicators.UploadRequest
	mayWrite    func(city string, path []string) bool
	limits      Limits
	now         int64
	delimiter   byte
	numbers     numberStyle
	head        head
	header      []string
	fewest      int            // cells that a row must have
	role        map[string]int // role → column; values and flags apart
	valueAt     int            // column of a long file's value; -1: none
	periodAt    int            // column of the period; -1: none
	laneColumns []laneColumn   // the columns whose words make a lane
	laneSpans   []laneSpan     // the same, those side by side in one
	lastWord    int            // the last of them; -1: none
	values      []valueColumn  // of a file that is not long
	marks       *marks         // of a long file's value
	ignored     []string
	zone        *time.Location // of the profile or its header; nil: the city's
	resolution  indicators.Resolution
	status      indicators.Status
	quality     indicators.Quality
	conditions  *indicators.Conditions
	dateOrder   string
	when        when
	named       indicators.FileNameParts // what the file name says; its year is -1 where nothing is read of it
	siteIDs     map[string][]string      // city → slugs, for hints
	names       map[string]bool          // indicator slugs
}

// layOn reads the header and gives the plan. A required column that is absent is Invalid, "column_missing", named once
// for the whole file.
func (im *Importer) layOn(profile indicators.Profile, o Options, h head) (*plan, error) {
	p, err := newPlan(im.Catalogue, profile, o.Request, im.Limits, h)
	if err != nil {
		return nil, err
	}
	p.mayWrite, p.now = o.MayWrite, im.Now().Unix()
	if profile.ID == indicators.PostsProfile {
		p.now += int64(clockSlack / time.Second)
	}
	return p, nil
}

// newPlan is layOn without the clock and the key, for reading a kept file again.
func newPlan(c *indicators.Catalogue, profile indicators.Profile, request indicators.UploadRequest, limits Limits, h head) (*plan, error) {
	if profile.Incomplete != "" {
		return nil, indicators.Errorf(indicators.Invalid, "the profile %s alone reads no file: %s", profile.ID, profile.Incomplete).Coded("profile_incomplete").At("profile").
			Try("Write a profile that extends it and says what is missing; docs/catalogue.md shows how.")
	}
	if profile.NeedsSite && firstOf(profile.Site, request.Site) == "" {
		return nil, indicators.Errorf(indicators.Invalid, "a file of the profile %s is of one site, which it does not name", profile.ID).Coded("site_missing").At("site").
			Try("Name it in the request, or in the profile.")
	}
	p := &plan{
		catalogue: c, profile: profile, request: request, limits: limits.WithDefaults(), head: h, delimiter: delimiterOf(profile),
		role: map[string]int{}, marks: marksOf(profile.Marks), quality: indicators.NotEvaluated, status: indicators.Observed,
		dateOrder: profile.DateOrder, siteIDs: map[string][]string{}, names: map[string]bool{}, numbers: numberStyle{decimal: '.'},
	}
	if profile.Decimal != "" {
		p.numbers.decimal = profile.Decimal[0]
	}
	if profile.Thousands != "" {
		p.numbers.thousands = profile.Thousands[0]
	}
	if profile.Quality != 0 {
		p.quality = profile.Quality
	}
	for _, cell := range h.cells {
		p.header = append(p.header, strings.TrimSpace(string(cell)))
	}
	for _, site := range c.Sites {
		p.siteIDs[site.City] = append(p.siteIDs[site.City], site.ID)
	}
	for _, indicator := range c.Indicators {
		p.names[indicator.ID] = true
	}
	if err := p.readDefaults(); err != nil {
		return nil, err
	}
	if err := p.findColumns(); err != nil {
		return nil, err
	}
	p.valueAt, p.periodAt = p.indexOf("value"), p.indexOf("period")
	p.laneSpans, p.lastWord = laneSpans(p.laneColumns), -1
	for _, c := range p.laneColumns {
		p.lastWord = max(p.lastWord, c.index)
	}
	return p, p.findTime()
}

// indexOf is the column of a role; -1 for none.
func (p *plan) indexOf(role string) int {
	if index, ok := p.role[role]; ok {
		return index
	}
	return -1
}

// readDefaults reads what profile and request say once for the whole file.
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
	if text := firstOf(p.request.Conditions, p.profile.Conditions); text != "" {
		conditions, err := indicators.ParseConditions(text)
		if err != nil {
			return err
		}
		p.conditions = &conditions
	}
	p.zone, err = zoneOf(p.profile.Zone)
	return err
}

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
		_, east := offset.Zone()
		return time.FixedZone("UTC"+text, east), nil
	}
	zone, err := time.LoadLocation(text)
	if err != nil {
		return nil, indicators.Errorf(indicators.Internal, "zone %q: %w", text, err)
	}
	return zone, nil
}

// column is the header text of a column, for a problem.
func (p *plan) column(index int) string {
	if index >= 0 && index < len(p.header) {
		return visible(p.header[index])
	}
	return ""
}

// columnOf is the header text of the column of a role.
func (p *plan) columnOf(role string) string {
	return p.column(p.indexOf(role))
}

// cell is the trimmed cell of a role; nil when the file or the row has no such column.
func (p *plan) cell(cells [][]byte, role string) []byte {
	return cellAt(cells, p.indexOf(role))
}

// cellAt is a cell without blanks around it; nil for a column that the row does not have, such as -1.
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
