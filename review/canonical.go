package review

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"github.com/aspro-cities/aspro/indicators"
)

// Canonical is the one way in which a value is written as JSON, so that equal documents have equal bytes and one hash:
// RFC 8785 (JSON Canonicalization Scheme) of the value with every text in Unicode's form NFC. That is: the names of an
// object sorted by their UTF-16 code units, no blank, numbers in the shortest decimals that read back as the same
// float64 (an exponent below 1e-6 and from 1e21 on, −0 as 0), texts in UTF-8 with ", \ and control characters escaped alone.
//
// Internal when the value cannot be written: a number that is not finite, an integer beyond 2^53 whose digits a float64 does not keep, two names that are
// one in NFC.
func Canonical(value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, indicators.Errorf(indicators.Internal, "no canonical form: %w", err)
	}
	return canonicalJSON(text)
}

// canonicalJSON rewrites JSON in the canonical form.
func canonicalJSON(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, indicators.Errorf(indicators.Internal, "no canonical form: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, indicators.Errorf(indicators.Internal, "no canonical form: more than one JSON value")
	}
	return appendCanonical(nil, tree)
}

func appendCanonical(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case json.Number:
		return appendNumber(b, v)
	case string:
		return appendText(b, norm.NFC.String(v)), nil
	case []any:
		b = append(b, '[')
		for i, element := range v {
			if i > 0 {
				b = append(b, ',')
			}
			var err error
			if b, err = appendCanonical(b, element); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case map[string]any:
		return appendObject(b, v)
	}
	return nil, indicators.Errorf(indicators.Internal, "no canonical form: %T", value)
}

func appendObject(b []byte, object map[string]any) ([]byte, error) {
	byName := map[string]any{}
	for name, value := range object {
		byName[norm.NFC.String(name)] = value
	}
	if len(byName) != len(object) {
		return nil, indicators.Errorf(indicators.Internal, "no canonical form: two names of an object are the same in NFC")
	}
	names := slices.SortedFunc(maps.Keys(byName), func(a, b string) int {
		return slices.CompareFunc(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)), cmp.Compare[uint16])
	})
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, name), ':')
		var err error
		if b, err = appendCanonical(b, byName[name]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// appendNumber writes a number as ECMAScript does; not a whole one whose digits would change by that.
func appendNumber(b []byte, number json.Number) ([]byte, error) {
	f, err := number.Float64()
	if err != nil {
		return nil, indicators.Errorf(indicators.Internal, "no canonical form: %w", err)
	}
	text := decimals(f)
	if whole := number.String(); math.Abs(f) >= 1<<53 && !strings.ContainsAny(whole, ".eE") && whole != text {
		return nil, indicators.Errorf(indicators.Internal, "no canonical form: %s is beyond 2^53", number)
	}
	return append(b, text...), nil
}

// decimals is a number as ECMAScript writes it.
func decimals(f float64) string {
	if f == 0 {
		return "0" // no −0
	}
	if size := math.Abs(f); size >= 1e-6 && size < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	if n := len(text); text[n-4] == 'e' && text[n-2] == '0' { // e-07 is e-7
		text = text[:n-2] + text[n-1:]
	}
	return text
}

// appendText writes a text with the fewest escapes.
func appendText(b []byte, text string) []byte {
	const hexDigits = "0123456789abcdef"
	short := map[byte]byte{'\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r', '"': '"', '\\': '\\'}
	b = append(b, '"')
	for i := range len(text) {
		c := text[i]
		switch escape, ok := short[c]; {
		case ok:
			b = append(b, '\\', escape)
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// Sum is the SHA-256 of bytes, lower-case hex, as sha256sum prints it.
func Sum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
