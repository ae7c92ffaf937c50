package ingest

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aspro-cities/aspro/indicators"
)

// problemf is a row problem whose message is formatted; the text, and what the message quotes of it, are cut so that they can
// be shown.
func problemf(line int, column, code, text, format string, args ...any) *indicators.RowProblem {
	args = slices.Clone(args)
	for i, arg := range args {
		if quoted, ok := arg.(string); ok && len(quoted) > 200 && strings.HasPrefix(quoted, text[:min(len(text), 200)]) {
			args[i] = cut(quoted) + "…"
		}
	}
	p := indicators.NewRowProblem(line, column, code, shown(text), indicators.Phrasef(format, args...))
	return &p
}

// try returns p with a hint.
func try(p *indicators.RowProblem, format string, args ...any) *indicators.RowProblem {
	*p = p.Advise(indicators.Phrasef(format, args...))
	return p
}

// shown is the first 200 characters of a text, as it can be shown.
func shown(text string) string { return cut(visible(text)) }

// visible has a space for every hidden character.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if Hidden(r) {
			return ' '
		}
		return r
	}, text)
}

// Hidden reports whether a character shows nothing, or turns what stands beside it: a control, a mark of direction, a byte that is
// no UTF-8. In a page, a table or a terminal it would make something else of a text than its writer saw.
func Hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError
}

// cut is the first 200 characters of a text.
func cut(text string) string {
	if len(text) > 200 && utf8.RuneCountInString(text) > 200 {
		text = string([]rune(text)[:200])
	}
	return text
}

// isDomainError finds the error of the domain in err.
func isDomainError(err error) (*indicators.Error, bool) { return errors.AsType[*indicators.Error](err) }

// fromError is a row problem for an error of the domain.
func fromError(line int, column, text string, err *indicators.Error) *indicators.RowProblem {
	p := indicators.NewRowProblem(line, column, err.FineCode(), shown(text), err.Said()).Advise(err.Advice())
	return &p
}

// said is the message of a problem, to stand in another sentence.
func said(p *indicators.RowProblem) indicators.Phrase {
	if phrase, ok := indicators.DecodePhrase(p.Said); ok {
		return phrase
	}
	return indicators.Phrasef("%s", p.Message)
}
