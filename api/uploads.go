package api

import (
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// UploadView is an upload with its receipt.
type UploadView struct {
	ID         *string `json:"id" extensions:"x-nullable" example:"u17"` // null for a dry run
	State      string  `json:"state" enums:"received,spooled,committing,committed,refused,reverting,reverted"`
	Known      bool    `json:"known"`   // the same bytes were committed before: this is that receipt
	DryRun     bool    `json:"dry_run"` // nothing was stored
	City       string  `json:"city"`
	Profile    string  `json:"profile"`
	FileName   string  `json:"file_name"`
	OnError    string  `json:"on_error" enums:"reject,skip"`
	OnConflict string  `json:"on_conflict" enums:"reject,correct,keep"`
	Reason     string  `json:"reason"`
	Encoding   string  `json:"encoding,omitempty"`   // as the sender declared it
	Sheet      string  `json:"sheet,omitempty"`      // of a workbook, as the sender named it
	Site       string  `json:"site,omitempty"`       // of every row, as the sender stated it
	Conditions string  `json:"conditions,omitempty"` // as the sender stated them
	Key        string  `json:"key"`                  // id of the key that sent it
	SHA256     string  `json:"sha256"`               // of the bytes, decompressed
	Bytes      int64   `json:"bytes"`
	ReceivedAt string  `json:"received_at" format:"date-time"`
	SettledAt  *string `json:"settled_at" format:"date-time" extensions:"x-nullable"`
	indicators.Receipt
	Reversion *ReversionView    `json:"reversion,omitempty"` // of an upload that was taken back
	Progress  *ingest.Progress  `json:"progress,omitempty"`  // while it is checked: bytes of the file that are read, and rows
	Links     map[string]string `json:"links"`
}

// UploadViewOf is an upload as it is answered.
func UploadViewOf(u indicators.Upload) UploadView {
	v := UploadView{ID: textOrNil(u.ID.String()), State: string(u.State), City: u.City, Profile: u.Profile, FileName: u.FileName, OnError: string(u.OnError),
		OnConflict: string(u.OnConflict), Reason: u.Reason, Encoding: u.Encoding, Sheet: u.Sheet, Site: u.Site, Conditions: u.Conditions, Key: u.KeyID, SHA256: u.SHA256, Bytes: u.Bytes, ReceivedAt: wireTime(u.ReceivedAt, time.UTC),
		Receipt: u.Receipt, Reversion: reversionView(u.Reversion), Links: map[string]string{}}
	if !u.SettledAt.IsZero() {
		v.SettledAt = textOrNil(wireTime(u.SettledAt, time.UTC))
	}
	if u.ID != 0 {
		self := base + "/uploads/" + u.ID.String()
		v.Links = map[string]string{"self": self, "problems": self + "/problems", "errors": self + "/errors.csv", "summary": self + "/summary", "content": self + "/content"}
	}
	for _, list := range []*[]indicators.RowProblem{&v.Problems, &v.Warnings} {
		if *list == nil {
			*list = []indicators.RowProblem{}
		}
	}
	if v.Series == nil {
		v.Series = []indicators.SeriesCount{}
	}
	if v.Ignored == nil {
		v.Ignored = []string{}
	}
	return v
}

// uploadView is an upload as it is answered, its sentences in the asker's language.
func (c *call) uploadView(u indicators.Upload) UploadView {
	v := UploadViewOf(u)
	v.Problems, v.Warnings = c.told(v.Problems), c.told(v.Warnings)
	return v
}

// told says problems in the asker's language.
func (c *call) told(problems []indicators.RowProblem) []indicators.RowProblem {
	c.spoken()
	told := make([]indicators.RowProblem, len(problems))
	for i, p := range problems {
		told[i] = p.Told(c.say)
	}
	return told
}

// myUpload finds an upload that the key may see; those of other cities do not exist for it.
func (c *call) myUpload(named string) (indicators.Upload, error) {
	id, err := indicators.ParseUploadID(named)
	if err != nil {
		return indicators.Upload{}, err
	}
	u, err := c.api.Ledger.Upload(c.Request.Context(), id)
	if err != nil {
		return u, err
	}
	if !c.maySeeUpload(u) {
		return indicators.Upload{}, foreign(indicators.Errorf(indicators.NotFound, "there is no upload %s", id))
	}
	return u, nil
}

// maySeeUpload reports whether an upload exists for the key: one of its cities, its own where the upload is of several, and
// for a sensor its own alone.
func (c *call) maySeeUpload(u indicators.Upload) bool {
	switch {
	case c.key.Role == indicators.RoleAdmin || u.KeyID == c.key.ID:
		return true
	case c.key.Role == indicators.RoleSensor || u.City == "":
		return false
	}
	return c.key.Knows(u.City)
}

// getUploads lists uploads, newest first.
//
// @Summary  Uploads
// @ID       listUploads
// @Tags     uploads
// @Produce  json
// @Security Key
// @Param    city   query string false "of this city; default every city of the key" example(surabaya)
// @Param    state  query string false "in this state" Enums(received, spooled, committing, committed, refused, reverting, reverted)
// @Param    sha256 query string false "of these bytes (decompressed, lower-case hex): whether and as what a file was sent" minlength(64) maxlength(64) example(3cda7f5a578abe00127448ef223fda75d651ec7056e849f4c58c5ac3650cb414)
// @Param    limit  query int    false "rows a page" minimum(1) maximum(1000) default(50)
// @Param    cursor query string false "next_cursor of the page before"
// @Success  200 {object} List[UploadView]
// @Failure  401 {object} Problem "no key, or none that is known"
// @Failure  default {object} Problem "what is wrong, and what to change"
// @Router   /uploads [get]
func getUploads(c *call) (int, any, error) {
	limit, err := c.limit(50, 1000)
	if err != nil {
		return 0, nil, err
	}
	filter := indicators.UploadFilter{Cities: c.myCities(), State: indicators.UploadState(c.text("state")), SHA256: c.text("sha256"), Limit: limit + 1}
	if c.key.Role == indicators.RoleSensor {
		filter.KeyID = c.key.ID
	}
	if city := c.text("city"); city != "" {
		if !c.key.Knows(city) {
			return 0, nil, foreign(indicators.Errorf(indicators.NotFound, "there is no city %q for this key", city).Coded("unknown_city").At("city"))
		}
		filter.Cities = []string{city}
	}
	place, err := c.place()
	if err != nil {
		return 0, nil, err
	}
	if place != "" {
		if filter.Before, err = indicators.ParseUploadID(place); err != nil {
			return 0, nil, err
		}
	}
	found, err := c.api.Ledger.Uploads(c.Request.Context(), filter)
	if err != nil {
		return 0, nil, err
	}
	list := List[UploadView]{Data: []UploadView{}, Page: Page{Limit: limit}}
	if len(found) > limit {
		found = found[:limit]
		c.more(&list.Page, found[limit-1].ID.String())
	}
	for _, u := range found {
		list.Data = append(list.Data, c.uploadView(u))
	}
	return statusOK(list, nil)
}

// getUpload answers one upload.
//
// @Summary  Upload with its receipt
// @ID       getUpload
// @Tags     uploads
// @Produce  json
// @Security Key
// @Param    upload path string true "upload" example(u5)
// @Success  200 {object} UploadView
// @Failure  404 {object} Problem "no such upload for this key"
// @Failure  default {object} Problem "what is wrong, and what to change"
// @Router   /uploads/{upload} [get]
func getUpload(c *call) (int, any, error) {
	u, err := c.myUpload(c.Param("upload"))
	if err != nil {
		return 0, nil, err
	}
	v := c.uploadView(u)
	if p, ok := c.api.importer.Progress(u.ID); ok {
		v.Progress = &p
	}
	return statusOK(v, nil)
}

type problemTable struct{ List[indicators.RowProblem] }

func (t problemTable) writeCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	_ = w.Write([]string{"line", "column", "code", "text", "message", "hint"})
	for _, p := range t.Data {
		_ = w.Write([]string{strconv.Itoa(p.Line), ingest.Guarded(p.Column), p.Code, ingest.Guarded(p.Text), p.Message, p.Hint})
	}
	w.Flush()
	return w.Error()
}

