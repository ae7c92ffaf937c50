package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// bucket looks for the bucket and judges whether it keeps what is written, and how.
func (e *examination) bucket(ctx context.Context) bool {
	o := e.store.options
	var list struct {
		Buckets []bucketRow `json:"buckets"`
	}
	r := e.ask(ctx, http.MethodGet, "/api/v2/buckets?name="+url.QueryEscape(o.Bucket)+"&org="+url.QueryEscape(o.Org), nil, "application/json")
	if r.status == http.StatusNotFound {
		e.missingBucket()
		return false
	}
	if !e.said(r, &list, "the bucket") {
		return false
	}
	if len(list.Buckets) == 0 { // it is there, and not for this token to read: rights says so
		return true
	}
	for _, rule := range list.Buckets[0].RetentionRules {
		e.keeps(list.Buckets[0], rule)
	}
	return true
}

func (e *examination) missingBucket() {
	o := e.store.options
	command := fmt.Sprintf("influx bucket create --org %q --name %q --retention 0 --shard-group-duration 52w", o.Org, o.Bucket)
	if e.seesOrg {
		e.find(Warning, "`aspro serve` makes it if the token may; otherwise: "+command, "the bucket %q is not there", o.Bucket)
		return
	}
	e.find(Failure, "Make it, and a token for it: "+command, "the bucket %q is not there, and this token may not make it", o.Bucket)
}

// keeps judges a rule of the bucket.
func (e *examination) keeps(b bucketRow, rule retentionRule) {
	name := e.store.options.Bucket
	if rule.EverySeconds != 0 {
		e.find(Failure, fmt.Sprintf("Give it infinite retention: influx bucket update --id %q --retention 0", b.ID),
			"the bucket %q drops what is older than %s", name, span(rule.EverySeconds))
	} else {
		e.find(OK, "", "the bucket %q keeps everything", name)
	}
	switch {
	case rule.ShardSeconds == 0: // the server does not tell
	case rule.ShardSeconds < shardSeconds:
		e.find(Warning, fmt.Sprintf("Before history is loaded: influx bucket update --id %q --shard-group-duration 52w. Shards that are there stay as they are.", b.ID),
			"the shards of the bucket %q span %s, under which years of history are slow", name, span(rule.ShardSeconds))
	default:
		e.find(OK, "", "its shards span %s", span(rule.ShardSeconds))
	}
}

// span is a length of time in words.
func span(seconds int64) string {
	if seconds%86400 == 0 {
		return fmt.Sprintf("%d days", seconds/86400)
	}
	return (time.Duration(seconds) * time.Second).String()
}

// rights tries each right in a way that changes nothing: a read of a day that holds nothing, a write of no line, a
// deletion of a measurement that nobody has.
func (e *examination) rights(ctx context.Context) {
	o := e.store.options
	of := "org=" + url.QueryEscape(o.Org) + "&bucket=" + url.QueryEscape(o.Bucket)
	query, err := fluxQuery(o.Bucket, []pipeline{{name: "reach", of: selector{city: "-"}, fields: []string{"raw"}, from: earliest, to: earliest.AddDate(0, 0, 1), aggregate: "first"}})
	if err != nil {
		e.find(Failure, "Report it.", "the question cannot be put: %v", err)
		return
	}
	at := earliest.Format(time.RFC3339)
	nothing, err := json.Marshal(map[string]string{"start": at, "stop": at, "predicate": `_measurement="aspro-doctor"`})
	if err != nil {
		e.find(Failure, "Report it.", "the question cannot be put: %v", err)
		return
	}
	const asJSON = "application/json"
	e.may("read", e.ask(ctx, http.MethodPost, "/api/v2/query?org="+url.QueryEscape(o.Org), query, asJSON), http.StatusNotFound)
	e.may("write", e.ask(ctx, http.MethodPost, "/api/v2/write?precision=s&"+of, []byte("# aspro doctor\n"), "text/plain; charset=utf-8"), http.StatusForbidden)
	e.may("delete", e.ask(ctx, http.MethodPost, "/api/v2/delete?"+of, nothing, asJSON), http.StatusForbidden)
}

// may notes a right. A bucket that may not be read is answered as one that is not there.
func (e *examination) may(do string, r reply, no int) {
	o := e.store.options
	switch r.status {
	case no, http.StatusForbidden, http.StatusUnauthorized:
		e.find(Failure, "Make a token that may: influx auth create --org NAME --read-bucket ID --write-bucket ID, with the id that `influx bucket list` shows.",
			"the token may not %s in the bucket %q", do, o.Bucket)
	default:
		if e.said(r, nil, "leave to "+do) {
			e.find(OK, "", "the token may %s in the bucket %q", do, o.Bucket)
		}
	}
}
