package main

import (
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/words"
)

// language is what people are told in: that of --lang, else that of the terminal (LC_ALL, LC_MESSAGES, LANG).
func (s shell) language(given config) words.Language {
	if l, ok := words.Parse(given.word("lang")); ok {
		return l
	}
	return s.terminalLanguage()
}

func (s shell) terminalLanguage() words.Language {
	for _, variable := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if text := lookUp(s.environ, variable); text != "" {
			tag, _, _ := strings.Cut(text, ".")
			return words.Match(strings.ReplaceAll(tag, "_", "-"))
		}
	}
	return words.English
}

// speaker says a sentence in one language.
type speaker func(format string, args ...any) string

func speakerOf(l words.Language) speaker {
	return func(format string, args ...any) string { return words.Say(l, format, args...) }
}

// told says problems in the language.
func (say speaker) told(problems []indicators.RowProblem) []indicators.RowProblem {
	told := make([]indicators.RowProblem, len(problems))
	for i, p := range problems {
		told[i] = p.Told(say)
	}
	return told
}
