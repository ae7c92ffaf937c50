package indicators

import "sync"

// mostPosts is how many posts a group takes, so that none waits long.
const mostPosts = 256

// PostGroup is the posts that are stored together: those that came while another write had the turn. Who stores them gives
// Results one entry a post, in order.
type PostGroup struct {
	Posts   []Post
	Results []PostResult

	done chan struct{}
	err  error
}

// PostQueue gathers posts that arrive while a write is under way, so that one fsync serves them all. The zero value is ready; safe
// for concurrent use.
type PostQueue struct {
	mu   sync.Mutex
	next *PostGroup
}

// Join puts a post into the group that is gathering and gives its result when the group is stored. Who opens a group
// stores it: store waits for its turn, closes the group, and stores it.
func (q *PostQueue) Join(post Post, store func(*PostGroup) error) (PostResult, error) {
	q.mu.Lock()
	g, leads := q.next, false
	if g == nil || len(g.Posts) >= mostPosts {
		g, leads = &PostGroup{done: make(chan struct{})}, true
		q.next = g
	}
	place := len(g.Posts)
	g.Posts = append(g.Posts, post)
	q.mu.Unlock()
	if leads {
		g.err = store(g)
		close(g.done)
	}
	<-g.done
	if g.err != nil {
		return PostResult{}, g.err
	}
	return g.Results[place], nil
}

// Close ends the gathering of a group: posts that come now go into the next one.
func (q *PostQueue) Close(g *PostGroup) {
	q.mu.Lock()
	if q.next == g {
		q.next = nil
	}
	q.mu.Unlock()
}
