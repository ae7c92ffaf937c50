package indicators

import (
	"context"
	"time"
)

// MostVerdicts is how many verdicts are kept of a key.
const MostVerdicts = 10

// Verdict is what one post was answered.
type Verdict struct {
	At        time.Time    `json:"at"`
	RequestID string       `json:"request_id"`
	State     UploadState  `json:"state"`  // as the post was answered; Refused also for a body that could not be read
	Code      string       `json:"code"`   // of the error, when it could not be read or stored at all
	Upload    string       `json:"upload"` // id; "" when nothing was new
	Counts    Counts       `json:"counts"`
	Problems  []RowProblem `json:"problems"` // the first five
	Newest    time.Time    `json:"newest"`   // latest start among its right points; zero: none
	Clock     time.Time    `json:"clock"`    // the sender's, by its header Date; zero: not sent
}

// Sighting is what was last seen of a key.
type Sighting struct {
	KeyID    string    `json:"key"`
	LastUsed time.Time `json:"last_used"` // by any request
	LastPost time.Time `json:"last_post"` // zero: none yet
	Posts    int64     `json:"posts"`     // answered, of all times
	Stored   int64     `json:"stored"`    // points of them that were new
	Verdicts []Verdict `json:"verdicts"`  // newest first
}

// Lookout keeps sightings. They are a service to people: after a crash the last seconds of them may be missing.
type Lookout interface {
	KeepSightings(ctx context.Context, all []Sighting) error
	// Sightings gives those of the keys that are named; keys that were never seen are absent.
	Sightings(ctx context.Context, keys ...string) (map[string]Sighting, error)
}

// Take notes a post.
func (s *Sighting) Take(v Verdict) {
	s.LastPost, s.Posts = v.At, s.Posts+1
	s.Stored += v.Counts.Created + v.Counts.Pending
	s.Verdicts = append([]Verdict{v}, s.Verdicts[:min(len(s.Verdicts), MostVerdicts-1)]...)
}

// ClockOffset is how far the sender's clock was behind the server's at its newest post that told it; false when none did.
func (s Sighting) ClockOffset() (time.Duration, bool) {
	for _, v := range s.Verdicts {
		if !v.Clock.IsZero() {
			return v.At.Sub(v.Clock), true
		}
	}
	return 0, false
}
