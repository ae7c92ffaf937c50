package api

import (
	"container/list"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// answers keeps computed answers until something that they were made from changes. What was asked for least recently
// goes first when there is no more room.
type answers struct {
	room int           // bytes of all answers; 0 keeps none
	age  time.Duration // after which an answer is computed anew whatever the revisions say; 0 for no bound

	mu    sync.Mutex
	taken int
	order list.List // of *kept, the last asked for in front
	found map[string]*list.Element
}

// kept is one answer, whole but for what belongs to the single request.
type kept struct {
	question    string
	contentType string
	body, sum   []byte
	header      http.Header // set by its handler
	madeAt      time.Time
	from        *reading
	checked     atomic.Uint64 // revision of all series at which it was last known to hold
}

// keptOverhead is about what an answer takes up beside its texts.
const keptOverhead = 1000

func (k *kept) size() int {
	n := keptOverhead + len(k.question) + len(k.body) + 150*len(k.from.parts)
	for name, values := range k.header {
		n += len(name)
		for _, value := range values {
			n += len(value)
		}
	}
	return n
}

// get gives the answer to a question, if one is kept that still holds.
func (a *answers) get(question string, store indicators.Store, now time.Time) *kept {
	a.mu.Lock()
	element := a.found[question]
	if element == nil {
		a.mu.Unlock()
		return nil
	}
	a.order.MoveToFront(element)
	k := element.Value.(*kept)
	a.mu.Unlock()
	all := uint64(store.Revision(indicators.SeriesFilter{})) // before the parts: what changes meanwhile is looked at next time
	if a.age > 0 && now.Sub(k.madeAt) >= a.age || (len(k.from.dates) > 0 || k.checked.Load() != all) && !k.from.holds(store, now) {
		a.drop(k)
		return nil
	}
	k.checked.Store(all)
	return k
}

// put keeps an answer, unless it takes up more than an eighth of the room.
func (a *answers) put(k *kept) {
	size := k.size()
	if size > a.room/8 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if old := a.found[k.question]; old != nil {
		a.remove(old)
	}
	if a.found == nil {
		a.found = map[string]*list.Element{}
	}
	a.found[k.question] = a.order.PushFront(k)
	for a.taken += size; a.taken > a.room; {
		a.remove(a.order.Back())
	}
}

// drop forgets an answer, unless another has taken its place.
func (a *answers) drop(k *kept) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if element := a.found[k.question]; element != nil && element.Value == k {
		a.remove(element)
	}
}

func (a *answers) remove(element *list.Element) {
	k := a.order.Remove(element).(*kept)
	delete(a.found, k.question)
	a.taken -= k.size()
}

// longestQuestion bounds what a client can make the server remember of its wording.
const longestQuestion = 2000

// wording is the request as far as the answer depends on it; "" when no answer is kept.
func (c *call) wording() string {
	if !c.route.cached || c.api.answers.room == 0 {
		return ""
	}
	text := c.Request.URL.Path + "?" + c.params.Encode() + "\n" + c.GetHeader("Accept") + "\n" + string(c.language())
	if len(text) > longestQuestion {
		return ""
	}
	return text
}

// answerKept answers from what is kept, without asking the store; false when there is nothing, and the answer that is
// made now is to be kept.
func (c *call) answerKept() bool {
	question := c.wording()
	if question == "" {
		return false
	}
	if k := c.api.answers.get(question, c.api.Store, c.api.Now()); k != nil {
		for name, values := range k.header {
			c.Writer.Header()[name] = slices.Clone(values)
		}
		c.api.metrics.answers.WithLabelValues("kept").Inc()
		c.shared = true
		c.tagged(http.StatusOK, k.contentType, k.body, k.sum)
		return true
	}
	c.making = &kept{question: question, from: &reading{}, madeAt: c.api.Now(), header: c.Writer.Header().Clone()}
	c.making.checked.Store(uint64(c.api.Store.Revision(indicators.SeriesFilter{})))
	c.Request = c.Request.WithContext(withReading(c.Request.Context(), c.making.from))
	return false
}

// keep keeps the answer that is being written.
func (c *call) keep(contentType string, body, sum []byte) {
	k := c.making
	if k == nil {
		return
	}
	c.making = nil
	c.api.metrics.answers.WithLabelValues("computed").Inc()
	if k.from.never || len(body) > c.api.answers.room/8 {
		return
	}
	before := k.header // what every answer has, such as the number of the request
	k.header = http.Header{}
	for name, values := range c.Writer.Header() {
		if !slices.Equal(before[name], values) {
			k.header[name] = values
		}
	}
	k.contentType, k.body, k.sum = contentType, slices.Clone(body), slices.Clone(sum)
	c.api.answers.put(k)
}

// today is the local date, which an answer that is kept holds for no longer than it lasts.
func (c *call) today(zone *time.Location) string {
	text := c.api.Now().In(zone).Format(time.DateOnly)
	if r := readingOf(c.Request.Context()); r != nil {
		r.mu.Lock()
		r.dates = append(r.dates, localDate{zone, text})
		r.mu.Unlock()
	}
	return text
}

// now is the clock, for an answer in which days are over or not, and nothing shorter: it is kept until midnight.
func (c *call) now(zone *time.Location) time.Time {
	c.today(zone)
	return c.api.Now()
}

// neverKept keeps the answer from being kept.
func (c *call) neverKept() {
	if r := readingOf(c.Request.Context()); r != nil {
		r.mu.Lock()
		r.never = true
		r.mu.Unlock()
	}
}
