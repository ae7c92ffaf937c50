package ingest

import "strings"

// Guarded puts an apostrophe before a text that a spreadsheet would run as a formula, and before one
// that already looks guarded, so that unguarded always gives the text back. Numbers are never guarded.
func Guarded(text string) string {
	if looksLikeFormula(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// unguarded takes away the one apostrophe that Guarded put there.
func unguarded(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && looksLikeFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return text
}

func looksLikeFormula(text string) bool {
	return text != "" && strings.IndexByte("=+-@\t\r", text[0]) >= 0
}
