package main

import (
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// bearer says of a key in the header Authorization that it is a bearer key, which Swagger 2.0 cannot,
// and of an operation without @Security that it needs no key, unless the whole document asks for one.
func bearer(doc *openapi3.T) {
	for _, op := range operations(doc) {
		if op.Security == nil && len(doc.Security) == 0 {
			op.Security = openapi3.NewSecurityRequirements()
		}
	}
	for _, scheme := range doc.Components.SecuritySchemes {
		key := scheme.Value
		if key != nil && key.Type == "apiKey" && key.In == "header" && http.CanonicalHeaderKey(key.Name) == "Authorization" {
			said := strings.TrimSpace(key.Description)
			scheme.Value = openapi3.NewSecurityScheme().WithType("http").WithScheme("bearer").WithDescription(said)
		}
	}
}
