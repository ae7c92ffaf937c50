package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// jsonBytes bounds a JSON body that is not a batch of readings.
const jsonBytes = 64 << 10

// checkable is a body that knows what else is wrong with it.
type checkable interface{ Check() error }

// jsonBody reads the one JSON object of the body into view: a name that is not known or stands twice, and anything
// after the object, is refused; then what its Check finds.
func (c *call) jsonBody(view checkable) error {
	if _, err := c.jsonKind("application/json"); err != nil {
		return err
	}
	err := json.UnmarshalRead(http.MaxBytesReader(c.Writer, c.Request.Body, jsonBytes), view, json.RejectUnknownMembers(true))
	c.members = jsonNames(reflect.TypeOf(view))
	if err != nil {
		return c.badBody(err)
	}
	return view.Check()
}

// jsonKind is the type of a body of JSON, one of those that are read. JSON is UTF-8 and nothing else (RFC 8259, 8.1).
func (c *call) jsonKind(read ...string) (string, error) {
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || !slices.Contains(read, kind) {
		return "", indicators.Errorf(indicators.Unsupported, "the body is not JSON").Coded("unsupported_type").At("Content-Type").Try("Send %s.", strings.Join(read, ", "))
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return "", indicators.Errorf(indicators.Unsupported, "the body is in %s; JSON is UTF-8", charset).Coded("unsupported_type").At("Content-Type").Try("Send %s.", strings.Join(read, ", "))
	}
	return kind, nil
}

// badBody words why a body is not the object it should be, and where.
func (c *call) badBody(err error) error {
	if long := bodyError(err); indicators.KindOf(long) == indicators.TooLarge {
		return indicators.Errorf(indicators.TooLarge, "the body has more than %d bytes", jsonBytes).Coded("body_too_large")
	}
	place := jsonPlace(err)
	name := place[strings.LastIndexByte(place, '/')+1:]
	switch _, isType := errors.AsType[*json.SemanticError](err); {
	case errors.Is(err, io.EOF):
		return indicators.Errorf(indicators.Invalid, "the body is empty").Coded("bad_json").Try("Send one JSON object with the members that /docs lists, each once.")
	case errors.Is(err, json.ErrUnknownName):
		return indicators.Errorf(indicators.Invalid, "there is no member %q here", name).Coded("unknown_member").At(place).Try("Nearest: %s.", ingest.Nearest(name, c.members))
	case errors.Is(err, jsontext.ErrDuplicateName):
		return indicators.Errorf(indicators.Invalid, "a member stands twice: %s", place).Coded("duplicate_member").At(place).Try("Leave one of the two out.")
	case isType && name != "":
		return indicators.Errorf(indicators.Invalid, "the member %q must be text", name).Coded("bad_type").At(place)
	}
	return indicators.Errorf(indicators.Invalid, "the body cannot be read as this JSON, at %q", place).Coded("bad_json").At(place).
		Try("Send one JSON object with the members that /docs lists, each once.")
}

// jsonPlace is where in the body an error lies, as a JSON pointer; "" is the object itself.
func jsonPlace(err error) string {
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		return string(e.JSONPointer)
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return string(e.JSONPointer)
	}
	return ""
}

// pointerTo is the place in the body that an error is about, as a JSON pointer; "" when it is about something else.
func (c *call) pointerTo(field string) string {
	if strings.HasPrefix(field, "/") {
		return field
	}
	if slices.Contains(c.members, field) {
		return "/" + field
	}
	return ""
}

// plainText refuses what cannot be shown as it is: text that is too long, no UTF-8, or has control characters.
func plainText(field, text string, most int) error {
	if len(text) > most || hasControl(text) {
		return notPlain(field, most)
	}
	return nil
}

func notPlain(field string, most int) error {
	return indicators.Errorf(indicators.Invalid, "%s must be plain text of at most %d bytes", field, most).Coded("bad_parameter").At(field)
}

// neededText is plainText that is not empty.
func neededText(field, text string, most int) error {
	if text == "" {
		return indicators.Errorf(indicators.Invalid, "%s is missing", field).Coded("member_missing").At(field)
	}
	return plainText(field, text, most)
}
