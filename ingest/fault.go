package ingest

import "github.com/aspro-cities/aspro/indicators"

// faultOf is a code with words; the zero value is no fault. Its message is a format with arguments, its hint has none.
type faultOf struct {
	code, message, hint string
	args                []any
}

func faultf(code, hint, format string, args ...any) faultOf { return faultOf{code, format, hint, args} }

// problem is the fault at a place in the file.
func (f faultOf) problem(line int, column, text string) *indicators.RowProblem {
	p := problemf(line, column, f.code, text, f.message, f.args...)
	if f.hint == "" {
		return p
	}
	return try(p, f.hint)
}
