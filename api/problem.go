package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// Problem is an error after RFC 9457.
type Problem struct {
	Type      string         `json:"type" binding:"required" example:"/problems/unknown_city"` // the page that explains the code
	Title     string         `json:"title" binding:"required"`                                 // what is wrong, in general
	Status    int            `json:"status" binding:"required"`
	Detail    string         `json:"detail" binding:"required"` // for the person who can mend it
	Code      string         `json:"code" binding:"required"`   // stable
	RequestID string         `json:"request_id" binding:"required"`
	Errors    []ProblemError `json:"errors" binding:"required"`
}

// ProblemError is one thing that is wrong.
type ProblemError struct {
	Code      string `json:"code" binding:"required"`
	Detail    string `json:"detail" binding:"required"`
	Parameter string `json:"parameter,omitempty"` // the parameter at fault
	Line      int    `json:"line,omitempty"`      // of the file, from 1
	Pointer   string `json:"pointer,omitempty"`   // RFC 6901: the place in a body of JSON
	Column    string `json:"column,omitempty"`
	Text      string `json:"text,omitempty"` // as it was sent
	Hint      string `json:"hint,omitempty"` // what to write instead
}

// statusOf is the one place where a kind becomes a status.
func statusOf(err error) int {
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Code == "method_not_allowed" {
		return http.StatusMethodNotAllowed
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable
	}
	switch indicators.KindOf(err) {
	case indicators.Invalid:
		return http.StatusUnprocessableEntity
	case indicators.NotFound:
		return http.StatusNotFound
	case indicators.Conflicting:
		return http.StatusConflict
	case indicators.Unauthorized:
		return http.StatusUnauthorized
	case indicators.Forbidden:
		return http.StatusForbidden
	case indicators.TooLarge:
		return http.StatusRequestEntityTooLarge
	case indicators.Unsupported:
		return http.StatusUnsupportedMediaType
	case indicators.TooMany:
		return http.StatusTooManyRequests
	case indicators.Unavailable:
		return http.StatusServiceUnavailable
	case indicators.Internal:
	}
	return http.StatusInternalServerError
}

// refuse answers an error.
func (c *call) refuse(err error) {
	p := c.problemFor(err)
	if c.route.influx {
		c.refuseAsInflux(err, p.Status)
		return
	}
	if c.route.keyInForm {
		c.refuseByPage(p)
		return
	}
	c.writeProblem(p, p)
}

// problemFor words an error, and sets the headers that go with it. What is ours goes to the log, never to a stranger.
func (c *call) problemFor(err error) Problem {
	status := statusOf(err)
	p := Problem{Status: status, Detail: c.say("internal error"), Code: string(indicators.Internal), Errors: []ProblemError{}}
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Kind != indicators.Internal {
		p.Detail, p.Code = masked(c.say("%s", e)), e.FineCode()
		if e.Kind == indicators.Unavailable {
			p.Detail = c.say("this is not possible just now; try again")
		}
		if e.Field != "" || e.Hint != "" {
			wrong := ProblemError{Code: p.Code, Detail: p.Detail, Parameter: e.Field, Pointer: c.pointerTo(e.Field), Hint: c.say("%s", e.Advice())}
			if strings.HasPrefix(e.Field, "/") {
				wrong.Parameter = ""
			}
			p.Errors = append(p.Errors, wrong)
		}
	} else if status == http.StatusServiceUnavailable {
		p.Detail, p.Code = c.say("the answer took too long; ask for less"), "timeout"
	}
	if status >= 500 {
		c.api.Log.Error("request failed", "request_id", c.requestID(), "route", c.FullPath(), "err", masked(err.Error()))
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		c.Header("Retry-After", strconv.Itoa(cmp.Or(c.retryAfter, 5)))
	}
	if status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="aspro"`)
	}
	return p
}

// writeProblem answers a problem; view is p or a view that holds it.
func (c *call) writeProblem(p Problem, view any) {
	p.Title = http.StatusText(p.Status)
	if known, ok := problemTypeOf(p.Code); ok {
		p.Title = c.say(known.Title)
	}
	body, err := encoded(withProblem(view, p, c.requestID()))
	if err != nil {
		body = []byte(`{}`)
	}
	c.Header("Cache-Control", notKept)
	c.Data(p.Status, "application/problem+json", body)
}

// withProblem fills in what every problem has.
func withProblem(view any, p Problem, requestID string) any {
	p.RequestID = requestID
	if p.Type == "" {
		p.Type = problemTypePath(p.Code)
	}
	switch refused := view.(type) {
	case RefusedUpload:
		refused.Problem = p
		return refused
	case RefusedPost:
		refused.Problem = p
		return refused
	}
	return p
}
