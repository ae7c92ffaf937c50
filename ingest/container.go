package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/aspro-cities/aspro/indicators"
)

var (
	gzipMark = []byte{0x1F, 0x8B}
	zstdMark = []byte{0x28, 0xB5, 0x2F, 0xFD}
)

// MostRatio is how many times as large as it was sent a packed file may be, beyond its first unjudged bytes: the rows of a station
// that reads the same hour by hour come to 50 times, a bomb to 1,000.
const (
	MostRatio = 200
	unjudged  = 4 << 20
)

// Unpack undoes one layer of compression, "gzip" or "zstd"; "" is the body itself. What cannot be unpacked is Invalid, what
// comes out in more than MostRatio times its size TooLarge; below that whoever reads bounds it.
func Unpack(body io.Reader, encoding string) (io.ReadCloser, error) {
	u := &unpacking{packed: body, end: func() error { return nil }}
	var err error
	switch source := bufio.NewReaderSize(packedSide{u}, 64<<10); encoding {
	case "":
		return io.NopCloser(body), nil
	case "gzip":
		u.plain, err = gzip.NewReader(source)
	case "zstd":
		var plain *zstd.Decoder
		if plain, err = zstd.NewReader(source, zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderConcurrency(1)); err == nil {
			u.plain, u.end = plain, plain.IOReadCloser().Close
		}
	default:
		return nil, indicators.Errorf(indicators.Unsupported, "Content-Encoding %q is not read", encoding).Coded("unsupported_encoding").Try("Send gzip, zstd or nothing.")
	}
	if err != nil {
		return nil, u.worded(err)
	}
	return u, nil
}

// unpacking counts what goes in and what comes out.
type unpacking struct {
	packed  io.Reader
	plain   io.Reader
	end     func() error
	in, out int64
	cut     error // of reading what is packed, other than its end
}

// packedSide reads what is packed.
type packedSide struct{ *unpacking }

func (u packedSide) Read(p []byte) (int, error) {
	n, err := u.packed.Read(p)
	u.in += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		u.cut = err
	}
	return n, err
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.plain.Read(p)
	if u.out += int64(n); u.out > unjudged && u.out > MostRatio*u.in {
		return 0, indicators.Errorf(indicators.TooLarge,
			"unpacked it is more than %d times as large as it was sent", MostRatio).Coded("file_too_large").Try("Send it as it is, not compressed.")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = u.worded(err)
	}
	return n, err
}

func (u *unpacking) Close() error { return u.end() }

// worded tells what is wrong with the packed file from what failed where it comes from.
func (u *unpacking) worded(err error) error {
	if u.cut != nil {
		return u.cut
	}
	return indicators.Errorf(indicators.Invalid, "the file cannot be unpacked: %w", err).Coded("bad_compression").Try("Compress it again, or send it as it is.")
}

// unpacked is the file inside of a .gz or .zst, told by its first bytes, or the file itself; to be closed. A file that was packed
// twice is Unsupported, for the rest see Unpack.
func unpacked(body io.Reader) (io.ReadCloser, error) {
	packed := bufio.NewReaderSize(body, 64<<10)
	encoding, err := compressionOf(packed)
	if err != nil {
		return nil, err
	}
	file, err := Unpack(packed, encoding)
	if err != nil || encoding == "" {
		return file, err
	}
	inside := bufio.NewReaderSize(file, 64<<10)
	encoding, err = compressionOf(inside)
	if err == nil && encoding != "" {
		err = indicators.Errorf(indicators.Unsupported, "the file is compressed twice").Coded("unsupported_encoding").Try("Compress it once, or not at all.")
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{inside, file}, nil
}

// compressionOf is the compression that the first bytes tell of, "" for none.
func compressionOf(file *bufio.Reader) (string, error) {
	switch mark, err := file.Peek(4); {
	case bytes.HasPrefix(mark, gzipMark):
		return "gzip", nil
	case bytes.Equal(mark, zstdMark):
		return "zstd", nil
	case err != nil && !errors.Is(err, io.EOF):
		return "", err
	}
	return "", nil
}
