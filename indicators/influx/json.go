package influx

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// jsonReader walks JSON as it arrives: encoding/json would box every number of an answer of millions.
type jsonReader struct {
	from *bufio.Reader
	cell []byte // of the last scalar or text
}

var errJSON = errors.New("it is not JSON")

func newJSONReader(from io.Reader) *jsonReader {
	return &jsonReader{from: bufio.NewReaderSize(from, 64<<10)}
}

// next is the next byte that is not white space. The end of the input is io.EOF.
func (j *jsonReader) next() (byte, error) {
	for {
		b, err := j.from.ReadByte()
		if err != nil || b != ' ' && b != '\n' && b != '\r' && b != '\t' {
			return b, err
		}
	}
}

// more reports whether another value follows, or the input has ended.
func (j *jsonReader) more() (bool, error) {
	if _, err := j.next(); err != nil {
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return false, err
	}
	return true, j.from.UnreadByte()
}

func (j *jsonReader) expect(want byte) error {
	b, err := j.next()
	if err == nil && b != want {
		return errJSON
	}
	return err
}

// list reads open, members parted by commas, and shut.
func (j *jsonReader) list(open, shut byte, member func() error) error {
	if err := j.expect(open); err != nil {
		return err
	}
	b, err := j.next()
	if err != nil || b == shut {
		return err
	}
	if err := j.from.UnreadByte(); err != nil {
		return err
	}
	for {
		if err := member(); err != nil {
			return err
		}
		b, err := j.next()
		if err != nil || b == shut {
			return err
		}
		if b != ',' {
			return errJSON
		}
	}
}

// array calls each, which must read one value, for every member.
func (j *jsonReader) array(each func() error) error { return j.list('[', ']', each) }

// object calls each with a key, and each must read its value.
func (j *jsonReader) object(each func(key string) error) error {
	return j.list('{', '}', func() error {
		key, err := j.text()
		if err != nil {
			return err
		}
		if err := j.expect(':'); err != nil {
			return err
		}
		return each(key)
	})
}

// text reads a string.
func (j *jsonReader) text() (string, error) {
	if err := j.expect('"'); err != nil {
		return "", err
	}
	j.cell = append(j.cell[:0], '"')
	escaped, any := false, false
	for {
		b, err := j.from.ReadByte()
		if err != nil {
			return "", err
		}
		j.cell = append(j.cell, b)
		switch {
		case escaped:
			escaped = false
		case b == '\\':
			escaped, any = true, true
		case b == '"' && !any:
			return string(j.cell[1 : len(j.cell)-1]), nil
		case b == '"':
			var text string
			err := json.Unmarshal(j.cell, &text)
			return text, err
		}
	}
}

// scalar reads a number, true, false or null as it is written. It lives until the next read.
func (j *jsonReader) scalar() ([]byte, error) {
	b, err := j.next()
	if err != nil {
		return nil, err
	}
	j.cell = j.cell[:0]
	for b == '-' || b == '+' || b == '.' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || b == 'E' {
		j.cell = append(j.cell, b)
		if b, err = j.from.ReadByte(); err != nil {
			return nil, err
		}
	}
	if len(j.cell) == 0 {
		return nil, errJSON
	}
	return j.cell, j.from.UnreadByte()
}

func (j *jsonReader) integer() (int64, error) {
	cell, err := j.scalar()
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(string(cell), 10, 64)
}

// skip reads a value of any kind and forgets it.
func (j *jsonReader) skip() error {
	b, err := j.next()
	if err != nil {
		return err
	}
	if err := j.from.UnreadByte(); err != nil {
		return err
	}
	switch b {
	case '{':
		return j.object(func(string) error { return j.skip() })
	case '[':
		return j.array(j.skip)
	case '"':
		_, err = j.text()
	default:
		_, err = j.scalar()
	}
	return err
}
