package main

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// nullable mends the nullable schemas that a list of types cannot: a reference becomes
// "the reference or null", and an enumeration gets null as one of its values.
func nullable(doc *openapi3.T) {
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error { // only the function's errors, and it has none
		schema := ref.Value
		if schema == nil || !schema.Nullable {
			return nil
		}
		if len(schema.Enum) > 0 && !slices.Contains(schema.Enum, nil) {
			schema.Enum = append(slices.Clone(schema.Enum), nil)
		}
		if len(schema.AllOf) > 0 && schema.Type.IsEmpty() {
			null := openapi3.NewSchemaRef("", &openapi3.Schema{Type: &openapi3.Types{openapi3.TypeNull}})
			choice := schema.AllOf[0]
			if len(schema.AllOf) > 1 {
				choice = openapi3.NewSchemaRef("", &openapi3.Schema{AllOf: schema.AllOf})
			}
			schema.AllOf, schema.AnyOf = nil, openapi3.SchemaRefs{choice, null}
			schema.Nullable = false
		}
		return nil
	})
}
