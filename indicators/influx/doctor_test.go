package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// token makes a token with these rights on a bucket: "read", "write".
func (s *influxd) token(t *testing.T, bucket string, rights ...string) string {
	t.Helper()
	permissions := []map[string]any{}
	for _, right := range rights {
		permissions = append(permissions, map[string]any{"action": right, "resource": map[string]string{"type": "buckets", "id": bucket, "orgID": s.OrgID}})
	}
	body, _ := json.Marshal(map[string]any{"orgID": s.OrgID, "permissions": permissions})
	var made struct{ Token string }
	status, answer := s.Call(http.MethodPost, "/api/v2/authorizations", json.RawMessage(body))
	if err := json.Unmarshal(answer, &made); err != nil || made.Token == "" {
		t.Fatalf("%d %s", status, answer)
	}
	return made.Token
}

// makeBucket makes a bucket and gives its id.
func (s *influxd) makeBucket(t *testing.T, name string, keepSeconds, shardSeconds int64) string {
	t.Helper()
	body, _ := json.Marshal(map[string]any{"orgID": s.OrgID, "name": name, "retentionRules": []retentionRule{{"expire", keepSeconds, shardSeconds}}})
	var made struct{ ID string }
	status, answer := s.Call(http.MethodPost, "/api/v2/buckets", json.RawMessage(body))
	if err := json.Unmarshal(answer, &made); err != nil || made.ID == "" {
		t.Fatalf("%d %s", status, answer)
	}
	return made.ID
}

func examine(t *testing.T, o Options) string {
	t.Helper()
	if o.Now == nil {
		o.Now = time.Now
	}
	store, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var b strings.Builder
	for _, f := range store.Examine(t.Context()) {
		if (f.Grade == OK) != (f.Do == "") {
			t.Errorf("%+v: what is to be done?", f)
		}
		if text := fmt.Sprintf("%s %s — %s\n", f.Grade, f.What, f.Do); !strings.Contains(text, o.Token) && strings.Count(text, "\n") == 1 {
			b.WriteString(text)
		} else {
			t.Errorf("the token, or two lines: %s", text)
		}
	}
	return b.String()
}

func TestExamine(t *testing.T) {
	server := startInfluxd(t)
	good := server.makeBucket(t, "good", 0, shardSeconds)
	server.makeBucket(t, "forgets", 30*86400, 86400)
	server.makeBucket(t, "weeks", 0, 7*86400)
	all := Options{URL: server.url, Org: server.Org, Bucket: "good", Token: server.token(t, good, "read", "write")}
	with := func(change func(*Options)) Options { o := all; change(&o); return o }
	for fact, c := range map[string]struct {
		o       Options
		has     string // parts of lines, by |
		lacks   string
		failure bool
	}{
		"AllIsWell":         {all, "ok InfluxDB answers|ok the clocks|ok InfluxDB knows|keeps everything|span 364 days|may read|may write|may delete", "FAIL", false},
		"TheOperatorsToken": {with(func(o *Options) { o.Token = server.Token }), "may delete", "FAIL", false},
		"WrongToken":        {with(func(o *Options) { o.Token = "no-such-token" }), "FAIL InfluxDB does not know the token", "bucket", true},
		"WrongOrganisation": {with(func(o *Options) { o.Org = "towns" }), `FAIL InfluxDB has no organisation "towns"`, "bucket", true},
		"ReadOnly":          {with(func(o *Options) { o.Token = server.token(t, good, "read") }), "ok the token may read|FAIL the token may not write|FAIL the token may not delete", "", true},
		"WriteOnly":         {with(func(o *Options) { o.Token = server.token(t, good, "write") }), "FAIL the token may not read|ok the token may write|ok the token may delete", "", true},
		"NoBucketAndAnOperator": {with(func(o *Options) { o.Bucket, o.Token = "none", server.Token }), `warn the bucket "none" is not there|influx bucket create`,
			"FAIL", false},
		"NoBucketAndALesserToken": {with(func(o *Options) { o.Bucket = "none" }), `FAIL the bucket "none" is not there`, "may read", true},
		"FiniteRetention":         {with(func(o *Options) { o.Bucket, o.Token = "forgets", server.Token }), `FAIL the bucket "forgets" drops what is older than 30 days|--retention 0|warn the shards`, "", true},
		"ShortShards":             {with(func(o *Options) { o.Bucket, o.Token = "weeks", server.Token }), "ok the bucket|warn the shards of the bucket \"weeks\" span 7 days", "FAIL", false},
		"ClockBehind":             {with(func(o *Options) { o.Now = func() time.Time { return time.Now().Add(-time.Minute) } }), "warn the clock of InfluxDB is 1m", "FAIL", false},
		"ClockALittleApart":       {with(func(o *Options) { o.Now = func() time.Time { return time.Now().Add(4 * time.Second) } }), "ok the clocks", "FAIL", false},
	} {
		t.Run(fact, func(t *testing.T) {
			got := examine(t, c.o)
			for part := range strings.SplitSeq(c.has, "|") {
				if !strings.Contains(got, part) {
					t.Errorf("%q is not in:\n%s", part, got)
				}
			}
			if c.lacks != "" && strings.Contains(got, c.lacks) || strings.Contains(got, "FAIL") != c.failure {
				t.Errorf("%q, or another grade, in:\n%s", c.lacks, got)
			}
		})
	}
	t.Run("NothingIsChanged", func(t *testing.T) {
		if _, list := server.Call(http.MethodGet, "/api/v2/buckets?name=none&org="+server.Org, nil); strings.Contains(string(list), `"retentionRules"`) {
			t.Errorf("a bucket was made: %s", list)
		}
		found, err := server.bucket(t, "good").SeriesList(t.Context(), indicators.SeriesFilter{})
		if err != nil || len(found) != 0 {
			t.Errorf("%v %v", found, err)
		}
	})
	t.Run("Stalled", func(t *testing.T) {
		server.Pause()
		defer server.Resume() // threads stop one by one: a first answer may come yet
		if got := examine(t, with(func(o *Options) { o.Timeout = 300 * time.Millisecond })); !strings.Contains(got, " does not answer within 300ms") {
			t.Error(got)
		}
	})
	t.Run("Away", func(t *testing.T) {
		server.Stop()
		if got := examine(t, all); !strings.HasPrefix(got, "FAIL InfluxDB at "+server.url+" cannot be reached: nothing listens there") || strings.Count(got, "\n") != 1 {
			t.Error(got)
		}
	})
}

