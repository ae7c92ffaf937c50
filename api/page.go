package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

//go:embed layout.html
var layoutText string

//go:embed start.html
var startText string

//go:embed upload.html
var uploadText string

//go:embed earlier.html
var earlierText string

//go:embed takeback.html
var takeBackText string

//go:embed style.css
var styleSheet []byte

//go:embed upload.js
var uploadScript []byte

// Pages are parsed with functions that do not speak yet; every answer brings its own.
var (
	startTemplate    = pageTemplate(startText)
	uploadTemplate   = pageTemplate(uploadText)
	earlierTemplate  = pageTemplate(earlierText)
	takeBackTemplate = pageTemplate(takeBackText)
)

func pageTemplate(text string) *template.Template {
	page := template.New("page").Funcs(pageWords(words.English))
	return template.Must(template.Must(page.Parse(layoutText)).Parse(text))
}

// pageTop is what the head of every page shows.
type pageTop struct {
	Title     string
	Outcome   string // what came of what was asked, before the title in the browser's list; "" for none
	Path      string // of this page: the links to other languages lead to it
	Script    string // of ours; "" for none
	Language  words.Language
	Languages []words.Language
	Problem   *Problem // why the page is not what was asked for; nil
	Unchanged string   // what such a refusal leaves as it was, in a sentence
}

func (c *call) pageTop(title, script string) pageTop {
	c.spoken()
	return pageTop{Title: title, Path: c.Request.URL.Path, Script: script, Language: c.language(), Languages: words.Languages()}
}

// refuseForm puts why a form is refused on its page. A request without a key that is known is counted on the address; a refused
// key was counted already.
func (c *call) refuseForm(top *pageTop, err error) (status int) {
	if c.key.ID == "" && indicators.KindOf(err) != indicators.Unauthorized {
		if tooMany := c.counted("address "+c.ClientIP(), `"address"`); tooMany != nil {
			err = tooMany
		}
	}
	c.noteDenied(err)
	p := c.problemFor(err)
	top.refuse(c, p)
	return p.Status
}

func (top *pageTop) refuse(c *call, p Problem) {
	top.Problem, top.Outcome = &p, c.say("This did not work")
}

// timeInWords is a time as the people of a city say it; in UTC where there is no city.
func (c *call) timeInWords(at time.Time, city string) string {
	at = at.In(c.api.Catalogue.Zone(city))
	return c.say("%s, %s", indicators.DateInWords(at), at.Format("15:04 UTC-07:00"))
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
