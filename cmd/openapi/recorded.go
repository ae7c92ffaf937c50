package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// recorded is a file of the folder of examples, named after an operation: bodies to send, which people write, and answers,
// which a test of package api writes down from a server with the sample data. Both by media type, answers by status before.
type recorded struct {
	Request map[string]any            `json:"request"`
	Answers map[string]map[string]any `json:"answers"`
}

// problemExample is the one file that is named after no operation: a problem that any request can meet.
const problemExample = "problem"

// recordedIn reads the folder; none when it is not there.
func recordedIn(dir string) (map[string]recorded, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all := map[string]recorded{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		var r recorded
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		all[strings.TrimSuffix(entry.Name(), ".json")] = r
	}
	return all, nil
}

// illustrate puts the recorded examples into the operations. A file without its operation, and an example without its
// place, are refused: nobody would see them.
func illustrate(doc *openapi3.T, all map[string]recorded) error {
	left := map[string]bool{}
	for name := range all {
		left[name] = name != problemExample
	}
	for _, op := range operations(doc) {
		r := all[op.OperationID]
		delete(left, op.OperationID)
		if op.RequestBody != nil && op.RequestBody.Value != nil {
			if err := exampled(op.RequestBody.Value.Content, r.Request); err != nil {
				return fmt.Errorf("%s, request: %w", op.OperationID, err)
			}
		}
		for status, bodies := range r.Answers {
			answer := op.Responses.Value(status)
			if answer == nil || answer.Value == nil {
				return fmt.Errorf("%s answers no %s, of which there is an example", op.OperationID, status)
			}
			if err := exampled(answer.Value.Content, bodies); err != nil {
				return fmt.Errorf("%s, %s: %w", op.OperationID, status, err)
			}
		}
	}
	for name, alone := range left {
		if alone {
			return fmt.Errorf("there is an example of %s, which is no operation", name)
		}
	}
	return problems(doc, all[problemExample])
}

func exampled(content openapi3.Content, bodies map[string]any) error {
	for kind, body := range bodies {
		if content[kind] == nil {
			return fmt.Errorf("there is an example of %s, which is not declared", kind)
		}
		content[kind].Example = body
	}
	return nil
}

// problems shows the one problem wherever any can come, by reference.
func problems(doc *openapi3.T, r recorded) error {
	for _, status := range slices.Sorted(maps.Keys(r.Answers)) {
		body := r.Answers[status][mediaProblem]
		if body == nil || doc.Components == nil {
			return errors.New("the example of a problem is none of " + mediaProblem)
		}
		doc.Components.Examples = openapi3.Examples{problemExample: {Value: &openapi3.Example{Summary: "a parameter that is not known", Value: body}}}
		for _, op := range operations(doc) {
			if usual := op.Responses.Value("default"); usual != nil && usual.Value != nil && usual.Value.Content[mediaProblem] != nil {
				usual.Value.Content[mediaProblem].Examples = openapi3.Examples{problemExample: {Ref: "#/components/examples/" + problemExample}}
			}
		}
	}
	return nil
}
