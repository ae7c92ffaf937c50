package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// Problem is an error after RFC 9457.
type Problem struct {
	Type      string         `json:"type" binding:"required" example:"urn:aspro:problem:unknown_city"`
	Title     string         `json:"title" binding:"required"`
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
	Column    string `json:"column,omitempty"`
	Text      string `json:"text,omitempty"` // as it was sent
	Hint      string `json:"hint,omitempty"` // what to write instead
}

// file is a view that is not JSON.
type file struct {
	contentType string
	name        string // offered for saving; "" to show it
	body        []byte
	stream      func(io.Writer) error // instead of body
	headers     map[string]string
	sum         []byte // that changes with the body, for its tag; nil: the body's own
	done        func() // called when the body has been written
}

const jsonType = "application/json; charset=utf-8"

// handled is the view of a handler that has written its own problem.
type handled struct{}

// table is a view that can be shown as CSV.
type table interface {
	writeCSV(w io.Writer) error
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
	case indicators.Unavailable:
		return http.StatusServiceUnavailable
	case indicators.Internal:
	}
	return http.StatusInternalServerError
}

// refuse answers an error. What is ours goes to the log, never to a stranger.
func (c *call) refuse(err error) {
	status := statusOf(err)
	p := Problem{Title: http.StatusText(status), Status: status, Detail: c.say("internal error"), Code: string(indicators.Internal), Errors: []ProblemError{}}
	if e, ok := errors.AsType[*indicators.Error](err); ok && e.Kind != indicators.Internal {
		p.Detail, p.Code = c.say("%s", e), e.FineCode()
		if e.Kind == indicators.Unavailable {
			p.Detail = c.say("this is not possible just now; try again")
		}
		if e.Field != "" || e.Hint != "" {
			p.Errors = append(p.Errors, ProblemError{Code: p.Code, Detail: p.Detail, Parameter: e.Field, Hint: c.say("%s", e.Advice())})
		}
	} else if status == http.StatusServiceUnavailable {
		p.Detail, p.Code = c.say("the answer took too long; ask for less"), "timeout"
	}
	if status >= 500 {
		c.api.Log.Error("request failed", "request_id", c.requestID(), "route", c.FullPath(), "err", err)
	}
	if status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "5")
	}
	if status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="aspro"`)
	}
	c.writeProblem(p, p)
}

// writeProblem answers a problem; view is p or a view that holds it.
func (c *call) writeProblem(p Problem, view any) {
	body, err := encoded(withProblem(view, p, c.requestID()))
	if err != nil {
		body = []byte(`{}`)
	}
	c.Header("Cache-Control", "no-store")
	c.Data(p.Status, "application/problem+json", body)
}

// encoded is JSON that leaves & and < as they are: it is never part of a page.
func encoded(view any) ([]byte, error) {
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	err := e.Encode(view)
	return body.Bytes(), err
}

// withProblem fills in what every problem has.
func withProblem(view any, p Problem, requestID string) any {
	p.RequestID = requestID
	if p.Type == "" {
		p.Type = "urn:aspro:problem:" + p.Code
	}
	if refused, ok := view.(RefusedUpload); ok {
		refused.Problem = p
		return refused
	}
	return p
}

// answer writes a view as JSON, as CSV where it was asked for, or as the file that it is.
func (c *call) answer(status int, view any) {
	if _, ok := view.(handled); ok {
		return
	}
	if f, ok := view.(file); ok {
		c.answerFile(status, f)
		return
	}
	c.varies("Accept")
	c.varies("Accept-Encoding")
	if t, ok := view.(table); ok && c.wantsCSV() {
		var body bytes.Buffer
		if err := t.writeCSV(&body); err != nil {
			c.refuse(err)
			return
		}
		c.tagged(status, "text/csv; charset=utf-8", body.Bytes(), nil)
		return
	}
	body, err := encoded(view)
	if err != nil {
		c.refuse(indicators.Errorf(indicators.Internal, "encoding the answer: %w", err))
		return
	}
	c.tagged(status, jsonType, body, nil)
}

// tagged writes a body with its entity tag, or 304 when the client has it.
func (c *call) tagged(status int, contentType string, body, sum []byte) {
	if status != http.StatusOK || c.Request.Method != http.MethodGet {
		c.Header("Cache-Control", "no-store")
		c.Data(status, contentType, body)
		return
	}
	if sum == nil {
		of := sha256.Sum256(body)
		sum = of[:]
	}
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	c.Header("ETag", `"`+tag+`"`)
	if c.Writer.Header().Get("Cache-Control") == "" {
		c.Header("Cache-Control", "no-cache")
	}
	for known := range strings.SplitSeq(c.GetHeader("If-None-Match"), ",") {
		known = strings.TrimPrefix(strings.TrimSpace(known), "W/") // a compressed answer has a suffix
		if strings.HasPrefix(known, `"`+tag) {
			c.Status(http.StatusNotModified)
			return
		}
	}
	c.Data(status, contentType, body)
}

func (c *call) answerFile(status int, f file) {
	for name, value := range f.headers {
		c.Header(name, value)
	}
	if f.name != "" {
		c.Header("Content-Disposition", "attachment; filename="+strconv.Quote(f.name))
	}
	if f.stream == nil {
		c.tagged(status, f.contentType, f.body, f.sum)
		if f.done != nil {
			f.done()
		}
		return
	}
	c.Header("Content-Type", f.contentType)
	c.Status(status)
	if err := f.stream(c.Writer); err != nil {
		c.api.Log.Error("answer cut short", "request_id", c.requestID(), "route", c.FullPath(), "err", err)
		panic(http.ErrAbortHandler) // the client must not take half a file for a whole one
	}
}
