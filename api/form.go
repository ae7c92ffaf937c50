package api

import (
	"mime"
	"strconv"
	"strings"
)

// form is how an answer is written.
type form string

// The forms of a list of figures. All but JSON are the same table, one row a line.
const (
	formJSON   form = "json"
	formCSV    form = "csv"
	formNDJSON form = "ndjson"
	formXLSX   form = "xlsx"
)

// mediaTypes are the forms by the media type that Accept names.
var mediaTypes = map[string]form{
	"application/json": formJSON, "text/csv": formCSV, "application/x-ndjson": formNDJSON, "application/ndjson": formNDJSON, xlsxType: formXLSX,
}

// contentTypeOf is the header of a form.
func contentTypeOf(f form) string {
	switch f {
	case formCSV:
		return "text/csv; charset=utf-8"
	case formNDJSON:
		return "application/x-ndjson"
	case formXLSX:
		return xlsxType
	case formJSON:
	}
	return jsonType
}

// form is how this answer is to be written: by the parameter format, else by what Accept likes best, else JSON. It is
// JSON too when Accept names nothing that there is: an answer helps more than a refusal.
func (c *call) form() form {
	if !c.route.csv {
		return formJSON
	}
	if named := c.text("format"); named != "" {
		return form(named)
	}
	return acceptedForm(c.GetHeader("Accept"))
}

// wantsCSV reports whether the answer is to be a table: CSV, or a form that is made from the same rows.
func (c *call) wantsCSV() bool { return c.form() != formJSON }

// acceptedForm is the form of the highest q; of equal ones the first, and JSON before a wildcard.
func acceptedForm(accept string) form {
	best, bestQ := formJSON, 0.0
	if len(accept) > 1000 {
		return best
	}
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		found, ok := mediaTypes[kind]
		if kind == "*/*" || kind == "application/*" {
			found, ok = formJSON, true
		}
		q := 1.0
		if text := params["q"]; text != "" {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		if ok && q > bestQ {
			best, bestQ = found, q
		}
	}
	return best
}
