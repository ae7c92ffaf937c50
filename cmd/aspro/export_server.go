package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/aspro-cities/aspro/client"
	"github.com/aspro-cities/aspro/indicators"
)

// mostPage bounds what is read of one page: a thousand rows.
const mostPage = 64 << 20

// exportFromServer asks a running server for its series, and for each its observations, page by page.
func (s shell) exportFromServer(ctx context.Context, given config) error {
	e := serverExport{to: s.out, from: client.New(given.word("server"), ""), since: given.word("from"), until: given.word("to")}
	return e.series(ctx, client.ListSeriesQuery{Limit: 1000, City: given.word("city"), Site: given.word("site"), Indicator: given.word("indicator")})
}

// serverExport writes the pages of a server one after another, the header once.
type serverExport struct {
	to           io.Writer
	from         *client.Client
	since, until string // as they were given
	headed       bool
}

// series walks the list of series from a page on.
func (e *serverExport) series(ctx context.Context, q client.ListSeriesQuery) error {
	for {
		list, err := e.from.ListSeries(ctx, q)
		if err != nil {
			return serverError(err)
		}
		for _, one := range list.Data {
			//nolint:bodyclose // page reads it to the end and closes it
			answer, err := e.from.ListObservationsAnswer(ctx, one.City, one.Indicator, client.ListObservationsQuery{Site: one.Site, Resolution: one.Resolution,
				Statistic: one.Statistic, Format: "csv", From: e.since, To: e.until})
			if err := e.observations(ctx, answer, err); err != nil {
				return err
			}
		}
		if list.Page.NextCursor == nil {
			return nil
		}
		q.Cursor = *list.Page.NextCursor
	}
}

// observations copies the pages of one series.
func (e *serverExport) observations(ctx context.Context, answer *http.Response, err error) error {
	for {
		text, next, err := page(answer, err)
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
		if next == "" {
			return nil
		}
		//nolint:bodyclose // page reads it to the end and closes it
		answer, err = e.from.Follow(ctx, next)
		if err != nil {
			return serverError(err)
		}
	}
}

// page reads one page and the path of the next, "" after the last.
func page(answer *http.Response, err error) (text []byte, next string, _ error) {
	if err != nil {
		return nil, "", serverError(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if text, err = io.ReadAll(io.LimitReader(answer.Body, mostPage)); err != nil {
		return nil, "", indicators.Errorf(indicators.Unavailable, "the server's answer broke off: %w", err).Coded("no_server")
	}
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/csv") {
		var problem struct{ Detail string }
		_ = json.Unmarshal(text, &problem) // what is no problem has no detail
		return nil, "", indicators.Errorf(indicators.Invalid, "the server refuses (%s): %s", answer.Status, problem.Detail).At("server")
	}
	return text, client.Next(answer), nil
}

// serverError words why a server gave no answer.
func serverError(err error) error {
	if refused, ok := errors.AsType[*client.RefusedError](err); ok {
		return indicators.Errorf(indicators.Invalid, "the server refuses (%d): %s", refused.Status, refused.Detail).At("server")
	}
	return indicators.Errorf(indicators.Unavailable, "the server does not answer: %w", err).Coded("no_server")
}
