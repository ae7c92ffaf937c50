package sqlite

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/aspro-cities/aspro/indicators"
)

// grownPart is how long the last part of an upload of posts may become, before compression, until a new one is begun:
// each post writes it anew.
const grownPart = 8 << 10

// Grow keeps lines of posts, durable on return.
func (db *DB) Grow(ctx context.Context, growths []indicators.Growth) ([]indicators.Grown, error) {
	var all []indicators.Grown
	err := db.transact(ctx, func(ctx context.Context) error {
		for _, g := range growths {
			grown, err := db.grow(ctx, g)
			if err != nil {
				return err
			}
			all = append(all, grown)
		}
		return nil
	}, func() {})
	return all, wrap(err, "keeping the post")
}

// Written ends what Grow has left Spooled, unless more has been kept since.
func (db *DB) Written(ctx context.Context, grown []indicators.Grown) error {
	err := db.transact(ctx, func(ctx context.Context) error {
		for _, g := range grown {
			if _, err := db.exec(ctx, `UPDATE upload SET state = ?, settled_at = ? WHERE id = ? AND state = ?
				AND (SELECT lines FROM post_upload WHERE upload = upload.id) <= ?`,
				indicators.Committed, db.options.Now().UnixMicro(), g.Upload, indicators.Spooled, g.Lines); err != nil {
				return err
			}
			if err := db.dropReflagged(ctx, g.Upload); err != nil {
				return err
			}
		}
		return nil
	}, func() {})
	return wrap(err, "ending the post")
}

// diary is the upload of posts of one key, city and day.
type diary struct {
	id      indicators.UploadID
	lines   int32
	parts   int
	hash    hash.Hash
	bytes   int64
	receipt indicators.Receipt
}

// grow appends lines in the running transaction; the caller holds the turn.
func (db *DB) grow(ctx context.Context, g indicators.Growth) (indicators.Grown, error) {
	d, err := db.diary(ctx, g)
	if err != nil {
		return indicators.Grown{}, err
	}
	var text strings.Builder
	for _, row := range g.Rows {
		text.WriteString(row.Line)
		text.WriteByte('\n')
	}
	grown := indicators.Grown{Upload: d.id, FirstLine: d.lines + 1, Lines: d.lines + int32(len(g.Rows))}
	if err := db.appendText(ctx, d, text.String()); err != nil {
		return grown, err
	}
	d.lines = grown.Lines
	n := int64(len(g.Rows))
	counts := indicators.Counts{Rows: n, Received: n, Created: n}
	if g.Pending {
		counts.Created, counts.Pending = 0, n
	}
	d.receipt.Counts.Add(counts)
	addExtents(&d.receipt, g.Rows)
	if err := db.keepReflagged(ctx, d.id, g.Reflagged); err != nil {
		return grown, err
	}
	return grown, db.keepDiary(ctx, d, g)
}

// diary finds the upload that still grows, or begins one with the header line.
func (db *DB) diary(ctx context.Context, g indicators.Growth) (*diary, error) {
	day := indicators.DateOf(g.At, time.UTC)
	s, err := db.statement(ctx, `SELECT u.id, p.lines, p.parts, p.hash, u.bytes, u.receipt FROM post_upload p JOIN upload u ON u.id = p.upload
		WHERE p.key_id = ? AND p.city = ? AND p.day = ? AND u.state IN (?, ?) ORDER BY u.id DESC LIMIT 1`)
	if err != nil {
		return nil, err
	}
	d := &diary{hash: sha256.New()}
	var state []byte
	var receipt string
	err = s.QueryRowContext(ctx, g.KeyID, g.City, day, indicators.Committed, indicators.Spooled).Scan(&d.id, &d.lines, &d.parts, &state, &d.bytes, &receipt)
	if errors.Is(err, sql.ErrNoRows) {
		return d, db.beginDiary(ctx, d, g, day)
	}
	if err != nil {
		return nil, err
	}
	if err := d.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		return nil, err
	}
	return d, json.Unmarshal([]byte(receipt), &d.receipt)
}

