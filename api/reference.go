package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
)

//go:embed reference.html
var referencePage string

var referenceTemplate = template.Must(template.New("reference").Parse(referencePage))

// reference is the document as a page without a script: every operation by tag, with its parameters and answers.
type reference struct {
	Title, Version, Description string
	Tags                        []referenceTag
	Schemas                     []referenceSchema
}

type referenceTag struct {
	Name, Description string
	Operations        []referenceOperation
}

type referenceOperation struct {
	ID, Method, Path, Summary, Description string
	Keyed                                  bool
	Parameters                             []referenceParameter
	Bodies                                 []referenceMedia
	Answers                                []referenceAnswer
}

type referenceParameter struct {
	Name, In, Kind, Description, Example string
	Required                             bool
}

type referenceAnswer struct {
	Status, Description string
	Media               []referenceMedia
}

type referenceMedia struct{ Kind, Schema string }

type referenceSchema struct {
	Name   string
	Fields []referenceField
}

type referenceField struct {
	Name, Kind, Schema, Description string
	Required                        bool
}

// documentSchema is what the page shows of a schema.
type documentSchema struct {
	Ref         string `json:"$ref"`
	Type        any
	Format      string
	Enum        []any
	Description string
	Items       *documentSchema
	AnyOf       []*documentSchema
	AllOf       []*documentSchema
	Properties  map[string]*documentSchema
	Required    []string
	Default     any
}

type documentMedia map[string]struct{ Schema *documentSchema }

type documentOperation struct {
	OperationID, Summary, Description string
	Tags                              []string
	Security                          []map[string][]string
	Parameters                        []struct {
		Name, In, Description string
		Required              bool
		Example               any
		Schema                *documentSchema
	}
	RequestBody struct{ Content documentMedia }
	Responses   map[string]struct {
		Description string
		Content     documentMedia
	}
}

// referenceBody is the page, made once: the document does not change while the program runs.
var referenceBody = sync.OnceValues(func() ([]byte, error) {
	var document struct {
		Info       struct{ Title, Version, Description string }
		Tags       []struct{ Name, Description string }
		Paths      map[string]map[string]json.RawMessage
		Components struct{ Schemas map[string]*documentSchema }
	}
	if err := json.Unmarshal(docs.OpenAPI(), &document); err != nil {
		return nil, err
	}
	page := reference{Title: document.Info.Title, Version: document.Info.Version, Description: document.Info.Description}
	for _, tag := range document.Tags {
		page.Tags = append(page.Tags, referenceTag{Name: tag.Name, Description: tag.Description})
	}
	for _, path := range sorted(document.Paths) {
		prefix := base
		if document.Paths[path]["servers"] != nil {
			prefix = ""
		}
		for _, method := range sorted(document.Paths[path]) {
			var op documentOperation
			if method == "servers" {
				continue
			}
			if err := json.Unmarshal(document.Paths[path][method], &op); err != nil {
				return nil, err
			}
			page.add(op, op.shown(strings.ToUpper(method), prefix+path))
		}
	}
	for _, name := range sorted(document.Components.Schemas) {
		page.Schemas = append(page.Schemas, document.Components.Schemas[name].shown(name))
	}
	var body bytes.Buffer
	err := referenceTemplate.Execute(&body, page)
	return body.Bytes(), err
})

// add puts an operation under its first tag; one that the document does not explain comes at the end.
func (r *reference) add(op documentOperation, shown referenceOperation) {
	name := append(op.Tags, "other")[0]
	at := slices.IndexFunc(r.Tags, func(tag referenceTag) bool { return tag.Name == name })
	if at < 0 {
		at, r.Tags = len(r.Tags), append(r.Tags, referenceTag{Name: name})
	}
	r.Tags[at].Operations = append(r.Tags[at].Operations, shown)
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (op documentOperation) shown(method, path string) referenceOperation {
	o := referenceOperation{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Description: op.Description, Keyed: len(op.Security) > 0}
	for _, p := range op.Parameters {
		kind, _ := p.Schema.kind()
		o.Parameters = append(o.Parameters, referenceParameter{p.Name, p.In, kind, p.Description, jsonText(p.Example), p.Required})
	}
	o.Bodies = op.RequestBody.Content.shown()
	for _, status := range sorted(op.Responses) {
		o.Answers = append(o.Answers, referenceAnswer{status, op.Responses[status].Description, op.Responses[status].Content.shown()})
	}
	return o
}

func (m documentMedia) shown() []referenceMedia {
	var all []referenceMedia
	for _, kind := range sorted(m) {
		_, schema := m[kind].Schema.kind()
		all = append(all, referenceMedia{kind, schema})
	}
	return all
}

func (s *documentSchema) shown(name string) referenceSchema {
	shown := referenceSchema{Name: name}
	for part := range slices.Values(append([]*documentSchema{s}, s.AllOf...)) {
		for _, field := range sorted(part.Properties) {
			kind, schema := part.Properties[field].kind()
			shown.Fields = append(shown.Fields, referenceField{field, kind, schema, part.Properties[field].Description, slices.Contains(part.Required, field)})
		}
	}
	return shown
}

// kind words a schema: its type with the words it takes, and the name of the schema it refers to.
func (s *documentSchema) kind() (text, schema string) {
	if s == nil {
		return "", ""
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return name, name
	}
	switch {
	case s.Items != nil:
		text, schema = s.Items.kind()
		text = "list of " + text
	case len(s.AnyOf)+len(s.AllOf) > 0:
		text, schema = append(s.AllOf, s.AnyOf...)[0].kind()
	default:
		switch kind := s.Type.(type) {
		case string:
			text = kind
		case []any:
			var kinds []string
			for _, one := range kind {
				kinds = append(kinds, jsonText(one))
			}
			text = strings.Join(kinds, " or ")
		}
	}
	if s.Format != "" {
		text += " (" + s.Format + ")"
	}
	if len(s.Enum) > 0 {
		var words []string
		for _, word := range s.Enum {
			words = append(words, jsonText(word))
		}
		text += ": " + strings.Join(words, ", ")
	}
	if s.Default != nil {
		text += "; default " + jsonText(s.Default)
	}
	return text, schema
}

// jsonText is a value of the document as people write it.
func jsonText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	if value == nil {
		return ""
	}
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

// getReference answers the document as a page that needs no script.
//
// @Summary Reference to read, without a script
// @ID      getReference
// @Tags    service
// @Produce html
// @Success 200 {string} string "page"
// @x-root  true
// @Router  /docs/reference [get]
func getReference(*call) (int, any, error) {
	body, err := referenceBody()
	if err != nil {
		return 0, nil, indicators.Errorf(indicators.Internal, "the page of the document: %w", err)
	}
	return http.StatusOK, file{contentType: "text/html; charset=utf-8", body: body}, nil
}
