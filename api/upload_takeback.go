package api

import (
	"net/http"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// takeBackPage says what will happen when an upload is taken back, and then what has.
type takeBackPage struct {
	pageTop
	ID, City, FileName, ReceivedOn, Reason string

	Known             bool // the upload is one that this key may take back
	Removed, Restored int64
	ComesBack         []correctedValue // the first of Restored
	More              int64            // of Restored, not listed
	Again             []string         // later uploads that named figures of the same series
	Done              *RevertView
}

// correctedValue is a value that an upload has corrected, and the one that stood before.
type correctedValue struct{ Period, Indicator, Place, Now, Before string }

// mostComesBack is how many corrected values the page lists.
const mostComesBack = 20

// postTakeBackPage takes an upload back in two steps.
//
// @Summary     Take an upload back by the page
// @Description With step=ask, the default, the page says what would be removed and what would be as before, and nothing is done; with step=revert it is done as POST /api/v1/uploads/{upload}/revert does. No cookie is set or read: the key in the form, or in the header, is what proves who sends it.
// @ID          postTakeBackPage
// @Tags        uploads
// @Accept      mpfd
// @Produce     html
// @Security    Key
// @Param       lang   query    string false "language of the page; default by Accept-Language" Enums(en, id, ceb, ja)
// @Param       key    formData string false "the key, where it is not in the header"
// @Param       upload formData string false "id of the upload, such as u5"
// @Param       step   formData string false "what is to be done" Enums(ask, revert)
// @Param       reason formData string false "why it is taken back; it stays in the ledger"
// @Success     200 {string} string "page: what would happen, or that it was taken back"
// @Success     202 {string} string "page: decided and safe; done when the store of observations is back"
// @Failure     401 {string} string "page: no key, or none that is known"
// @Failure     403 {string} string "page: the key may not do this: it needs the role editor, and every site of the upload"
// @Failure     404 {string} string "page: no such upload for this key"
// @Failure     409 {string} string "page: not_committed, already_reverted, cited_by_review or superseded"
// @Failure     413 {string} string "page: over a limit"
// @Failure     415 {string} string "page: a type that is not read"
// @Failure     422 {string} string "page: a field is wrong, or there is no reason"
// @Failure     429 {string} string "page: too many keys from this address were refused"
// @Failure     500 {string} string "page: internal error"
// @Failure     503 {string} string "page: not now"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @x-not-problems [401,403,404,409,413,415,422,429,500,503]
// @x-root      true
// @Router      /upload/revert [post]
func postTakeBackPage(c *call) (int, any, error) {
	if err := c.chooseLanguage(); err != nil {
		return 0, nil, err
	}
	v := &takeBackPage{pageTop: c.pageTop(c.say("Take an upload back"), "/docs/upload.js")}
	v.Path, v.Unchanged = "/upload", c.say("Nothing was taken back.")
	status, err := c.takeBackForm(v)
	if err != nil {
		status = c.refuseForm(&v.pageTop, err)
	}
	return c.page(takeBackTemplate, status, v)
}

// takeBackForm does what the form asks and fills the page.
func (c *call) takeBackForm(v *takeBackPage) (status int, err error) {
	sent, err := c.keyForm("upload", "step", "reason")
	v.Reason = sent.Get("reason")
	if err != nil {
		return 0, err
	}
	step := sent.Get("step")
	if step != "" && step != "ask" && step != "revert" {
		return 0, indicators.Errorf(indicators.Invalid, "step is %q; it must be ask or revert", step).Coded("bad_parameter").At("step")
	}
	u, err := c.myUpload(sent.Get("upload"))
	if err != nil {
		return 0, err
	}
	if err := c.mayRevert(u); err != nil {
		return 0, err
	}
	citing, err := c.api.Ledger.CitedBy(c.Request.Context(), u.ID)
	if err != nil {
		return 0, err
	}
	if err := u.MayRevert(u.Standing(), nil, citing); err != nil {
		return 0, err
	}
	if err := c.foretell(v, u); err != nil || step != "revert" {
		return http.StatusOK, err
	}
	c.params.Set("reason", v.Reason)
	return c.takeBackNow(v, u)
}

// foretell says what taking the upload back would do.
func (c *call) foretell(v *takeBackPage, u indicators.Upload) error {
	city, _ := c.api.Catalogue.City(u.City)
	v.ID, v.City, v.FileName, v.ReceivedOn, v.Known = u.ID.String(), city.Name, u.FileName, c.timeInWords(u.ReceivedAt, u.City), true
	v.Outcome = c.say("Take upload %s back?", u.ID)
	v.Removed, v.Restored = u.Receipt.Counts.Created, u.Receipt.Counts.Updated
	again, err := indicators.StatedAgain(c.Request.Context(), c.api.Ledger, u)
	if err != nil {
		return err
	}
	for _, id := range again {
		if id != u.ID {
			v.Again = append(v.Again, id.String())
		}
	}
	if v.Restored == 0 {
		return nil
	}
	if v.ComesBack, err = c.comesBack(u); err != nil {
		return err
	}
	v.More = max(0, v.Restored-int64(len(v.ComesBack)))
	return nil
}

// comesBack lists the first values that the upload has corrected, with what stood before.
func (c *call) comesBack(u indicators.Upload) (all []correctedValue, err error) {
	touched, _ := u.SeriesOf()
	for _, t := range touched {
		corrections, err := c.api.Ledger.Corrections(c.Request.Context(), t.Series, indicators.Period{From: time.Unix(t.First, 0), To: time.Unix(t.Last+1, 0)})
		if err != nil {
			return nil, err
		}
		for _, correction := range corrections {
			if correction.Reverts || correction.New.Upload != u.ID {
				continue
			}
			if all = append(all, c.correctedValue(t.Series, correction)); len(all) == mostComesBack {
				return all, nil
			}
		}
	}
	return all, nil
}

func (c *call) correctedValue(s indicators.Series, correction indicators.Correction) correctedValue {
	now := c.rowInWords(ingest.PreviewRow{Series: s, Observation: correction.New})
	before := c.rowInWords(ingest.PreviewRow{Series: s, Observation: correction.Old})
	return correctedValue{now.Period, now.Indicator, now.Place, now.Value, before.Value}
}

// takeBackNow takes the upload back.
func (c *call) takeBackNow(v *takeBackPage, u indicators.Upload) (int, error) {
	reason, err := c.reason()
	if err != nil {
		return 0, err
	}
	if reason == "" {
		return 0, errNoReason()
	}
	status, done, err := c.takeBack(u, reason)
	if err != nil {
		return 0, err
	}
	v.Done, v.Again = &done, done.StatedAgain
	if v.Outcome = c.say("Upload %s was taken back", u.ID); status == http.StatusAccepted {
		v.Outcome = c.say("Decided and safe; upload %s is taken back when the store of observations is there again", u.ID)
	}
	return status, nil
}
