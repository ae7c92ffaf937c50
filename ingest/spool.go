package ingest

import (
	"crypto/sha256"
	"encoding/hex"
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
		return nil, indicators.Errorf(indicators.Unavailable, "the upload cannot be kept just now: %w", err)
	}
	s := &spool{file: file}
	hash := newSideHash()
	limit := im.Limits.WithDefaults().Bytes
	s.bytes, err = io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(file, hash)}, io.LimitReader(body, limit+1), make([]byte, 256<<10))
	sum := hash.sum()
	if err == nil && s.bytes > limit {
		err = indicators.Errorf(indicators.TooLarge, "the file has more than %d bytes", limit).Coded("file_too_large").Try("Split the file, for example by year.")
	}
	if err != nil {
		s.remove()
		if isBadArchive(err) {
			err = badArchive(err)
		}
		return nil, err
	}
	s.sha256 = hex.EncodeToString(sum)
	return s, nil
}

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
