package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/aspro-cities/aspro/api"
	"github.com/aspro-cities/aspro/client"
	"github.com/aspro-cities/aspro/indicators"
)

// server takes files over HTTP.
type server struct{ *client.Client }

// mostAnswer bounds what is read of an answer; a receipt lists at most 100 problems and 1,000 series.
const mostAnswer = 8 << 20

func newServer(address, key, language string) (counter, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, misused("--server is %q; it must be a URL such as http://127.0.0.1:8080", address)
	}
	if key == "" {
		return nil, misused("ASPRO_KEY is not set").Try("Put the key there; `aspro key add` makes one.")
	}
	c := client.New(address, key)
	c.Language = language
	return server{c}, nil
}

func (s server) close() error {
	s.HTTP.CloseIdleConnections()
	return nil
}

func (s server) take(ctx context.Context, file parcel, progress func(done, total int64)) (receipt, error) {
	form := formOf(file, progress)
	answer, err := s.CreateUploadAnswer(ctx, client.CreateUploadQuery{Profile: file.Profile, City: file.City, Site: file.Site, DryRun: file.dryRun, OnError: string(file.OnError),
		OnConflict: string(file.OnConflict), Reason: file.Reason, Encoding: file.Encoding, Sheet: file.Sheet, Conditions: file.Conditions, FileName: file.FileName}, form.kind, form)
	if err != nil {
		return receipt{}, indicators.Errorf(indicators.Unavailable, "the server does not answer: %w", err).Coded("no_server").
			Try("Send the file again: what was stored already is not stored twice.")
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return receipt{}, indicators.Errorf(indicators.Unavailable, "the answer broke off: %w", err).Try("Send the file again: what was stored already is not stored twice.")
	}
	r, err := readAnswer(answer, body)
	if err == nil && isStored(r.UploadView) {
		s.summarize(ctx, &r)
	}
	return r, err
}

// summarize asks what the stored values look like. A server that cannot say it has stored them all the same.
func (s server) summarize(ctx context.Context, r *receipt) {
	answer, err := s.GetUploadSummaryAnswer(ctx, *r.ID)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		_ = json.NewDecoder(io.LimitReader(answer.Body, mostAnswer)).Decode(&r.summary)
	}
}

// readAnswer gives the receipt, also of a refused upload, or the problem as an error.
func readAnswer(answer *http.Response, body []byte) (receipt, error) {
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if answer.StatusCode >= 200 && answer.StatusCode < 300 && kind == "application/json" {
		var v api.UploadView
		if err := json.Unmarshal(body, &v); err == nil {
			return receipt{UploadView: v}, nil
		}
	}
	var refused api.RefusedUpload
	if kind != "application/problem+json" || json.Unmarshal(body, &refused) != nil {
		err := indicators.Errorf(indicators.Unavailable, "the server answers %s and no receipt", answer.Status).Coded("no_receipt")
		if to := answer.Header.Get("Location"); to != "" {
			return receipt{}, err.Try("It points to %s: name that server.", to)
		}
		return receipt{}, err.Try("Is this the address of an aspro server?")
	}
	if refused.Code == "rows_refused" && refused.UploadView != nil {
		return receipt{UploadView: *refused.UploadView, refused: true}, nil
	}
	err := indicators.Errorf(indicators.Invalid, "%s", refused.Detail).Coded(refused.Code)
	if len(refused.Errors) > 0 {
		err = err.At(refused.Errors[0].Parameter).Try("%s", refused.Errors[0].Hint)
	}
	return receipt{}, err
}

// form is a request body with the file as its one part, so that its name travels along; nothing of it is copied.
type form struct {
	io.Reader
	kind   string
	length int64 // -1: not known
}

// Size is the length of the body; -1 when it is not known.
func (f form) Size() int64 { return f.length }

func formOf(file parcel, progress func(done, total int64)) form {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	_, _ = w.CreatePart(textproto.MIMEHeader{ // a buffer takes everything
		"Content-Disposition": {`form-data; name="file"; filename="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", " ", "\n", " ").Replace(file.FileName) + `"`},
		"Content-Type":        {"text/csv"},
	})
	tail := "\r\n--" + w.Boundary() + "--\r\n"
	f := form{kind: w.FormDataContentType(), length: -1}
	if file.size >= 0 {
		f.length = int64(head.Len()) + file.size + int64(len(tail))
	}
	f.Reader = io.MultiReader(&head, &counted{from: file.body, total: file.size, tell: progress}, strings.NewReader(tail))
	return f
}

// counted tells how much was read.
type counted struct {
	from        io.Reader
	done, total int64
	tell        func(done, total int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.done += int64(n)
	if c.tell != nil {
		c.tell(c.done, c.total)
	}
	return n, err
}
