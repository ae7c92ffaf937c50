package review

import (
	"context"
	"strconv"

	"github.com/aspro-cities/aspro/indicators"
)

// Document is a review with everything that stands beside its content: what was said and what changed after it was frozen.
type Document struct {
	Content
	SHA256     string      // of the content in its canonical form; "" for a draft
	Objections []Statement // what stands against freezing a draft; never nil
	Since      *Changes    // nil for a draft
	Errata     []Erratum   // oldest first; never nil
	Next       string      // id of the next version, frozen; "" none
}

// Erratum is a remark on a frozen review.
type Erratum struct {
	Number int    `json:"number" binding:"required"`
	By     string `json:"by" binding:"required"`
	Text   string `json:"text" binding:"required"`
	At     string `json:"at" binding:"required" format:"date-time"`
} // @name ReviewErratum

// Changes is how the figures on record differ from the frozen ones: the banner of a frozen review.
type Changes struct {
	CheckedAt string       `json:"checked_at" binding:"required" format:"date-time"`
	Count     int          `json:"count"`
	Banner    Statement    `json:"banner" binding:"required"`
	Data      []Difference `json:"data" binding:"required"`
} // @name ReviewChanges

// Document finds everything there is to show of a review.
func (e *Examiner) Document(ctx context.Context, r indicators.Review) (d Document, err error) {
	d = Document{Objections: []Statement{}, Errata: []Erratum{}}
	if r.Frozen == nil {
		if d.Content, err = e.Examine(ctx, r); err != nil {
			return d, err
		}
		d.Objections, err = e.objections(ctx, d.Content)
		return d, err
	}
	d.SHA256 = r.Frozen.SHA256
	if d.Content, err = Read(r); err != nil {
		return d, err
	}
	if d.Since, err = e.changes(ctx, r); err != nil {
		return d, err
	}
	errata, err := e.Ledger.Errata(ctx, r.ID())
	if err != nil {
		return d, err
	}
	for _, erratum := range errata {
		d.Errata = append(d.Errata, ErratumOf(erratum))
	}
	next := r
	next.Version++
	switch held, err := e.Ledger.Review(ctx, next.ID()); {
	case err == nil && held.Frozen != nil:
		d.Next = next.ID()
	case err != nil && indicators.KindOf(err) != indicators.NotFound:
		return d, err
	}
	return d, nil
}

// ErratumOf is an erratum as it is shown.
func ErratumOf(e indicators.Erratum) Erratum { return Erratum{e.Number, e.By, e.Text, utc(e.At)} }

// changes compares a frozen review with what is on record. Where the catalogue no longer has its programme or
// milestone, that is what it says.
func (e *Examiner) changes(ctx context.Context, r indicators.Review) (*Changes, error) {
	c := &Changes{CheckedAt: utc(e.Now()), Data: []Difference{}}
	found, err := e.Since(ctx, r)
	if indicators.KindOf(err) == indicators.NotFound {
		c.Banner = statement("not_comparable", "The catalogue no longer has this programme or milestone: what changed since cannot be told.")
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	c.Data, c.Count = found, len(found)
	switch c.Count {
	case 0:
		c.Banner = statement("unchanged", "The figures on record are still the ones of this review.")
	case 1:
		c.Banner = statement("changed", "One value has changed since this review was frozen. The review stays as it was; the difference is listed.")
	default:
		c.Banner = statement("changed", "%s values have changed since this review was frozen. The review stays as it was; the differences are listed.", strconv.Itoa(c.Count))
	}
	return c, nil
}
