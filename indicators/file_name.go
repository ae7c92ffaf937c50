package indicators

import (
	"regexp"
	"strconv"
	"strings"
)

// FileNamePattern is how names of files end that carry time or place: noudoAll/{year}/{month}/{day}/{hour}.csv.
type FileNamePattern struct{ pattern *regexp.Regexp }

// FileNameParts is what a file name tells; a part that the pattern does not have is -1, or "".
type FileNameParts struct {
	Year, Month, Day, Hour int
	Site                   string
}

var fileNameWords = map[string]string{
	"year": `(?P<year>\d{4})`, "month": `(?P<month>\d{2})`, "day": `(?P<day>\d{2})`, "hour": `(?P<hour>\d{2})`,
	"site": `(?P<site>[^/]+?)`, "*": `[^/]*?`,
}

var fileNamePiece = regexp.MustCompile(`\*|\{(year|month|day|hour|site)\}`)

// FileNameOf reads a pattern: text, in which {year} stands for four digits, {month}, {day} and {hour} for two, {site} for
// a word for the site, and * for any text without a slash. It is compared with the end of a name, from the beginning
// of the name or of one of its folders. Invalid for another placeholder, or one that stands twice.
func FileNameOf(text string) (FileNamePattern, error) {
	var expression strings.Builder
	expression.WriteString(`(?i)(?:^|/)`)
	at, met := 0, map[string]bool{}
	for _, piece := range fileNamePiece.FindAllStringSubmatchIndex(text, -1) {
		expression.WriteString(regexp.QuoteMeta(text[at:piece[0]]))
		at = piece[1]
		word := strings.Trim(text[piece[0]:piece[1]], "{}")
		if met[word] && word != "*" {
			return FileNamePattern{}, Errorf(Invalid, "the file name %q has {%s} twice", text, word)
		}
		met[word] = true
		expression.WriteString(fileNameWords[word])
	}
	if rest := fileNamePiece.ReplaceAllString(text, ""); text == "" || strings.ContainsAny(rest, "{}") {
		return FileNamePattern{}, Errorf(Invalid, "the file name %q has a placeholder that is not known", text).Try("allowed are {year}, {month}, {day}, {hour}, {site} and *")
	}
	return FileNamePattern{regexp.MustCompile(expression.String() + regexp.QuoteMeta(text[at:]) + "$")}, nil
}

// Match reads a name with slashes.
func (p FileNamePattern) Match(name string) (FileNameParts, bool) {
	parts := FileNameParts{Year: -1, Month: -1, Day: -1, Hour: -1}
	found := p.pattern.FindStringSubmatch(name)
	if found == nil {
		return parts, false
	}
	for i, word := range p.pattern.SubexpNames() {
		number, _ := strconv.Atoi(found[i])
		switch word {
		case "year":
			parts.Year = number
		case "month":
			parts.Month = number
		case "day":
			parts.Day = number
		case "hour":
			parts.Hour = number
		case "site":
			parts.Site = found[i]
		}
	}
	return parts, true
}

// String is the parts as one text, the same for the same parts.
func (p FileNameParts) String() string {
	var text strings.Builder
	for _, part := range []int{p.Year, p.Month, p.Day, p.Hour} {
		if part >= 0 {
			text.WriteString(strconv.Itoa(part) + "-")
		}
	}
	return text.String() + p.Site
}
