package indicators

import (
	"regexp"
	"strings"
)

// HeaderPattern is the header text of a column of a profile, ready to be compared.
type HeaderPattern struct {
	plain   []string // folded texts, each of which is the header
	pattern *regexp.Regexp
}

// headerWords are the placeholders of a header, beside *.
const headerWords = "zone|unit|indicator|site"

var headerPiece = regexp.MustCompile(`\*|\{(` + headerWords + `)\}`)

// HeaderOf reads the header texts of a column. Invalid for a placeholder that is not known or stands twice.
func HeaderOf(c Column) (HeaderPattern, error) {
	h := HeaderPattern{}
	for _, text := range c.Also {
		h.plain = append(h.plain, FoldHeader(text))
	}
	pieces := headerPiece.FindAllStringSubmatchIndex(c.Header, -1)
	if len(pieces) == 0 {
		if c.Header != "" {
			h.plain = append(h.plain, FoldHeader(c.Header))
		}
		if strings.ContainsAny(c.Header, "{}") {
			return h, Errorf(Invalid, "the header %q has a placeholder that is not known", c.Header).Try("allowed are *, {zone}, {unit}, {indicator} and {site}")
		}
		return h, nil
	}
	var expression strings.Builder
	expression.WriteString("(?i)^")
	at, met := 0, map[string]bool{}
	for _, piece := range pieces {
		expression.WriteString(quoteHeader(c.Header[at:piece[0]]))
		at = piece[1]
		if piece[2] < 0 {
			expression.WriteString(".*")
			continue
		}
		word := c.Header[piece[2]:piece[3]]
		if met[word] {
			return h, Errorf(Invalid, "the header %q has {%s} twice", c.Header, word)
		}
		met[word] = true
		expression.WriteString("(?P<" + word + `>\S.*?)`)
	}
	h.pattern = regexp.MustCompile(expression.String() + quoteHeader(c.Header[at:]) + "$")
	return h, nil
}

// quoteHeader is an expression for a literal text in which blanks may be more or fewer, and mu either character.
func quoteHeader(text string) string {
	quoted := regexp.QuoteMeta(strings.ReplaceAll(text, "μ", "µ"))
	return strings.ReplaceAll(strings.ReplaceAll(quoted, " ", `\s*`), "µ", "[µμ]")
}

// IsPattern reports whether the text has placeholders, so that it may stand for many headers.
func (h HeaderPattern) IsPattern() bool { return h.pattern != nil }

// Has reports whether the pattern captures a placeholder.
func (h HeaderPattern) Has(word string) bool {
	return h.pattern != nil && h.pattern.SubexpIndex(word) >= 0
}

// Match reports whether a header is this one, and what its placeholders stand for.
func (h HeaderPattern) Match(header string) (map[string]string, bool) {
	folded := FoldHeader(header)
	for _, plain := range h.plain {
		if plain == folded {
			return nil, true
		}
	}
	if h.pattern == nil {
		return nil, false
	}
	found := h.pattern.FindStringSubmatch(header)
	if found == nil {
		return nil, false
	}
	words := map[string]string{}
	for i, name := range h.pattern.SubexpNames() {
		if name != "" {
			words[name] = strings.TrimSpace(found[i])
		}
	}
	return words, true
}
