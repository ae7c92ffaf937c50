package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// leading are the fields a reader looks for first; every other key is sorted.
var leading = []string{"openapi", "info", "servers", "security", "tags", "paths", "components"}

// toJSON writes the document indented, without what the conversion leaves behind, the same bytes each time.
func toJSON(doc *openapi3.T) ([]byte, error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	tree, err := decode(raw)
	if err != nil {
		return nil, err
	}
	if info, _ := tree["info"].(map[string]any); info != nil {
		if contact, _ := info["contact"].(map[string]any); len(contact) == 0 {
			delete(info, "contact") // swag writes an empty one
		}
	}
	strip(tree)
	keys := slices.DeleteFunc(slices.Clone(leading), func(key string) bool { return tree[key] == nil })
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		if !slices.Contains(leading, key) {
			keys = append(keys, key)
		}
	}
	var compact, document bytes.Buffer
	encoder := json.NewEncoder(&compact)
	encoder.SetEscapeHTML(false) // "<0.5" is to be read as such
	for i, key := range keys {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		compact.WriteByte(separator)
		compact.WriteString(strconv.Quote(key) + ":")
		if err := encoder.Encode(tree[key]); err != nil {
			return nil, err
		}
	}
	compact.WriteByte('}')
	if err := json.Indent(&document, compact.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	document.WriteByte('\n')
	return document.Bytes(), nil
}

// decode reads a JSON object; numbers keep their digits.
func decode(raw []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var tree map[string]any
	return tree, decoder.Decode(&tree)
}

// strip removes the notes that the conversion makes for the way back to Swagger 2.0.
func strip(node any) {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			strip(child)
		}
	case map[string]any:
		delete(node, "x-formData-name")
		delete(node, "x-originalParamName")
		for _, child := range node {
			strip(child)
		}
	}
}

// toYAML is the same document, in the same order, in block style.
func toYAML(document []byte) ([]byte, error) {
	var node yaml.Node
	if err := yaml.Unmarshal(document, &node); err != nil { // JSON is YAML
		return nil, err
	}
	block(&node)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&node); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

func block(node *yaml.Node) {
	node.Style = 0
	for _, child := range node.Content {
		block(child)
	}
}
