package ingest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// MostPoints is how many points one post may have.
const MostPoints = 5000

// clockSlack is how far a sensor's clock may be ahead of the server's.
const clockSlack = 10 * time.Minute

// Poster takes posts of sensors. Catalogue, Box and Now are mandatory. Safe for concurrent use.
type Poster struct {
	Catalogue *indicators.Catalogue
	Box       indicators.Postbox
	Now       func() time.Time
}

// PostOptions say what is asked of one post. The zero policies are on_error=reject and on_conflict=keep: a buffer that
// is sent again is harmless.
type PostOptions struct {
	Key        indicators.Key // whose scope is the city and the site of points that name none, where it is one place
	OnError    indicators.OnError
	OnConflict indicators.OnConflict // keep or reject
	DryRun     bool
}

// PostAnswer is what became of a post: received = created + unchanged + conflict + rejected + missing + pending (+ not
// stored, when it is refused). The line of a problem is the number of the point, from 1.
type PostAnswer struct {
	State    indicators.UploadState // Committed, Spooled or Refused; Received for a dry run that nothing refuses
	Upload   indicators.UploadID    // that keeps what was new; 0 when nothing was
	Counts   indicators.Counts
	Problems []indicators.RowProblem
	Warnings []indicators.RowProblem // what the checks doubt: it is stored with a flag
	Newest   time.Time               // latest start of a right point; zero when there is none
}

// Post checks every point and stores all of them or none (on_error=reject) or the good ones (on_error=skip). Points
// that are wrong are no error. Errors are Invalid (a policy), Unavailable or Internal.
func (ps *Poster) Post(ctx context.Context, readings []Reading, o PostOptions) (PostAnswer, error) {
	if err := o.check(); err != nil {
		return PostAnswer{}, err
	}
	profile, ok := ps.Catalogue.Profile(indicators.PostsProfile)
	if !ok {
		return PostAnswer{}, indicators.Errorf(indicators.Internal, "the catalogue has no profile %q", indicators.PostsProfile)
	}
	im := Importer{Catalogue: ps.Catalogue, Now: ps.Now}
	var header [][]byte
	for name := range strings.SplitSeq(indicators.PostsHeader, ",") {
		header = append(header, []byte(name))
	}
	p, err := im.layOn(profile, Options{MayWrite: o.Key.MayWrite}, head{cells: header})
	if err != nil {
		return PostAnswer{}, err
	}
	d := posted{decoder: newDecoder(p, 0), sender: o.Key}
	for i := range readings {
		d.take(readings[i], i+1)
	}
	d.sift()
	return ps.store(ctx, &d, len(readings), o)
}

func (o *PostOptions) check() error {
	o.OnError = indicators.OnError(firstOf(string(o.OnError), string(indicators.RejectUpload)))
	o.OnConflict = indicators.OnConflict(firstOf(string(o.OnConflict), string(indicators.Keep)))
	if o.OnError != indicators.RejectUpload && o.OnError != indicators.SkipRow {
		return indicators.Errorf(indicators.Invalid, "on_error is %q; it must be reject or skip", o.OnError).Coded("bad_parameter").At("on_error")
	}
	if o.OnConflict != indicators.RejectConflict && o.OnConflict != indicators.Keep {
		return indicators.Errorf(indicators.Invalid, "on_conflict is %q; it must be keep or reject", o.OnConflict).Coded("bad_parameter").At("on_conflict").
			Try("Stored values are corrected by a file.")
	}
	return nil
}

// store hands the right points over and counts what became of all of them.
func (ps *Poster) store(ctx context.Context, d *posted, received int, o PostOptions) (PostAnswer, error) {
	answer := PostAnswer{State: indicators.Committed, Counts: d.counts, Problems: d.problems, Newest: d.newest}
	answer.Counts.Rows, answer.Counts.Received = int64(received), int64(received)
	refused := o.OnError == indicators.RejectUpload && len(d.problems) > 0
	if refused {
		answer.State = indicators.Refused
	}
	post := indicators.Post{KeyID: o.Key.ID, City: d.city(), At: ps.Now(), OnError: o.OnError, OnConflict: o.OnConflict, DryRun: o.DryRun || refused, Rows: d.rows}
	var result indicators.PostResult
	if len(d.rows) > 0 && !refused {
		var err error
		if result, err = ps.Box.Post(ctx, post); err != nil {
			return answer, err
		}
		answer.State, answer.Upload, answer.Warnings = result.State, result.Upload, d.doubts(result.Judged)
	}
	n := &answer.Counts
	if result.Outcomes == nil {
		result.Outcomes = make([]indicators.Outcome, len(d.rows)) // not compared: all of them would be new
	}
	for _, outcome := range result.Outcomes {
		switch {
		case outcome == indicators.Unchanged:
			n.Unchanged++
		case outcome != indicators.Created:
		case answer.State == indicators.Refused:
			n.Created++
			n.NotStored++
		case answer.State == indicators.Spooled:
			n.Pending++
		default:
			n.Created++
		}
	}
	n.Conflict += int64(len(result.Conflicts))
	for _, conflict := range result.Conflicts {
		answer.Problems = append(answer.Problems, d.conflict(conflict))
	}
	slices.SortStableFunc(answer.Problems, func(a, b indicators.RowProblem) int { return cmp.Compare(a.Line, b.Line) })
	if o.DryRun && answer.State == indicators.Committed {
		answer.State = indicators.Received
	}
	return answer, nil
}
