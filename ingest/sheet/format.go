package sheet

import (
	"archive/zip"
	"encoding/xml"
	"strconv"
	"strings"
)

// format says whether a number is a date, and which parts of it the display shows, or a percentage.
type format struct {
	year, month, day, clock bool
	percent                 bool // the display shows a hundred times the number
}

func (f format) isDate() bool { return f.year || f.month || f.day || f.clock }

// mostFormats bounds the styles that are kept.
const mostFormats = 100_000

func readFormats(part *zip.File, limits Limits) ([]format, error) {
	custom := map[int]format{}
	var formats []format
	inCells := false
	err := walk(part, limits, func(t *tokens, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil && len(custom) < mostFormats {
				custom[id] = readFormat(attribute(e, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs", "cellStyleXfs":
			inCells = false
		case "xf":
			if inCells && len(formats) < mostFormats {
				id, _ := strconv.Atoi(attribute(e, "numFmtId"))
				f, ok := custom[id]
				if !ok {
					f = builtIn(id)
				}
				formats = append(formats, f)
			}
		}
		return nil
	})
	return formats, err
}

// builtIn are the numbers of formats that ISO/IEC 29500-1, 18.8.30, gives a meaning without a code, with those that
// Japanese and Chinese programs write (27 to 36, 50 to 58).
func builtIn(id int) format {
	switch {
	case id == 14 || id == 15 || id == 30 || id >= 27 && id <= 29 || id == 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58:
		return format{year: true, month: true, day: true}
	case id == 16:
		return format{month: true, day: true}
	case id == 17 || id == 55 || id == 56:
		return format{year: true, month: true}
	case id >= 18 && id <= 21 || id >= 32 && id <= 35 || id >= 45 && id <= 47:
		return format{clock: true}
	case id == 9 || id == 10:
		return format{percent: true}
	case id == 22:
		return format{year: true, month: true, day: true, clock: true}
	}
	return format{}
}

// readFormat reads a format code such as yyyy-mm-dd hh:mm or [$-421]mmm-yy. Quoted text, escaped characters and
// what stands in brackets are not letters of it, but for [h], [m] and [s]. An m is a month, beside an hour
// or second a minute.
func readFormat(code string) format {
	code, _, _ = strings.Cut(code, ";") // of a positive number
	if strings.EqualFold(code, "general") {
		return format{}
	}
	var letters []byte
	isNumber := false // a digit stands in it before any letter of a date
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return format{}
			}
			if inside := strings.ToLower(code[i+1 : i+end]); strings.Trim(inside, "hms") == "" {
				letters = append(letters, inside...)
			}
			i += end
		case 'A', 'a': // AM/PM, A/P
			if rest := strings.ToUpper(code[i:]); strings.HasPrefix(rest, "AM/PM") {
				i += len("AM/PM") - 1
			} else if strings.HasPrefix(rest, "A/P") {
				i += len("A/P") - 1
			}
		case '%':
			if !strings.ContainsAny(string(letters), "ymdhs") {
				return format{percent: true}
			}
		case '0', '#', '?', 'E', 'e':
			if c == 'E' || c == 'e' {
				if i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-') {
					return format{} // 0.00E+00
				}
				letters = append(letters, 'y') // the Japanese year
			} else if len(letters) == 0 {
				isNumber = true
			}
		default:
			if strings.IndexByte("yYmMdDhHsS :.-/,", c) >= 0 {
				letters = append(letters, c|0x20)
			}
		}
	}
	if isNumber {
		return format{}
	}
	return ofLetters(string(letters))
}

func ofLetters(letters string) format {
	f := format{year: strings.Contains(letters, "y"), day: strings.Contains(letters, "d"), clock: strings.ContainsAny(letters, "hs")}
	for rest := letters; ; {
		at := strings.IndexByte(rest, 'm')
		if at < 0 {
			return f
		}
		run := len(rest[at:]) - len(strings.TrimLeft(rest[at:], "m"))
		before := strings.TrimRight(rest[:at], " :.-/,")
		after := strings.TrimLeft(rest[at+run:], " :.-/,")
		if run > 2 || !strings.HasSuffix(before, "h") && !strings.HasPrefix(after, "s") {
			f.month = true
		}
		rest = rest[:at] + strings.Repeat("-", run) + rest[at+run:]
	}
}
