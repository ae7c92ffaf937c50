package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

//go:embed layout.html
var layoutText string

//go:embed start.html
var startText string

//go:embed upload.html
var uploadText string

//go:embed style.css
var styleSheet []byte

//go:embed upload.js
var uploadScript []byte

// Pages are parsed with functions that do not speak yet; every answer brings its own.
var (
	startTemplate  = pageTemplate(startText)
	uploadTemplate = pageTemplate(uploadText)
)

func pageTemplate(text string) *template.Template {
	page := template.New("page").Funcs(pageWords(words.English))
	return template.Must(template.Must(page.Parse(layoutText)).Parse(text))
}

// pageTop is what the head of every page shows.
type pageTop struct {
	Title     string
	Path      string // of this page: the links to other languages lead to it
	Script    string // of ours; "" for none
	Language  words.Language
	Languages []words.Language
}

func (c *call) pageTop(title, script string) pageTop {
	c.spoken()
	return pageTop{title, c.Request.URL.Path, script, c.language(), words.Languages()}
}

// pageWords are the functions of the templates in a language.
func pageWords(l words.Language) template.FuncMap {
	return template.FuncMap{
		"t":   func(label string) string { return words.Say(l, label) },
		"say": func(format string, args ...any) string { return words.Say(l, format, args...) },
		"id": func(v *UploadView) string {
			if v.ID == nil {
				return "–"
			}
			return *v.ID
		},
		"day": func(at *string) string {
			if at == nil {
				return "–"
			}
			return strings.Replace(strings.TrimSuffix(*at, "Z"), "T", " ", 1) + " UTC"
		},
		"bad": func(v *UploadView) int64 { return v.Counts.Rejected + v.Counts.Conflict },
	}
}

// page answers a page in the asker's language. It needs no script, and nothing from elsewhere.
func (c *call) page(of *template.Template, status int, view any) (int, any, error) {
	said, err := of.Clone()
	var body bytes.Buffer
	if err == nil {
		err = said.Funcs(pageWords(c.language())).Execute(&body, view)
	}
	if err != nil {
		return 0, nil, indicators.Errorf(indicators.Internal, "the page: %w", err)
	}
	lines := slices.DeleteFunc(bytes.Split(body.Bytes(), []byte{'\n'}), func(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 })
	return status, file{contentType: "text/html; charset=utf-8", body: append(bytes.Join(lines, []byte{'\n'}), '\n')}, nil
}
