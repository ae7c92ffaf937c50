package main

import (
	"cmp"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	uploadPath = "/uploads"
	uploadPart = "file"
)

// upload writes the body of POST /uploads: the file itself, or a form with the part "file".
// Swagger 2.0 knows either a body or a form, never both.
func upload(op operation) error {
	if op.method != "POST" || op.path != uploadPath {
		return nil
	}
	form := openapi3.NewObjectSchema()
	said := ""
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		said = op.RequestBody.Value.Description
		if media := op.RequestBody.Value.Content["multipart/form-data"]; media != nil && media.Schema.Value != nil {
			form = media.Schema.Value // the other fields of the form stay
		}
	}
	part := openapi3.NewStringSchema().WithFormat("binary")
	if annotated := form.Properties[uploadPart]; annotated != nil && annotated.Value != nil {
		part.Description = annotated.Value.Description
	}
	form.WithProperty(uploadPart, part).Required = []string{uploadPart}
	body := openapi3.NewRequestBody().WithRequired(true).WithDescription(
		cmp.Or(said, part.Description, "the file, as the body or as the part \"file\" of a form"))
	body.Content = openapi3.Content{
		mediaCSV:              openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema()),
		mediaXLSX:             openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithFormat("binary")),
		"multipart/form-data": openapi3.NewMediaType().WithSchema(form),
	}
	op.RequestBody = &openapi3.RequestBodyRef{Value: body}
	return nil
}
