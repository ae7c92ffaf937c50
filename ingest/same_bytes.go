package ingest

import "sync"

// sameBytes lets one upload of given bytes run at a time. The zero value is ready.
type sameBytes struct {
	mu    sync.Mutex
	locks map[string]*bytesLock
}

type bytesLock struct {
	sync.Mutex
	wanted int
}

// enter waits for its turn and gives the function that ends it.
func (s *sameBytes) enter(sha256 string) (leave func()) {
	s.mu.Lock()
	if s.locks == nil {
		s.locks = map[string]*bytesLock{}
	}
	l := s.locks[sha256]
	if l == nil {
		l = &bytesLock{}
		s.locks[sha256] = l
	}
	l.wanted++
	s.mu.Unlock()
	l.Lock()
	return func() {
		l.Unlock()
		s.mu.Lock()
		defer s.mu.Unlock()
		if l.wanted--; l.wanted == 0 {
			delete(s.locks, sha256)
		}
	}
}
