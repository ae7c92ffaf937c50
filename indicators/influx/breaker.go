package influx

import (
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// retryAfter is how long a server that did not answer is left alone.
const retryAfter = time.Second

// breaker lets requests fail at once while the server is known not to answer; one at a time tries again.
type breaker struct {
	mu        sync.Mutex
	away      bool
	nextTrial time.Time
}

// pass refuses a request while the server is away, but for one trial a second; a trial may last as long as a request may.
func (b *breaker) pass(now time.Time, longest time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.away {
		return nil
	}
	if now.Before(b.nextTrial) {
		return indicators.Errorf(indicators.Unavailable, "the store does not answer").Coded("store_unavailable")
	}
	b.nextTrial = now.Add(longest)
	return nil
}

// tell notes whether the server answered, whatever it said.
func (b *breaker) tell(now time.Time, answered bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away, b.nextTrial = !answered, now.Add(retryAfter)
}
