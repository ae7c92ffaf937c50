package api

import (
	"bytes"
	"crypto/sha256"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/review"
	"github.com/aspro-cities/aspro/words"
)

// ReviewView is a review with its document.
type ReviewView struct {
	ReviewHead
	Content    review.Content     `json:"content" binding:"required"`       // of a frozen review what was frozen, of a draft what is on record now
	Objections []review.Statement `json:"objections" binding:"required"`    // what stands against freezing a draft
	Since      *review.Changes    `json:"since" extensions:"x-nullable"`    // how the figures on record differ from the frozen ones now; null for a draft
	Errata     []review.Erratum   `json:"errata" binding:"required"`        //
	Next       *string            `json:"next" extensions:"x-nullable"`     // id of the next version, frozen
	Previous   *string            `json:"previous" extensions:"x-nullable"` // id of the version before
}

// The forms of a review, by the parameter format.
var reviewForms = []string{"json", "csv", "xlsx", "html"}

// getReview answers a review.
//
// @Summary     Review
// @Description As JSON, CSV, workbook or page to print, by format or Accept. The page comes in the language of Accept-Language or lang; the figures never change with it.
// @ID          getReview
// @Tags        reviews
// @Produce     json,text/csv,html,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
// @Param       review path  string true  "review" example(kitaq-composting-aims-2012-v1)
// @Param       format query string false "form of the answer" Enums(json, csv, xlsx, html)
// @Param       lang   query string false "language of the page; default by Accept-Language" Enums(en, id, ceb, ja)
// @Success     200 {object} ReviewView
// @Failure     401 {object} Problem "a draft, and no key that may read it"
// @Failure     404 {object} Problem "no such review"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews/{review} [get]
func getReview(c *call) (int, any, error) {
	form, err := c.reviewForm()
	if err != nil {
		return 0, nil, err
	}
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	r, err := c.askedReview("review")
	if err != nil {
		return 0, nil, err
	}
	d, err := c.document(r)
	if err != nil {
		return 0, nil, err
	}
	return c.reviewAs(form, r, d, c.language())
}

// reviewForm is the form that is asked for: by format, else by Accept.
func (c *call) reviewForm() (string, error) {
	return c.oneOf("format", acceptedReviewForm(c.GetHeader("Accept")), reviewForms)
}

// acceptedReviewForm is the form that Accept names first; JSON where it names none of them. A browser names text/html.
func acceptedReviewForm(accept string) string {
	for part := range strings.SplitSeq(accept[:min(len(accept), 1000)], ",") {
		kind, _, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		switch kind {
		case "application/json":
			return "json"
		case "text/csv":
			return "csv"
		case "text/html":
			return "html"
		case xlsxType:
			return "xlsx"
		}
	}
	return "json"
}

// oneOf is a parameter that must be one of a few words.
func (c *call) oneOf(name, usual string, allowed []string) (string, error) {
	text := c.text(name)
	if text == "" {
		return usual, nil
	}
	if !slices.Contains(allowed, text) {
		return "", indicators.Errorf(indicators.Invalid, "%s is %q; it must be one of: %s", name, text, strings.Join(allowed, ", ")).Coded("bad_parameter").At(name)
	}
	return text, nil
}

// document is everything there is to show of a review.
func (c *call) document(r indicators.Review) (review.Document, error) {
	return c.examiner().Document(c.Request.Context(), r)
}

