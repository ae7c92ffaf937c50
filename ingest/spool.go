package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"github.com/aspro-cities/aspro/indicators"
)

// spool is the body of an upload in a file that is gone when the upload has been answered.
type spool struct {
	file   *os.File
	sha256 string
	bytes  int64
}

// spool copies the body, counting and hashing; TooLarge past the limit.
func (im *Importer) spool(body io.Reader) (*spool, error) {
	file, err := im.spoolFile()
	if err != nil {
		return nil, NotKept(err)
	}
	s := &spool{file: file}
	hash := newSideHash()
	limit := im.Limits.WithDefaults().Bytes
	s.bytes, err = io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(DiskWriter{file}, hash)}, io.LimitReader(body, limit+1), make([]byte, 256<<10))
	sum := hash.sum()
	if err == nil && s.bytes > limit {
		err = indicators.Errorf(indicators.TooLarge, "the file has more than %d bytes", limit).Coded("file_too_large").Try("Split the file, for example by year.")
	}
	if err != nil {
		s.remove()
		return nil, err
	}
	s.sha256 = hex.EncodeToString(sum)
	return s, nil
}

// NotKept is an error of our own disk, such as one that is full: it may pass.
func NotKept(err error) error {
	return indicators.Errorf(indicators.Unavailable, "the upload cannot be kept just now: %w", err)
}

// DiskWriter tells a failure of our own disk from one of whoever sends.
type DiskWriter struct{ File *os.File }

func (w DiskWriter) Write(piece []byte) (int, error) {
	n, err := w.File.Write(piece)
	if err != nil {
		err = NotKept(err)
	}
	return n, err
}

// HaveRoom refuses an upload where those that wait for the store take up all the room that they may: nothing
// that was accepted is dropped for it.
func (im *Importer) HaveRoom(ctx context.Context, bytes int64) error {
	if !im.Spools || im.SpoolLimit <= 0 {
		return nil
	}
	waiting, err := im.Ledger.WaitingBytes(ctx)
	if err == nil && waiting > 0 && waiting+bytes > im.SpoolLimit {
		return indicators.Errorf(indicators.Unavailable, "the upload cannot be kept just now: %w", errSpoolFull).Coded("spool_full")
	}
	return err
}

var errSpoolFull = errors.New("the uploads that wait for the store have reached the limit")

func (s *spool) rewind() error {
	_, err := s.file.Seek(0, io.SeekStart)
	return err
}

func (s *spool) remove() {
	s.file.Close()
	_ = os.Remove(s.file.Name())
}

// sideHash computes a SHA-256 beside the copying, on another core.
type sideHash struct {
	pieces chan []byte
	used   chan []byte
	done   chan []byte
}

func newSideHash() *sideHash {
	h := &sideHash{make(chan []byte, 4), make(chan []byte, 6), make(chan []byte, 1)}
	go func() {
		hash := sha256.New()
		for piece := range h.pieces {
			hash.Write(piece)
			h.used <- piece
		}
		h.done <- hash.Sum(nil)
	}()
	return h
}

// Write hands a copy of the piece to the other core.
func (h *sideHash) Write(piece []byte) (int, error) {
	var own []byte
	select {
	case own = <-h.used:
	default:
	}
	h.pieces <- append(own[:0], piece...)
	return len(piece), nil
}

// sum ends the hash; it must be called once.
func (h *sideHash) sum() []byte {
	close(h.pieces)
	return <-h.done
}
