package api

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// RefusedUpload is the problem of an upload that its rows refuse: with the whole receipt beside it, and the
// first problems among the errors.
type RefusedUpload struct {
	Problem
	*UploadView
}

// postUpload takes a file.
//
// @Summary     Upload a file
// @Description Every row is checked; then all is stored, or nothing (on_error=reject), or all good rows (on_error=skip).
// @Description Counts add up: received = created + unchanged + updated + conflict + rejected + missing. In an upload that is refused nothing is stored, and not_stored tells how many would have been created or updated. The same bytes again give the same receipt.
// @ID          createUpload
// @Tags        uploads
// @Accept      text/csv
// @Produce     json
// @Security    Key
// @Param       profile     query string  false "import profile; an upload without one is refused, and the answer names the one that the file looks made for" example(aspro)
// @Param       city        query string  false "city that every row must be of; left out, the file names it row by row" example(surabaya)
// @Param       dry_run     query boolean false "check and answer, store nothing"
// @Param       on_error    query string  false "what one bad row does to the rest" Enums(reject, skip) default(reject)
// @Param       on_conflict query string  false "what happens to a row that differs from what is stored" Enums(reject, correct, keep) default(reject)
// @Param       reason      query string  false "why stored values are replaced, such as: the scale was read wrongly; needed for on_conflict=correct"
// @Param       encoding    query string  false "in which the file was saved, where it is neither UTF-8 nor what the profile says" Enums(utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1, shift_jis, big5)
// @Param       sheet       query string  false "worksheet of a workbook, such as Data; default the first that is not hidden"
// @Param       site        query string  false "the site that every row is of, where the file names none or by a word of its own" example(citywide)
// @Param       conditions  query string  false "temperature and pressure, such as 25Cel,101.325kPa, at which shares of the volume (ppb) become masses (µg/m³), or the reverse; without them neither does"
// @Param       file_name   query string  false "name of the file with its folders, such as noudoAll/2026/09/26/23.csv, for profiles that read the time in it; default the name in the form"
// @Param       Idempotency-Key header string false "a name of your own for this request: sent again with the same content, it gets the same answer for 7 days" example("8e03978e-40d5-43dd-bc93-6894a57f9324")
// @Param       file        body  string  true  "the file: CSV or XLSX, also compressed with gzip or zstd"
// @Success     200 {object} UploadView "known already, or a dry run that nothing refuses"
// @Success     201 {object} UploadView "stored"
// @Success     202 {object} UploadView "accepted and safe; written when the store of observations is back"
// @Header      200,201,202 {string} Location "the upload"
// @Failure     401 {object} Problem "no key, or none that is known"
// @Failure     403 {object} Problem "the key may not do this"
// @Failure     409 {object} Problem "the first request with this Idempotency-Key is still running"
// @Failure     413 {object} Problem "over a limit"
// @Failure     415 {object} Problem "a type or encoding that is not read"
// @Failure     422 {object} RefusedUpload "rows refuse it, or a parameter is wrong"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /uploads [post]
func postUpload(c *call) (int, any, error) {
	o, err := c.uploadOptions()
	if err != nil {
		return 0, nil, err
	}
	leave, err := c.enterUpload()
	if err != nil {
		return 0, nil, err
	}
	defer leave()
	body, name, err := c.uploadBody()
	if err != nil {
		return 0, nil, err
	}
	if o.Request.FileName == "" {
		o.Request.FileName = name
	}
	if o.Request.Profile == "" {
		return 0, nil, c.profileMissing(body, o.Request)
	}
	return c.once(body, func(body io.Reader) (int, any, error) { return c.takeUpload(body, o) })
}

// enterUpload takes a place among the uploads under way.
func (c *call) enterUpload() (leave func(), err error) {
	select {
	case c.api.uploads <- struct{}{}:
		return func() { <-c.api.uploads }, nil
	default:
		return nil, indicators.Errorf(indicators.Unavailable, "%d uploads are under way", uploadsAtOnce).Coded("busy")
	}
}

// takeUpload imports a body and answers its receipt.
func (c *call) takeUpload(body io.Reader, o ingest.Options) (int, any, error) {
	result, err := c.imported(body, o)
	if err != nil {
		return 0, nil, err
	}
	v := c.resultView(result)
	switch {
	case result.Refuses():
		c.writeProblem(c.refusal(v))
		return 0, handled{}, nil
	case result.DryRun:
		return http.StatusOK, v, nil
	}
	c.Header("Location", v.Links["self"])
	if result.Known {
		return http.StatusOK, v, nil
	}
	if result.Upload.State != indicators.Committed {
		return http.StatusAccepted, v, nil
	}
	return http.StatusCreated, v, nil
}

