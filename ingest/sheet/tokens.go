package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
)

// tokens is the XML of one part, with bounds on its length, its depth and the length of one token.
type tokens struct {
	decoder *xml.Decoder
	body    io.ReadCloser
	bounded *bounded
	depth   int
}

const (
	deepest      = 64
	longestToken = 256 << 10
)

func openTokens(part *zip.File, limits Limits) (*tokens, error) {
	body, err := part.Open()
	if err != nil {
		return nil, refusef("sheet_unreadable", resaveIt, "the part %q of the workbook cannot be unpacked", part.Name)
	}
	b := &bounded{from: body, left: limits.XML, token: longestToken}
	return &tokens{decoder: xml.NewDecoder(b), body: body, bounded: b}, nil
}

func (t *tokens) close() { t.body.Close() }

// next gives the next token, whose bytes are valid until the one after; io.EOF at the end.
func (t *tokens) next() (xml.Token, error) {
	t.bounded.token = longestToken
	token, err := t.decoder.RawToken()
	if refusal, ok := errors.AsType[*RefusedError](err); ok {
		return nil, refusal
	}
	switch {
	case errors.Is(err, io.EOF) && t.depth == 0:
		return nil, io.EOF
	case err != nil:
		return nil, refusef("sheet_unreadable", resaveIt, "the workbook is damaged")
	}
	switch token.(type) {
	case xml.StartElement:
		if t.depth++; t.depth > deepest {
			return nil, refusef("sheet_unreadable", resaveIt, "the workbook is nested more than %d deep", deepest)
		}
	case xml.EndElement:
		t.depth--
	}
	return token, nil
}

// text is the text of the element that has just begun, up to its end; of rich text all runs together, without
// the reading aids of Japanese (rPh).
func (t *tokens) text() (string, error) {
	var text []byte
	for depth, aids := 1, 0; depth > 0; {
		token, err := t.next()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; token.Name.Local == "rPh" || aids > 0 {
				aids++
			}
		case xml.EndElement:
			if depth--; aids > 0 {
				aids--
			}
		case xml.CharData:
			if aids == 0 {
				text = append(text, token...)
			}
		}
		if len(text) > longestToken {
			return "", refusef("sheet_too_large", "Shorten the cell.", "a cell of the workbook is longer than %d bytes", longestToken)
		}
	}
	return string(text), nil
}

// bounded reads at most left bytes in all, and token bytes between two tokens: the decoder would keep a longer one whole.
type bounded struct {
	from  io.Reader
	left  int64
	token int
}

func (b *bounded) Read(to []byte) (int, error) {
	if b.left <= 0 {
		return 0, refusef("sheet_too_large", "Split the file, for example by year.", "a part of the workbook is too large when unpacked")
	}
	if b.token <= 0 {
		return 0, refusef("sheet_too_large", "Shorten the cell.", "a cell of the workbook is longer than %d bytes", longestToken)
	}
	n, err := b.from.Read(to[:min(int64(len(to)), b.left, 4096)])
	b.left -= int64(n)
	b.token -= n
	return n, err
}
