package ingest

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/aspro-cities/aspro/indicators"
)

var (
	gzipMark = []byte{0x1F, 0x8B}
	zstdMark = []byte{0x28, 0xB5, 0x2F, 0xFD}
)

// unpacked is the file inside of a .gz or .zst, told by its first bytes, or the file itself; close ends the
// unpacking. How much comes out is bounded by whoever reads. A file that was packed twice is Unsupported.
func unpacked(body io.Reader) (file io.Reader, closeIt func(), err error) {
	packed := bufio.NewReaderSize(body, 64<<10)
	closeIt = func() {}
	switch mark, _ := packed.Peek(4); {
	case bytes.HasPrefix(mark, gzipMark):
		plain, err := gzip.NewReader(packed)
		if err != nil {
			return nil, closeIt, badArchive(err)
		}
		file = plain
	case bytes.Equal(mark, zstdMark):
		plain, err := zstd.NewReader(packed, zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, closeIt, badArchive(err)
		}
		file, closeIt = plain, plain.Close
	default:
		return packed, closeIt, nil
	}
	inside := bufio.NewReaderSize(file, 64<<10)
	if mark, err := inside.Peek(4); bytes.HasPrefix(mark, gzipMark) || bytes.Equal(mark, zstdMark) {
		closeIt()
		return nil, func() {}, indicators.Errorf(indicators.Unsupported, "the file is compressed twice").Coded("unsupported_encoding").Try("Compress it once, or not at all.")
	} else if err != nil && !errors.Is(err, io.EOF) {
		closeIt()
		return nil, func() {}, badArchive(err)
	}
	return inside, closeIt, nil
}

// isBadArchive reports whether the unpacking itself failed, and not what it reads from.
func isBadArchive(err error) bool {
	for _, broken := range []error{io.ErrUnexpectedEOF, gzip.ErrHeader, gzip.ErrChecksum, zstd.ErrMagicMismatch, zstd.ErrCRCMismatch, zstd.ErrWindowSizeExceeded, zstd.ErrDecoderSizeExceeded, zstd.ErrReservedBlockType} {
		if errors.Is(err, broken) {
			return true
		}
	}
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	return corrupt
}

func badArchive(err error) error {
	return indicators.Errorf(indicators.Invalid, "the file cannot be unpacked: %w", err).Coded("bad_compression").Try("Compress it again, or send it as it is.")
}
