package main

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// described are the headers of answers that are the same everywhere. Where one stands it may come; none has to.
var described = []struct{ name, says string }{
	{"X-Request-Id", "names the request in the log of the server"},
	{"RateLimit-Policy", "how many requests may be asked in how many seconds, of which caller"},
	{"RateLimit", "how many of them are left, and in how many seconds the count begins anew"},
	{"ETag", "changes when, and only when, the answer changes: send it back in If-None-Match"},
	{"Cache-Control", "how long the answer may be given again without asking"},
	{"Link", "rel next: the following page; describedby: what describes the figures; license: the terms under which they stand"},
	{"Content-Language", "of the sentences in the answer"},
	{"Retry-After", "seconds after which the request may be sent again; with 429 and 503"},
	{"WWW-Authenticate", "with 401: how a key is sent"},
	{"Allow", "with 405: the methods that there are"},
	{"Idempotency-Replayed", "true: the first answer to this Idempotency-Key, again"},
}

// The headers of an answer by what it is.
var (
	onEveryAnswer = []string{"X-Request-Id", "RateLimit-Policy", "RateLimit", "Cache-Control", "Content-Language"}
	onRefusals    = []string{"Retry-After", "WWW-Authenticate", "Allow"}
	onReadings    = []string{"ETag"}
	onUnchanged   = []string{"X-Request-Id", "RateLimit-Policy", "RateLimit", "ETag", "Cache-Control", "Link"}
)

// headers describes once the headers of answers and names them at every answer that may have them; what is read may
// be unchanged, 304, too, unless it is marked x-no-tag.
func headers(doc *openapi3.T) error {
	if doc.Components == nil {
		doc.Components = &openapi3.Components{}
	}
	doc.Components.Headers = openapi3.Headers{}
	for _, h := range described {
		schema := openapi3.NewStringSchema()
		if h.name == "Retry-After" {
			schema = schema.WithPattern("^[0-9]+$")
		}
		doc.Components.Headers[h.name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Description: h.says, Schema: openapi3.NewSchemaRef("", schema)}}}
	}
	for _, op := range operations(doc) {
		untagged, err := take[bool](op, "x-no-tag")
		if err != nil {
			return fmt.Errorf("%s %s: %w", op.method, op.path, err)
		}
		once := op.Parameters.GetByInAndName(openapi3.ParameterInHeader, "Idempotency-Key") != nil
		for status, answer := range op.Responses.Map() {
			code, _ := strconv.Atoi(status)
			name(answer, onEveryAnswer)
			if op.method == http.MethodGet {
				name(answer, []string{"Link"})
			}
			switch {
			case code == 0 || code >= 400:
				name(answer, onRefusals)
			case op.method == http.MethodGet && code == http.StatusOK && !untagged:
				name(answer, onReadings)
			}
			if once {
				name(answer, []string{"Idempotency-Replayed"})
			}
		}
		if op.method == http.MethodGet && !untagged && op.Responses.Status(http.StatusOK) != nil {
			unchanged := &openapi3.ResponseRef{Value: openapi3.NewResponse().WithDescription("nothing has changed since the answer whose ETag If-None-Match gave")}
			name(unchanged, onUnchanged)
			op.Responses.Set("304", unchanged)
		}
	}
	return nil
}

// name adds headers to an answer that does not describe them itself.
func name(answer *openapi3.ResponseRef, headers []string) {
	if answer.Value == nil {
		return
	}
	if answer.Value.Headers == nil {
		answer.Value.Headers = openapi3.Headers{}
	}
	for _, header := range headers {
		if answer.Value.Headers[header] == nil {
			answer.Value.Headers[header] = &openapi3.HeaderRef{Ref: "#/components/headers/" + header}
		}
	}
}
