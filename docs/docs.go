// Package docs carries what the binary shows of itself: the generated OpenAPI document, the packaged
// Swagger UI and the sample uploads. It imports the standard library only.
package docs

import (
	"bytes"
	"embed"
	"io/fs"
)

// openAPI is written by `make docs`, never by hand.
//
//go:embed openapi.json
var openAPI []byte

//go:embed ui/index.html ui/init.js ui/page.css ui/swagger-ui-bundle.js.gz ui/swagger-ui.css.gz
//go:embed ui/LICENSE ui/NOTICE ui/swagger-ui-bundle.js.LICENSE.txt
var ui embed.FS

// OpenAPI is the OpenAPI 3.1 document of the HTTP API as JSON, the bytes of docs/openapi.json.
// The caller owns the slice.
func OpenAPI() []byte { return bytes.Clone(openAPI) }

// UI holds the pages at /docs: index.html, init.js, page.css, and the packaged Swagger UI 5.35.0 with its licences.
// swagger-ui-bundle.js.gz and swagger-ui.css.gz are kept compressed: index.html asks for them under /docs/
// without ".gz", so they are to be served with Content-Encoding: gzip (or unpacked for a client that takes none).
// The page needs script-src, connect-src 'self', style-src 'self' 'unsafe-inline' and img-src 'self' data:,
// and nothing from another host.
func UI() fs.FS {
	sub, err := fs.Sub(ui, "ui")
	if err != nil {
		panic(err) // only a path that is not valid, and "ui" is
	}
	return sub
}
