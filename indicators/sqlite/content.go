package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"slices"
	"sort"

	"github.com/aspro-cities/aspro/indicators"
)

// longestLine is how much of one line, with the lines that follow while a quote is open, is given at most.
const longestLine = 1 << 20

// Content streams the bytes of an upload as received; no database cursor stays open between reads.
func (db *DB) Content(ctx context.Context, id indicators.UploadID) (io.ReadCloser, error) {
	if _, err := db.Upload(ctx, id); err != nil {
		return nil, err
	}
	return &content{db: db, ctx: ctx, id: id}, nil
}

type content struct {
	db   *DB
	ctx  context.Context
	id   indicators.UploadID
	next int
	rest []byte
}

func (c *content) Read(to []byte) (int, error) {
	for len(c.rest) == 0 {
		piece, err := c.db.part(c.ctx, c.id, c.next)
		if err != nil {
			return 0, err
		}
		c.rest = piece
		c.next++
	}
	n := copy(to, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *content) Close() error { return nil }

// part decompresses the n-th part; io.EOF after the last.
func (db *DB) part(ctx context.Context, id indicators.UploadID, n int) ([]byte, error) {
	s, err := db.query(ctx, "SELECT data FROM upload_part WHERE k = ?")
	if err != nil {
		return nil, wrap(err, "reading the upload")
	}
	var packed []byte
	if err := s.QueryRowContext(ctx, partKey(id, n)).Scan(&packed); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil, io.EOF
		}
		return nil, wrap(err, "reading the upload")
	}
	piece, err := db.unzstd(packed)
	return piece, wrap(err, "reading the upload")
}

// Lines gives the physical lines with these 1-based numbers, each with the lines that follow it while a quote
// is open. Lines past the end are absent. Every part that is needed is unpacked once.
func (db *DB) Lines(ctx context.Context, id indicators.UploadID, lines []int32) (map[int32]string, error) {
	wanted := slices.Compact(slices.Sorted(slices.Values(lines)))
	found := make(map[int32]string, len(wanted))
	firsts, err := db.firstLines(ctx, id)
	if err != nil {
		return nil, err
	}
	var piece []byte // what is left of the part from line on
	line, part := int32(0), -1
	for _, n := range wanted {
		at := sort.Search(len(firsts), func(i int) bool { return firsts[i] > n }) - 1
		if at < 0 {
			continue
		}
		if at != part {
			if piece, err = db.part(ctx, id, at); err != nil {
				return nil, err
			}
			part, line = at, firsts[at]
		}
		for ; line < n && piece != nil; line++ {
			if _, rest, ok := bytes.Cut(piece, []byte{'\n'}); ok {
				piece = rest
			} else {
				piece = nil
			}
		}
		if len(piece) == 0 {
			continue
		}
		text, err := db.openLine(ctx, id, part, piece)
		if err != nil {
			return nil, err
		}
		found[n] = text
	}
	return found, nil
}

// firstLines lists the number of the line in which each part begins.
func (db *DB) firstLines(ctx context.Context, id indicators.UploadID) ([]int32, error) {
	s, err := db.query(ctx, "SELECT first_line FROM upload_part WHERE k BETWEEN ? AND ? ORDER BY k")
	if err != nil {
		return nil, wrap(err, "reading lines")
	}
	rows, err := s.QueryContext(ctx, partKey(id, 0), partKey(id, 1<<24-1))
	if err != nil {
		return nil, wrap(err, "reading lines")
	}
	defer rows.Close()
	var firsts []int32
	for rows.Next() {
		var first int32
		if err := rows.Scan(&first); err != nil {
			return nil, wrap(err, "reading lines")
		}
		firsts = append(firsts, first)
	}
	return firsts, wrap(rows.Err(), "reading lines")
}

// openLine takes lines until no quote is open, from the parts that follow if need be.
func (db *DB) openLine(ctx context.Context, id indicators.UploadID, part int, piece []byte) (string, error) {
	var text []byte
	for quotes := 0; len(text) < longestLine; {
		newline := bytes.IndexByte(piece, '\n')
		if newline < 0 { // the part ends inside the line
			text = append(text, piece...)
			if quotes += bytes.Count(piece, []byte{'"'}); quotes%2 == 0 {
				break
			}
			var err error
			part++
			if piece, err = db.part(ctx, id, part); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return "", err
			}
			continue
		}
		text = append(text, piece[:newline+1]...)
		quotes += bytes.Count(piece[:newline], []byte{'"'})
		piece = piece[newline+1:]
		if quotes%2 == 0 {
			break
		}
	}
	return string(text), nil
}
