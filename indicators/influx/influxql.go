package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// rowsInPart is how many rows the server gathers before it sends them.
const rowsInPart = "10000"

// queryInfluxQL asks in InfluxQL, a portion at a time.
func (s *Store) queryInfluxQL(ctx context.Context, pipelines []pipeline, take func(row) error) error {
	for portion := range portions(pipelines) {
		if err := s.askInfluxQL(ctx, portion, take); err != nil {
			return err
		}
	}
	return nil
}

// secondsAtOnce bounds what one request scans, in seconds times sites: its statements run one after the other,
// and a request is bounded in time. Twenty sites over 25 years are 2.5 s a statement on InfluxDB 2.7.
const secondsAtOnce = 500 * 366 * 86400

// portions parts pipelines into requests. A pipeline that is too much for one stands alone.
func portions(pipelines []pipeline) iter.Seq[[]pipeline] {
	return func(yield func([]pipeline) bool) {
		begin, sum := 0, 0.0
		for i, p := range pipelines {
			scanned := p.to.Sub(p.from).Seconds() * float64(max(1, len(p.of.sites)))
			if p.aggregate == "first" || p.aggregate == "last" {
				scanned = 0 // one shard has it, mostly
			}
			if sum += scanned; sum > secondsAtOnce && i > begin {
				if !yield(pipelines[begin:i]) {
					return
				}
				begin, sum = i, scanned
			}
		}
		yield(pipelines[begin:])
	}
}

// askInfluxQL sends one request. The bucket db/rp is the database db with the retention policy rp, as the
// server's own mapping has it.
func (s *Store) askInfluxQL(ctx context.Context, pipelines []pipeline, take func(row) error) error {
	text, params, err := influxQLQuery(pipelines)
	if err != nil {
		return indicators.Errorf(indicators.Internal, "the query: %w", err)
	}
	at := url.Values{"org": {s.options.Org}}
	database, policy, two := strings.Cut(s.options.Bucket, "/")
	at.Set("db", database)
	if two {
		at.Set("rp", policy)
	}
	form := url.Values{"q": {text}, "params": {params}, "epoch": {"s"}, "chunked": {"true"}, "chunk_size": {rowsInPart}}
	return s.post(ctx, "/query?"+at.Encode(), []byte(form.Encode()), "application/x-www-form-urlencoded", func(answer io.Reader) error {
		return readInfluxQL(answer, pipelines, take)
	})
}

// influxQLQuery renders pipelines as one statement each. Every text and every time travels as a bound parameter;
// the statements are made of constants and of the names $p0, $p1, …
func influxQLQuery(pipelines []pipeline) (text, params string, err error) {
	q := &influxQLText{params: map[string]any{}, names: map[any]string{}}
	for _, p := range pipelines {
		q.statement(p)
	}
	bound, err := json.Marshal(q.params)
	return q.query.String(), string(bound), err
}

// influxQLText is statements under construction.
type influxQLText struct {
	query  strings.Builder
	params map[string]any
	names  map[any]string // of texts and times, by their value
}

// bind gives the name of a parameter: a text, or Unix nanoseconds.
func (q *influxQLText) bind(value any) string {
	name, ok := q.names[value]
	if !ok {
		name = "p" + strconv.Itoa(len(q.names))
		q.names[value], q.params[name] = name, value
	}
	return "$" + name
}

func (q *influxQLText) time(t time.Time) string { return q.bind(t.UnixNano()) }

// statement writes one pipeline: several aggregates in one would not be pushed down.
func (q *influxQLText) statement(p pipeline) {
	columns := make([]string, len(p.fields))
	for i, field := range p.fields {
		if columns[i] = `"` + field + `"`; p.aggregate != "" {
			columns[i] = aggregateNames[p.aggregate] + "(" + columns[i] + ")"
		}
	}
	fmt.Fprintf(&q.query, `SELECT %s FROM "%s" WHERE time >= %s AND time < %s`, strings.Join(columns, ", "), measurement, q.time(p.from), q.time(p.to))
	for _, tag := range p.of.tags() {
		if tag[1] != "" {
			fmt.Fprintf(&q.query, ` AND "%s" = %s`, tag[0], q.bind(tag[1]))
		}
	}
	if len(p.of.sites) > 0 {
		terms := make([]string, len(p.of.sites))
		for i, site := range p.of.sites {
			terms[i] = `"site" = ` + q.bind(site)
		}
		fmt.Fprintf(&q.query, " AND (%s)", strings.Join(terms, " OR "))
	}
	q.query.WriteString(" GROUP BY ")
	if p.every > 0 {
		fmt.Fprintf(&q.query, "time(%ds, %ds), ", int64(p.every/time.Second), int64(p.offset/time.Second))
	}
	q.query.WriteString(`"city", "indicator", "resolution", "site", "statistic"`)
	if p.every > 0 {
		q.query.WriteString(" fill(none)")
	}
	q.query.WriteString(";\n")
}
