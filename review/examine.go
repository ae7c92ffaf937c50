package review

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/stat"
)

// Examiner makes reviews of what is on record. All fields are mandatory. Safe for concurrent use.
type Examiner struct {
	Catalogue *indicators.Catalogue
	Store     indicators.Store
	Ledger    indicators.Ledger
	Now       func() time.Time
	Software  string // version of the program
}

// Examine is the document of a draft as the figures on record make it now. NotFound when the catalogue no longer has
// the programme or the milestone.
func (e *Examiner) Examine(ctx context.Context, draft indicators.Review) (Content, error) {
	return e.examine(ctx, draft, true)
}

// examine leaves out, unless deep, what needs every observation behind a figure: the uploads of computed figures and
// how their observations lie.
func (e *Examiner) examine(ctx context.Context, draft indicators.Review, deep bool) (Content, error) {
	programme, milestone, err := e.Place(draft.Programme, draft.Milestone)
	if err != nil {
		return Content{}, err
	}
	from := programme
	if len(programme.Targets) == 0 && programme.TargetsFrom != "" {
		if from, err = e.programme(programme.TargetsFrom); err != nil {
			return Content{}, err
		}
	}
	c := Content{
		Format: Format, Review: draft.ID(), Version: draft.Version, State: "draft", Programme: named(programme),
		Milestone: Milestone{milestone.ID, milestone.Name, milestone.At}, PreparedBy: draft.PreparedBy, Preface: draft.Note,
		DataAsOf: utc(e.Now()), FrozenAtLocal: []LocalTime{}, Software: e.Software, Catalogue: e.Catalogue.Version,
		Methods: []string{}, Licence: cmp.Or(draft.Licence, indicators.Unknown), Counts: map[string]int{}, Rows: []Row{}, Others: []OtherFigure{},
	}
	if from.ID != programme.ID {
		other := named(from)
		c.TargetsFrom = &other
	}
	w := writer{Examiner: e, deep: deep, content: &c, programme: programme, milestone: milestone, uploads: map[indicators.UploadID]bool{}}
	for _, target := range from.Targets {
		if err := w.target(ctx, target); err != nil {
			return Content{}, err
		}
	}
	w.adjust()
	if err := w.others(ctx, from.Targets); err != nil {
		return Content{}, err
	}
	if err := w.cite(ctx); err != nil {
		return Content{}, err
	}
	if err := e.precede(ctx, draft, &c); err != nil {
		return Content{}, err
	}
	slices.Sort(c.Methods)
	c.Methods = slices.Compact(c.Methods)
	c.Summary = summaryOf(c)
	c.Citation = citationOf(c)
	c.Footnotes = w.notes.list()
	return c, nil
}

// Place finds a programme and its milestone, which may be named by id or, where that is one of them alone, by its
// year or date.
func (e *Examiner) Place(programme, milestone string) (indicators.Programme, indicators.Milestone, error) {
	p, err := e.programme(programme)
	if err != nil {
		return p, indicators.Milestone{}, err
	}
	var found []indicators.Milestone
	var ids []string
	for _, m := range p.Milestones {
		if m.ID == milestone {
			return p, m, nil
		}
		if m.At == milestone {
			found = append(found, m)
		}
		ids = append(ids, m.ID)
	}
	if len(found) == 1 {
		return p, found[0], nil
	}
	return p, indicators.Milestone{}, indicators.Errorf(indicators.NotFound, "%s has no milestone %q", p.ID, milestone).Coded("unknown_milestone").At("at").
		Try("Milestones of %s: %s.", p.ID, strings.Join(ids, ", "))
}

func (e *Examiner) programme(id string) (indicators.Programme, error) {
	p, ok := e.Catalogue.Programme(id)
	if !ok {
		return p, indicators.Errorf(indicators.NotFound, "there is no programme %q", id).Coded("unknown_programme").At("programme")
	}
	return p, nil
}

func named(p indicators.Programme) Programme { return Programme{p.ID, p.Name, p.Note, p.Source} }

// precede notes the version before.
func (e *Examiner) precede(ctx context.Context, draft indicators.Review, c *Content) error {
	if draft.Version < 2 {
		return nil
	}
	before := draft
	before.Version--
	held, err := e.Ledger.Review(ctx, before.ID())
	if err != nil {
		return err
	}
	if held.Frozen != nil {
		c.Previous = &Reference{before.ID(), held.Frozen.SHA256}
	}
	return nil
}

// writer is a document on its way.
type writer struct {
	*Examiner
	deep      bool
	content   *Content
	programme indicators.Programme
	milestone indicators.Milestone
	uploads   map[indicators.UploadID]bool
	notes     notes
	tests     []*float64 // p of the trend of each row
}

// adjust corrects the p of the rows for their number.
func (w *writer) adjust() {
	adjusted := stat.AdjustP(w.tests).BenjaminiHochberg
	for i := range w.content.Rows {
		if i < len(adjusted) {
			w.content.Rows[i].Trend.PAdjusted = indicators.Tidy(adjusted[i])
		}
	}
}

// cite lists the uploads that figures were read from, each with its sum.
func (w *writer) cite(ctx context.Context) error {
	w.content.Uploads = []CitedUpload{}
	for _, id := range slices.Sorted(maps.Keys(w.uploads)) {
		u, err := w.Ledger.Upload(ctx, id)
		if err != nil {
			return err
		}
		w.content.Uploads = append(w.content.Uploads, CitedUpload{id.String(), u.FileName, u.SHA256, utc(u.ReceivedAt)})
	}
	return nil
}

// summaryOf is the document in one sentence.
func summaryOf(c Content) Statement {
	withFigure, assessed := 0, 0
	for _, row := range c.Rows {
		if row.Latest != nil {
			withFigure++
		}
		if row.Status != string(indicators.CannotBeAssessed) {
			assessed++
		}
	}
	return statement("summary", "Targets: %s. With a figure on record that ends by the milestone: %s. That can be assessed: %s.",
		strconv.Itoa(len(c.Rows)), strconv.Itoa(withFigure), strconv.Itoa(assessed))
}

// citationOf is how the review is cited.
func citationOf(c Content) string {
	day := c.DataAsOf[:len("2006-01-02")]
	text := c.PreparedBy + ": " + c.Programme.Name + ", " + c.Milestone.Name + " (" + c.Milestone.At + "). Review " + c.Review
	if c.State == "draft" {
		return text + ", draft of " + day + ", not for citation."
	}
	return text + ", frozen " + day + "."
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
