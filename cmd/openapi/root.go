package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// rootPaths gives every path marked x-root a server of its own: it does not lie under the base path.
func rootPaths(doc *openapi3.T) error {
	marked := map[string]int{}
	for _, op := range operations(doc) {
		root, err := take[bool](op, "x-root")
		if err != nil {
			return fmt.Errorf("%s %s: %w", op.method, op.path, err)
		}
		if root {
			marked[op.path]++
		}
	}
	for _, path := range slices.Sorted(maps.Keys(marked)) {
		item := doc.Paths.Value(path)
		if marked[path] != len(item.Operations()) {
			return fmt.Errorf("%s: x-root must stand on all its operations or on none", path)
		}
		item.Servers = openapi3.Servers{{URL: "/"}}
	}
	return nil
}
