package api

import (
	_ "embed"
	"net/http"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

//go:embed problems.yaml
var problemRows []byte

//go:embed problem.html
var problemText string

var problemTemplate = pageTemplate(problemText)

// problemsPage explains codes.
type problemsPage struct {
	pageTop
	Types []ProblemTypeView
}

// ProblemType is one code that a problem, or a row of an upload, can have.
type ProblemType struct {
	Code   string
	At     []string // statuses with which it comes; "row": among the errors of an upload
	Title  string   // what is wrong: an English sentence of package words
	Change string   // what to do about it: the same
}

// ProblemTypes is every code there is, in the order of the file: the general ones first.
var ProblemTypes = sync.OnceValues(func() ([]ProblemType, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(problemRows, &document); err != nil {
		return nil, err
	}
	var all []ProblemType
	pairs := document.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		p := ProblemType{Code: pairs[i].Value}
		if err := pairs[i+1].Decode(&p); err != nil {
			return nil, err
		}
		p.Code = pairs[i].Value
		all = append(all, p)
	}
	return all, nil
})

// problemTypeOf finds a code; ok is false when it is not documented.
func problemTypeOf(code string) (p ProblemType, ok bool) {
	all, err := ProblemTypes()
	if err != nil {
		return p, false
	}
	for _, known := range all {
		if known.Code == code {
			return known, true
		}
	}
	return p, false
}

// problemTypePath is the address of a code's page, and the type of its problems.
func problemTypePath(code string) string { return "/problems/" + code }

// ProblemTypeView is a code with its explanation, in the language of Content-Language.
type ProblemTypeView struct {
	Code     string   `json:"code" binding:"required" example:"unknown_city"`
	Type     string   `json:"type" binding:"required" example:"/problems/unknown_city"`
	At       []string `json:"at" binding:"required" example:"404"` // statuses; "row": among the errors of an upload
	Title    string   `json:"title" binding:"required"`            // what is wrong
	Change   string   `json:"change" binding:"required"`           // what to do about it
	Language string   `json:"language" binding:"required" enums:"en,id,ceb,ja"`
}

func (c *call) problemTypeView(p ProblemType) ProblemTypeView {
	return ProblemTypeView{p.Code, problemTypePath(p.Code), p.At, c.say(p.Title), c.say(p.Change), string(c.language())}
}

// getProblemTypes lists every code.
//
// @Summary     Codes of problems
// @Description Every code that a problem or a row of an upload can have, with its statuses, what is wrong and what to change. For people (Accept: text/html) a page.
// @ID          listProblemTypes
// @Tags        service
// @Produce     json,html
// @Param       lang   query string false "language of the sentences; default by Accept-Language" Enums(en, id, ceb, ja)
// @Success     200 {object} List[ProblemTypeView]
// @Failure     422 {object} Problem "a parameter is wrong"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-root      true
// @Router      /problems [get]
func getProblemTypes(c *call) (int, any, error) {
	all, err := ProblemTypes()
	if err != nil {
		return 0, nil, indicators.Errorf(indicators.Internal, "problems.yaml: %w", err)
	}
	return c.problemTypesAnswer(all, false)
}

// getProblemType explains one code: the page to which the type of a problem leads.
//
// @Summary Explanation of a code
// @ID      getProblemType
// @Tags    service
// @Produce json,html
// @Param   code path  string true  "code of a problem" example(unknown_city)
// @Param   lang query string false "language of the sentences; default by Accept-Language" Enums(en, id, ceb, ja)
// @Success 200 {object} ProblemTypeView
// @Failure 404 {object} Problem "no such code"
// @Failure 422 {object} Problem "a parameter is wrong"
// @Failure default {object} Problem "what is wrong, and what to change"
// @x-root  true
// @Router  /problems/{code} [get]
func getProblemType(c *call) (int, any, error) {
	p, ok := problemTypeOf(c.Param("code"))
	if !ok {
		return 0, nil, indicators.Errorf(indicators.NotFound, "there is no code %q", c.Param("code")).Coded("no_such_path").At("code").Try("See /problems.")
	}
	return c.problemTypesAnswer([]ProblemType{p}, true)
}

// problemTypesAnswer is a page for a browser and JSON for everybody else.
func (c *call) problemTypesAnswer(types []ProblemType, one bool) (int, any, error) {
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	list := List[ProblemTypeView]{Data: []ProblemTypeView{}, Page: Page{Limit: max(1, len(types))}}
	for _, p := range types {
		list.Data = append(list.Data, c.problemTypeView(p))
	}
	c.varies("Accept")
	if c.wantsPage() {
		top := c.pageTop(c.say("Codes of problems"), "")
		if one {
			top.Outcome = list.Data[0].Title
		}
		return c.page(problemTemplate, http.StatusOK, problemsPage{top, list.Data})
	}
	if one {
		return http.StatusOK, list.Data[0], nil
	}
	return http.StatusOK, list, nil
}

// chooseLanguage lets the parameter lang stand over Accept-Language: a link in a page can carry it.
func (c *call) chooseLanguage() error {
	text := c.text("lang")
	if text == "" {
		return nil
	}
	l, ok := words.Parse(text)
	if !ok {
		return indicators.Errorf(indicators.Invalid, "lang is %q; it must be en, id, ceb or ja", text).Coded("bad_parameter").At("lang")
	}
	c.asked = l
	return nil
}

// wantsPage reports whether the asker reads pages: a browser names text/html, first or before JSON.
func (c *call) wantsPage() bool {
	accept := c.GetHeader("Accept")
	page, data := strings.Index(accept, "text/html"), strings.Index(accept, "json")
	return page >= 0 && (data < 0 || page < data)
}
