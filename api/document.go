package api

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/aspro-cities/aspro/docs"
	"github.com/aspro-cities/aspro/indicators"
)

// documented is what the document says of one parameter of a query.
type documented struct {
	enum   []string // nil: any
	isText bool     // an empty text is a text; it is no number and no truth
	least  int      // characters
	most   int      // characters; 0: any number
}

// documentedParameters are the parameters of every operation ("GET /cities"), by name, from the document itself: what it
// says is allowed is what is allowed.
var documentedParameters = sync.OnceValues(func() (map[string]map[string]documented, error) {
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(docs.OpenAPI(), &document); err != nil {
		return nil, err
	}
	all := map[string]map[string]documented{}
	for path, operations := range document.Paths {
		for method, text := range operations {
			var operation struct {
				Parameters []struct {
					Name, In string
					Schema   struct {
						Type                 any
						Enum                 []any
						MinLength, MaxLength int
					}
				}
			}
			if method == "servers" || json.Unmarshal(text, &operation) != nil {
				continue
			}
			known := map[string]documented{}
			for _, p := range operation.Parameters {
				d := documented{isText: p.Schema.Type != "integer" && p.Schema.Type != "number" && p.Schema.Type != "boolean", least: p.Schema.MinLength, most: p.Schema.MaxLength}
				for _, value := range p.Schema.Enum {
					if text, ok := value.(string); ok {
						d.enum = append(d.enum, text)
					}
				}
				if p.In == "query" {
					known[p.Name] = d
				}
			}
			all[strings.ToUpper(method)+" "+path] = known
		}
	}
	return all, nil
})

// asDocumented refuses a parameter that is none of the words the document lists for it, or empty where it must not be.
func (c *call) asDocumented() error {
	if len(c.params) == 0 {
		return nil
	}
	all, err := documentedParameters()
	if err != nil {
		return indicators.Errorf(indicators.Internal, "reading the document: %w", err)
	}
	known := all[c.route.method+" "+c.route.path]
	for name, values := range c.params {
		d, ok := known[name]
		switch {
		case !ok:
		case d.enum != nil && !slices.Contains(d.enum, values[0]):
			return indicators.Errorf(indicators.Invalid, "%s is %q; it must be one of %s", name, values[0], strings.Join(d.enum, ", ")).Coded("bad_parameter").At(name)
		case d.most > 0 && (utf8.RuneCountInString(values[0]) < d.least || utf8.RuneCountInString(values[0]) > d.most):
			return indicators.Errorf(indicators.Invalid, "%s must have %d to %d characters", name, d.least, d.most).Coded("bad_parameter").At(name)
		case !d.isText && values[0] == "":
			return indicators.Errorf(indicators.Invalid, "%s is empty", name).Coded("bad_parameter").At(name).Try("Give it a value, or leave it out.")
		}
	}
	return nil
}
