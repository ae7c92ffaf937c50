package api

import (
	"context"
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// mostRead is how many observations one answer may read; day summaries are not counted, they are made where the
// observations lie.
const mostRead = 5_000_000

// heavyAtOnce is how many questions may be computed at once, and heavyPatience how long a further one waits for a place.
const (
	heavyAtOnce   = 4
	heavyPatience = 5 * time.Second
)

// What is sent may be read as slowly as a client likes, and lies in memory until it is: answers of at least largeAnswer
// bytes share answerRoom. Pages of more than plainPage observations count as heavy.
const (
	largeAnswer = 1 << 20
	answerRoom  = 256 << 20
	plainPage   = 1000
)

// enterHeavy takes a place among the questions that are computed, until leaveHeavy. A second time it does nothing.
func (c *call) enterHeavy() error {
	if c.heavy {
		return nil
	}
	wait := time.NewTimer(c.api.patience)
	defer wait.Stop()
	select {
	case c.api.heavy <- struct{}{}:
		c.heavy = true
		return nil
	default:
	}
	select {
	case c.api.heavy <- struct{}{}:
		c.heavy = true
		return nil
	case <-wait.C:
	case <-c.Request.Context().Done():
	}
	return tooHeavy()
}

// leaveHeavy gives the place free: the answer stands, and is only to be sent.
func (c *call) leaveHeavy() {
	if c.heavy {
		c.heavy = false
		<-c.api.heavy
	}
}

func tooHeavy() error {
	return indicators.Errorf(indicators.Unavailable, "%d large questions are under way", heavyAtOnce).Coded("busy")
}

// sending takes room for n bytes that are to be sent, until sent is called. Unavailable when none becomes free.
func (c *call) sending(n int) (sent func(), err error) {
	if n < largeAnswer || c.shared {
		return func() {}, nil
	}
	wait, again := time.NewTimer(c.api.patience), time.NewTicker(10*time.Millisecond)
	defer wait.Stop()
	defer again.Stop()
	for !c.api.sent.take(n) {
		select {
		case <-again.C:
			continue
		case <-wait.C:
		case <-c.Request.Context().Done():
		}
		return func() {}, tooHeavy()
	}
	return func() { c.api.sent.take(-n) }, nil
}

// sent counts the bytes of large answers that are being sent.
type sent struct {
	mu    sync.Mutex
	bytes int
}

// take reports whether there was room; an answer that is larger than the room is sent alone.
func (s *sent) take(n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > 0 && s.bytes > 0 && s.bytes+n > answerRoom {
		return false
	}
	s.bytes += n
	return true
}

// purse counts what one request has read.
type purse struct {
	mu    sync.Mutex
	spent int64
}

type purseKey struct{}

func withPurse(ctx context.Context) context.Context {
	return context.WithValue(ctx, purseKey{}, &purse{})
}

func (p *purse) left() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return mostRead - p.spent
}

func (p *purse) pay(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spent += int64(n)
}

// affords refuses a period that holds more observations than the request may still read, before any is read. The store is
// asked for the extent of the series where the length of the period alone could be too much.
func (w watched) affords(ctx context.Context, p *purse, series indicators.Series, period indicators.Period) error {
	left, step := p.left(), max(1, int64(series.Resolution.Approx()/time.Second))
	from, to := max(period.From.Unix(), beginOfTime), min(period.To.Unix(), endOfTime)
	if (to-from)/step <= left {
		return nil
	}
	infos, err := w.Store.SeriesList(ctx, indicators.FilterOf(series))
	if err != nil || len(infos) == 0 {
		return err
	}
	from, to = max(from, infos[0].First), min(to, infos[0].Last+1)
	if min(infos[0].Count, (to-from)/step) <= left {
		return nil
	}
	return indicators.Errorf(indicators.Invalid, "this would read more than %d observations", mostRead).Coded("too_many_points").At("from").
		Try("Ask for less time: %s would do.", timeText(from, from+max(0, left-1)*step))
}

// No observation is older, and none will be younger while this program is in use.
const (
	beginOfTime = -2208988800 // 1900-01-01
	endOfTime   = 4102444800  // 2100-01-01
)

// timeText is a period as parameters.
func timeText(from, to int64) string {
	text := func(at int64) string { return time.Unix(at, 0).UTC().Format("2006-01-02T15:04:05Z") }
	return "from=" + text(from) + "&to=" + text(to)
}
