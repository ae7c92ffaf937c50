package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3conv"
)

// prepare readies swag's own document for the conversion.
func prepare(swagger []byte) ([]byte, error) {
	tree, err := decode(swagger)
	if err != nil {
		return nil, err
	}
	keepExamples(tree)
	shortNames(tree)
	return json.Marshal(tree)
}

// convert turns swag's Swagger 2.0 into the OpenAPI 3.1.0 document as JSON.
// The same input gives the same bytes; an answer is valid OpenAPI.
func convert(ctx context.Context, swagger []byte, examples map[string]recorded) ([]byte, error) {
	swagger, err := prepare(swagger)
	if err != nil {
		return nil, fmt.Errorf("swagger 2.0: %w", err)
	}
	var doc2 openapi2.T
	if err := json.Unmarshal(swagger, &doc2); err != nil {
		return nil, fmt.Errorf("swagger 2.0: %w", err)
	}
	doc, err := openapi2conv.ToV3(&doc2)
	if err != nil {
		return nil, fmt.Errorf("to OpenAPI 3: %w", err)
	}
	if doc.Paths.Len() == 0 {
		return nil, errors.New("there is no operation: no function has the comment // @Router")
	}
	if err := patch(doc); err != nil {
		return nil, err
	}
	if err := illustrate(doc, examples); err != nil {
		return nil, err
	}
	document, err := toJSON(doc)
	if err != nil {
		return nil, err
	}
	return document, validate(ctx, document)
}

// patch says in OpenAPI 3.1 what Swagger 2.0 and swag could not.
func patch(doc *openapi3.T) error {
	for _, op := range operations(doc) {
		for _, step := range []func(operation) error{answers, upload, lines, examples} {
			if err := step(op); err != nil {
				return fmt.Errorf("%s %s: %w", op.method, op.path, err)
			}
		}
	}
	if err := rootPaths(doc); err != nil {
		return err
	}
	if err := headers(doc); err != nil {
		return err
	}
	bearer(doc)
	nullable(doc)
	// Upgrade writes null into the types and exclusive bounds as numbers, then claims 3.2;
	// it uses nothing that 3.1 lacks, and more tools read 3.1.
	openapi3conv.Upgrade(doc)
	doc.OpenAPI = "3.1.0"
	return nil
}

// operation is one method of one path.
type operation struct {
	method, path string
	*openapi3.Operation
	known openapi3.Schemas // of the document
}

// operations lists all of them by path, then method.
func operations(doc *openapi3.T) []operation {
	var all []operation
	var schemas openapi3.Schemas
	if doc.Components != nil {
		schemas = doc.Components.Schemas
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		for method, op := range doc.Paths.Value(path).Operations() {
			all = append(all, operation{method, path, op, schemas})
		}
	}
	slices.SortFunc(all, func(a, b operation) int {
		return slices.Compare([]string{a.path, a.method}, []string{b.path, b.method})
	})
	return all
}

// take removes a mark of ours from the operation and gives its value.
// A value of another type than T is refused: it would be ignored otherwise.
func take[T any](op operation, mark string) (value T, err error) {
	marked, found := op.Extensions[mark]
	if !found {
		return value, nil
	}
	delete(op.Extensions, mark)
	value, ok := marked.(T)
	if !ok {
		return value, fmt.Errorf("%s is %v: it takes a %T", mark, marked, value)
	}
	return value, nil
}

// validate reads the document as a stranger would.
func validate(ctx context.Context, document []byte) error {
	loader := openapi3.NewLoader()
	loader.Context = ctx
	doc, err := loader.LoadFromData(document)
	if err != nil {
		return fmt.Errorf("the document cannot be read: %w", err)
	}
	if err := doc.Validate(ctx); err != nil {
		return fmt.Errorf("the document is not valid: %w", err)
	}
	return nil
}
