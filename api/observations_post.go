package api

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// postBytes bounds the body of a post, decompressed.
const postBytes = 8 << 20

// postsAtOnce bounds how many bodies are held in memory; further ones wait for their turn.
const postsAtOnce = 64

// ObservationIn is one point as a sensor sends it: a value, where, of what, and for which period.
type ObservationIn struct {
	City       string   `json:"city" extensions:"x-nullable" example:"surabaya"`                                // left out: the one city of the key
	Site       string   `json:"site" extensions:"x-nullable" example:"citywide"`                                // left out: the one site of the key
	Indicator  string   `json:"indicator" binding:"required" example:"pm2-5"`                                   // slug
	Start      string   `json:"start" extensions:"x-nullable" example:"2026-03-04T13:00:00+07:00"`              // of the period, with an offset; needs resolution
	Period     string   `json:"period" extensions:"x-nullable" example:"2026-03-04"`                            // instead of start: a date, month, year or start/end
	Resolution string   `json:"resolution" extensions:"x-nullable" example:"PT1H"`                              // how long the period is, ISO 8601
	Value      *float64 `json:"value" binding:"required" extensions:"x-nullable"`                               // null: there is none
	Unit       string   `json:"unit" extensions:"x-nullable" example:"µg/m³"`                                   // left out: the indicator's
	Statistic  string   `json:"statistic" extensions:"x-nullable" example:"mean"`                               // left out: the indicator's
	Qualifier  string   `json:"qualifier" extensions:"x-nullable" enums:"<,>"`                                  // the true value lies below or above
	Quality    int      `json:"quality" extensions:"x-nullable" enums:"1,2,3,4,9"`                              // QARTOD; left out: 2, not evaluated
	Status     string   `json:"status" extensions:"x-nullable" enums:"observed,provisional,estimated,modelled"` // left out: observed
}

// PointProblem is one point that was not taken, or was kept out.
type PointProblem struct {
	Point   int    `json:"point" binding:"required"`                       // its number in the post, from 1
	Pointer string `json:"pointer" binding:"required" example:"/16/value"` // RFC 6901: where in the array, or in the stream as an array
	Code    string `json:"code" binding:"required"`
	Text    string `json:"text" binding:"required"` // as it was sent
	Message string `json:"message" binding:"required"`
	Hint    string `json:"hint" binding:"required"`
}

// PostView is what became of a post.
type PostView struct {
	State    string            `json:"state" enums:"received,spooled,committed,refused"` // received: a dry run
	DryRun   bool              `json:"dry_run"`
	Upload   *string           `json:"upload" extensions:"x-nullable" example:"u17"` // that keeps what was new, a line a point; null when nothing was
	Counts   indicators.Counts `json:"counts"`
	Problems []PointProblem    `json:"problems"` // the first 100, by point; those of code conflict are kept out and refuse nothing
	Warnings []PointProblem    `json:"warnings"` // what the checks doubt, series by series, with the first such point: stored as suspect or failed
	Links    map[string]string `json:"links"`
}

// RefusedPost is the problem of a post that its points refuse.
type RefusedPost struct {
	Problem
	*PostView
}

// postObservations takes points.
//
// @Summary     Post observations
// @Description Points of sensors: an array of objects, one object, or a stream of objects (application/x-ndjson); at most 5,000 points and 8 MiB. Members that are not known or stand twice are refused.
// @Description Every point is checked; then all are stored, or none (on_error=reject), or all good ones (on_error=skip). What is acknowledged is on the disk. Sending a buffer again is harmless: what is stored is unchanged, and another value for the same period is kept out (on_conflict=keep).
// @Description Counts add up: received = created + unchanged + conflict + rejected + missing + pending. In a post that is refused nothing is stored, and not_stored tells how many would have been created.
// @ID          postObservations
// @Tags        observations
// @Accept      application/json,application/x-ndjson
// @Produce     json
// @Security    Key
// @Param       dry_run     query boolean false "check and answer, store nothing"
// @Param       on_error    query string  false "what one bad point does to the rest" Enums(reject, skip) default(reject)
// @Param       on_conflict query string  false "what becomes of a point that differs from what is stored: it is kept out, or refuses the post" Enums(keep, reject) default(keep)
// @Param       points      body  []ObservationIn true "the points"
// @Success     200 {object} PostView "stored, or a dry run that nothing refuses"
// @Success     202 {object} PostView "accepted and safe; compared and written when the store of observations is back"
// @Failure     401 {object} Problem "no key, or none that is known"
// @Failure     403 {object} Problem "the key may not do this"
// @Failure     413 {object} Problem "over a limit"
// @Failure     415 {object} Problem "a type or encoding that is not read"
// @Failure     422 {object} RefusedPost "points refuse it, or a parameter is wrong, or it is no JSON"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /observations [post]
func postObservations(c *call) (int, any, error) {
	o, err := c.postOptions()
	if err != nil {
		return 0, nil, err
	}
	leave, err := c.enterPost()
	if err != nil {
		return 0, nil, err
	}
	defer leave()
	kind, err := c.jsonKind("application/json", "application/x-ndjson")
	if err != nil {
		return 0, nil, err
	}
	body, err := c.postBody()
	if err != nil {
		return 0, nil, err
	}
	readings, err := ingest.ReadJSON(body, kind == "application/x-ndjson")
	if err != nil {
		return 0, nil, c.seenFailing(postError(err), o.DryRun)
	}
	return c.answerPost(readings, o)
}

