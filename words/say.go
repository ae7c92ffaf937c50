package words

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed id.yaml ceb.yaml ja.yaml
var files embed.FS

// sentences are the translations by language and English format, read once, when the first is asked for.
var sentences = sync.OnceValue(func() map[Language]map[string]string {
	all := map[Language]map[string]string{}
	for _, l := range Languages()[1:] {
		text, err := files.ReadFile(string(l) + ".yaml")
		if err != nil {
			continue // not reached: the files are part of the program
		}
		var document yaml.Node
		if err := yaml.Unmarshal(text, &document); err != nil || len(document.Content) == 0 {
			continue // not reached: a test reads every file
		}
		table, pairs := map[string]string{}, document.Content[0].Content
		for i := 0; i+1 < len(pairs); i += 2 {
			table[pairs[i].Value] = pairs[i+1].Value
		}
		all[l] = table
	}
	return all
})

// Phrase is an argument that is a sentence itself and is said in the same language as what it stands in.
type Phrase interface {
	Words() (format string, args []any)
}

// Say is a sentence in a language: the translation of the English format, or the format itself, with the
// arguments in it. Numbers and names stay as the machine writes them. %w is read as %v.
func Say(l Language, format string, args ...any) string {
	if translated, ok := sentences()[l][format]; ok {
		format = translated
	}
	said := args
	for i, arg := range args {
		if phrase, ok := arg.(Phrase); ok {
			if &said[0] == &args[0] {
				said = append([]any{}, args...)
			}
			inner, with := phrase.Words()
			said[i] = Say(l, inner, with...)
		}
	}
	return fmt.Sprintf(strings.ReplaceAll(format, "%w", "%v"), said...)
}

// Has reports whether the format has a translation; English has all.
func Has(l Language, format string) bool {
	_, ok := sentences()[l][format]
	return ok || l == English
}
