package ingest

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/aspro-cities/aspro/indicators"
)

// members is a point as JSON. A member that is not listed is refused, as is one that stands twice.
type members struct {
	City       string         `json:"city"`
	Site       string         `json:"site"`
	Indicator  string         `json:"indicator"`
	Resolution string         `json:"resolution"`
	Statistic  string         `json:"statistic"`
	Start      string         `json:"start"`
	Period     string         `json:"period"`
	Value      jsontext.Value `json:"value"`
	Unit       string         `json:"unit"`
	Qualifier  string         `json:"qualifier"`
	Quality    jsontext.Value `json:"quality"`
	Status     string         `json:"status"`
}

// ReadJSON reads the points of a post: an array of objects, or one object, or with stream any number of objects one after
// another. Errors are Invalid (bad_json, with the pointer to the place), TooLarge (too_many_points), or the reader's.
// An object that is JSON but no point has its Fault.
func ReadJSON(body io.Reader, stream bool) ([]Reading, error) {
	in := jsontext.NewDecoder(body)
	var readings []Reading
	if !stream && in.PeekKind() == '[' {
		if _, err := in.ReadToken(); err != nil {
			return nil, badJSON(err)
		}
		for in.PeekKind() != ']' {
			r, err := readPoint(in, readings)
			if err != nil {
				return nil, err
			}
			readings = append(readings, r)
		}
		if _, err := in.ReadToken(); err != nil {
			return nil, badJSON(err)
		}
		return readings, atEnd(in)
	}
	for {
		r, err := readPoint(in, readings)
		if errors.Is(err, io.EOF) {
			if !stream {
				return nil, indicators.Errorf(indicators.Invalid, "the body is empty").Coded("bad_json").Try("Send one array; for one object a line, the type is application/x-ndjson.")
			}
			return readings, nil
		}
		if err != nil {
			if stream {
				err = ofStream(err, len(readings))
			}
			return nil, err
		}
		if readings = append(readings, r); !stream {
			return readings, atEnd(in)
		}
	}
}

// ofStream names the point at fault, from 0, as the pointers of an array do.
func ofStream(err error, point int) error {
	e, ok := isDomainError(err)
	if !ok || e.Kind != indicators.Invalid {
		return err
	}
	if e.FineCode() == "bad_json" {
		e = e.Try("Write one object a line; the objects before this one can be read.")
	}
	return e.At("/" + strconv.Itoa(point) + e.Field)
}

// atEnd refuses what follows the last value.
func atEnd(in *jsontext.Decoder) error {
	if _, err := in.ReadToken(); !errors.Is(err, io.EOF) {
		if err != nil {
			return badJSON(err)
		}
		return indicators.Errorf(indicators.Invalid, "something follows the end of the JSON text").Coded("bad_json").Try("Send one array; for one object a line, the type is application/x-ndjson.")
	}
	return nil
}

func readPoint(in *jsontext.Decoder, before []Reading) (Reading, error) {
	text, err := in.ReadValue()
	if errors.Is(err, io.EOF) {
		return Reading{}, io.EOF
	}
	if err != nil {
		return Reading{}, badJSON(err)
	}
	if len(before) == MostPoints {
		return Reading{}, indicators.Errorf(indicators.TooLarge, "the post has more than %d points", MostPoints).Coded("post_too_large").Try("Send them in several posts, or as a file to %s.", "/api/v1/uploads")
	}
	return point(text), nil
}

// badJSON tells where the text stops being JSON.
func badJSON(err error) error {
	fault, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return err // the reader's
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return indicators.Errorf(indicators.Invalid, "a member stands twice: %s", string(fault.JSONPointer)).Coded("duplicate_member").At(string(fault.JSONPointer)).Try("Leave one of the two out.")
	}
	e := indicators.Errorf(indicators.Invalid, "this is no JSON from byte %d on", fault.ByteOffset).Coded("bad_json").At(string(fault.JSONPointer)).
		Try("Send one array; for one object a line, the type is application/x-ndjson.")
	e.Err = err // it may be the reader's that there is no more
	return e
}

// point reads one value of JSON.
func point(text jsontext.Value) Reading {
	var m members
	if err := json.Unmarshal(text, &m, json.RejectUnknownMembers(true)); err != nil {
		return Reading{Fault: noPoint(err, text)}
	}
	r := Reading{City: m.City, Site: m.Site, Indicator: m.Indicator, Resolution: m.Resolution, Statistic: m.Statistic, Start: m.Start, Period: m.Period,
		Qualifier: m.Qualifier, Unit: m.Unit, Quality: string(m.Quality), Status: m.Status}
	switch {
	case len(m.Value) == 0:
		r.Fault = try(problemf(0, "value", "value_missing", "", "The value is not stated."), "Write null where there is none.")
	case m.Value.Kind() == 'n':
		r.Missing = true
	case m.Value.Kind() != '0':
		r.Fault = try(problemf(0, "value", "value_unreadable", string(m.Value), "The value must be a number or null."), "Write 12.5, not \"12.5\".")
	default:
		r.Value = string(m.Value)
	}
	if r.Fault == nil && r.Qualifier != "" && r.Qualifier != "<" && r.Qualifier != ">" {
		r.Fault = problemf(0, "qualifier", "unknown_qualifier", r.Qualifier, "The qualifier must be < or >.")
	}
	return r
}

// noPoint words why a value of JSON is no point.
func noPoint(err error, text jsontext.Value) *indicators.RowProblem {
	column, shownText := "", string(text)
	if fault, ok := errors.AsType[*json.SemanticError](err); ok {
		column = strings.TrimPrefix(string(fault.JSONPointer), "/")
		if len(fault.JSONValue) > 0 {
			shownText = string(fault.JSONValue)
		}
	}
	if errors.Is(err, json.ErrUnknownName) {
		return try(problemf(0, column, "unknown_member", column, "There is no member %q here.", column),
			"A point has city, site, indicator, resolution, statistic, start or period, value, unit, qualifier, quality and status.")
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return problemf(0, "", "no_object", shownText, "A point must be an object.")
	}
	return problemf(0, column, "bad_type", shownText, "The member %q must be text.", column)
}
