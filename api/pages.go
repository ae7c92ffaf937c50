package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
)

//go:embed start.html
var startPage string

//go:embed style.css
var styleSheet []byte

var startTemplate = template.Must(template.New("start").Parse(startPage))

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
	if name == "style.css" {
		f.body = styleSheet
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

// startView is what the start page shows.
type startView struct {
	Version    string
	Catalogue  string
	Cities     []startCity
	Programmes []indicators.Programme
	Reviews    []indicators.Review // frozen, newest first
}

type startCity struct {
	indicators.City
	Series, Observations int64
	Indicators           []string // that have observations
}

// getStartPage answers a small page: the cities, what there is of them, and where the documents are.
//
// @Summary Start page
// @ID      getStartPage
// @Tags    service
// @Produce html
// @Success 200 {string} string "page"
// @x-root  true
// @Router  / [get]
func getStartPage(c *call) (int, any, error) {
	infos, err := c.api.Store.SeriesList(c.Request.Context(), indicators.SeriesFilter{})
	if err != nil {
		return 0, nil, err
	}
	v := startView{Version: c.api.Version, Catalogue: c.api.Catalogue.Version, Programmes: c.api.Catalogue.Programmes}
	if v.Reviews, err = c.api.Ledger.Reviews(c.Request.Context(), indicators.ReviewFilter{FrozenOnly: true, Limit: 50}); err != nil {
		return 0, nil, err
	}
	for _, city := range c.api.Catalogue.Cities {
		row, seen := startCity{City: city}, map[string]bool{}
		for _, info := range infos {
			if info.Series.City != city.ID {
				continue
			}
			row.Series++
			row.Observations += info.Count
			if name := info.Series.Indicator; !seen[name] {
				seen[name] = true
				row.Indicators = append(row.Indicators, name)
			}
		}
		v.Cities = append(v.Cities, row)
	}
	var body bytes.Buffer
	if err := startTemplate.Execute(&body, v); err != nil {
		return 0, nil, indicators.Errorf(indicators.Internal, "the start page: %w", err)
	}
	return http.StatusOK, file{contentType: "text/html; charset=utf-8", body: body.Bytes()}, nil
}
