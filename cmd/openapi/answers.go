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
	mediaXLSX    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// answers gives each answer its own media types. Swagger 2.0 has one list for the whole operation,
// so by it an error would come as CSV and a CSV file would have the schema of the JSON.
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
			content[mediaCSV] = openapi3.NewMediaType()
			offered = true
			fallthrough
		default:
			asText(content)
		}
	}
	if csv && !offered {
		return errors.New("x-csv has no 2xx answer in JSON to stand beside")
	}
	return nil
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
