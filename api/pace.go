package api

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// paced is a body that must move on: after the first paceTime at least paceBytes a second, and never a paceTime
// without a byte. A sender that drips holds an upload's place from others.
type paced struct {
	io.ReadCloser
	now     func() time.Time
	control *http.ResponseController
	begun   time.Time
	end     time.Time // after which nothing is read any more
	bytes   int64
}

func (p *paced) Read(into []byte) (int, error) {
	next := p.now().Add(paceTime)
	if next.After(p.end) {
		next = p.end
	}
	_ = p.control.SetReadDeadline(next) // a recorder in a test has no deadlines
	n, err := p.ReadCloser.Read(into)
	p.bytes += int64(n)
	took := p.now().Sub(p.begun)
	if errors.Is(err, os.ErrDeadlineExceeded) || took > paceTime && float64(p.bytes) < paceBytes*(took-paceTime).Seconds() {
		return n, indicators.Errorf(indicators.Invalid, "the body came too slowly: %d bytes in %d seconds", p.bytes, int(took.Seconds())).Coded("body_too_slow").
			Try("Send it again over a better line, or compress it.")
	}
	return n, err
}
