package api

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// ActView is one entry of the audit log.
type ActView struct {
	ID        int64  `json:"id" binding:"required"`
	At        string `json:"at" binding:"required" format:"date-time"`
	Who       string `json:"who" binding:"required"`                             // id of a key, cli, or aspro itself
	What      string `json:"what" binding:"required" example:"upload.committed"` // the kind of thing, and what became of it
	Object    string `json:"object" binding:"required" example:"u17"`            // its id
	Before    string `json:"before" binding:"required"`                          // SHA-256 of its state before; empty where there was none
	After     string `json:"after" binding:"required"`                           // SHA-256 of its state after; empty where there is none
	Detail    string `json:"detail" binding:"required"`                          // such as a reason
	RequestID string `json:"request_id" binding:"required"`
	SourceIP  string `json:"source_ip" binding:"required"`
	Prev      string `json:"prev" binding:"required"` // hash of the entry before
	Hash      string `json:"hash" binding:"required"` // SHA-256 of the entry as it is kept
}

// getAudit lists the audit log.
//
// @Summary     Audit log
// @Description Every change of state and every refusal to allow one: who, what, when, from where. Entries are chained by hash; `aspro audit verify` checks the chain. For keys of role admin.
// @ID          listAudit
// @Tags        identity
// @Produce     json
// @Security    Key
// @Param       who    query string false "by this key" example(mrt3mpx6yj7vq2ka)
// @Param       what   query string false "this kind; with a point at its end everything that begins so" example(upload.)
// @Param       object query string false "about this object" example(u5)
// @Param       limit  query int    false "rows a page" minimum(1) maximum(1000) default(200)
// @Param       cursor query string false "next_cursor of the page before"
// @Success     200 {object} List[ActView]
// @Failure     401 {object} Problem "no key, or none that is known"
// @Failure     403 {object} Problem "the key is not of role admin"
// @Failure     default {object} Problem "what is wrong, and what to change"
// @Router      /audit [get]
func getAudit(c *call) (int, any, error) {
	if err := c.mustBe(indicators.RoleAdmin); err != nil {
		return 0, nil, err
	}
	limit, err := c.limit(200, 1000)
	if err != nil {
		return 0, nil, err
	}
	place, err := c.place()
	if err != nil {
		return 0, nil, err
	}
	after, _ := strconv.ParseInt(place, 10, 64) // our own cursor: a number, or nothing
	found, err := c.api.Ledger.Acts(c.Request.Context(), indicators.ActFilter{Who: c.text("who"), What: c.text("what"), Object: c.text("object"), After: after, Limit: limit + 1})
	if err != nil {
		return 0, nil, err
	}
	list := List[ActView]{Data: []ActView{}, Page: Page{Limit: limit}}
	if len(found) > limit {
		found = found[:limit]
		c.more(&list.Page, strconv.FormatInt(found[limit-1].ID, 10))
	}
	for _, a := range found {
		list.Data = append(list.Data, ActView{a.ID, wireTime(a.At, time.UTC), a.Who, a.What, a.Object, a.Before, a.After, a.Detail, a.RequestID, a.SourceIP, a.Prev, a.Hash})
	}
	return statusOK(list, nil)
}

// foreignError is a refusal that is worded as if the thing did not exist.
type foreignError struct{ told *indicators.Error }

func foreign(e *indicators.Error) error { return foreignError{e} }

func (f foreignError) Error() string { return f.told.Message }

// Unwrap gives the error as the client is told it.
func (f foreignError) Unwrap() error { return f.told }

// noteDenied puts a refusal for want of rights into the audit log. It must not fail the request: what goes wrong is logged.
func (c *call) noteDenied(err error) {
	_, hidden := errors.AsType[foreignError](err)
	kind := indicators.KindOf(err)
	code := codeOf(err)
	if !hidden && kind != indicators.Forbidden && (kind != indicators.Unauthorized || code == "key_missing" && c.key.ID == "") {
		return // who shows no key, or something that is none, has tried nothing: the log would grow without bound
	}
	c.noteRefusal(code)
}

// noteForeignRows puts it into the audit log when rows or points of a place that the key may not touch were sent: one
// entry a request, however many they are.
func (c *call) noteForeignRows(problems []indicators.RowProblem) {
	if c.key.Role != indicators.RoleAdmin && slices.ContainsFunc(problems, func(p indicators.RowProblem) bool { return p.Code == "foreign_city" }) {
		c.noteRefusal("foreign_city")
	}
}

func (c *call) noteRefusal(code string) {
	act := indicators.Act{What: "authorization.refused", Object: c.Request.Method + " " + c.FullPath(), Detail: code, RequestID: c.requestID(), SourceIP: c.ClientIP(), Who: c.key.ID}
	if act.Who == "" {
		act.Who = "unknown"
	}
	ctx := context.WithoutCancel(c.Request.Context())
	if err := c.api.Ledger.Audit(ctx, act); err != nil {
		c.api.Log.Error("audit entry lost", "request_id", c.requestID(), "err", err)
	}
}

func codeOf(err error) string {
	if e, ok := errors.AsType[*indicators.Error](err); ok {
		return e.FineCode()
	}
	return string(indicators.KindOf(err))
}

// mustBe refuses keys of other roles; an admin may everything.
func (c *call) mustBe(roles ...indicators.Role) error {
	if c.key.Role == indicators.RoleAdmin {
		return nil
	}
	for _, role := range roles {
		if c.key.Role == role {
			return nil
		}
	}
	return indicators.Errorf(indicators.Forbidden, "a key of role %s may not do this", c.key.Role).Coded("role_insufficient")
}
