package api

import (
	"cmp"
	"net/http"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/review"
)

// FreezeReview is what a review is frozen with.
type FreezeReview struct {
	ApprovedBy string `json:"approved_by" binding:"required" example:"Kitakyushu International Techno-cooperative Association"` // as it is to be signed
	PreparedBy string `json:"prepared_by"`                                                                                      // instead of the draft's
	Override   string `json:"override" extensions:"x-nullable"`                                                                 // the written reason to freeze in spite of what stands against it; it prints as a footnote
}

// Check refuses texts that are missing, too long or not plain.
func (f FreezeReview) Check() error {
	return cmp.Or(neededText("approved_by", f.ApprovedBy, 200), plainText("prepared_by", f.PreparedBy, 200), plainText("override", f.Override, 2000))
}

// postReviewFreeze freezes a draft.
//
// @Summary     Freeze a review
// @Description Keeps the values used, in a canonical form with its SHA-256; from then on it never changes. Refused while an upload of its cities is not committed
// @Description (uncommitted_data), a figure of the milestone's year has too few observations (coverage_short) or no row has any figure (evidence_missing), unless
// @Description override gives a written reason, which prints as a footnote.
// @ID          freezeReview
// @Tags        reviews
// @Accept      json
// @Produce     json
// @Security    Key
// @Param       review path string       true "review" example(kitaq-composting-aims-2012-v1)
// @Param       freeze body FreezeReview true "who approves, and why in spite of objections"
// @Success     200 {object} ReviewHead "frozen"
// @Failure     403 {object} Problem "the key does not prepare reviews of all cities of the programme"
// @Failure     404 {object} Problem "no such review"
// @Failure     409 {object} Problem "frozen already, or something stands against it: errors lists what"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews/{review}/freeze [post]
func postReviewFreeze(c *call) (int, any, error) {
	r, err := c.ownReview()
	if err != nil {
		return 0, nil, err
	}
	var asked FreezeReview
	if err := c.jsonBody(&asked); err != nil {
		return 0, nil, err
	}
	frozen, objections, err := c.examiner().Freeze(c.Request.Context(), r.ID(),
		review.Freezing{PreparedBy: asked.PreparedBy, ApprovedBy: asked.ApprovedBy, Override: asked.Override, KeyID: c.key.ID})
	if err != nil {
		return 0, nil, err
	}
	if len(objections) > 0 {
		c.objected(objections)
		return 0, handled{}, nil
	}
	return statusOK(ReviewHeadOf(frozen), nil)
}

// ownReview finds the review of the path for a key that prepares it.
func (c *call) ownReview() (indicators.Review, error) {
	r, err := c.api.Ledger.Review(c.Request.Context(), c.Param("review"))
	if err != nil {
		return r, err
	}
	programme, err := c.programme(r.Programme)
	if err != nil {
		return r, err
	}
	return r, c.mayReview(programme)
}

// objected answers what stands against freezing, each objection among the errors; the first gives the code.
func (c *call) objected(objections []review.Statement) {
	e := indicators.Errorf(indicators.Conflicting, "the review cannot be frozen as it is: %d things stand against it", len(objections)).Coded(objections[0].Code).
		Try("Mend what errors lists, or give override, a written reason, which prints as a footnote.")
	p := Problem{Status: statusOf(e), Detail: c.say("%s", e), Code: e.FineCode()}
	hint := c.say("Mend what errors lists, or give override, a written reason, which prints as a footnote.")
	p.Errors = []ProblemError{}
	for _, o := range objections {
		p.Errors = append(p.Errors, ProblemError{Code: o.Code, Detail: o.In(c.language()), Hint: hint})
	}
	c.writeProblem(p, p)
}

// NewErratum is a remark on a frozen review.
type NewErratum struct {
	By   string `json:"by" binding:"required" example:"IGES"` // as it is to be signed
	Text string `json:"text" binding:"required" example:"The figure of 2012 counts the wards alone."`
}

// Check refuses texts that are missing, too long or not plain.
func (e NewErratum) Check() error {
	return cmp.Or(neededText("by", e.By, 200), neededText("text", e.Text, 4000))
}

// postErratum adds an erratum.
//
// @Summary     Add an erratum
// @Description A remark on a frozen review. The review itself never changes; the erratum stands beside it on every page, and is never changed either.
// @ID          createErratum
// @Tags        reviews
// @Accept      json
// @Produce     json
// @Security    Key
// @Param       review  path string     true "review" example(kitaq-composting-aims-2012-v1)
// @Param       erratum body NewErratum true "the remark"
// @Success     201 {object} review.Erratum "added"
// @Failure     403 {object} Problem "the key does not prepare reviews of all cities of the programme"
// @Failure     404 {object} Problem "no such review"
// @Failure     409 {object} Problem "a draft"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews/{review}/errata [post]
func postErratum(c *call) (int, any, error) {
	r, err := c.ownReview()
	if err != nil {
		return 0, nil, err
	}
	var asked NewErratum
	if err := c.jsonBody(&asked); err != nil {
		return 0, nil, err
	}
	e, err := c.api.Ledger.AddErratum(c.Request.Context(), r.ID(), indicators.Erratum{By: asked.By, Text: asked.Text, KeyID: c.key.ID, At: c.api.Now()})
	if err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, review.ErratumOf(e), nil
}
