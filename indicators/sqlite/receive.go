package sqlite

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/aspro-cities/aspro/indicators"
)

// partSize is the length of one kept part of an upload before compression, cut back to the last line end in it.
const partSize = 1 << 20

// part is a piece of an upload on its way through the compressor.
type part struct {
	firstLine int
	packed    chan []byte // gives the compressed bytes once
}

// partKey orders parts by upload and place.
func partKey(id indicators.UploadID, n int) int64 { return int64(id)<<24 | int64(n) }

// Receive keeps the bytes, fsynced on return, as the upload in state Received, and gives it its number.
func (db *DB) Receive(ctx context.Context, u indicators.Upload, body io.Reader) (indicators.Upload, error) {
	u.State = indicators.Received
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2))
	if err != nil {
		return u, wrap(err, "keeping the upload")
	}
	defer encoder.Close()
	err = db.transact(ctx, func(ctx context.Context) error {
		result, err := db.exec(ctx, `INSERT INTO upload (city, profile, file_name, on_error, on_conflict, reason, key_id, sha256, bytes, state, received_at, asked)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, u.City, u.Profile, u.FileName, u.OnError, u.OnConflict, u.Reason, u.KeyID, u.SHA256, u.Bytes, u.State, u.ReceivedAt.UnixMicro(), askedOf(u.UploadRequest))
		if err != nil {
			return err
		}
		id, err := result.LastInsertId()
		if err != nil {
			return err
		}
		u.ID = indicators.UploadID(id)
		return db.keepParts(ctx, u.ID, body, encoder)
	}, func() {})
	return u, wrap(err, "keeping the upload")
}

// keepParts compresses two parts ahead of the one that is written.
func (db *DB) keepParts(ctx context.Context, id indicators.UploadID, body io.Reader, encoder *zstd.Encoder) error {
	parts := make(chan part, 2)
	var readErr error
	go func() {
		defer close(parts)
		readErr = cutParts(body, func(firstLine int, piece []byte) {
			p := part{firstLine, make(chan []byte, 1)}
			go func() { p.packed <- encoder.EncodeAll(piece, nil) }()
			parts <- p
		})
	}()
	var failed error
	n := 0
	for p := range parts {
		packed := <-p.packed
		if failed == nil {
			_, failed = db.exec(ctx, "INSERT INTO upload_part (k, first_line, data) VALUES (?, ?, ?)", partKey(id, n), p.firstLine, packed)
		}
		n++
	}
	return errors.Join(failed, readErr)
}

// cutParts reads to the end and gives pieces that end with a line, as far as lines are shorter than a part.
func cutParts(body io.Reader, give func(firstLine int, piece []byte)) error {
	line := 1
	var rest []byte
	for {
		piece := make([]byte, partSize)
		n := copy(piece, rest)
		m, err := io.ReadFull(body, piece[n:])
		piece = piece[:n+m]
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		cut := len(piece)
		if err == nil {
			if newline := bytes.LastIndexByte(piece, '\n'); newline >= 0 {
				cut = newline + 1
			}
		}
		if cut > 0 {
			give(line, piece[:cut])
		}
		if cut == len(piece) && cut < partSize {
			return nil // the end
		}
		line += bytes.Count(piece[:cut], []byte{'\n'})
		rest = piece[cut:]
	}
}
