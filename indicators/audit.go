package indicators

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

// Act is one entry of the audit log: a change of state, or a refusal to allow one. Entries are chained: each holds
// the hash of the one before, so that none can be changed, moved or taken out unseen.
type Act struct {
	ID        int64     `json:"id"` // from 1, without a gap
	At        time.Time `json:"at"` // UTC, microseconds
	Who       string    `json:"who"`
	What      string    `json:"what"`   // such as "upload.committed": the kind of thing, a point, what became of it
	Object    string    `json:"object"` // its id: u17, a key's id, a review's
	Before    string    `json:"before"` // Digest of the object's state before and after; "" where there is none
	After     string    `json:"after"`
	Detail    string    `json:"detail"` // for people, such as a reason; never a secret
	RequestID string    `json:"request_id"`
	SourceIP  string    `json:"source_ip"`
	Prev      string    `json:"prev"` // Hash of the entry before; "" for the first
	Hash      string    `json:"hash"` // SHA-256 of the entry as JSON with an empty hash, lower-case hex
}

// ActFilter selects entries of the audit log, oldest first. Zero fields select all.
type ActFilter struct {
	Who, Object string
	What        string // this, or with a point at its end everything that begins so: "upload."
	After       int64  // the entries after this one
	Limit       int    // 0: 1000
}

// Auditor keeps the audit log. What changes the ledger writes its entry in the same transaction; Audit is for the rest.
type Auditor interface {
	// Audit appends one entry. Who, RequestID and SourceIP are taken from the context where the act leaves them out;
	// ID, At, Prev and Hash are the ledger's.
	Audit(ctx context.Context, act Act) error
	Acts(ctx context.Context, filter ActFilter) ([]Act, error)
	// LastAct is the number of the newest entry that was ever written, though it be gone; 0 when there is none.
	LastAct(ctx context.Context) (int64, error)
}

// Actor is on whose behalf something is done.
type Actor struct {
	Who       string // the id of a key, "cli", or "aspro" for what the service does of itself
	RequestID string
	SourceIP  string
}

type actorKey struct{}

// WithActor gives a context in which the acts are the actor's.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf is the actor of a context; the service itself where none is named.
func ActorOf(ctx context.Context) Actor {
	if a, ok := ctx.Value(actorKey{}).(Actor); ok {
		return a
	}
	return Actor{Who: "aspro"}
}

// By fills in the actor of the context where the act names none.
func (a Act) By(ctx context.Context) Act {
	actor := ActorOf(ctx)
	if a.Who == "" {
		a.Who = actor.Who
	}
	if a.RequestID == "" {
		a.RequestID = actor.RequestID
	}
	if a.SourceIP == "" {
		a.SourceIP = actor.SourceIP
	}
	return a
}

// Sealed is the act as the entry after prev, whose hash it takes up.
func (a Act) Sealed(prev Act) Act {
	a.ID, a.Prev, a.Hash = prev.ID+1, prev.Hash, ""
	a.At = a.At.UTC().Truncate(time.Microsecond)
	a.Hash = Digest(a)
	return a
}

// Digest is the SHA-256 of a value as JSON, lower-case hex: the state of an object in the audit log.
func Digest(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "" // a value of texts, numbers and times: it never fails
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// VerifyAudit reads the whole log and checks every link. It gives the number of entries and the hash of the last.
// The error is Conflicting, audit_broken, and names the first entry that is not as it was written.
func VerifyAudit(ctx context.Context, log Auditor) (entries int64, last string, err error) {
	var before Act
	for {
		acts, err := log.Acts(ctx, ActFilter{After: before.ID})
		if err != nil {
			return before.ID, before.Hash, err
		}
		for _, act := range acts {
			switch {
			case act.ID != before.ID+1:
				return before.ID, before.Hash, broken(before.ID+1, "is gone")
			case act.Prev != before.Hash:
				return before.ID, before.Hash, broken(act.ID, "does not follow the entry before")
			case act.Sealed(before).Hash != act.Hash:
				return before.ID, before.Hash, broken(act.ID, "is not as it was written")
			}
			before = act
		}
		if len(acts) == 0 {
			break
		}
	}
	newest, err := log.LastAct(ctx)
	if err == nil && newest > before.ID {
		err = broken(before.ID+1, "is gone, with all that follow")
	}
	return before.ID, before.Hash, err
}

func broken(id int64, how string) *Error {
	return Errorf(Conflicting, "the audit log is broken: entry %s %s", strconv.FormatInt(id, 10), how).Coded("audit_broken").
		Try("Compare the data file with a backup from before that entry.")
}
