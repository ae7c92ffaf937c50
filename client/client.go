// Package client asks a server of aspro over HTTP. What it can ask, and what comes back, is generated from the OpenAPI
// document (operations.go, types.go); this file is the part that is the same for every question.
//
//	c := client.New("http://127.0.0.1:8080", "")
//	cities, err := c.ListCities(ctx, client.ListCitiesQuery{})
package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Client asks one server. The zero value of Key asks without a key, of Language in English. Safe for concurrent use as long as
// its fields do not change.
type Client struct {
	Server   string // such as http://127.0.0.1:8080, without a path
	Key      string // sent as Authorization: Bearer
	Language string // of problems and receipts: en, id, ceb, ja
	HTTP     *http.Client
}

// New makes a client that follows no redirect: the key goes to the named server only.
func New(server, key string) *Client {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{Server: strings.TrimSuffix(server, "/"), Key: key, HTTP: &http.Client{CheckRedirect: stay}}
}

// ErrRedirected is why there is no answer: the server points to another, and the key is not sent there.
var ErrRedirected = errors.New("the server points elsewhere")

// RefusedError is an answer that is no success: the problem, and the whole body, which may hold a receipt beside it.
type RefusedError struct {
	Problem
	Body []byte
}

// Error is what is wrong, for the person who can mend it.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s (%s, request %s)", e.Detail, e.Code, e.RequestID)
}

// mostRead bounds what is read of an answer in JSON.
const mostRead = 256 << 20

// sized is a body whose length is known.
type sized interface{ Size() int64 }

// send asks; the caller closes the body of the answer, whatever its status.
func (c *Client) send(ctx context.Context, method, path string, query url.Values, contentType string, body io.Reader) (*http.Response, error) {
	target := c.Server + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return nil, err
	}
	if s, ok := body.(sized); ok {
		request.ContentLength = s.Size()
	}
	for name, value := range map[string]string{"Content-Type": contentType, "Accept-Language": c.Language} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	if c.Key != "" {
		request.Header.Set("Authorization", "Bearer "+c.Key)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	return client.Do(request)
}

// read takes a successful answer in JSON, or the problem as a *RefusedError.
func read[T any](answer *http.Response, err error) (T, error) {
	var into T
	if err != nil {
		return into, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostRead))
	if err != nil {
		return into, err
	}
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	switch {
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		return into, fmt.Errorf("%w: %s", ErrRedirected, answer.Header.Get("Location"))
	case answer.StatusCode >= 400:
		e := &RefusedError{Body: text}
		if kind != "application/problem+json" || json.Unmarshal(text, &e.Problem) != nil {
			return into, fmt.Errorf("the server answers %s and no problem: is this an aspro server?", answer.Status)
		}
		return into, e
	case kind != "application/json":
		return into, fmt.Errorf("the server answers %s as %q, not JSON: is this an aspro server?", answer.Status, kind)
	}
	return into, json.Unmarshal(text, &into)
}

// Next is the path of the page after an answer, "" after the last.
func Next(answer *http.Response) string {
	for _, line := range answer.Header.Values("Link") {
		for part := range strings.SplitSeq(line, ", <") {
			if path, ok := strings.CutSuffix(part, `>; rel="next"`); ok {
				return strings.TrimPrefix(path, "<")
			}
		}
	}
	return ""
}

// Follow gets a path that an answer has led to, such as the next page; the caller closes the body.
func (c *Client) Follow(ctx context.Context, path string) (*http.Response, error) {
	return c.send(ctx, http.MethodGet, path, nil, "", nil)
}
