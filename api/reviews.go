package api

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/review"
)

// ReviewHead is a review without its document.
type ReviewHead struct {
	ID         string            `json:"id" binding:"required" example:"kitaq-composting-aims-2012-v1"`
	Programme  string            `json:"programme" binding:"required" example:"kitaq-composting"`
	Milestone  string            `json:"milestone" binding:"required" example:"aims-2012"`
	Version    int               `json:"version" binding:"required" example:"1"`
	State      string            `json:"state" binding:"required" enums:"draft,frozen"`
	PreparedBy string            `json:"prepared_by" binding:"required"`
	ApprovedBy *string           `json:"approved_by" extensions:"x-nullable"` // null: a draft
	CreatedAt  string            `json:"created_at" binding:"required" format:"date-time"`
	FrozenAt   *string           `json:"frozen_at" format:"date-time" extensions:"x-nullable"`
	SHA256     *string           `json:"sha256" extensions:"x-nullable"` // of the document in its canonical form
	Links      map[string]string `json:"links" binding:"required"`
}

// ReviewHeadOf is a review as it is listed.
func ReviewHeadOf(r indicators.Review) ReviewHead {
	self := base + "/reviews/" + r.ID()
	v := ReviewHead{ID: r.ID(), Programme: r.Programme, Milestone: r.Milestone, Version: r.Version, State: "draft", PreparedBy: r.PreparedBy,
		CreatedAt: wireTime(r.CreatedAt, time.UTC), Links: map[string]string{"self": self, "programme": base + "/programmes/" + r.Programme}}
	if f := r.Frozen; f != nil {
		v.State, v.ApprovedBy, v.FrozenAt, v.SHA256 = "frozen", &f.ApprovedBy, textOrNil(wireTime(f.At, time.UTC)), &f.SHA256
		v.Links["verify"], v.Links["canonical"] = self+"/verify", self+"/canonical"
	}
	return v
}

// NewReview is what a draft is begun with.
type NewReview struct {
	Programme  string `json:"programme" binding:"required" example:"kitaq-composting"`
	At         string `json:"at" binding:"required" example:"aims-2012"`                             // a milestone of the programme, by its id or its year
	PreparedBy string `json:"prepared_by" binding:"required" example:"Cebu City Environment Office"` // as it is to be signed
	Licence    string `json:"licence" example:"CC BY 4.0" extensions:"x-nullable"`                   // of the review; "" not stated
	Preface    string `json:"preface" extensions:"x-nullable"`                                       // in the words of those who prepare it
}

// Check refuses texts that are missing, too long or not plain.
func (r NewReview) Check() error {
	return cmp.Or(neededText("programme", r.Programme, 100), neededText("at", r.At, 100), neededText("prepared_by", r.PreparedBy, 200), plainText("licence", r.Licence, 200), plainText("preface", r.Preface, 4000))
}

// getReviews lists reviews, newest first.
//
// @Summary     Reviews
// @Description Frozen reviews; with a key of role reviewer, editor or admin the drafts too. Newest first.
// @ID          listReviews
// @Tags        reviews
// @Produce     json
// @Param       programme query string false "of this programme" example(kitaq-composting)
// @Param       milestone query string false "of this milestone" example(aims-2012)
// @Param       limit     query int    false "rows a page" minimum(1) maximum(1000) default(50)
// @Param       cursor    query string false "next_cursor of the page before"
// @Success     200 {object} List[ReviewHead]
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews [get]
func getReviews(c *call) (int, any, error) {
	limit, err := c.limit(50, 1000)
	if err != nil {
		return 0, nil, err
	}
	drafts, err := c.seesDrafts()
	if err != nil {
		return 0, nil, err
	}
	filter := indicators.ReviewFilter{Programme: c.text("programme"), Milestone: c.text("milestone"), FrozenOnly: !drafts, Limit: limit + 1}
	if filter.Programme != "" {
		if _, err := c.programme(filter.Programme); err != nil {
			return 0, nil, err
		}
	}
	place, err := c.place()
	if err != nil {
		return 0, nil, err
	}
	if place != "" {
		if filter.Before, err = strconv.ParseInt(place, 10, 64); err != nil {
			return 0, nil, indicators.Errorf(indicators.Internal, "a cursor of ours: %w", err)
		}
	}
	found, err := c.api.Ledger.Reviews(c.Request.Context(), filter)
	if err != nil {
		return 0, nil, err
	}
	list := List[ReviewHead]{Data: []ReviewHead{}, Page: Page{Limit: limit}}
	if len(found) > limit {
		found = found[:limit]
		c.more(&list.Page, strconv.FormatInt(found[limit-1].Number, 10))
	}
	for _, r := range found {
		list.Data = append(list.Data, ReviewHeadOf(r))
	}
	return statusOK(list, nil)
}

