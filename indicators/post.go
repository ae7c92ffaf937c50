package indicators

import (
	"context"
	"time"
)

// PostsProfile is the import profile by which the rows of posts are kept and read again.
const PostsProfile = "posts"

// PostsHeader is the first line of every upload of posts; PostRow.Line has these columns.
const PostsHeader = "city,site,indicator,period,value,unit,statistic,quality,status,resolution"

// Post is what one request of a sensor brings: the rows that are right in themselves. Rows that say the same twice,
// or that overlap one another, have been taken out.
type Post struct {
	KeyID      string
	City       string // of every row; "" when they are of several
	At         time.Time
	OnError    OnError    // Reject: one row that cannot be taken, and none is
	OnConflict OnConflict // Keep or RejectConflict
	DryRun     bool
	Rows       []PostRow
}

// PostRow is one point: what it comes to, and the line by which it is kept. Upload and Line of the observation are
// given by who stores it.
type PostRow struct {
	Series      Series
	Observation Observation
	Line        string // without its line end
}

// PostResult is what became of a post. Outcomes has one entry a row. Of a Spooled post nothing has been compared
// yet, and every outcome is Created.
type PostResult struct {
	State     UploadState // Committed, Spooled, or Refused: nothing of it is stored
	Upload    UploadID    // that the stored rows are of; 0 when none was new
	Outcomes  []Outcome
	Conflicts []MergeConflict // Index is of Rows
	Judged    []Judged        // what the checks make of the new rows, series by series; of a Spooled post nothing is known yet
}

// Postbox takes small posts: those that come at the same time are stored together, so that one fsync serves them
// all. What Post answers is durable; once it waits for its turn it is not given up with the request.
//
// The new rows of one key, city and UTC day are the lines of one upload, which grows; it is of PostsProfile.
type Postbox interface {
	Post(ctx context.Context, post Post) (PostResult, error)
}

// Growth is lines for the upload of posts of a key, a city and the UTC day of At.
type Growth struct {
	KeyID, City string
	At          time.Time
	State       UploadState // of the upload afterwards: Committed, or Spooled until its lines have been written
	Rows        []PostRow   // kept in this order; at least one
	Pending     bool        // they have not been compared with what is stored
	Reflagged   []Batch     // observations of other uploads whose flag the rows change, as they are to stand
}

// Grown tells where lines were kept: the first row is line FirstLine of the upload, the others follow.
type Grown struct {
	Upload    UploadID
	FirstLine int32
	Lines     int32 // of the upload now, with its header
}

// Refuses reports whether these conflicts refuse the post under its policies.
func (p Post) Refuses(conflicts []MergeConflict) bool {
	if p.OnError == SkipRow {
		return false
	}
	for _, c := range conflicts {
		if c.Code != "conflict" || p.OnConflict != Keep {
			return true
		}
	}
	return false
}

// Growth is the lines that the new rows of a post make.
func (p Post) Growth(result PostResult, state UploadState) Growth {
	g := Growth{KeyID: p.KeyID, City: p.City, At: p.At, State: state}
	for i, outcome := range result.Outcomes {
		if outcome == Created {
			g.Rows = append(g.Rows, p.Rows[i])
		}
	}
	return g
}

// Placed is the rows as observations of the upload that keeps them, in order.
func (g Growth) Placed(at Grown) []PostRow {
	placed := make([]PostRow, len(g.Rows))
	for i, row := range g.Rows {
		row.Observation.Upload, row.Observation.Line = at.Upload, at.FirstLine+int32(i)
		placed[i] = row
	}
	return placed
}
