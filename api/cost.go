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
	heavyPatience = 2 * time.Second
)

// enterHeavy takes a place among the questions that are computed.
func (c *call) enterHeavy() (leave func(), err error) {
	if !c.route.heavy {
		return func() {}, nil
	}
	leave = func() { <-c.api.heavy }
	select {
	case c.api.heavy <- struct{}{}:
		return leave, nil
	default:
	}
	wait := time.NewTimer(c.api.patience)
	defer wait.Stop()
	select {
	case c.api.heavy <- struct{}{}:
		return leave, nil
	case <-wait.C:
	case <-c.Request.Context().Done():
	}
	return func() {}, indicators.Errorf(indicators.Unavailable, "%d large questions are under way", heavyAtOnce).Coded("busy")
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
