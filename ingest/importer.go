// Package ingest turns an upload into observations: decode, map, resolve, convert, check, compare, append.
package ingest

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Importer takes uploads. Catalogue, Ledger, Intake and Now are mandatory.
type Importer struct {
	Catalogue *indicators.Catalogue
	Ledger    indicators.Ledger
	Intake    indicators.Intake
	Now       func() time.Time
	Limits    Limits
	SpoolDir  string // for the bytes while they are checked; default the system's
	Spools    bool   // the store of observations may be away: uploads are then checked, kept, and replayed later
	// SpoolLimit bounds the bytes of uploads that wait for the store, as they were received; while they reach it new ones
	// are Unavailable (spool_full). 0 for no bound but the disk.
	SpoolLimit int64

	running  sameBytes
	underWay underWay
}

// Options say what is asked of one upload.
type Options struct {
	Request  indicators.UploadRequest
	DryRun   bool                                  // the same answer, and nothing stored
	MayWrite func(city string, path []string) bool // path: the site with all above it, itself first; nil: everywhere
	SHA256   string                                // of the bytes that were tried before, decompressed: others are refused; "" for any
	Progress func(done, total int64)               // bytes decoded, of all; may be nil; called from one goroutine
}

// Result is what became of an upload. Its state is Committed, or Refused when rows refused it, or Received for a dry
// run; where the store may be away also Spooled (checked) or Committing (decided): it is written when the store is back.
type Result struct {
	Upload indicators.Upload
	Known  bool // the same bytes were committed before: this is that receipt
	DryRun bool
}

// Import reads the body to its end, keeps it, checks every row and stores all of it or nothing (on_error=reject)
// or all good rows (on_error=skip). Rows that are wrong are no error: see the receipt. Errors are Invalid
// (the request or the file as a whole), TooLarge, Unsupported (encoding), Unavailable or Internal.
func (im *Importer) Import(ctx context.Context, body io.Reader, o Options) (Result, error) {
	profile, err := im.check(&o)
	if err != nil {
		return Result{}, err
	}
	file, err := unpacked(body)
	if err != nil {
		return Result{}, err
	}
	defer file.Close()
	spool, err := im.spool(file)
	if err != nil {
		return Result{}, err
	}
	defer spool.remove()
	if o.SHA256 != "" && o.SHA256 != spool.sha256 {
		return Result{}, indicators.Errorf(indicators.Invalid, "this is another file than the one that was tried").Coded("other_file").Try("Try this one first, or choose the other again.")
	}
	upload := indicators.Upload{UploadRequest: o.Request, SHA256: spool.sha256, Bytes: spool.bytes, State: indicators.Received, ReceivedAt: im.Now()}
	if !o.DryRun {
		defer im.running.enter(spool.sha256)() // of the same bytes sent twice at once the second finds the first
		known, ok, err := im.Ledger.Known(ctx, spool.sha256, o.Request)
		if err != nil || ok && im.answers(known, o) {
			return Result{Upload: known, Known: ok}, err
		}
		if err := im.HaveRoom(ctx, spool.bytes); err != nil {
			return Result{}, err
		}
		if err := spool.rewind(); err != nil {
			return Result{}, err
		}
		if upload, err = im.Ledger.Receive(ctx, upload, spool.file); err != nil {
			return Result{}, err
		}
	}
	settled, err := im.store(ctx, upload, profile, o, spool)
	if err != nil && !o.DryRun {
		upload.State, upload.SettledAt = indicators.Refused, im.Now()
		upload.Receipt.Problems = []indicators.RowProblem{wholeFile(err)}
		if failed := im.Ledger.Settle(context.WithoutCancel(ctx), upload, upload.Receipt.Problems); failed != nil {
			return Result{}, failed
		}
	}
	return Result{Upload: settled, DryRun: o.DryRun}, err
}

// answers reports whether the receipt of an upload is the one that these options would get for the same bytes. Another
// key may touch less of it than the first one, or more, and nobody reads the receipt of a place that is not theirs.
func (im *Importer) answers(known indicators.Upload, o Options) bool {
	if o.MayWrite == nil || known.KeyID == o.Request.KeyID {
		return true
	}
	foreign := func(p indicators.RowProblem) bool { return p.Code == "foreign_city" }
	hidden := func(counted indicators.SeriesCount) bool {
		s, err := indicators.ParseSeries(counted.Series)
		return err != nil || !o.MayWrite(s.City, im.Catalogue.SitePath(s.City, s.Site))
	}
	r := known.Receipt
	return len(r.Series) > 0 && !slices.ContainsFunc(r.Problems, foreign) && !slices.ContainsFunc(r.Series, hidden)
}

