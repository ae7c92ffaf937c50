package review

import (
	"github.com/aspro-cities/aspro/words"
)

// Statement is a sentence of the document: a stable code, the English text, and its parts (the English format, then
// what stands in it), so that it can be said in another language long after it was frozen.
type Statement struct {
	Code  string   `json:"code" binding:"required" example:"baseline_year_not_stated"`
	Text  string   `json:"text" binding:"required"`
	Parts []string `json:"parts" binding:"required"`
} // @name ReviewStatement

// statement makes one; the format takes %s alone.
func statement(code, format string, args ...string) Statement {
	s := Statement{Code: code, Parts: append([]string{format}, args...)}
	s.Text = s.In(words.English)
	return s
}

// In is the statement in a language; in English where that language has no translation of the format.
func (s Statement) In(l words.Language) string {
	if len(s.Parts) == 0 {
		return s.Text
	}
	args := make([]any, len(s.Parts)-1)
	for i, part := range s.Parts[1:] {
		args[i] = part
	}
	format := s.Parts[0]
	return words.Say(l, format, args...)
}