// TestExamineOfSomethingElse: what answers is not InfluxDB 2, or has bad words for it.
func TestExamineOfSomethingElse(t *testing.T) {
	const told = "panic at /var/lib/influxdb2/engine: token-of-the-tests"
	version := ""
	failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Influxdb-Version", version)
		if r.URL.Path == "/ping" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("X-Influxdb-Error", told)
		http.Error(w, told, http.StatusInternalServerError)
	}))
	defer failing.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	for _, c := range []struct{ url, version, has string }{
		{failing.URL, "v2.9.1", "ok InfluxDB is of version 2.9.1"},
		{failing.URL, "2.7.12", "ok InfluxDB is of version 2.7.12"},
		{failing.URL, "2.7.11", "warn InfluxDB is of version 2.7.11"},
		{failing.URL, "v2.10.0-rc1", "ok InfluxDB is of version 2.10.0"},
		{failing.URL, "1.8.10", "FAIL InfluxDB is of version 1.8.10"},
		{failing.URL, "3.1.0", "FAIL InfluxDB is of version 3.1.0"},
		{failing.URL, told, "warn InfluxDB does not tell its version"},
		{failing.URL, "v2.9.1", "FAIL InfluxDB answers 500 when asked for the organisation"},
		{secure.URL, "", "its certificate is not trusted here"},
		{strings.Replace(failing.URL, "http:", "https:", 1), "", "it does not speak TLS"},
		{strings.Replace(failing.URL, "http://", "http://user:token-of-the-tests@", 1), "", "InfluxDB answers at " + failing.URL},
		{"http://no-such-machine.invalid", "", "cannot be reached"},
	} {
		version = c.version
		got := examine(t, Options{URL: c.url, Org: "o", Bucket: "b", Token: "token-of-the-tests", Timeout: 5 * time.Second})
		if !strings.Contains(got, c.has) || strings.Contains(got, "/var/lib") {
			t.Errorf("%s %s: %q is not in:\n%s", c.url, c.version, c.has, got)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	store, _ := Open(Options{URL: failing.URL, Org: "o", Bucket: "b", Token: "t", Now: time.Now})
	if got := store.Examine(ctx); len(got) != 1 || got[0].Grade != Failure {
		t.Errorf("%+v", got)
	}
}
