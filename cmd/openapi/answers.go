package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	mediaJSON    = "application/json"
	mediaProblem = "application/problem+json"
	mediaCSV     = "text/csv"
	mediaNDJSON  = "application/x-ndjson"
	mediaXLSX    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// answers gives each answer its own media types. Swagger 2.0 has one list for the whole operation,
// so by it an error would come as CSV and a CSV file would have the schema of the JSON. An operation that says
// nothing of errors gets the problem as its default: any request can be refused.
func answers(op operation) error {
	csv, err := take[bool](op, "x-csv")
	if err != nil {
		return err
	}
	plain, err := take[[]any](op, "x-not-problems")
	if err != nil {
		return err
	}
	keeps := make([]string, len(plain))
	for i, status := range plain {
		keeps[i] = fmt.Sprint(status)
		if op.Responses.Value(keeps[i]) == nil {
			return fmt.Errorf("x-not-problems names %s, which is not answered", keeps[i])
		}
	}
	offered := false
	for status, answer := range op.Responses.Map() {
		if answer.Value == nil {
			continue
		}
		content := answer.Value.Content
		switch code, _ := strconv.Atoi(status); {
		case (code >= 400 || status == "default") && !slices.Contains(keeps, status):
			answer.Value.Content = problem(content)
		case csv && code >= 200 && code < 300 && content[mediaJSON] != nil:
			for _, kind := range []string{mediaCSV, mediaNDJSON, mediaXLSX} {
				content[kind] = openapi3.NewMediaType()
			}
			content[mediaJSON].Schema = wholeOrNarrowed(content[mediaJSON].Schema)
			offered = true
			fallthrough
		default:
			asText(content)
		}
	}
	if op.Responses.Value("default") == nil && op.known != nil && op.known["Problem"] != nil {
		op.Responses.Set("default", &openapi3.ResponseRef{Value: openapi3.NewResponse().WithDescription("what is wrong, and what to change").WithContent(
			openapi3.Content{mediaProblem: openapi3.NewMediaType().WithSchemaRef(openapi3.NewSchemaRef("#/components/schemas/Problem", nil))})})
	}
	if csv && !offered {
		return errors.New("x-csv has no 2xx answer in JSON to stand beside")
	}
	if csv {
		asked(op)
	}
	return nil
}

// asked gives a list of figures the parameters that all such lists have.
func asked(op operation) {
	for _, ref := range op.Parameters {
		if ref.Value != nil && ref.Value.Name == "format" && ref.Value.Schema != nil {
			ref.Value.Schema.Value.Enum = []any{"json", "csv", "ndjson", "xlsx"}
			ref.Value.Description = "form of the answer; default by Accept, else json"
		}
	}
	op.AddParameter(openapi3.NewQueryParameter("fields").WithDescription(
		"fields of a row to answer, separated by commas: those of data in JSON, columns in the other forms").WithSchema(openapi3.NewStringSchema()))
}

// wholeOrNarrowed is the schema of a list, or of one of which fields were asked for: it names them.
func wholeOrNarrowed(whole *openapi3.SchemaRef) *openapi3.SchemaRef {
	narrowed := openapi3.NewObjectSchema().
		WithProperty("fields", openapi3.NewArraySchema().WithItems(openapi3.NewStringSchema())).
		WithProperty("data", openapi3.NewArraySchema().WithItems(openapi3.NewObjectSchema()))
	narrowed.Required = []string{"fields", "data"}
	narrowed.Description = "rows with the fields that were asked for"
	return openapi3.NewSchemaRef("", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{whole, openapi3.NewSchemaRef("", narrowed)}})
}

// problem keeps the schema under the one media type of RFC 9457.
func problem(content openapi3.Content) openapi3.Content {
	for _, media := range content {
		return openapi3.Content{mediaProblem: media} // one schema under every media type of @Produce
	}
	return nil
}

// asText replaces the schema of every answer that is not JSON: a string, or bytes where it is no text.
func asText(content openapi3.Content) {
	for name := range content {
		switch {
		case name == mediaJSON, strings.HasSuffix(name, "+json"):
		case strings.HasPrefix(name, "text/"), strings.HasSuffix(name, "+xml"), name == "application/x-ndjson":
			content[name] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema())
		default:
			content[name] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithFormat("binary"))
		}
	}
}