// postOptions reads what is asked, and whether the key may post.
func (c *call) postOptions() (ingest.PostOptions, error) {
	o := ingest.PostOptions{Key: c.key, OnError: indicators.OnError(c.text("on_error")), OnConflict: indicators.OnConflict(c.text("on_conflict"))}
	if err := c.mustBe(indicators.RoleSensor, indicators.RoleUploader, indicators.RoleEditor); err != nil {
		return o, err
	}
	var err error
	o.DryRun, err = c.flag("dry_run")
	return o, err
}

// enterPost waits until there is room for one more body.
func (c *call) enterPost() (leave func(), err error) {
	select {
	case c.api.posts <- struct{}{}:
		return func() { <-c.api.posts }, nil
	case <-c.Request.Context().Done():
		return nil, indicators.Errorf(indicators.Unavailable, "%d posts are under way", postsAtOnce).Coded("busy")
	}
}

// postBody is the body of a post, unpacked and bounded.
func (c *call) postBody() (io.Reader, error) {
	plain, err := unpacked(http.MaxBytesReader(c.Writer, c.Request.Body, postBytes), c.GetHeader("Content-Encoding"))
	if err != nil {
		return nil, err
	}
	return http.MaxBytesReader(c.Writer, io.NopCloser(plain), postBytes), nil
}

// postError words what went wrong while a post was read.
func postError(err error) error {
	if tooLong, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return indicators.Errorf(indicators.TooLarge, "the body has more than %d bytes", tooLong.Limit).Coded("post_too_large").Try("Send the points in several posts.")
	}
	return bodyError(err)
}

// answerPost stores the points and answers what became of them.
func (c *call) answerPost(readings []ingest.Reading, o ingest.PostOptions) (int, any, error) {
	if err := c.api.importer.HaveRoom(c.Request.Context(), 0); err != nil && !o.DryRun {
		return 0, nil, c.seenFailing(err, o.DryRun)
	}
	answer, err := c.api.poster.Post(c.Request.Context(), readings, o)
	if err != nil {
		return 0, nil, c.seenFailing(err, o.DryRun)
	}
	c.seen(answer, o.DryRun)
	v := c.postView(answer, o.DryRun)
	if answer.State == indicators.Refused {
		p := Problem{Status: http.StatusUnprocessableEntity, Detail: c.say("%d of %d points refuse the post; nothing was stored", v.Counts.NotTaken(), v.Counts.Received), Code: "points_refused", Errors: []ProblemError{}}
		for _, row := range v.Problems {
			p.Errors = append(p.Errors, ProblemError{Code: row.Code, Detail: row.Message, Pointer: row.Pointer, Text: row.Text, Hint: row.Hint})
		}
		c.writeProblem(p, RefusedPost{p, &v})
		return 0, handled{}, nil
	}
	if answer.State == indicators.Spooled {
		return http.StatusAccepted, v, nil
	}
	return http.StatusOK, v, nil
}

func (c *call) postView(a ingest.PostAnswer, dryRun bool) PostView {
	v := PostView{State: string(a.State), DryRun: dryRun, Upload: textOrNil(a.Upload.String()), Counts: a.Counts, Links: map[string]string{}}
	if a.Upload != 0 {
		v.Links["upload"] = base + "/uploads/" + a.Upload.String()
	}
	v.Problems, v.Warnings = c.pointProblems(a.Problems[:min(len(a.Problems), ingest.Inline)]), c.pointProblems(a.Warnings[:min(len(a.Warnings), ingest.Inline)])
	return v
}

func (c *call) pointProblems(rows []indicators.RowProblem) []PointProblem {
	list := []PointProblem{}
	for _, row := range c.told(rows) {
		pointer := "/" + strconv.Itoa(row.Line-1)
		if row.Column != "" {
			pointer += "/" + row.Column
		}
		list = append(list, PointProblem{row.Line, pointer, row.Code, row.Text, row.Message, row.Hint})
	}
	return list
}
