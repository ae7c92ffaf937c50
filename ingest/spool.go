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
	hash := sha256.New()
	limit := im.Limits.withDefaults().Bytes
	s.bytes, err = io.Copy(io.MultiWriter(file, hash), io.LimitReader(body, limit+1))
	if err == nil && s.bytes > limit {
		err = indicators.Errorf(indicators.TooLarge, "the file has more than %d bytes", limit).Coded("file_too_large").Try("Split the file, for example by year.")
	}
	if err != nil {
		s.remove()
		return nil, err
	}
	s.sha256 = hex.EncodeToString(hash.Sum(nil))
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
