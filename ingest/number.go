package ingest

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// numberStyle is how a file writes numbers: its decimal mark and, if it has one, its thousands mark.
type numberStyle struct {
	decimal, thousands byte // thousands 0: none
}

// powersOfTen are exact in float64, so that a mantissa below 2^53 divided by one is correctly rounded.
var powersOfTen = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// parse reads [<>]? [+-]? digits (decimal digits)?, with thousands marks where the style has them; full-width signs are read as
// what they are. No exponent, no
// NaN, Inf, hexadecimal or underscore is a number here, and a mark of another style is never guessed at:
// the code is then decimal_comma or ambiguous_number, otherwise value_unreadable.
func (style numberStyle) parse(cell []byte) (value float64, censored indicators.Censored, code string) {
	text := cell
	switch {
	case len(text) > 0 && text[0] == '<':
		censored, text = indicators.Below, bytes.TrimSpace(text[1:])
	case len(text) > 0 && text[0] == '>':
		censored, text = indicators.Above, bytes.TrimSpace(text[1:])
	}
	digits := text
	negative := false
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		negative, digits = digits[0] == '-', digits[1:]
	}
	mantissa, count, scale := uint64(0), 0, -1
	for i, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			if mantissa < 1<<59 {
				mantissa = mantissa*10 + uint64(c-'0')
			}
			if count++; scale >= 0 {
				scale++
			}
		case c == style.decimal && scale < 0 && i > 0 && i < len(digits)-1:
			scale = 0
		default:
			return style.parseGrouped(text, censored)
		}
	}
	if count == 0 || count > 400 {
		return 0, 0, "value_unreadable"
	}
	scale = max(scale, 0)
	if mantissa < 1<<53 && scale < len(powersOfTen) {
		value = float64(mantissa) / powersOfTen[scale]
		if negative && value != 0 {
			value = -value
		}
		return value, censored, ""
	}
	return exact(text, style.decimal, mantissa, censored)
}

// exact reads what the fast way cannot, by strconv. A value that overflows or vanishes is not read.
func exact(text []byte, decimal byte, mantissa uint64, censored indicators.Censored) (float64, indicators.Censored, string) {
	plain := string(text)
	if decimal != '.' {
		plain = string(bytes.Replace(text, []byte{decimal}, []byte{'.'}, 1))
	}
	value, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(value, 0) || value == 0 && mantissa != 0 {
		return 0, 0, "value_unreadable"
	}
	return value, censored, ""
}

// parseGrouped reads a number with thousands marks, or says which mark is in the way.
func (style numberStyle) parseGrouped(text []byte, censored indicators.Censored) (float64, indicators.Censored, string) {
	if narrow, ok := narrowed(text); ok {
		value, inside, code := style.parse(narrow)
		if censored != 0 && inside != 0 {
			return 0, 0, "value_unreadable"
		}
		return value, censored + inside, code
	}
	plain, other := make([]byte, 0, len(text)), byte('.')
	if style.decimal == '.' {
		other = ','
	}
	if !looksNumeric(text) {
		return 0, 0, "value_unreadable"
	}
	if bytes.IndexByte(text, other) >= 0 && style.thousands != other {
		if other == ',' && bytes.Count(text, []byte{','}) == 1 && bytes.IndexByte(text, '.') < 0 {
			return 0, 0, "decimal_comma"
		}
		return 0, 0, "ambiguous_number"
	}
	whole, fraction, hasFraction := bytes.Cut(bytes.TrimLeft(text, "+-"), []byte{style.decimal})
	groups := bytes.Split(whole, []byte{style.thousands})
	for i, group := range groups {
		if len(group) == 0 {
			return 0, 0, "value_unreadable"
		}
		if i > 0 && len(group) != 3 || i == 0 && len(group) > 3 && len(groups) > 1 {
			return 0, 0, "ambiguous_number"
		}
		plain = append(plain, group...)
	}
	if hasFraction {
		if len(fraction) == 0 {
			return 0, 0, "value_unreadable"
		}
		if bytes.IndexByte(fraction, style.thousands) >= 0 || bytes.IndexByte(fraction, style.decimal) >= 0 {
			return 0, 0, "ambiguous_number"
		}
		plain = append(append(plain, style.decimal), fraction...)
	}
	if text[0] == '-' {
		plain = append([]byte{'-'}, plain...)
	}
	value, _, code := numberStyle{decimal: style.decimal}.parse(plain)
	return value, censored, code
}

// narrow are the full-width signs of Japanese and Chinese keyboards, and the minus sign of typography, with what they are.
var narrow = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9",
	"．", ".", "，", ",", "－", "-", "−", "-", "＋", "+", "＜", "<", "＞", ">")

// narrowed is the text in ASCII; false when it is already, or is no number in other signs.
func narrowed(text []byte) ([]byte, bool) {
	if bytes.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0 {
		return nil, false
	}
	plain := narrow.Replace(string(text))
	if strings.IndexFunc(plain, func(r rune) bool { return r >= 0x80 }) >= 0 {
		return nil, false
	}
	return []byte(plain), true
}

// isPercentage reports whether a percent sign stands behind the text.
func isPercentage(text []byte) bool { return len(withoutPercent(text)) < len(text) }

// withoutPercent is the text before a percent sign and the blanks in front of it; without one the text as it is.
func withoutPercent(text []byte) []byte {
	number, ok := bytes.CutSuffix(text, []byte("%"))
	if !ok {
		if number, ok = bytes.CutSuffix(text, []byte("％")); !ok {
			return text
		}
	}
	return bytes.TrimSpace(number)
}

// looksNumeric reports whether the text is of digits and marks alone, with at least one digit.
func looksNumeric(text []byte) bool {
	digits := false
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.' || c == ',':
		case (c == '-' || c == '+') && i == 0:
		default:
			return false
		}
	}
	return digits
}