// check fills the defaults of the policies and refuses what cannot be meant.
func (im *Importer) check(o *Options) (indicators.Profile, error) {
	r := &o.Request
	if r.Encoding != "" {
		name, ok := EncodingName(r.Encoding)
		if !ok {
			return indicators.Profile{}, unknownEncoding(r.Encoding)
		}
		r.Encoding = name
	}
	profile, ok := im.Catalogue.Profile(r.Profile)
	if !ok {
		var ids []string
		for _, p := range im.Catalogue.Profiles {
			ids = append(ids, p.ID)
		}
		return profile, indicators.Errorf(indicators.Invalid, "there is no import profile %q", r.Profile).Coded("unknown_profile").At("profile").
			Try("Nearest: %s.", Nearest(r.Profile, ids))
	}
	if _, ok := im.Catalogue.City(r.City); r.City != "" && !ok {
		return profile, indicators.Errorf(indicators.Invalid, "there is no city %q", r.City).Coded("unknown_city").At("city")
	}
	if err := im.checkStated(r, profile); err != nil {
		return profile, err
	}
	if r.OnError == "" {
		r.OnError = indicators.RejectUpload
	}
	if r.OnConflict == "" {
		r.OnConflict = indicators.RejectConflict
	}
	if r.OnError != indicators.RejectUpload && r.OnError != indicators.SkipRow {
		return profile, indicators.Errorf(indicators.Invalid, "on_error is %q; it must be reject or skip", r.OnError).Coded("bad_parameter").At("on_error")
	}
	switch r.OnConflict {
	case indicators.RejectConflict, indicators.Keep:
	case indicators.Correct:
		if r.Reason == "" {
			return profile, indicators.Errorf(indicators.Invalid, "on_conflict=correct needs a reason").Coded("reason_missing").At("reason").
				Try("Say in a sentence why the stored values are to be replaced; it stays in the ledger.")
		}
	default:
		return profile, indicators.Errorf(indicators.Invalid, "on_conflict is %q; it must be reject, correct or keep", r.OnConflict).Coded("bad_parameter").At("on_conflict")
	}
	return profile, nil
}

// store decodes the spooled bytes into one merge and ends it. When the store of observations is away the
// upload is checked without it and left in state Spooled.
func (im *Importer) store(ctx context.Context, upload indicators.Upload, profile indicators.Profile, o Options, spool *spool) (indicators.Upload, error) {
	settled, err := im.storeFrom(ctx, upload, profile, o, spool, im.Intake.Begin)
	if indicators.KindOf(err) != indicators.Unavailable || ctx.Err() != nil || o.DryRun || !im.Spools {
		return settled, err
	}
	return im.storeFrom(ctx, upload, profile, o, spool, later{im.Ledger}.begin)
}

func (im *Importer) storeFrom(ctx context.Context, upload indicators.Upload, profile indicators.Profile, o Options, spool *spool, begin beginner) (indicators.Upload, error) {
	again := func() (io.ReadCloser, error) { return io.NopCloser(spool.file), spool.rewind() }
	return im.merge(ctx, upload, profile, o, again, begin)
}

// beginner opens the merge of an upload, as indicators.Intake does.
type beginner func(ctx context.Context, upload indicators.Upload) (indicators.Merge, error)

// merge decodes the bytes of an upload into one merge and ends it. again opens the bytes, as often as they are asked for.
func (im *Importer) merge(ctx context.Context, upload indicators.Upload, profile indicators.Profile, o Options, again func() (io.ReadCloser, error), begin beginner) (indicators.Upload, error) {
	limits := im.Limits.WithDefaults()
	progress, end := im.underWay.begin(upload)
	defer end()
	read, err := im.opened(profile, o, again)
	if err != nil {
		return upload, err
	}
	defer read.close()
	p, text, reader, first := read.plan, read.text, read.reader, read.first
	merge, err := begin(ctx, upload)
	if err != nil {
		return upload, err
	}
	defer merge.Rollback()
	t := &tally{merge: merge, policy: o.Request, limits: limits, series: map[indicators.Series]*extent{}, warnings: read.warnings, catalogue: im.Catalogue}
	if err := pour(ctx, p, upload.ID, first, reader, func(out decoded) error {
		progress.bytes.Store(text.done())
		if o.Progress != nil {
			o.Progress(text.done(), upload.Bytes)
		}
		err := t.add(ctx, out)
		progress.rows.Store(t.counts.Rows)
		return err
	}); err != nil {
		return upload, err
	}
	if err := t.rest(ctx); err != nil {
		return upload, err
	}
	receipt := t.receipt(p.ignored)
	refused := t.bad > 0 && o.Request.OnError == indicators.RejectUpload && upload.State != indicators.Committing
	if refused {
		receipt.Counts = receipt.Counts.Refused()
	}
	switch {
	case o.DryRun:
		upload.Receipt = receipt
		return upload, nil
	case refused:
		merge.Rollback()
		upload.Receipt = receipt
		upload.State, upload.SettledAt = indicators.Refused, im.Now()
		return upload, im.Ledger.Settle(ctx, upload, t.problems)
	}
	return merge.Commit(ctx, receipt, t.problems)
}

// Refuses reports whether rows refuse the upload under its policy: what a dry run answers.
func (r Result) Refuses() bool {
	if r.Upload.State == indicators.Refused {
		return true
	}
	return r.DryRun && r.Upload.OnError == indicators.RejectUpload &&
		(r.Upload.Receipt.Counts.Rejected > 0 || r.Upload.Receipt.Counts.Conflict > 0 && r.Upload.OnConflict != indicators.Keep)
}

func fineCode(err error) string {
	if e, ok := errors.AsType[*indicators.Error](err); ok {
		return e.FineCode()
	}
	return string(indicators.KindOf(err))
}

// wholeFile is the problem of an upload that was refused as a whole; an error of the inside is not shown.
func wholeFile(err error) indicators.RowProblem {
	if e, ok := isDomainError(err); ok && e.Kind != indicators.Internal {
		return *fromError(0, "", "", e)
	}
	return indicators.NewRowProblem(0, "", fineCode(err), "", indicators.Phrasef("internal error"))
}

func (im *Importer) spoolFile() (*os.File, error) {
	return os.CreateTemp(im.SpoolDir, "aspro-upload-*")
}