// getProblems lists every row of an upload that was rejected or conflicts.
//
// @Summary  Rows that were rejected or conflict
// @ID       listUploadProblems
// @Tags     uploads
// @Produce  json
// @Security Key
// @Param    upload path  string true  "upload" example(u5)
// @Param    limit  query int    false "rows a page" minimum(1) maximum(10000) default(1000)
// @Param    cursor query string false "next_cursor of the page before"
// @Param    format query string false "form of the answer" Enums(json, csv)
// @Success  200 {object} List[indicators.RowProblem]
// @Failure  404 {object} Problem "no such upload for this key"
// @Failure  default {object} Problem "what is wrong, and what to change"
// @x-csv    true
// @Router   /uploads/{upload}/problems [get]
func getProblems(c *call) (int, any, error) {
	u, err := c.myUpload(c.Param("upload"))
	if err != nil {
		return 0, nil, err
	}
	limit, err := c.limit(1000, 10_000)
	if err != nil {
		return 0, nil, err
	}
	place, err := c.place()
	if err != nil {
		return 0, nil, err
	}
	after, _ := strconv.Atoi(place)
	found, err := c.api.Ledger.Problems(c.Request.Context(), u.ID, after, limit+1)
	if err != nil {
		return 0, nil, err
	}
	list := List[indicators.RowProblem]{Page: Page{Limit: limit}}
	list.Data = c.told(found[:min(len(found), limit)])
	if len(found) > limit {
		c.more(&list.Page, strconv.Itoa(after+limit))
	}
	return statusOK(problemTable{list}, nil)
}

// getContent answers the bytes of an upload as they were received.
//
// @Summary  Bytes of an upload
// @ID       getUploadContent
// @Tags     uploads
// @Produce  text/csv
// @Security Key
// @Param    upload path string true "upload" example(u5)
// @Success  200 {string} string "the file as it was received, decompressed"
// @Failure  404 {object} Problem "no such upload for this key"
// @Failure  default {object} Problem "what is wrong, and what to change"
// @x-no-tag   true
// @Router   /uploads/{upload}/content [get]
func getContent(c *call) (int, any, error) {
	u, err := c.myUpload(c.Param("upload"))
	if err != nil {
		return 0, nil, err
	}
	reader, err := c.api.Ledger.Content(c.Request.Context(), u.ID)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, file{contentType: "text/csv; charset=utf-8", name: u.ID.String() + ".csv",
		stream: func(w io.Writer) error {
			defer func() { _ = reader.Close() }()
			_, err := io.Copy(w, reader)
			return err
		}}, nil
}