// postReview begins a draft.
//
// @Summary     Begin a review
// @Description A draft of the next version at a milestone of the programme. It shows what is on record whenever it is read, until it is frozen.
// @ID          createReview
// @Tags        reviews
// @Accept      json
// @Produce     json
// @Security    Key
// @Param       review body NewReview true "what it is begun with"
// @Success     201 {object} ReviewHead "begun"
// @Header      201 {string} Location "the review"
// @Failure     403 {object} Problem "the key does not prepare reviews of all cities of the programme"
// @Failure     404 {object} Problem "no such programme or milestone"
// @Failure     409 {object} Problem "the version before is a draft still"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews [post]
func postReview(c *call) (int, any, error) {
	var asked NewReview
	if err := c.jsonBody(&asked); err != nil {
		return 0, nil, err
	}
	programme, milestone, err := c.examiner().Place(asked.Programme, asked.At)
	if err != nil {
		return 0, nil, err
	}
	if err := c.mayReview(programme); err != nil {
		return 0, nil, err
	}
	r, err := c.api.Ledger.AddReview(c.Request.Context(), indicators.Review{Programme: programme.ID, Milestone: milestone.ID, PreparedBy: asked.PreparedBy,
		Licence: asked.Licence, Note: asked.Preface, KeyID: c.key.ID, CreatedAt: c.api.Now()})
	if err != nil {
		return 0, nil, err
	}
	v := ReviewHeadOf(r)
	c.Header("Location", v.Links["self"])
	return http.StatusCreated, v, nil
}

func (c *call) examiner() *review.Examiner {
	return &review.Examiner{Catalogue: c.api.Catalogue, Store: c.api.Store, Ledger: c.api.Ledger, Now: c.api.Now, Software: "aspro " + c.api.Version}
}

// mayReview refuses keys that do not prepare reviews of every city of the programme.
func (c *call) mayReview(p indicators.Programme) error {
	if c.key.Role == indicators.RoleAdmin {
		return nil
	}
	if c.key.Role != indicators.RoleReviewer {
		return indicators.Errorf(indicators.Forbidden, "a key of role %s may not do this", c.key.Role).Coded("role_insufficient")
	}
	for _, city := range p.Cities {
		if !slices.Contains(c.key.Cities, city) {
			return indicators.Errorf(indicators.Forbidden, "this key does not prepare reviews of %s", city).Coded("foreign_city").At("programme")
		}
	}
	return nil
}

// seesDrafts reports whether the request comes with a key that may read drafts. A key that is wrong is refused.
func (c *call) seesDrafts() (bool, error) {
	c.varies("Authorization")
	if c.GetHeader("Authorization") == "" {
		return false, nil
	}
	if err := c.badKeys(0); err != nil {
		return false, err
	}
	if err := c.findKey(); err != nil {
		return false, err
	}
	return slices.Contains([]indicators.Role{indicators.RoleReviewer, indicators.RoleEditor, indicators.RoleAdmin}, c.key.Role), nil
}

// askedReview finds the review of a path parameter. A draft needs a key that may read drafts.
func (c *call) askedReview(parameter string) (indicators.Review, error) {
	r, err := c.api.Ledger.Review(c.Request.Context(), c.Param(parameter))
	if err != nil || r.Frozen != nil {
		return r, err
	}
	may, err := c.seesDrafts()
	if err == nil && !may {
		err = indicators.Errorf(indicators.Unauthorized, "the review %s is a draft", r.ID()).Coded("key_missing").
			Try("Drafts are shown to keys of role reviewer, editor or admin.")
	}
	return r, err
}
