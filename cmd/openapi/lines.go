package main

import "github.com/getkin/kin-openapi/openapi3"

// mediaLines are objects of JSON, one a line: to a document they are text.
const mediaLines = "application/x-ndjson"

// lines writes that a body of lines is text, whatever the same body is as one JSON value.
func lines(op operation) error {
	if op.RequestBody == nil || op.RequestBody.Value == nil || op.RequestBody.Value.Content[mediaLines] == nil {
		return nil
	}
	op.RequestBody.Value.Content[mediaLines] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema())
	return nil
}
