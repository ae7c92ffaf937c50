package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// A cursor is the place after which a page begins, signed together with the path and every other parameter:
// it works for the query that gave it and for no other, and does not expire.

func (c *call) sign(place string) []byte {
	others := url.Values{}
	for name, values := range c.params {
		if name != "cursor" && name != "limit" && name != "format" && name != "fields" && name != "lang" {
			others[name] = values
		}
	}
	hash := hmac.New(sha256.New, c.api.Secret)
	hash.Write([]byte(c.Request.URL.Path + "?" + others.Encode() + "\n" + place))
	return hash.Sum(nil)[:12]
}

// cursorFor is the cursor of a place.
func (c *call) cursorFor(place string) string {
	return base64.RawURLEncoding.EncodeToString(append(c.sign(place), place...))
}

// place is where the page begins, "" for the first page. Invalid when the cursor is not of this query.
func (c *call) place() (string, error) {
	text := c.text("cursor")
	if text == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) <= 12 || !hmac.Equal(raw[:12], c.sign(string(raw[12:]))) {
		return "", indicators.Errorf(indicators.Invalid, "this cursor does not belong to this query").Coded("bad_cursor").At("cursor").
			Try("Leave cursor out for the first page, and keep the other parameters as they are from page to page.")
	}
	return string(raw[12:]), nil
}

// nextLink is the path of the next page.
func (c *call) nextLink(cursor string) string {
	next := url.Values{}
	for name, values := range c.params {
		next[name] = values
	}
	next.Set("cursor", cursor)
	return c.Request.URL.Path + "?" + next.Encode()
}

// Page is one page of a list.
type Page struct {
	Limit      int     `json:"limit" binding:"required"`
	HasMore    bool    `json:"has_more"`
	NextCursor *string `json:"next_cursor" extensions:"x-nullable"` // null on the last page
	Next       *string `json:"next" extensions:"x-nullable"`        // path of the next page
}

// List is one page of rows.
type List[T any] struct {
	Data []T  `json:"data" binding:"required"`
	Page Page `json:"page" binding:"required"`
}

// pageOf cuts a page from a list that is sorted by its key.
func pageOf[T any](c *call, all []T, key func(T) string) (int, any, error) {
	limit, err := c.limit(200, 1000)
	if err != nil {
		return 0, nil, err
	}
	after, err := c.place()
	if err != nil {
		return 0, nil, err
	}
	first := 0
	for after != "" && first < len(all) && strings.Compare(key(all[first]), after) <= 0 {
		first++
	}
	list := List[T]{Data: append([]T{}, all[first:min(len(all), first+limit)]...)}
	list.Page = Page{Limit: limit}
	if first+limit < len(all) {
		c.more(&list.Page, key(list.Data[limit-1]))
	}
	return 200, list, nil
}

// more notes where the next page begins.
func (c *call) more(p *Page, place string) {
	cursor := c.cursorFor(place)
	next := c.nextLink(cursor)
	p.HasMore, p.NextCursor, p.Next = true, &cursor, &next
	c.next = next
	c.link(next, "next")
}
