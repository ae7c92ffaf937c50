package api

import (
	"errors"
	"mime"
	"net/http"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/aspro-cities/aspro/indicators"
)

// jsonBytes bounds a JSON body that is not a batch of readings.
const jsonBytes = 64 << 10

// jsonBody reads the one JSON object of the body into view: a name that is not known or stands twice, and anything
// after the object, is refused.
func (c *call) jsonBody(view any) error {
	kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || kind != "application/json" {
		return indicators.Errorf(indicators.Unsupported, "the body is not JSON").Coded("unsupported_type").At("Content-Type").Try("Send application/json.")
	}
	err = json.UnmarshalRead(http.MaxBytesReader(c.Writer, c.Request.Body, jsonBytes), view, json.RejectUnknownMembers(true))
	if err != nil {
		if long := bodyError(err); indicators.KindOf(long) == indicators.TooLarge {
			return indicators.Errorf(indicators.TooLarge, "the body has more than %d bytes", jsonBytes).Coded("body_too_large")
		}
		return indicators.Errorf(indicators.Invalid, "the body cannot be read as this JSON, at %q", jsonPlace(err)).Coded("bad_json").
			Try("Send one JSON object with the members that /docs lists, each once.")
	}
	return nil
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

// plainText refuses what cannot be shown as it is: text that is too long, no UTF-8, or has control characters.
func plainText(field, text string, most int) error {
	if len(text) > most || !utf8.ValidString(text) || hasControl(text) {
		return indicators.Errorf(indicators.Invalid, "%s must be plain text of at most %d bytes", field, most).Coded("bad_parameter").At(field)
	}
	return nil
}

// neededText is plainText that is not empty.
func neededText(field, text string, most int) error {
	if text == "" {
		return indicators.Errorf(indicators.Invalid, "%s is missing", field).Coded("member_missing").At(field)
	}
	return plainText(field, text, most)
}
