package indicators

import (
	"context"
	"time"
)

// KeptAnswer is an answer that is given again, byte for byte, when a request comes again under the same idempotency key.
type KeptAnswer struct {
	Fingerprint string            // of the request: another one under the same key is refused
	Status      int               // 0: the request is still running
	Headers     map[string]string // Content-Type, Location, Content-Language
	Body        []byte
}

// AnswersKept is how long an answer is kept, from the first request on. Sensors on a boat come back late.
const AnswersKept = 7 * 24 * time.Hour

// AnswerLedger keeps answers by the id of the key that asked and the name that it gave its request: the names of
// different keys do not meet.
type AnswerLedger interface {
	// Claim takes a name for a request that is about to run; claimed is false when there is an answer, which is given.
	// Conflicting, "request_running", while the first request has not been answered. What is older than AnswersKept
	// at the moment at is forgotten.
	Claim(ctx context.Context, keyID, name string, at time.Time) (kept KeptAnswer, claimed bool, err error)
	// Keep ends a claim with the answer.
	Keep(ctx context.Context, keyID, name string, answer KeptAnswer) error
	// Disclaim gives a name free again: nothing was decided, and the request may come again.
	Disclaim(ctx context.Context, keyID, name string) error
}
