package ingest

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/aspro-cities/aspro/indicators"
)

const utf8Name = "utf-8"

// encodings are those that a profile or a sender may declare; UTF-8 needs no decoder. Nothing is guessed: bytes that are not
// of the declared encoding refuse the file.
var encodings = []struct {
	name string
	encoding.Encoding
}{
	{utf8Name, nil},
	{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"windows-1252", charmap.Windows1252},
	{"iso-8859-1", charmap.ISO8859_1},
	{"shift_jis", japanese.ShiftJIS},
	{"big5", traditionalchinese.Big5},
}

// EncodingNames are the names of the encodings that are read, the usual first.
func EncodingNames() (names []string) {
	for _, e := range encodings {
		names = append(names, e.name)
	}
	return names
}

// encodingOf finds an encoding by its name; nil is UTF-8.
func encodingOf(name string) (encoding.Encoding, bool) {
	for _, e := range encodings {
		if e.name == name {
			return e.Encoding, true
		}
	}
	return nil, false
}

// synonyms are other names of the encodings, as programs write them.
var synonyms = map[string]string{
	"utf8": utf8Name, "us-ascii": utf8Name, "utf-16": "utf-16le", "utf16": "utf-16le", "cp1252": "windows-1252", "ansi": "windows-1252",
	"latin1": "iso-8859-1", "latin-1": "iso-8859-1", "sjis": "shift_jis", "shift-jis": "shift_jis", "cp932": "shift_jis", "windows-31j": "shift_jis",
}

// EncodingName is the name under which an encoding is kept, for a name in any spelling; false for one that is not read.
func EncodingName(text string) (string, bool) {
	name := strings.ToLower(strings.TrimSpace(text))
	if other, ok := synonyms[name]; ok {
		name = other
	}
	_, ok := encodingOf(name)
	return name, ok
}

var (
	utf16LittleMark = []byte{0xFF, 0xFE}
	utf16BigMark    = []byte{0xFE, 0xFF}
)

// asUTF8 gives the text of a file in UTF-8, and the encoding it was read from. A byte order mark tells of UTF-8 and
// UTF-16 whatever was declared; without one the declared encoding holds, and UTF-8 where none is. UTF-8 is
// passed through untouched, for the decoders check it. Invalid, "encoding", for an unknown name.
func asUTF8(from io.Reader, declared string) (io.Reader, string, error) {
	head := bufio.NewReaderSize(from, 64<<10)
	mark, err := head.Peek(3)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	name := declared
	switch {
	case bytes.HasPrefix(mark, byteOrderMark):
		return head, utf8Name, nil
	case bytes.HasPrefix(mark, utf16LittleMark):
		name = "utf-16le"
	case bytes.HasPrefix(mark, utf16BigMark):
		name = "utf-16be"
	case declared == "" || declared == utf8Name:
		return head, utf8Name, nil
	}
	known, ok := encodingOf(name)
	if !ok {
		return nil, "", unknownEncoding(name)
	}
	return &transcoded{from: known.NewDecoder().Reader(head), name: name, line: 1}, name, nil
}

func unknownEncoding(name string) error {
	return indicators.Errorf(indicators.Invalid, "the encoding %q is not read", name).Coded("encoding").At("encoding").
		Try("Declare utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1, shift_jis or big5.")
}

// transcoded refuses text in which the decoder met bytes that are no characters: it writes U+FFFD for them, which no
// table of figures holds on purpose.
type transcoded struct {
	from io.Reader
	name string
	line int
	tail [2]byte // last bytes of the read before, where the mark of a fault may begin
	cut  int
}

var replacement = []byte("\uFFFD")

func (t *transcoded) Read(to []byte) (int, error) {
	n, err := t.from.Read(to)
	seen := append(append([]byte(nil), t.tail[:t.cut]...), to[:n]...)
	if at := bytes.Index(seen, replacement); at >= 0 {
		t.line += bytes.Count(seen[min(t.cut, at):at], []byte{'\n'})
		return 0, indicators.Errorf(indicators.Unsupported, "the file is not in %s (line %d)", t.name, t.line).Coded("encoding").
			Try("Declare the encoding in which it was saved, or save it as “CSV UTF-8”.")
	}
	t.line += bytes.Count(to[:n], []byte{'\n'})
	t.cut = copy(t.tail[:], seen[max(0, len(seen)-2):])
	return n, err
}
