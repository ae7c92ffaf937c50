package catalogue

import (
	"errors"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	yamlLine     = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownField = regexp.MustCompile(`^field (\S+) not found in type \w+\.(\w+)$`)
	wrongType    = regexp.MustCompile("(?s)^cannot unmarshal !!(\\w+)(?: `(.*)`)? into (.+)$")
)

// unreadable tells what the YAML reader found wrong, line by line.
func (r *rows) unreadable(s source, err error, faults *faults) {
	messages := []string{err.Error()}
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok {
		messages = wrong.Errors
	}
	for _, message := range messages {
		line := 1
		if m := yamlLine.FindStringSubmatch(message); m != nil {
			line, _ = strconv.Atoi(m[1])
			message = m[2]
		}
		if m := unknownField.FindStringSubmatch(message); m != nil {
			message = "there is no field " + strconv.Quote(m[1]) + " here; allowed are " + strings.Join(fieldsOf(reflect.TypeFor[file](), m[2]), ", ")
		} else if m := wrongType.FindStringSubmatch(message); m != nil {
			message = strconv.Quote(m[2]) + " cannot stand here; allowed is " + wordFor(m[3])
		}
		faults.add(place{r.files, s.name, line}, "%s", message)
	}
}

// fieldsOf lists the YAML fields of the named type, which t is or holds.
func fieldsOf(t reflect.Type, name string) []string {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for i := range t.NumField() {
		names = append(names, yamlName(t.Field(i)))
	}
	if t.Name() == name {
		return names
	}
	for i := range t.NumField() {
		if found := fieldsOf(t.Field(i).Type, name); found != nil {
			return found
		}
	}
	return nil
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// wordFor names a Go type for somebody who writes YAML.
func wordFor(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case strings.HasPrefix(goType, "float"):
		return "a number"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "uint"), goType == "indicators.Quality":
		return "a whole number"
	case goType == "bool":
		return "true or false"
	case goType == "string":
		return "a text"
	}
	return "a group of fields"
}
