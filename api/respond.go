package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

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

// encoded is JSON that leaves & and < as they are: it is never part of a page.
func encoded(view any) ([]byte, error) {
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	err := e.Encode(view)
	return body.Bytes(), err
}

// answer writes a view as JSON, as CSV where it was asked for, or as the file that it is.
func (c *call) answer(status int, view any) {
	if _, ok := view.(handled); ok {
		return
	}
	for _, header := range []string{"Accept", "Accept-Encoding", "Accept-Language"} {
		c.varies(header)
	}
	if f, ok := view.(file); ok {
		c.answerFile(status, f)
		return
	}
	form := c.form()
	if t, ok := view.(table); ok && form != formJSON {
		body, err := c.asTable(t, form)
		if err != nil {
			c.refuse(err)
			return
		}
		if form == formXLSX {
			c.Header("Content-Disposition", `attachment; filename="aspro.xlsx"`)
		}
		c.tagged(status, contentTypeOf(form), body, nil)
		return
	}
	body, err := encoded(view)
	if err == nil && c.fields() != nil {
		if body, err = c.narrowed(view, body); indicators.KindOf(err) == indicators.Invalid {
			c.refuse(err)
			return
		}
	}
	if err != nil {
		c.refuse(indicators.Errorf(indicators.Internal, "encoding the answer: %w", err))
		return
	}
	c.tagged(status, jsonType, body, nil)
}

// tagged writes a body with its entity tag, or 304 when the client has it.
func (c *call) tagged(status int, contentType string, body, sum []byte) {
	if status != http.StatusOK || c.Request.Method != http.MethodGet || c.route.probe {
		c.Header("Cache-Control", notKept)
		c.Data(status, contentType, body)
		return
	}
	sent, err := c.sending(len(body))
	if err != nil {
		c.Writer.Header().Del("Content-Disposition")
		c.refuse(err)
		return
	}
	defer sent()
	c.leaveHeavy()
	if sum == nil {
		of := sha256.Sum256(body)
		sum = of[:]
	}
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	c.Header("ETag", `"`+tag+`"`)
	if c.Writer.Header().Get("Cache-Control") == "" { // an answer that was kept brings its own
		c.Header("Cache-Control", c.freshness())
	}
	c.keep(contentType, body, sum)
	if known := knownTag(c.GetHeader("If-None-Match"), tag); known != "" {
		c.Header("ETag", known) // of the answer that the client has: a cache finds it by its tag
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(status, contentType, body)
}

// compressedTag is what stands in the tag of a compressed answer, before the name of the compression.
const compressedTag = "-c"

// knownTag is the one of the client's tags that stands for the answer as it is or compressed; "" for none.
func knownTag(sent, tag string) string {
	for known := range strings.SplitSeq(sent, ",") {
		known = strings.TrimPrefix(strings.TrimSpace(known), "W/")
		for _, suffix := range []string{"", compressedTag + "-gzip", compressedTag + "-zstd"} {
			if known == `"`+tag+suffix+`"` {
				return known
			}
		}
	}
	return ""
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
	c.Header("Cache-Control", c.freshness())
	c.Status(status)
	if err := f.stream(c.Writer); err != nil {
		c.api.Log.Error("answer cut short", "request_id", c.requestID(), "route", c.FullPath(), "err", err)
		panic(http.ErrAbortHandler) // the client must not take half a file for a whole one
	}
}
