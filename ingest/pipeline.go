package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"unicode/utf8"

	"github.com/aspro-cities/aspro/indicators"
)

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF}

// errEmpty is the answer to a file without a header.
func errEmpty() error {
	return indicators.Errorf(indicators.Invalid, "the file is empty").Coded("empty_file").Try("Send a file with a header line and at least one row.")
}

// errEncoding is the answer to bytes that are not UTF-8.
func errEncoding(b block) error {
	valid, line := b.data, b.line
	for len(valid) > 0 {
		if r, size := utf8.DecodeRune(valid); r == utf8.RuneError && size == 1 {
			break
		} else {
			valid = valid[size:]
		}
	}
	line += bytes.Count(b.data[:len(b.data)-len(valid)], []byte{'\n'})
	return indicators.Errorf(indicators.Unsupported, "the file is not UTF-8 (line %d)", line).Coded("encoding").
		Try("Save the file as “CSV UTF-8”, or declare its encoding, for example encoding=windows-1252.")
}

// pour decodes the blocks side by side and gives their results to sink in the order of the file. It
// stops at the first error of reader, decoder or sink.
func pour(ctx context.Context, p *plan, upload indicators.UploadID, first block, r *blockReader, sink func(decoded) error) error {
	workers := runtime.GOMAXPROCS(0) + 1
	type result struct {
		by  *decoder
		out decoded
	}
	free, results := make(chan *decoder, workers), make(chan result, workers)
	for range workers {
		free <- newDecoder(p, upload)
	}
	buffers := make(chan []byte, workers+2) // of blocks that have been taken
	r.buffer = func() []byte {
		select {
		case used := <-buffers:
			return used
		default:
			return make([]byte, 0, blockSize)
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var readErr error
	read := make(chan int, 1) // how many blocks there were, when reading has ended
	go func() {
		blocks := 0
		defer func() { read <- blocks }()
		for b := first; ; blocks++ {
			select {
			case <-ctx.Done():
				readErr = ctx.Err()
				return
			case d := <-free:
				go func(b block) { results <- result{d, d.read(b)} }(b)
			}
			var err error
			if b, err = r.next(); err != nil {
				blocks++
				if !errors.Is(err, io.EOF) {
					readErr = err
				}
				return
			}
		}
	}()
	pending := map[int]result{}
	var failed error
	total, done := -1, 0
	for total < 0 || done < total {
		select {
		case total = <-read:
			continue
		case got := <-results:
			pending[got.out.seq] = got
		}
		for {
			next, ok := pending[done]
			if !ok {
				break
			}
			delete(pending, done)
			done++
			if failed == nil {
				if failed = next.out.fault; failed == nil {
					failed = sink(next.out)
				}
			}
			if failed != nil {
				stop()
			}
			free <- next.by
			if cap(next.out.data) >= blockSize {
				buffers <- next.out.data
			}
		}
	}
	return firstError(failed, readErr)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// read decodes a block after a look at its encoding.
func (d *decoder) read(b block) decoded {
	if b.seq > 0 && !utf8.Valid(b.data) {
		return decoded{seq: b.seq, fault: errEncoding(b)}
	}
	return d.decode(b)
}
