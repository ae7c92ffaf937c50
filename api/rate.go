package api

import (
	"strconv"
	"sync"

	"github.com/aspro-cities/aspro/indicators"
)

// mostCallers bounds what is remembered of one minute; further callers share one count.
const mostCallers = 100_000

// rates count requests by minute: fixed windows, as the fields RateLimit and RateLimit-Policy of the IETF draft tell them.
type rates struct {
	mu     sync.Mutex
	minute int64
	counts map[string]int
}

// add counts n for a caller and gives the count of this minute.
func (r *rates) add(now int64, caller string, n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if minute := now / 60; minute != r.minute || r.counts == nil {
		r.minute, r.counts = minute, map[string]int{}
	}
	if _, known := r.counts[caller]; !known && len(r.counts) >= mostCallers {
		caller = "others"
	}
	r.counts[caller] += n
	return r.counts[caller]
}

// byAddress counts a request that has no key, or none that is known yet, on its address.
func (c *call) byAddress() error {
	if c.route.keyed {
		return c.badKeys(0)
	}
	return c.counted("address "+c.ClientIP(), `"address"`)
}

// byKey counts a request on the key that was found.
func (c *call) byKey() error { return c.counted("key "+c.key.ID, `"key"`) }

// badKeys counts n refused keys on the address, and refuses every key from it when there were too many.
func (c *call) badKeys(n int) error {
	most := c.api.Rates.BadKeys
	if most == 0 {
		return nil
	}
	now := c.api.Now().Unix()
	if c.api.rates.add(now, "refused "+c.ClientIP(), n) <= most-1+n {
		return nil
	}
	c.retryAfter = int(60 - now%60)
	return indicators.Errorf(indicators.TooMany, "too many keys from this address were refused").Coded("rate_limited").Try("Wait %d seconds.", c.retryAfter)
}

// badSecrets counts a wrong secret for the id of a key, from whatever address. The right one is taken all the same: it
// cannot be guessed, and nobody can lock its holder out.
func (c *call) badSecrets(id string) error {
	most := c.api.Rates.BadKeys
	now := c.api.Now().Unix()
	if most == 0 || c.api.rates.add(now, "secret of "+id, 1) <= most {
		return nil
	}
	c.retryAfter = int(60 - now%60)
	return indicators.Errorf(indicators.TooMany, "too many wrong secrets for this key").Coded("rate_limited").Try("Wait %d seconds.", c.retryAfter)
}

// counted counts a request and says in the header what is left; a route for probes is not counted.
func (c *call) counted(caller, policy string) error {
	most := c.api.Rates.Requests
	if most == 0 || c.route.probe {
		return nil
	}
	now := c.api.Now().Unix()
	count, reset := c.api.rates.add(now, caller, 1), int(60-now%60)
	c.Header("RateLimit-Policy", policy+";q="+strconv.Itoa(most)+";w=60")
	c.Header("RateLimit", policy+";r="+strconv.Itoa(max(0, most-count))+";t="+strconv.Itoa(reset))
	if count <= most {
		return nil
	}
	c.retryAfter = reset
	return indicators.Errorf(indicators.TooMany, "more than %d requests in this minute", most).Coded("rate_limited").Try("Wait %d seconds.", reset)
}
