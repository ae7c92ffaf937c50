package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// mostPage bounds what is read of one page: a thousand rows.
const mostPage = 64 << 20

// exportFromServer asks a running server for its series, and for each its observations, page by page.
func (s shell) exportFromServer(ctx context.Context, given config) error {
	address := strings.TrimSuffix(given.word("server"), "/")
	query := url.Values{"limit": {"1000"}}
	for _, name := range []string{"city", "site", "indicator"} {
		if value := given.word(name); value != "" {
			query.Set(name, value)
		}
	}
	e := serverExport{to: s.out, address: address, span: url.Values{}}
	for _, name := range []string{"from", "to"} {
		if value := given.word(name); value != "" {
			e.span.Set(name, value)
		}
	}
	return e.series(ctx, "/api/v1/series?"+query.Encode())
}

// serverExport writes the pages of a server one after another, the header once.
type serverExport struct {
	to      io.Writer
	address string
	span    url.Values // from and to
	headed  bool
}

// series walks the list of series from a page on.
func (e *serverExport) series(ctx context.Context, next string) error {
	for next != "" {
		text, _, err := e.page(ctx, next)
		if err != nil {
			return err
		}
		var list struct {
			Data []struct{ City, Site, Indicator, Resolution, Statistic string }
			Page struct{ Next *string }
		}
		if err := json.Unmarshal(text, &list); err != nil {
			return indicators.Errorf(indicators.Invalid, "the server answers no list of series: %w", err).At("server")
		}
		for _, one := range list.Data {
			query := url.Values{"site": {one.Site}, "resolution": {one.Resolution}, "statistic": {one.Statistic}, "format": {"csv"}}
			for name, values := range e.span {
				query[name] = values
			}
			if err := e.observations(ctx, "/api/v1/cities/"+one.City+"/indicators/"+one.Indicator+"/observations?"+query.Encode()); err != nil {
				return err
			}
		}
		next = ""
		if list.Page.Next != nil {
			next = *list.Page.Next
		}
	}
	return nil
}

// observations copies the pages of one series.
func (e *serverExport) observations(ctx context.Context, next string) error {
	for next != "" {
		text, follow, err := e.page(ctx, next)
		if err != nil {
			return err
		}
		if e.headed {
			_, text, _ = bytes.Cut(text, []byte("\n"))
		}
		e.headed = true
		if _, err := e.to.Write(text); err != nil {
			return err
		}
		next = follow
	}
	return nil
}

// page gets one page and the path of the next, "" after the last.
func (e *serverExport) page(ctx context.Context, path string) (text []byte, next string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.address+path, nil)
	if err != nil {
		return nil, "", misused("--server is %q; it must be a URL such as http://127.0.0.1:8080", e.address)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, "", indicators.Errorf(indicators.Unavailable, "the server does not answer: %w", err).Coded("no_server")
	}
	defer func() { _ = answer.Body.Close() }()
	if text, err = io.ReadAll(io.LimitReader(answer.Body, mostPage)); err != nil {
		return nil, "", indicators.Errorf(indicators.Unavailable, "the server's answer broke off: %w", err).Coded("no_server")
	}
	if answer.StatusCode != http.StatusOK {
		var problem struct{ Detail string }
		_ = json.Unmarshal(text, &problem) // what is no problem has no detail
		return nil, "", indicators.Errorf(indicators.Invalid, "the server refuses (%s): %s", answer.Status, problem.Detail).At("server")
	}
	if link, ok := strings.CutSuffix(answer.Header.Get("Link"), `>; rel="next"`); ok {
		next = strings.TrimPrefix(link, "<")
	}
	return text, next, nil
}