func (db *DB) beginDiary(ctx context.Context, d *diary, g indicators.Growth, day int32) error {
	result, err := db.exec(ctx, `INSERT INTO upload (city, profile, file_name, on_error, on_conflict, reason, key_id, sha256, bytes, state, received_at)
		VALUES (?, ?, '', ?, ?, '', ?, '', 0, ?, ?)`, g.City, indicators.PostsProfile, indicators.SkipRow, indicators.Keep, g.KeyID, g.State, g.At.UnixMicro())
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := db.exec(ctx, "INSERT INTO post_upload (upload, key_id, city, day, lines, parts, hash) VALUES (?, ?, ?, ?, 0, 0, x'')", id, g.KeyID, g.City, day); err != nil {
		return err
	}
	d.id, d.lines = indicators.UploadID(id), 1
	d.receipt = indicators.Receipt{Series: []indicators.SeriesCount{}, Problems: []indicators.RowProblem{}, Warnings: []indicators.RowProblem{}, Ignored: []string{}}
	if err := db.note(ctx, indicators.Act{What: "posts.begun", Object: d.id.String(), Detail: g.City, Who: g.KeyID}); err != nil {
		return err
	}
	return db.appendText(ctx, d, indicators.PostsHeader+"\n")
}

// appendText lengthens the last part, or begins a new one when that is long enough.
func (db *DB) appendText(ctx context.Context, d *diary, text string) error {
	encoder, err := db.partEncoder()
	if err != nil {
		return err
	}
	var last []byte
	first := d.lines + 1
	if d.bytes == 0 {
		first = 1
	}
	if d.parts > 0 {
		var held []byte
		var begins int32
		s, err := db.statement(ctx, "SELECT first_line, data FROM upload_part WHERE k = ?")
		if err != nil {
			return err
		}
		if err := s.QueryRowContext(ctx, partKey(d.id, d.parts-1)).Scan(&begins, &held); err != nil {
			return err
		}
		if last, err = db.unzstd(held); err != nil {
			return err
		}
		if len(last) < grownPart {
			d.parts--
			first = begins
		} else {
			last = nil
		}
	}
	packed := encoder.EncodeAll(append(last, text...), nil)
	_, err = db.exec(ctx, "INSERT INTO upload_part (k, first_line, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data", partKey(d.id, d.parts), first, packed)
	d.parts++
	d.bytes += int64(len(text))
	d.hash.Write([]byte(text))
	return err
}

// keepDiary writes what has changed of the upload.
func (db *DB) keepDiary(ctx context.Context, d *diary, g indicators.Growth) error {
	state, err := d.hash.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return err
	}
	receipt, err := json.Marshal(d.receipt)
	if err != nil {
		return err
	}
	if _, err := db.exec(ctx, "UPDATE post_upload SET lines = ?, parts = ?, hash = ? WHERE upload = ?", d.lines, d.parts, state, d.id); err != nil {
		return err
	}
	var settledAt any
	if g.State == indicators.Committed {
		settledAt = db.options.Now().UnixMicro()
	}
	_, err = db.exec(ctx, "UPDATE upload SET sha256 = ?, bytes = ?, state = ?, settled_at = ?, receipt = ? WHERE id = ?",
		hex.EncodeToString(d.hash.Sum(nil)), d.bytes, g.State, settledAt, string(receipt), d.id)
	return err
}

// mostExtents is how many series a receipt lists.
const mostExtents = 1000

// addExtents counts rows into the series of a receipt, which are sorted.
func addExtents(r *indicators.Receipt, rows []indicators.PostRow) {
	for _, row := range rows {
		id, start := row.Series.String(), row.Observation.Time()
		at, ok := slices.BinarySearchFunc(r.Series, id, func(s indicators.SeriesCount, id string) int { return cmp.Compare(s.Series, id) })
		if !ok {
			if len(r.Series) >= mostExtents {
				continue
			}
			r.Series = slices.Insert(r.Series, at, indicators.SeriesCount{Series: id, First: start, Last: start})
		}
		s := &r.Series[at]
		s.Values++
		if start.Before(s.First) {
			s.First = start
		}
		if start.After(s.Last) {
			s.Last = start
		}
	}
}

// squeeze is what compresses and unpacks the parts of posts; making either anew costs more than a post.
type squeeze struct {
	encoder *zstd.Encoder // only who holds the turn may use it
	once    sync.Once
	decoder *zstd.Decoder
	failed  error
}

func (q *squeeze) partEncoder() (*zstd.Encoder, error) {
	if q.encoder != nil {
		return q.encoder, nil
	}
	var err error
	q.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(64<<10))
	return q.encoder, err
}

// unzstd unpacks a part; safe for concurrent use.
func (q *squeeze) unzstd(packed []byte) ([]byte, error) {
	q.once.Do(func() {
		q.decoder, q.failed = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(4*partSize))
	})
	if q.failed != nil {
		return nil, q.failed
	}
	return q.decoder.DecodeAll(packed, nil)
}
