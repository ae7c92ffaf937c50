package api

import (
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// ReversionView says who took an upload back, when and why.
type ReversionView struct {
	Key      string `json:"key" binding:"required"` // the id of the key, or cli
	Reason   string `json:"reason" binding:"required"`
	At       string `json:"at" binding:"required" format:"date-time"`
	Removed  int64  `json:"removed" binding:"required"`       // values that the upload had created
	Restored int64  `json:"restored" binding:"required"`      // values that it had corrected: what stood before stands again
	Flags    int64  `json:"flags_changed" binding:"required"` // readings of other uploads that have another flag now, for what stood beside them is gone or another
}

func reversionView(r *indicators.Reversion) *ReversionView {
	if r == nil {
		return nil
	}
	return &ReversionView{r.KeyID, r.Reason, wireTime(r.At, time.UTC), r.Removed, r.Restored, r.Flags}
}

// RevertView is an upload that was taken back.
type RevertView struct {
	UploadView
	StatedAgain []string `json:"stated_again" binding:"required"` // later uploads that named stored figures of these series once more: revert and send them again too, to have those back
}

// postRevert takes an upload back.
//
// @Summary     Revert an upload
// @Description What it created is removed, what it corrected is as it was before; the bytes, the receipt and the corrections stay in the ledger. The same bytes may be uploaded again afterwards.
// @Description Refused while a frozen review cites it (cited_by_review), and while a later upload has corrected values of it (superseded): revert that one first.
// @ID          revertUpload
// @Tags        uploads
// @Produce     json
// @Security    Key
// @Param       upload path  string true "upload" example(u5)
// @Param       reason query string true "why it is taken back; it stays in the ledger" example(wrong month)
// @Param       Idempotency-Key header string false "a name of your own for this request: sent again, it gets the same answer for 7 days" example("5b1d9a3e-6a0f-4c59-9e63-2f1d4f0f7d55")
// @Success     200 {object} RevertView "taken back"
// @Success     202 {object} RevertView "decided and safe; done when the store of observations is back"
// @Failure     401 {object} Problem "no key, or none that is known"
// @Failure     403 {object} Problem "the key may not do this: it needs the role editor, and every site of the upload"
// @Failure     404 {object} Problem "no such upload for this key"
// @Failure     409 {object} Problem "not_committed, already_reverted, cited_by_review or superseded"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /uploads/{upload}/revert [post]
func postRevert(c *call) (int, any, error) {
	u, err := c.myUpload(c.Param("upload"))
	if err != nil {
		return 0, nil, err
	}
	if err := c.mayRevert(u); err != nil {
		return 0, nil, err
	}
	reason, err := c.reason()
	if err != nil {
		return 0, nil, err
	}
	if reason == "" {
		return 0, nil, errNoReason()
	}
	return c.once(http.NoBody, func(io.Reader) (int, any, error) { return c.takeBack(u, reason) })
}

func errNoReason() error {
	return indicators.Errorf(indicators.Invalid, "reason is missing").Coded("reason_missing").At("reason").Try("Say in a sentence why the upload is taken back; it stays in the ledger.")
}

// takeBack reverts an upload and answers what came of it.
func (c *call) takeBack(u indicators.Upload, reason string) (status int, v RevertView, err error) {
	u, err = c.api.Intake.Revert(c.Request.Context(), u.ID, indicators.Reversion{KeyID: c.key.ID, Reason: reason, At: c.api.Now().UTC()})
	if err != nil {
		return 0, v, err
	}
	again, err := indicators.StatedAgain(c.Request.Context(), c.api.Ledger, u)
	if err != nil {
		return 0, v, err
	}
	v = RevertView{c.uploadView(u), []string{}}
	for _, id := range again {
		v.StatedAgain = append(v.StatedAgain, id.String())
	}
	if u.State != indicators.Reverted {
		return http.StatusAccepted, v, nil
	}
	return http.StatusOK, v, nil
}

// mayRevert refuses keys that do not correct, and those that may not write every series of the upload.
func (c *call) mayRevert(u indicators.Upload) error {
	if !slices.Contains([]indicators.Role{indicators.RoleEditor, indicators.RoleAdmin}, c.key.Role) {
		return indicators.Errorf(indicators.Forbidden, "a key of role %s may not do this", c.key.Role).Coded("role_insufficient")
	}
	touched, whole := u.SeriesOf()
	for _, t := range touched {
		if !c.key.MayWrite(t.Series.City, c.api.Catalogue.SitePath(t.Series.City, t.Series.Site)) {
			return indicators.Errorf(indicators.Forbidden, "this key may not store figures of %s in %s", t.Series.Site, t.Series.City).Coded("foreign_city")
		}
	}
	if !whole && c.key.Role != indicators.RoleAdmin && !slices.Contains(c.key.Cities, u.City) {
		return indicators.Errorf(indicators.Forbidden, "upload %s has more series than its receipt lists", u.ID).Coded("role_insufficient").Try("A key of the whole city, or of role admin, may revert it.")
	}
	return nil
}
