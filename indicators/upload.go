package indicators

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"
)

// String is the id on the wire, such as "u17"; "" for 0.
func (id UploadID) String() string {
	if id == 0 {
		return ""
	}
	return "u" + strconv.Itoa(int(id))
}

// MarshalText writes the id as String does.
func (id UploadID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// ParseUploadID reads what String writes; NotFound otherwise, for there is no such upload.
func ParseUploadID(text string) (UploadID, error) {
	digits, ok := strings.CutPrefix(text, "u")
	n, err := strconv.ParseInt(digits, 10, 32)
	if !ok || err != nil || n < 1 || strconv.FormatInt(n, 10) != digits {
		return 0, Errorf(NotFound, "there is no upload %q", text)
	}
	return UploadID(n), nil
}

// UploadState is how far an upload has come.
type UploadState string

// The states. Only committed uploads have observations that can be read.
const (
	Received   UploadState = "received"   // bytes are safe; checking has not ended
	Spooled    UploadState = "spooled"    // accepted and safe, waiting for a store that is away
	Committing UploadState = "committing" // decided, and being written to a store without transactions: a part may be visible
	Committed  UploadState = "committed"  // every accepted observation is stored and visible
	Refused    UploadState = "refused"    // rows refused it: nothing of it is stored but its bytes and its receipt
	Reverting  UploadState = "reverting"  // being taken back from a store without transactions: a part may still be visible
	Reverted   UploadState = "reverted"   // taken back: what it created is gone, what it corrected is as before
)

// OnError says what one bad row does to the rest.
type OnError string

// OnConflict says what happens to a row that differs from what is stored.
type OnConflict string

// The policies; the first of each is the default.
const (
	RejectUpload OnError = "reject" // one bad row: nothing is stored
	SkipRow      OnError = "skip"   // bad rows are listed, the others stored

	RejectConflict OnConflict = "reject"  // the row is a conflict, which on_error judges
	Correct        OnConflict = "correct" // the stored value is replaced and kept in the ledger; needs a reason
	Keep           OnConflict = "keep"    // the stored value stays; the row counts as conflict, and is no error
)

// UploadRequest is what the sender asks for.
type UploadRequest struct {
	City       string // the city that the key was checked for; every row must be of it
	Profile    string
	FileName   string // as the client named it, for people only; never a path here
	OnError    OnError
	OnConflict OnConflict
	Reason     string
	KeyID      string // who: the id of the key, or "cli"
	Encoding   string // of the file, as its sender declares it; "" the profile's
	Sheet      string // worksheet of a workbook; "" the first that is not hidden
	Site       string // the site that every row is of; "" as the file and the profile say
	Conditions string // "25Cel,101.325kPa", under which shares of the volume become masses; "" the profile's
	NamedTime  string // what the profile reads of FileName, so that the same bytes of another hour are another upload; "" nothing
}

// Upload is a file that was sent, with what became of it.
type Upload struct {
	ID UploadID
	UploadRequest
	SHA256     string // of the bytes as received after content decoding, lower-case hex
	Bytes      int64  // their number
	State      UploadState
	ReceivedAt time.Time
	SettledAt  time.Time // zero while received
	Receipt    Receipt
	Reversion  *Reversion // nil unless it was reverted, or is being so
}

// Counts is the outcome of every cell that carried a value or a missing mark:
// Received = Created + Unchanged + Updated + Conflict + Rejected + Missing + Pending. Rows counts data rows
// of the file. Pending are checked but not yet compared with what is stored: the store is away, and the upload is
// spooled. NotStored tells how many of Created and Updated are not stored because other rows refuse the upload.
type Counts struct {
	Rows      int64 `json:"rows"`
	Received  int64 `json:"received"`
	Created   int64 `json:"created"`
	Unchanged int64 `json:"unchanged"`
	Updated   int64 `json:"updated"`
	Conflict  int64 `json:"conflict"`
	Rejected  int64 `json:"rejected"`
	Missing   int64 `json:"missing"`
	Pending   int64 `json:"pending,omitempty"`
	NotStored int64 `json:"not_stored,omitempty"`

	NotMeasured int64 `json:"missing_not_measured,omitempty"` // of Missing: the file says that nothing is measured there
	Faulty      int64 `json:"missing_faulty,omitempty"`       // of Missing: the file says that instrument or laboratory gave no value
}

// NotTaken is how many values were rejected or in conflict: those that errors.csv is about.
func (c Counts) NotTaken() int64 { return c.Rejected + c.Conflict }

// Outcomes is the sum of all outcomes: it equals Received.
func (c Counts) Outcomes() int64 {
	return c.Created + c.Unchanged + c.Updated + c.Conflict + c.Rejected + c.Missing + c.Pending
}

// Refused is the counts of an upload of which nothing is stored: Created and Updated say what would have been.
func (c Counts) Refused() Counts {
	c.NotStored = c.Created + c.Updated
	return c
}

// Add adds d to c.
func (c *Counts) Add(d Counts) {
	c.Rows += d.Rows
	c.Received += d.Received
	c.Created += d.Created
	c.Unchanged += d.Unchanged
	c.Updated += d.Updated
	c.Conflict += d.Conflict
	c.Rejected += d.Rejected
	c.Missing += d.Missing
	c.Pending += d.Pending
	c.NotStored += d.NotStored
	c.NotMeasured += d.NotMeasured
	c.Faulty += d.Faulty
}

// RowProblem is one cell that was rejected or conflicts, or a warning about one.
type RowProblem struct {
	Line    int    `json:"line"`   // 1-based line in the file, as an editor shows it
	Column  string `json:"column"` // the header text, or "column 7" in a file without header; "" when the whole row is at fault
	Code    string `json:"code"`
	Text    string `json:"text"` // the offending text as sent, cut at 200 characters
	Message string `json:"message"`
	Hint    string `json:"hint"`

	Severity Severity `json:"severity" enums:"info,warning,error"` // error: the row is not taken

	Said    string `json:"-"` // the message as Phrase.Encode writes it, to be told in another language; "": kept in English alone
	Advised string `json:"-"` // the hint, the same
}

// Severity says what a problem does.
type Severity string

// The severities.
const (
	Info    Severity = "info"    // worth knowing
	Warning Severity = "warning" // a doubt: what it speaks of is stored
	Fault   Severity = "error"   // the row is not taken
)

// As returns p with a severity.
func (p *RowProblem) As(s Severity) *RowProblem { p.Severity = s; return p }

// NewRowProblem is a problem whose message can be told in another language.
func NewRowProblem(line int, column, code, text string, said Phrase) RowProblem {
	return RowProblem{Severity: Fault, Line: line, Column: column, Code: code, Text: text, Message: said.String(), Said: said.Encode()}
}

// Advise returns p with a hint.
func (p RowProblem) Advise(hint Phrase) RowProblem {
	p.Hint, p.Advised = hint.String(), hint.Encode()
	return p
}

// Told is the problem with message and hint as say says them; what is kept in English alone stays English.
func (p RowProblem) Told(say func(format string, args ...any) string) RowProblem {
	if said, ok := DecodePhrase(p.Said); ok {
		p.Message = say(said.Format, said.Args...)
	}
	if advised, ok := DecodePhrase(p.Advised); ok {
		p.Hint = say(advised.Format, advised.Args...)
	}
	return p
}

// SeriesCount tells how many values of an upload are of one series, and their extent (starts, UTC).
type SeriesCount struct {
	Series string    `json:"series"`
	Values int64     `json:"values"`
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
}

// Receipt is the answer to an upload. The same bytes and profile again give the same receipt.
type Receipt struct {
	Counts   Counts        `json:"counts"`
	Series   []SeriesCount `json:"series"`   // at most 1,000, by series id
	Problems []RowProblem  `json:"problems"` // the first 100 by line; all are in the ledger
	Warnings []RowProblem  `json:"warnings"` // about the file as a whole, at most 100
	Ignored  []string      `json:"ignored_columns"`
}

// Correction is a value that was replaced: what it was, what it became, who did it, when and why.
type Correction struct {
	Series   Series
	Old, New Observation
	KeyID    string
	Reason   string
	At       time.Time
	Reverts  bool // it took an upload back: New is what Old had replaced
}

// UploadFilter selects uploads, newest first; zero fields select all. Before, when not 0, is where a page starts (not included).
type UploadFilter struct {
	Cities []string // nil: every city
	State  UploadState
	SHA256 string
	KeyID  string // sent by this key
	Before UploadID
	Limit  int
}

// Ledger keeps what happened: uploads with their bytes, receipts, rejected rows, corrections, keys, the audit log. SQL, whichever store is in use.
type Ledger interface {
	Auditor
	Lookout
	// Receive keeps the bytes, fsynced on return, as the upload (request, sum, number of bytes and time as
	// given) in state Received, and gives it its number.
	Receive(ctx context.Context, upload Upload, body io.Reader) (Upload, error)
	// Known finds the upload of the same bytes, city, profile and policies that was accepted (committed, or on its
	// way there); ok is false when there is none.
	Known(ctx context.Context, sha256 string, request UploadRequest) (upload Upload, ok bool, err error)
	// Settle ends an upload that stores nothing (state Refused): its receipt and problems are kept.
	Settle(ctx context.Context, upload Upload, problems []RowProblem) error
	// Stage notes what was decided of an upload for a store without transactions: receipt, problems and
	// corrections are kept, durable on return, in the upload's state (Spooled: only checked; Committing: decided).
	// reflagged are observations of other uploads as they are to stand: they are written anew with it.
	Stage(ctx context.Context, upload Upload, problems []RowProblem, corrections []Correction, reflagged []Batch) error
	// Bury lists observations of a staged upload that the store refused for good, each with its reason, among the
	// upload's problems, and counts them as rejected instead of created.
	Bury(ctx context.Context, id UploadID, refused []RowProblem) error
	// StageRevert notes what is decided of taking an upload back from a store without transactions: state Reverting,
	// what is removed, what is restored (as corrections that revert), durable on return. anew is all that is to be written
	// for it: what is restored, and observations whose flag is another then.
	StageRevert(ctx context.Context, id UploadID, r Reversion, removed []Batch, restored []Correction, anew []Batch) error
	// Reflagged gives what Stage, StageRevert and Grow have kept of an upload that has not ended, to be written anew with it.
	Reflagged(ctx context.Context, id UploadID) ([]Batch, error)
	// Mark ends an upload that was staged: every observation of it is stored, or taken back.
	Mark(ctx context.Context, id UploadID, state UploadState, at time.Time) error
	// Grow keeps lines of posts, durable on return: at the end of the key's, city's and day's upload of posts, or in a
	// new one where that has come to another end than Committed or Spooled. One answer a growth, in order.
	Grow(ctx context.Context, growths []Growth) ([]Grown, error)
	// Written ends what Grow has left Spooled: the uploads are Committed if they have no more lines than given.
	Written(ctx context.Context, grown []Grown) error
	// Upload finds one upload; NotFound.
	Upload(ctx context.Context, id UploadID) (Upload, error)
	Uploads(ctx context.Context, filter UploadFilter) ([]Upload, error)
	// WaitingBytes is how many bytes the uploads have that are accepted and wait for the store.
	WaitingBytes(ctx context.Context) (int64, error)
	// Content streams the bytes of an upload as received (decompressed).
	Content(ctx context.Context, id UploadID) (io.ReadCloser, error)
	// Lines gives the physical lines with these 1-based numbers (any order, repeats allowed), each with the
	// lines that follow it while a quote is open.
	Lines(ctx context.Context, id UploadID, lines []int32) (map[int32]string, error)
	// Problems gives the rejected and conflicting rows after the n-th, in file order.
	Problems(ctx context.Context, id UploadID, after, limit int) ([]RowProblem, error)
	// Corrections gives the replaced values of a series whose start lies in the period, oldest correction first.
	Corrections(ctx context.Context, series Series, period Period) ([]Correction, error)
	// Removals gives the observations of a series that reverts took away and whose start lies in the period, oldest revert first.
	Removals(ctx context.Context, series Series, period Period) ([]Removal, error)

	AddKey(ctx context.Context, key Key) error
	// Key finds a key by its id; NotFound.
	Key(ctx context.Context, id string) (Key, error)
	Keys(ctx context.Context) ([]Key, error)
	RevokeKey(ctx context.Context, id string, at time.Time) error
	// RotateKey keeps next, which takes the place of the key id, and lets that one end at ends; NotFound.
	RotateKey(ctx context.Context, id string, next Key, ends time.Time) error

	ReviewLedger
	AnswerLedger
}

// Outcome is what became of one observation of an upload.
type Outcome uint8

// The outcomes of a merge.
const (
	Created Outcome = iota
	Unchanged
	Updated
	Conflict // see MergeConflict
	Repeated // unchanged, and named by the same upload before
)

// MergeConflict tells why the observation at Index of a batch was not taken.
type MergeConflict struct {
	Index int
	Code  string      // "conflict", "duplicate_in_file", "period_overlap", "projection_over_observation"
	Old   Observation // what is stored; for period_overlap the observation that it overlaps
}

// Intake is where an upload is compared with what is stored and then becomes visible entirely or not at all.
type Intake interface {
	// Begin opens the one write; others wait. The context of the caller cancels the merging, never the commit.
	// A zero upload id is a dry run: Commit is then refused.
	Begin(ctx context.Context, upload Upload) (Merge, error)
	// Revert takes a committed upload back: what it created is removed, what it corrected is as it was. r says who, when
	// and why. On a store without transactions it may come back in state Reverting, to be repeated when the store is back.
	// NotFound; Conflicting: not_committed, already_reverted, cited_by_review, superseded.
	Revert(ctx context.Context, id UploadID, r Reversion) (Upload, error)
}

// Merge is one upload on its way in. Exactly one of Commit and Rollback ends it; Rollback after Commit does nothing.
type Merge interface {
	// Put compares one batch with what is stored, and with what this merge has put before, by the upload's
	// on_conflict, and takes what is new. outcomes has one entry an observation, in order, and is valid until the next Put.
	Put(ctx context.Context, batch Batch) (outcomes []Outcome, conflicts []MergeConflict, err error)
	// Judge flags again what this merge may have made right or wrong to doubt, also of earlier uploads, when everything is
	// put; Commit does it where it was not asked for. A series is left out where nothing is known but its own batches,
	// Watched and in the order of time, or where nothing of it is new and no check is made of it.
	Judge(ctx context.Context) ([]Judged, error)
	// Commit stores everything with the receipt and the problems; durable and visible on return.
	Commit(ctx context.Context, receipt Receipt, problems []RowProblem) (Upload, error)
	Rollback()
}