// imported imports a body, notes rows of foreign cities, and counts what was taken.
func (c *call) imported(body io.Reader, o ingest.Options) (ingest.Result, error) {
	result, err := c.api.importer.Import(c.Request.Context(), body, o)
	if err != nil {
		return result, bodyError(err)
	}
	c.noteForeignRows(result.Upload.Receipt.Problems)
	if !result.Known && !result.DryRun {
		c.api.metrics.upload(result.Upload)
	}
	return result, nil
}

// resultView is the receipt of an import.
func (c *call) resultView(result ingest.Result) UploadView {
	v := c.uploadView(result.Upload)
	v.Known, v.DryRun = result.Known, result.DryRun
	return v
}

// detected proposes profiles for a body by its beginning.
func (c *call) detected(body io.Reader, request indicators.UploadRequest) ([]ingest.Proposal, error) {
	beginning, err := io.ReadAll(io.LimitReader(body, ingest.DetectBytes))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, bodyError(err)
	}
	return c.api.importer.Detect(c.Request.Context(), beginning, request), nil
}

// profileMissing refuses an upload without a profile, and proposes the one that the file looks made for; it is not applied.
func (c *call) profileMissing(body io.Reader, request indicators.UploadRequest) error {
	missing := indicators.Errorf(indicators.Invalid, "profile is missing").Coded("profile_missing").At("profile")
	found, err := c.detected(body, request)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return missing.Try("Most files use aspro; see %s/profiles.", base)
	}
	best := found[0].Profile
	missing = indicators.Errorf(indicators.Invalid, "profile is missing; the file looks made for %s (%s)", best.ID, best.Name).Coded("profile_missing").At("profile")
	if best.Incomplete != "" {
		return missing.Try("Write a profile that extends %s and says what the file does not; docs/catalogue.md shows how.", best.ID)
	}
	return missing.Try("If it is, send it again with profile=%s; %s/profiles lists all.", best.ID, base)
}

// refusal words the problem of rows.
func (c *call) refusal(v UploadView) (Problem, RefusedUpload) {
	bad := v.Counts.Rejected
	if v.OnConflict != string(indicators.Keep) {
		bad += v.Counts.Conflict
	}
	p := Problem{Status: http.StatusUnprocessableEntity,
		Detail: c.say("%d of %d values refuse the upload; nothing was stored", bad, v.Counts.Received), Code: "rows_refused", Errors: []ProblemError{}}
	for _, row := range v.Problems {
		p.Errors = append(p.Errors, ProblemError{Code: row.Code, Detail: row.Message, Line: row.Line, Column: row.Column, Text: row.Text, Hint: row.Hint})
	}
	return p, RefusedUpload{p, &v}
}

// uploadOptions reads what is asked, and whether the key may ask it.
func (c *call) uploadOptions() (ingest.Options, error) {
	o := ingest.Options{Request: indicators.UploadRequest{
		City: c.text("city"), Profile: c.text("profile"), OnError: indicators.OnError(c.text("on_error")), OnConflict: indicators.OnConflict(c.text("on_conflict")),
		Reason: c.text("reason"), KeyID: c.key.ID, Encoding: c.text("encoding"), Sheet: c.text("sheet"),
		Site: c.text("site"), Conditions: c.text("conditions"),
	}, MayWrite: c.key.MayWrite}
	var err error
	if o.DryRun, err = c.flag("dry_run"); err != nil {
		return o, err
	}
	if name := c.text("file_name"); name != "" {
		if err := plainText("file_name", name, 200); err != nil {
			return o, err
		}
		o.Request.FileName = strings.ReplaceAll(name, `\`, "/")
	}
	if err := plainText("sheet", o.Request.Sheet, 200); err != nil {
		return o, err
	}
	if _, err := c.reason(); err != nil {
		return o, err
	}
	if _, ok := c.api.Catalogue.City(o.Request.City); !ok && o.Request.City != "" {
		return o, indicators.Errorf(indicators.Invalid, "there is no city %q", o.Request.City).Coded("unknown_city").At("city").Try("See %s/cities.", base)
	}
	return o, c.mayUpload(o.Request)
}

// reason is why stored values are replaced or taken back; "" when none is given.
func (c *call) reason() (string, error) {
	reason := c.text("reason")
	return reason, plainText("reason", reason, 500)
}
