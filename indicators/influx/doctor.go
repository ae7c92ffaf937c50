package influx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	influxhttp "github.com/influxdata/influxdb-client-go/v2/api/http"
)

// skewAllowed is how far two clocks may be apart before it is told.
const skewAllowed = 5 * time.Second

// Examine looks at server, organisation, token, bucket and rights, in the order in which they are needed, and ends
// where nothing further can be asked. It changes nothing on the server: the bucket is not made, nothing is written.
func (s *Store) Examine(ctx context.Context) []Finding {
	e := &examination{store: s, where: address(s.options.URL)}
	if e.server(ctx) && e.organisation(ctx) && e.bucket(ctx) {
		e.rights(ctx)
	}
	return e.findings
}

// examination gathers findings.
type examination struct {
	store    *Store
	where    string // the server's address without what may be secret in it
	seesOrg  bool   // as a token must that makes buckets
	findings []Finding
}

func (e *examination) find(grade Grade, do, what string, args ...any) {
	e.findings = append(e.findings, Finding{grade, fmt.Sprintf(what, args...), do})
}

// reply is what the server said: a status, 0 when it said nothing, and the body of a status below 300.
type reply struct {
	status int
	header http.Header
	body   []byte
	failed error // set with status 0
}

// ask sends one request past the breaker, for nothing else runs on this store.
func (e *examination) ask(ctx context.Context, method, path string, body []byte, contentType string) reply {
	ctx, cancel := context.WithTimeout(ctx, e.store.options.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, e.store.options.URL+path, bytes.NewReader(body))
	if err != nil {
		return reply{failed: err}
	}
	var r reply
	failed := e.store.service.DoHTTPRequest(request, func(q *http.Request) { q.Header.Set("Content-Type", contentType) }, func(answer *http.Response) error {
		defer answer.Body.Close()
		r.status, r.header = answer.StatusCode, answer.Header
		var err error
		r.body, err = io.ReadAll(io.LimitReader(answer.Body, 4<<20))
		return err
	})
	return r.or(failed)
}

// or is r, or what the error tells.
func (r reply) or(failed *influxhttp.Error) reply {
	switch {
	case failed == nil:
		return r
	case failed.StatusCode == 0:
		return reply{failed: failed.Err}
	}
	return reply{status: failed.StatusCode, header: failed.Header}
}

// server asks whether an InfluxDB that will do answers.
func (e *examination) server(ctx context.Context) bool {
	sent := e.store.options.Now()
	r := e.ask(ctx, http.MethodGet, "/ping", nil, "application/json")
	back := e.store.options.Now()
	if r.status == 0 {
		e.find(Failure, "Start it, or mend --influx-url; until then uploads are kept and answered 202, and reads are answered 503.",
			"InfluxDB at %s %s", e.where, unreachable(r.failed, e.store.options.Timeout))
		return false
	}
	if r.status >= 300 {
		e.find(Failure, "Mend --influx-url: it ends where /api/v2 begins.", "what answers at %s is not InfluxDB 2 (status %d)", e.where, r.status)
		return false
	}
	e.find(OK, "", "InfluxDB answers at %s", e.where)
	good := e.version(r.header.Get("X-Influxdb-Version"))
	e.clock(r.header.Get("Date"), sent, back)
	return good
}

// clock compares the server's clock, which tells whole seconds, with the middle of the request.
func (e *examination) clock(date string, sent, back time.Time) {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return // a proxy may take the header away
	}
	ours := sent.Add(back.Sub(sent) / 2)
	skew := theirs.Add(time.Second / 2).Sub(ours)
	apart := max(skew, -skew) - (back.Sub(sent)+time.Second)/2
	if apart <= skewAllowed {
		e.find(OK, "", "the clocks agree")
		return
	}
	side := "ahead of"
	if skew < 0 {
		side = "behind"
	}
	e.find(Warning, "Let both machines keep time by NTP: figures of the future are refused by this machine's clock.",
		"the clock of InfluxDB is %s %s this machine's", max(skew, -skew).Round(time.Second), side)
}

// organisation asks for the organisation, which takes a token that is known.
func (e *examination) organisation(ctx context.Context) bool {
	var found struct {
		Orgs []struct{ ID string } `json:"orgs"`
	}
	r := e.ask(ctx, http.MethodGet, "/api/v2/orgs?org="+url.QueryEscape(e.store.options.Org), nil, "application/json")
	switch {
	case r.status == http.StatusUnauthorized:
		e.find(Failure, "Put a token of this server into ASPRO_INFLUX_TOKEN: influx auth list.", "InfluxDB does not know the token")
		return false
	case r.status == http.StatusNotFound:
		e.find(Failure, "Mend --influx-org: influx org list.", "InfluxDB has no organisation %q", e.store.options.Org)
		return false
	case !e.said(r, &found, "the organisation"):
		return false
	}
	e.seesOrg = len(found.Orgs) == 1
	e.find(OK, "", "InfluxDB knows the token and the organisation %q", e.store.options.Org)
	return true
}

// said reads a good answer; any other is a failure that names what was asked for.
func (e *examination) said(r reply, into any, about string) bool {
	switch {
	case r.status == 0:
		e.find(Failure, "Look into its log, then ask again.", "InfluxDB %s when asked for %s", unreachable(r.failed, e.store.options.Timeout), about)
		return false
	case r.status >= 300:
		e.find(Failure, "Look into its log, then ask again.", "InfluxDB answers %d when asked for %s", r.status, about)
		return false
	}
	if into == nil {
		return true
	}
	if err := json.Unmarshal(r.body, into); err != nil {
		e.find(Failure, "Mend --influx-url: something else than InfluxDB 2 answers.", "what is answered about %s cannot be read", about)
		return false
	}
	return true
}

// unreachable says in our words why nothing was answered.
func unreachable(err error, within time.Duration) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("does not answer within %s", within)
	}
	return "cannot be reached: " + reachProblem(err)
}
