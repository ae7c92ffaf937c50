package ingest

import (
	"errors"
	"slices"
	"strings"
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

// shown cuts a text to 200 characters of valid UTF-8 without control characters.
func shown(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, text)
	return cut(text)
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

// nearest lists the three names that are most like text, for a hint.
func nearest(text string, names []string) string {
	type candidate struct {
		name     string
		distance int
	}
	best := make([]candidate, 0, 4)
	for _, name := range names {
		c := candidate{name, editDistance(strings.ToLower(text), name)}
		if len(text) >= 4 && strings.Contains(name, strings.ToLower(text)) { // mahiga of mahiga-river-upstream
			c.distance = min(c.distance, 2)
		}
		at := len(best)
		for at > 0 && best[at-1].distance > c.distance {
			at--
		}
		best = append(best[:at], append([]candidate{c}, best[at:]...)...)
		best = best[:min(len(best), 3)]
	}
	var found []string
	for _, c := range best {
		found = append(found, c.name)
	}
	return strings.Join(found, ", ")
}

// editDistance is Levenshtein's, by bytes, on texts cut at 64.
func editDistance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// said is the message of a problem, to stand in another sentence.
func said(p *indicators.RowProblem) indicators.Phrase {
	if phrase, ok := indicators.DecodePhrase(p.Said); ok {
		return phrase
	}
	return indicators.Phrasef("%s", p.Message)
}