// reviewAs writes a review in its form.
func (c *call) reviewAs(form string, r indicators.Review, d review.Document, l words.Language) (int, any, error) {
	c.varies("Accept")
	var body bytes.Buffer
	f := file{}
	var err error
	switch form {
	case "csv":
		f.contentType, f.name, err = "text/csv; charset=utf-8", r.ID()+".csv", d.WriteCSV(&body)
		c.over = r.Frozen != nil // the other forms also show what has changed since
	case "xlsx":
		f.contentType, f.name, err = xlsxType, r.ID()+".xlsx", d.WriteWorkbook(&body)
	case "html":
		c.varies("Accept-Language")
		f.contentType, err = "text/html; charset=utf-8", d.WritePage(&body, l)
		f.headers = map[string]string{"Content-Language": string(l), "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
	default:
		view, encodeErr := encoded(ReviewViewOf(r, d))
		f.contentType, f.body, err = jsonType, view, encodeErr
	}
	if f.body == nil {
		f.body = body.Bytes()
	}
	if err != nil {
		return 0, nil, err
	}
	f.sum, err = sumOfReview(r, d, form, l)
	return http.StatusOK, f, err
}

// sumOfReview changes with what a form shows of a review, but not with the moment at which it was looked at.
func sumOfReview(r indicators.Review, d review.Document, form string, l words.Language) ([]byte, error) {
	if d.Since != nil {
		since := *d.Since
		since.CheckedAt = ""
		d.Since = &since
	}
	text, err := encoded(ReviewViewOf(r, d))
	if form == "html" { // the one form with sentences in the asker's language
		form += string(l)
	}
	sum := sha256.Sum256(append(text, form...))
	return sum[:], err
}

// ReviewViewOf is a review as it is answered in JSON.
func ReviewViewOf(r indicators.Review, d review.Document) ReviewView {
	v := ReviewView{ReviewHead: ReviewHeadOf(r), Content: d.Content, Objections: d.Objections, Since: d.Since, Errata: d.Errata, Next: textOrNil(d.Next)}
	if d.Previous != nil {
		v.Previous = &d.Previous.Review
	}
	return v
}

// getReviewCanonical answers the bytes that were frozen.
//
// @Summary     Canonical bytes of a review
// @Description The document of a frozen review, byte for byte as it was frozen: RFC 8785 with texts in NFC. Its SHA-256, as sha256sum prints it, is the review's.
// @ID          getReviewCanonical
// @Tags        reviews
// @Produce     json
// @Param       review path string true "review" example(kitaq-composting-aims-2012-v1)
// @Success     200 {object} review.Content
// @Failure     404 {object} Problem "no such review"
// @Failure     409 {object} Problem "a draft"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews/{review}/canonical [get]
func getReviewCanonical(c *call) (int, any, error) {
	r, err := c.askedReview("review")
	if err == nil && r.Frozen == nil {
		err = indicators.Errorf(indicators.Conflicting, "the review %s is a draft", r.ID()).Coded("not_frozen").Try("A draft has no hash: freeze it first.")
	}
	if err != nil {
		return 0, nil, err
	}
	c.frozen = true
	return http.StatusOK, file{contentType: jsonType, body: r.Frozen.Content}, nil
}

// getReviewVerification recomputes the hash of a frozen review.
//
// @Summary     Verify a review
// @Description Recomputes the SHA-256 of the bytes that were frozen and compares it with the one that was kept. It shows that the document is the one of that hash;
// @Description that the hash is the one of the conference shows a hash that was written down elsewhere, on paper for example.
// @ID          verifyReview
// @Tags        reviews
// @Produce     json
// @Param       review path string true "review" example(kitaq-composting-aims-2012-v1)
// @Success     200 {object} review.Verification
// @Failure     404 {object} Problem "no such review"
// @Failure     409 {object} Problem "a draft"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews/{review}/verify [get]
func getReviewVerification(c *call) (int, any, error) {
	r, err := c.askedReview("review")
	if err != nil {
		return 0, nil, err
	}
	v, err := review.Verify(r)
	return statusOK(v, err)
}

// ReviewDifferences is what differs from one review to another.
type ReviewDifferences struct {
	From string              `json:"from" binding:"required"`
	To   string              `json:"to" binding:"required"`
	Data []review.Difference `json:"data" binding:"required"`
}

// getReviewDifferences compares two reviews.
//
// @Summary     Compare two reviews
// @Description Row by row: baseline, target, latest figure, progress, status, trend, breaks. A draft stands for what is on record now.
// @ID          compareReviews
// @Tags        reviews
// @Produce     json
// @Param       review path string true "the earlier review" example(kitaq-composting-aims-2012-v1)
// @Param       other  path string true "the later review" example(kitaq-composting-aims-2012-v2)
// @Success     200 {object} ReviewDifferences
// @Failure     404 {object} Problem "no such review"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /reviews/{review}/diff/{other} [get]
func getReviewDifferences(c *call) (int, any, error) {
	v := ReviewDifferences{}
	c.over = true
	var contents [2]review.Content
	for i, parameter := range []string{"review", "other"} {
		r, err := c.askedReview(parameter)
		if err != nil {
			return 0, nil, err
		}
		c.over = c.over && r.Frozen != nil
		if r.Frozen != nil {
			contents[i], err = review.Read(r)
		} else {
			contents[i], err = c.examiner().Examine(c.Request.Context(), r)
		}
		if err != nil {
			return 0, nil, err
		}
	}
	v.From, v.To, v.Data = contents[0].Review, contents[1].Review, review.Compare(contents[0], contents[1])
	return statusOK(v, nil)
}
