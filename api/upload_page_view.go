package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
	"github.com/aspro-cities/aspro/words"
)

// uploadPage is what the page for uploads shows: the form as it was filled in, and what came of it.
type uploadPage struct {
	pageTop
	Cities    []indicators.City
	Profiles  []indicators.Profile
	Encodings []string

	City, Profile, OnError, OnConflict, Reason, Encoding, Sheet string

	Proposed    []indicators.Profile // the best first; no profile was chosen
	Receipt     *UploadView
	Refused     bool
	ProfileName string
	Rows        []pageRow // the first values; of a dry run alone
	Lists       []pageProblems
	MayStore    bool // what was tried may be stored
	Values      int64
	Chosen      map[string]string // that the second form sends again
	StoredOn    string            // when the upload was stored
	MayTakeBack bool              // the key may take the upload back
}

// pageRow is one value as it is understood, beside what stands in the file.
type pageRow struct {
	Line                                                      int32
	When, Written, Period, Indicator, Statistic, Place, Value string
}

// pageProblems is a table of problems or warnings.
type pageProblems struct {
	Caption string
	Rows    []indicators.RowProblem
	More    string // how many are not listed
	Choose  bool   // whether a choice of the form would let the other rows pass
}

func (c *call) uploadPage() *uploadPage {
	v := &uploadPage{pageTop: c.pageTop(c.say("Upload a file"), "/docs/upload.js"), Cities: c.api.Catalogue.Cities, Profiles: c.api.Catalogue.Profiles,
		Encodings: ingest.EncodingNames()}
	v.Unchanged = c.say("Nothing of the file has been stored.")
	return v
}

// choose fills the form as it was sent, but for the key.
func (v *uploadPage) choose(sent *sentForm) {
	v.City, v.Profile, v.OnError, v.OnConflict = sent.Get("city"), sent.Get("profile"), sent.Get("on_error"), sent.Get("on_conflict")
	v.Reason, v.Encoding, v.Sheet = sent.Get("reason"), sent.Get("encoding"), sent.Get("sheet")
	v.Chosen = map[string]string{}
	for name := range sent.Values {
		if name != "step" && sent.Get(name) != "" {
			v.Chosen[name] = sent.Get(name)
		}
	}
}

// More reports whether choices that are seldom needed were made, or may help.
func (v *uploadPage) More() bool {
	return v.Refused || v.OnError == string(indicators.SkipRow) || v.OnConflict != "" && v.OnConflict != string(indicators.RejectConflict) || v.Reason+v.Encoding+v.Sheet != ""
}

// Curl is the address of the same upload without the page.
func (v *uploadPage) Curl() string {
	q := url.Values{"profile": {"aspro"}, "dry_run": {"true"}}
	for name, value := range map[string]string{"city": v.City, "profile": v.Profile, "on_error": v.OnError, "on_conflict": v.OnConflict, "reason": v.Reason, "encoding": v.Encoding, "sheet": v.Sheet} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "$ASPRO_SERVER" + base + "/uploads?" + q.Encode()
}

// showResult puts the receipt on the page; the status is that of the same upload without it.
func (c *call) showResult(v *uploadPage, result ingest.Result) (status int) {
	r := c.resultView(result)
	v.Receipt, v.Refused, v.Values = &r, result.Refuses(), r.Counts.Created+r.Counts.Updated
	if profile, ok := c.api.Catalogue.Profile(r.Profile); ok {
		v.ProfileName = profile.Name
	}
	if r.SettledAt != nil {
		v.StoredOn = c.timeInWords(result.Upload.SettledAt, r.City)
	}
	v.MayTakeBack = result.Upload.State == indicators.Committed && c.mayRevert(result.Upload) == nil
	problems := pageProblems{Caption: c.say("What stands in the way"), Rows: r.Problems, Choose: v.Refused && r.DryRun}
	if !v.Refused {
		problems.Caption = c.say("Rows that are left out")
	}
	if more := r.Counts.NotTaken() - int64(len(r.Problems)); more > 0 {
		problems.More = c.say("and %d more", more)
	}
	v.Lists = []pageProblems{problems, {Caption: c.say("What to look at: nothing is refused for it"), Rows: r.Warnings}}
	switch {
	case v.Refused && r.DryRun:
		v.Outcome, status = c.say("This file would be refused"), http.StatusUnprocessableEntity
	case v.Refused:
		v.Outcome, status = c.say("This file is refused"), http.StatusUnprocessableEntity
	case r.DryRun && v.Values == 0:
		v.Outcome, status = c.say("There is nothing new in this file"), http.StatusOK
	case r.DryRun:
		v.Outcome, status = c.say("This file can be stored"), http.StatusOK
		v.MayStore, v.Chosen["sha256"] = true, r.SHA256
	case r.Known:
		v.Outcome, status = c.say("This file was stored before"), http.StatusOK
	case result.Upload.State != indicators.Committed:
		v.Outcome, status = c.say("Accepted and safe; it is written when the store of observations is back"), http.StatusAccepted
	default:
		v.Outcome, status = c.say("Stored"), http.StatusCreated
	}
	return status
}

// rowInWords is one value as the asker's language says it.
func (c *call) rowInWords(row ingest.PreviewRow) pageRow {
	s, o := row.Series, row.Observation
	indicator, _ := c.api.Catalogue.Indicator(s.Indicator)
	return pageRow{Line: o.Line, When: row.When, Written: strings.TrimSpace(row.Text + " " + row.Unit), Period: c.say("%s", c.api.Catalogue.Calendar(s.City).PeriodInWords(o.Start, s.Resolution)),
		Indicator: indicator.Name, Statistic: words.Say(c.language(), s.Statistic), Place: row.Place(c.api.Catalogue), Value: row.Value() + " " + indicator.Unit}
}
