package indicators

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Phrase is a sentence that can be said in other languages: an English format, which is its name in the tables of
// translations, and what stands in it. The zero value is the empty text.
type Phrase struct {
	Format string
	Args   []any // texts, numbers, other phrases
}

// Phrasef makes a phrase; it can stand among the arguments of another.
func Phrasef(format string, args ...any) Phrase { return Phrase{format, args} }

// String is the phrase in English.
func (p Phrase) String() string {
	if p.Format == "" {
		return ""
	}
	return fmt.Sprintf(strings.ReplaceAll(p.Format, "%w", "%v"), p.Args...)
}

// Words are the parts of the phrase, for whoever says it in another language.
func (p Phrase) Words() (format string, args []any) { return p.Format, p.Args }

// worded is anything that is said in parts: a Phrase, an *Error.
type worded interface {
	Words() (format string, args []any)
}

// Encode writes the phrase so that it can be kept: a JSON array of the format and its arguments, in which a phrase is
// an array again and a fraction an object. "" for the empty phrase.
func (p Phrase) Encode() string {
	if p.Format == "" {
		return ""
	}
	text, err := json.Marshal(parts(p))
	if err != nil {
		return "" // not reached: texts and numbers are always written
	}
	return string(text)
}

func parts(p worded) []any {
	format, args := p.Words()
	all := []any{format}
	for _, arg := range args {
		switch v := arg.(type) {
		case worded:
			all = append(all, parts(v))
		case string, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
			all = append(all, v)
		case float64:
			all = append(all, map[string]float64{"fraction": v})
		default:
			all = append(all, fmt.Sprint(v))
		}
	}
	return all
}

// DecodePhrase reads what Encode writes; ok is false for everything else, the empty text among it.
func DecodePhrase(text string) (p Phrase, ok bool) {
	if text == "" {
		return p, false
	}
	var all []any
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if d.Decode(&all) != nil {
		return p, false
	}
	return phraseOf(all)
}

func phraseOf(all []any) (p Phrase, ok bool) {
	if len(all) == 0 {
		return p, false
	}
	if p.Format, ok = all[0].(string); !ok {
		return p, false
	}
	for _, arg := range all[1:] {
		switch v := arg.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return p, false
			}
			p.Args = append(p.Args, n)
		case map[string]any:
			n, isNumber := v["fraction"].(json.Number)
			f, err := n.Float64()
			if !isNumber || err != nil {
				return p, false
			}
			p.Args = append(p.Args, f)
		case []any:
			inner, ok := phraseOf(v)
			if !ok {
				return p, false
			}
			p.Args = append(p.Args, inner)
		case string, bool:
			p.Args = append(p.Args, v)
		default:
			return p, false
		}
	}
	return p, true
}
