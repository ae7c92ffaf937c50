package api

import (
	"bytes"
	"io/fs"
	"net/http"
	"strings"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
)

// getOpenAPI answers the document of this interface.
//
// @Summary OpenAPI document
// @ID      getOpenAPI
// @Tags    service
// @Produce json
// @Success 200 {object} object
// @x-root  true
// @Router  /openapi.json [get]
func getOpenAPI(*call) (int, any, error) {
	return http.StatusOK, file{contentType: "application/json; charset=utf-8", body: docs.OpenAPI()}, nil
}

// getDocs answers the page that shows the document.
//
// @Summary Documentation to read and try
// @ID      getDocs
// @Tags    service
// @Produce html
// @Success 200 {string} string "page"
// @x-root  true
// @Router  /docs [get]
func getDocs(c *call) (int, any, error) { return c.docsFile("index.html") }

// getDocsFile answers the files of that page.
//
// @Summary Files of the documentation
// @ID      getDocsFile
// @Tags    service
// @Produce html,text/javascript,text/css,plain
// @Param   file path string true "file" example(init.js)
// @Success 200 {string} string "file"
// @Failure 404 {object} Problem "no such file"
// @x-root  true
// @Router  /docs/{file} [get]
func getDocsFile(c *call) (int, any, error) { return c.docsFile(c.Param("file")) }

var docsTypes = map[string]string{".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}

// docsFile answers a packaged file; the large ones are kept compressed.
func (c *call) docsFile(name string) (int, any, error) {
	f := file{contentType: "text/plain; charset=utf-8", headers: map[string]string{}}
	for suffix, kind := range docsTypes {
		if strings.HasSuffix(name, suffix) {
			f.contentType = kind + "; charset=utf-8"
		}
	}
	if own, ok := map[string][]byte{"style.css": styleSheet, "upload.js": uploadScript}[name]; ok {
		f.body = own
		return http.StatusOK, f, nil
	}
	var err error
	if f.body, err = fs.ReadFile(docs.UI(), name); err == nil && !strings.HasSuffix(name, ".gz") {
		return http.StatusOK, f, nil
	}
	packed, err := fs.ReadFile(docs.UI(), name+".gz")
	if err != nil {
		return 0, nil, indicators.Errorf(indicators.NotFound, "there is no file %q here", name).Coded("no_such_path")
	}
	if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		f.body, f.headers["Content-Encoding"] = packed, "gzip"
		return http.StatusOK, f, nil
	}
	plain, err := unpacked(bytes.NewReader(packed), "gzip")
	if err != nil {
		return 0, nil, indicators.Errorf(indicators.Internal, "unpacking %s: %w", name, err)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(plain); err != nil {
		return 0, nil, indicators.Errorf(indicators.Internal, "unpacking %s: %w", name, err)
	}
	f.body = body.Bytes()
	return http.StatusOK, f, nil
}
