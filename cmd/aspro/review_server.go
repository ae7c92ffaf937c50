package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/review"
)

// serverDesk works on the reviews of a running server.
type serverDesk struct {
	base   *url.URL
	key    string // "" reads frozen reviews only
	client *http.Client
}

func newServerDesk(address, key string) (desk, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, misused("--server is %q; it must be a URL such as http://127.0.0.1:8080", address)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the key goes to the named server only
	return serverDesk{base: u.JoinPath("api/v1/reviews"), key: key, client: &http.Client{CheckRedirect: stay}}, nil
}

func (d serverDesk) close() error {
	d.client.CloseIdleConnections()
	return nil
}

func (d serverDesk) list(ctx context.Context, programme string) ([]api.ReviewHead, error) {
	heads := []api.ReviewHead{}
	query := url.Values{"limit": {"1000"}}
	if programme != "" {
		query.Set("programme", programme)
	}
	for {
		var page api.List[api.ReviewHead]
		if err := d.call(ctx, http.MethodGet, "?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		heads = append(heads, page.Data...)
		if page.Page.NextCursor == nil {
			return heads, nil
		}
		query.Set("cursor", *page.Page.NextCursor)
	}
}

func (d serverDesk) begin(ctx context.Context, asked api.NewReview) (head api.ReviewHead, err error) {
	return head, d.call(ctx, http.MethodPost, "", asked, &head)
}

func (d serverDesk) freeze(ctx context.Context, id string, asked api.FreezeReview) (head api.ReviewHead, err error) {
	return head, d.call(ctx, http.MethodPost, "/"+url.PathEscape(id)+"/freeze", asked, &head)
}

func (d serverDesk) verify(ctx context.Context, id string) (v review.Verification, err error) {
	return v, d.call(ctx, http.MethodGet, "/"+url.PathEscape(id)+"/verify", nil, &v)
}

func (d serverDesk) export(ctx context.Context, to io.Writer, id, format, language string) error {
	path := "/" + url.PathEscape(id)
	if format == "canonical" {
		path += "/canonical"
	} else {
		query := url.Values{"format": {format}}
		if language != "" {
			query.Set("lang", language)
		}
		path += "?" + query.Encode()
	}
	body, err := d.ask(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	_, err = to.Write(body)
	return err
}

// call asks in JSON and reads the answer into view.
func (d serverDesk) call(ctx context.Context, method, path string, asked, view any) error {
	body, err := d.ask(ctx, method, path, asked)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, view); err != nil {
		return indicators.Errorf(indicators.Invalid, "the server's answer cannot be read: %w", err).At("server")
	}
	return nil
}

// ask gives the body of the answer; a problem is an error that names all that is wrong.
func (d serverDesk) ask(ctx context.Context, method, path string, asked any) ([]byte, error) {
	var body io.Reader
	if asked != nil {
		text, err := json.Marshal(asked)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, d.base.String()+path, body)
	if err != nil {
		return nil, misused("the request cannot be made: %w", err)
	}
	if asked != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if d.key != "" {
		request.Header.Set("Authorization", "Bearer "+d.key)
	}
	answer, err := d.client.Do(request)
	if err != nil {
		return nil, indicators.Errorf(indicators.Unavailable, "the server does not answer: %w", err).Coded("no_server")
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostPage))
	if err != nil {
		return nil, indicators.Errorf(indicators.Unavailable, "the server's answer broke off: %w", err).Coded("no_server")
	}
	if answer.StatusCode/100 != 2 {
		return nil, problemOf(answer.Status, text)
	}
	return text, nil
}

// problemOf is a problem of the server as an error.
func problemOf(status string, text []byte) error {
	var p api.Problem
	if json.Unmarshal(text, &p) != nil || p.Detail == "" {
		return indicators.Errorf(indicators.Invalid, "the server refuses (%s)", status).At("server")
	}
	details := []string{p.Detail}
	hint := ""
	for _, e := range p.Errors {
		if e.Detail != p.Detail {
			details = append(details, e.Detail)
		}
		hint = e.Hint
	}
	e := indicators.Errorf(indicators.Invalid, "the server refuses: %s", strings.Join(details, " ")).Coded(p.Code)
	if hint != "" {
		e = e.Try("%s", hint)
	}
	return e
}
