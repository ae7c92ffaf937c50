package influx

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// FuzzJSONReader: what encoding/json takes is walked to its end, and a text means the same.
func FuzzJSONReader(f *testing.F) {
	for _, text := range []string{`{}`, `[ ]`, `{"a":[1,-2.5e+3,null,true],"b":{"c":"\"\\\u00e9\n"}}`, `"x"`, `"\ud800"`, "7 ", `[[],[{}]]`, `{"a":1`, `[1,]`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		padded := append(bytes.Clone(text), '\n') // a number ends where something follows
		reader := newJSONReader(bytes.NewReader(padded))
		err := reader.skip()
		if !json.Valid(text) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if more, err := reader.more(); more || err != nil {
			t.Fatal(more, err)
		}
		var want string
		if utf8.Valid(text) && json.Unmarshal(text, &want) == nil && text[0] == '"' {
			if got, err := newJSONReader(bytes.NewReader(padded)).text(); err != nil || got != want {
				t.Fatalf("%q %v, want %q", got, err, want)
			}
		}
	})
}
