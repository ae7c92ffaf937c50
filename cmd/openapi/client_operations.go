package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// clientOperations declares, for every operation, its query and its methods: one that gives the answer as it came, and
// one that reads it where it comes in JSON.
func clientOperations(doc *openapi3.T) string {
	var out bytes.Buffer
	out.WriteString("import (\n\"context\"\n\"io\"\n\"net/http\"\n\"net/url\"\n\"strconv\"\n)\n\n")
	for _, op := range operations(doc) {
		prefix := ""
		if servers := doc.Paths.Value(op.path).Servers; len(servers) == 0 && len(doc.Servers) > 0 {
			prefix = strings.TrimSuffix(doc.Servers[0].URL, "/")
		}
		clientOperation(&out, op, prefix+op.path)
	}
	return out.String()
}

// parameterOf is one argument of a method.
type parameterOf struct{ name, kind string }

func clientOperation(out *bytes.Buffer, op operation, path string) {
	name := goName(op.OperationID)
	arguments, fields := []parameterOf{{"ctx", "context.Context"}}, []*openapi3.Parameter{}
	target := fmt.Sprintf("%q", path)
	for _, ref := range op.Parameters {
		p := ref.Value
		switch p.In {
		case "path":
			local := lowerFirst(goName(p.Name))
			arguments = append(arguments, parameterOf{local, "string"})
			target = strings.ReplaceAll(target, "{"+p.Name+"}", `" + url.PathEscape(`+local+`) + "`)
		case "query":
			fields = append(fields, p)
		}
	}
	target = strings.TrimSuffix(target, ` + ""`)
	query := "nil"
	if len(fields) > 0 {
		queryType(out, name, fields)
		arguments = append(arguments, parameterOf{"q", name + "Query"})
		query = "q.values()"
	}
	contentType, body := `""`, "nil"
	if op.RequestBody != nil {
		arguments = append(arguments, parameterOf{"contentType", "string"}, parameterOf{"body", "io.Reader"})
		contentType, body = "contentType", "body"
	}
	var takes, gives []string
	for _, a := range arguments {
		takes, gives = append(takes, a.name+" "+a.kind), append(gives, a.name)
	}
	comment(out, fmt.Sprintf("%sAnswer asks %s %s: %s. The caller closes the body, whatever the status.", name, op.method, path, lowerFirst(firstOf(op.Summary, "as the document says"))))
	fmt.Fprintf(out, "func (c *Client) %sAnswer(%s) (*http.Response, error) {\nreturn c.send(ctx, %q, %s, %s, %s, %s)\n}\n\n", name, strings.Join(takes, ", "), op.method, target, query, contentType, body)
	if kind := jsonAnswer(op); kind != "" {
		comment(out, fmt.Sprintf("%s asks %s %s: %s. A *RefusedError says why there is no answer.", name, op.method, path, lowerFirst(firstOf(op.Summary, "as the document says"))))
		fmt.Fprintf(out, "func (c *Client) %s(%s) (%s, error) {\nreturn read[%s](c.%sAnswer(%s))\n}\n\n", name, strings.Join(takes, ", "), kind, kind, name, strings.Join(gives, ", "))
	}
}

// jsonAnswer is the Go type of a success in JSON, "" when there is none.
func jsonAnswer(op operation) string {
	for _, status := range []string{"200", "201", "202"} {
		if answer := op.Responses.Value(status); answer != nil && answer.Value != nil {
			if media := answer.Value.Content[mediaJSON]; media != nil && media.Schema != nil {
				return goType(media.Schema)
			}
		}
	}
	return ""
}

// queryType declares the parameters of an operation; what is zero is left out.
func queryType(out *bytes.Buffer, name string, fields []*openapi3.Parameter) {
	comment(out, name+"Query are the parameters of "+name+"; the zero value of each leaves it out.")
	fmt.Fprintf(out, "type %sQuery struct {\n", name)
	for _, p := range fields {
		fmt.Fprintf(out, "%s %s // %s\n", goName(p.Name), queryKind(p), strings.Join(strings.Fields(p.Description), " "))
	}
	fmt.Fprintf(out, "}\n\nfunc (q %sQuery) values() url.Values {\nv := url.Values{}\n", name)
	for _, p := range fields {
		field := "q." + goName(p.Name)
		switch queryKind(p) {
		case "bool":
			fmt.Fprintf(out, "if %s {\nv.Set(%q, \"true\")\n}\n", field, p.Name)
		case "int":
			fmt.Fprintf(out, "if %s != 0 {\nv.Set(%q, strconv.Itoa(%s))\n}\n", field, p.Name, field)
		case "*float64":
			fmt.Fprintf(out, "if %s != nil {\nv.Set(%q, strconv.FormatFloat(*%s, 'f', -1, 64))\n}\n", field, p.Name, field)
		default:
			fmt.Fprintf(out, "if %s != \"\" {\nv.Set(%q, %s)\n}\n", field, p.Name, field)
		}
	}
	out.WriteString("return v\n}\n\n")
}

func queryKind(p *openapi3.Parameter) string {
	switch t := p.Schema.Value.Type; {
	case t.Includes("boolean"):
		return "bool"
	case t.Includes("integer"):
		return "int"
	case t.Includes("number"):
		return "*float64"
	}
	return "string"
}

func lowerFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}
