package indicators

import (
	"context"
	"strconv"
	"time"
)

// Review is one version of what is known of a programme at a milestone. A draft shows what is on record now; once
// frozen it never changes: a mistake gets an erratum, new figures a next version.
type Review struct {
	Number     int64 // in which order reviews were begun, from 1
	Programme  string
	Milestone  string // id of a milestone of the programme
	Version    int    // from 1, without gaps
	PreparedBy string // as the people sign it
	Licence    string // under which the review is published; "" not stated
	Note       string // a preface in the words of those who prepared it
	KeyID      string // who began it: the id of the key, or "cli"
	CreatedAt  time.Time
	Frozen     *FrozenReview // nil: a draft
}

// ID is {programme}-{milestone}-v{version}, the name on the wire and in citations.
func (r Review) ID() string {
	return r.Programme + "-" + r.Milestone + "-v" + strconv.Itoa(r.Version)
}

// FrozenReview is what freezing adds.
type FrozenReview struct {
	Content    []byte // the document in its canonical form; its hash is the review's
	SHA256     string // of Content, lower-case hex
	ApprovedBy string
	PreparedBy string // instead of the draft's; "" as there. Read back as the review's own
	KeyID      string
	At         time.Time
	Uploads    []UploadID // that the content cites: none of them can be reverted
}

// Erratum is a remark on a frozen review that was found wrong after it was frozen.
type Erratum struct {
	Number int // within its review, from 1
	By     string
	Text   string
	KeyID  string
	At     time.Time
}

// ReviewFilter selects reviews, newest first; zero fields select all. Before, when not 0, is the number at which a
// page starts (not included).
type ReviewFilter struct {
	Programme, Milestone string
	FrozenOnly           bool
	Before               int64
	Limit                int // default 100
}

// ReviewLedger keeps reviews. Nothing in it is ever changed or deleted.
type ReviewLedger interface {
	// AddReview begins a draft: the next version of its programme and milestone, with its number. Conflicting,
	// "draft_exists", while the version before is a draft.
	AddReview(ctx context.Context, draft Review) (Review, error)
	// FreezeReview ends a draft. Conflicting: "already_frozen", or "uncommitted_data" when an upload that the content
	// cites is not committed (any more). NotFound.
	FreezeReview(ctx context.Context, id string, frozen FrozenReview) error
	// Review finds one review by its id; NotFound.
	Review(ctx context.Context, id string) (Review, error)
	// Reviews lists reviews without the content of the frozen ones.
	Reviews(ctx context.Context, filter ReviewFilter) ([]Review, error)
	// AddErratum adds to a frozen review, and numbers it; Conflicting, "not_frozen", for a draft.
	AddErratum(ctx context.Context, id string, erratum Erratum) (Erratum, error)
	// Errata lists those of a review, oldest first.
	Errata(ctx context.Context, id string) ([]Erratum, error)
	// CitedBy lists the ids of the frozen reviews that cite the upload, oldest first: while there is one, it
	// cannot be reverted.
	CitedBy(ctx context.Context, upload UploadID) ([]string, error)
}
