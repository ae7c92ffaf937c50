package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// fields are the fields of a row that were asked for, in that order; nil for all of them.
func (c *call) fields() []string {
	if !c.route.csv || c.text("fields") == "" {
		return nil
	}
	var names []string
	for name := range strings.SplitSeq(c.text("fields"), ",") {
		if name = strings.TrimSpace(name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func unknownField(name string, known []string) error {
	return indicators.Errorf(indicators.Invalid, "there is no field %q here; there are %s", name, strings.Join(known, ", ")).Coded("bad_parameter").At("fields")
}

// narrowed is the JSON of a list with the named fields of each row, and a list of them at its head.
func (c *call) narrowed(view any, body []byte) ([]byte, error) {
	wanted, known := c.fields(), rowFields(reflect.TypeOf(view))
	for _, name := range wanted {
		if !slices.Contains(known, name) {
			return nil, unknownField(name, known)
		}
	}
	var list map[string]json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(list["data"], &rows); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(`{"fields":`)
	names, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	out.Write(names)
	for _, key := range objectKeys(body) {
		if key == "data" {
			out.WriteString(`,"data":[`)
			for i, row := range rows {
				if i > 0 {
					out.WriteByte(',')
				}
				writeRow(&out, row, wanted)
			}
			out.WriteByte(']')
			continue
		}
		out.WriteString(`,"` + key + `":`)
		out.Write(list[key])
	}
	out.WriteString("}\n")
	return out.Bytes(), nil
}

func writeRow(out *bytes.Buffer, row map[string]json.RawMessage, wanted []string) {
	out.WriteByte('{')
	first := true
	for _, name := range wanted {
		if value, ok := row[name]; ok {
			if !first {
				out.WriteByte(',')
			}
			first = false
			out.WriteString(`"` + name + `":`)
			out.Write(value)
		}
	}
	out.WriteByte('}')
}

// objectKeys are the keys of a JSON object in their order.
func objectKeys(body []byte) []string {
	var keys []string
	d := json.NewDecoder(bytes.NewReader(body))
	if _, err := d.Token(); err != nil {
		return nil
	}
	for d.More() {
		key, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return keys
		}
		if name, ok := key.(string); ok {
			keys = append(keys, name)
		}
	}
	return keys
}

// rowFields are the JSON names of a row of the list that a view holds as Data.
func rowFields(view reflect.Type) []string {
	for view.Kind() == reflect.Pointer {
		view = view.Elem()
	}
	if view.Kind() != reflect.Struct {
		return nil
	}
	data, ok := view.FieldByName("Data")
	if !ok || data.Type.Kind() != reflect.Slice {
		return nil
	}
	return jsonNames(data.Type.Elem())
}

func jsonNames(row reflect.Type) []string {
	var names []string
	for row.Kind() == reflect.Pointer {
		row = row.Elem()
	}
	if row.Kind() != reflect.Struct {
		return nil
	}
	for i := range row.NumField() {
		field := row.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			names = append(names, jsonNames(field.Type)...)
		case name != "" && name != "-":
			names = append(names, name)
		}
	}
	return names
}
