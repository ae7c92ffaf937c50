package review

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Freezing is what a freeze is asked with. ApprovedBy is mandatory.
type Freezing struct {
	PreparedBy string // instead of the draft's; "" to keep that
	ApprovedBy string
	Override   string // the written reason to freeze in spite of objections; "" none
	KeyID      string
}

// Freeze makes the document of a draft final: it is examined once more, written in the canonical form and kept with its
// hash. Objections that no reason overrides refuse it: they are given, and nothing is stored.
//
// Errors: NotFound; Conflicting, "already_frozen", or "uncommitted_data" when an upload that it cites was reverted in the
// meantime.
func (e *Examiner) Freeze(ctx context.Context, id string, f Freezing) (frozen indicators.Review, objections []Statement, err error) {
	draft, err := e.Ledger.Review(ctx, id)
	if err != nil {
		return draft, nil, err
	}
	if draft.Frozen != nil {
		return draft, nil, indicators.Errorf(indicators.Conflicting, "the review %s is frozen already", id).Coded("already_frozen").
			Try("Begin the next version, or add an erratum.")
	}
	if f.PreparedBy != "" {
		draft.PreparedBy = f.PreparedBy
	}
	c, err := e.Examine(ctx, draft)
	if err != nil {
		return draft, nil, err
	}
	if objections, err = e.objections(ctx, c); err != nil {
		return draft, nil, err
	}
	if len(objections) > 0 && f.Override == "" {
		return draft, objections, nil
	}
	at, err := e.finish(&c, f, objections)
	if err != nil {
		return draft, nil, err
	}
	text, err := Canonical(c)
	if err != nil {
		return draft, nil, err
	}
	draft.Frozen = &indicators.FrozenReview{Content: text, SHA256: Sum(text), ApprovedBy: f.ApprovedBy, PreparedBy: f.PreparedBy, KeyID: f.KeyID, At: at, Uploads: []indicators.UploadID{}}
	for _, u := range c.Uploads {
		upload, err := indicators.ParseUploadID(u.ID)
		if err != nil {
			return draft, nil, err
		}
		draft.Frozen.Uploads = append(draft.Frozen.Uploads, upload)
	}
	return draft, nil, e.Ledger.FreezeReview(ctx, id, *draft.Frozen)
}

// finish writes what only a frozen document has.
func (e *Examiner) finish(c *Content, f Freezing, objections []Statement) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, c.DataAsOf)
	if err != nil {
		return at, indicators.Errorf(indicators.Internal, "the time of the figures: %w", err)
	}
	c.State, c.ApprovedBy, c.FrozenAt = "frozen", &f.ApprovedBy, &c.DataAsOf
	for _, city := range citiesOf(*c) {
		c.FrozenAtLocal = append(c.FrozenAtLocal, LocalTime{city, local(at, e.Catalogue.Zone(city))})
	}
	c.Citation = citationOf(*c)
	if len(objections) > 0 {
		number := len(c.Footnotes) + 1
		c.Footnotes = append(c.Footnotes, Footnote{number, statement("override",
			"Frozen in spite of what stood against it, by %s, for this written reason: %s", f.ApprovedBy, f.Override)})
		c.Override = &Override{Reason: f.Override, By: f.ApprovedBy, Objections: objections, Footnote: number}
	}
	return at, nil
}

// citiesOf are the cities of the rows, in their order.
func citiesOf(c Content) []string {
	cities := []string{}
	for _, row := range c.Rows {
		if !slices.Contains(cities, row.City) {
			cities = append(cities, row.City)
		}
	}
	for _, other := range c.Others {
		if !slices.Contains(cities, other.City) {
			cities = append(cities, other.City)
		}
	}
	return cities
}

// Read is the document of a frozen review, from its bytes alone.
func Read(r indicators.Review) (Content, error) {
	var c Content
	if r.Frozen == nil {
		return c, indicators.Errorf(indicators.Conflicting, "the review %s is a draft", r.ID()).Coded("not_frozen")
	}
	if err := json.Unmarshal(r.Frozen.Content, &c); err != nil {
		return c, indicators.Errorf(indicators.Internal, "the review %s cannot be read: %w", r.ID(), err)
	}
	return c, nil
}

// Verification is what recomputing the hash of a frozen review gave.
type Verification struct {
	Review    string `json:"review" binding:"required"`
	SHA256    string `json:"sha256" binding:"required"`   // as it was kept when it was frozen
	Computed  string `json:"computed" binding:"required"` // of the bytes as they are now
	Bytes     int    `json:"bytes" binding:"required"`
	Canonical bool   `json:"canonical"` // the bytes are in the canonical form, so that the same content has no other hash
	Valid     bool   `json:"valid"`     // both hashes are the same, the form is canonical, and the content is of this review
} // @name ReviewVerification

// Verify recomputes the hash of a frozen review; Conflicting, "not_frozen", for a draft.
func Verify(r indicators.Review) (Verification, error) {
	if r.Frozen == nil {
		return Verification{}, indicators.Errorf(indicators.Conflicting, "the review %s is a draft", r.ID()).Coded("not_frozen").
			Try("A draft has no hash: freeze it first.")
	}
	v := Verification{Review: r.ID(), SHA256: r.Frozen.SHA256, Computed: Sum(r.Frozen.Content), Bytes: len(r.Frozen.Content)}
	again, err := canonicalJSON(r.Frozen.Content)
	v.Canonical = err == nil && string(again) == string(r.Frozen.Content)
	c, err := Read(r)
	v.Valid = v.SHA256 == v.Computed && v.Canonical && err == nil && c.Review == r.ID()
	return v, nil
}
