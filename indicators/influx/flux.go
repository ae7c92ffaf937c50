package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// queryFlux asks in Flux.
func (s *Store) queryFlux(ctx context.Context, pipelines []pipeline, take func(row) error) error {
	body, err := fluxQuery(s.options.Bucket, pipelines)
	if err != nil {
		return indicators.Errorf(indicators.Internal, "the query: %w", err)
	}
	return s.post(ctx, "/api/v2/query?org="+url.QueryEscape(s.options.Org), body, "application/json", func(answer io.Reader) error {
		return readAnswer(answer, pipelines, take)
	})
}

// fluxQuery renders pipelines as one Flux query. Every text and every time travels as a member of params in
// the extern AST; the query's own text is made of constants and of the names p0, p1, …
func fluxQuery(bucket string, pipelines []pipeline) (body []byte, err error) {
	q := &fluxText{}
	bucketName := q.text(bucket)
	for i, p := range pipelines {
		p.name += "." + strconv.Itoa(i) // a query may not yield one name twice
		q.pipeline(bucketName, p)
	}
	extern := map[string]any{"type": "File", "imports": []any{}, "body": []any{map[string]any{
		"type": "VariableAssignment", "id": map[string]any{"type": "Identifier", "name": "params"},
		"init": map[string]any{"type": "ObjectExpression", "properties": q.properties},
	}}}
	return json.Marshal(map[string]any{
		"query": q.query.String(), "type": "flux", "extern": extern,
		"dialect": map[string]any{"annotations": []string{"datatype", "group", "default"}, "header": true, "delimiter": ","},
	})
}

// fluxText is a query under construction.
type fluxText struct {
	query      strings.Builder
	properties []any
	names      map[string]string // of texts, by their value
}

// property adds a value to params and gives its name in the query.
func (q *fluxText) property(value any) string {
	name := fmt.Sprintf("p%d", len(q.properties))
	q.properties = append(q.properties, map[string]any{"type": "Property", "key": map[string]any{"type": "Identifier", "name": name}, "value": value})
	return "params." + name
}

func (q *fluxText) text(value string) string {
	if name, ok := q.names[value]; ok {
		return name
	}
	if q.names == nil {
		q.names = map[string]string{}
	}
	q.names[value] = q.property(map[string]any{"type": "StringLiteral", "value": value})
	return q.names[value]
}

func (q *fluxText) time(t time.Time) string {
	return q.property(map[string]any{"type": "DateTimeLiteral", "value": t.UTC().Format(time.RFC3339Nano)})
}

// pipeline writes one pipeline with its own source: a shared one would not be pushed down.
func (q *fluxText) pipeline(bucket string, p pipeline) {
	fmt.Fprintf(&q.query, "from(bucket: %s) |> range(start: %s, stop: %s)\n", bucket, q.time(p.from), q.time(p.to))
	fmt.Fprintf(&q.query, "  |> filter(fn: (r) => r._measurement == %q%s%s)\n", measurement, q.tags(p.of), q.fields(p.fields))
	needed := []string{"_time", "_value"} // columns that nobody reads, or whose value is known, are half of an answer
	switch {
	case p.every > 0:
		fmt.Fprintf(&q.query, "  |> aggregateWindow(every: %ds, offset: %ds, fn: %s, createEmpty: false, timeSrc: \"_start\")\n",
			int64(p.every/time.Second), int64(p.offset/time.Second), aggregateNames[p.aggregate])
	case p.aggregate != "":
		needed = append(needed, "_start")
		fmt.Fprintf(&q.query, "  |> %s()\n", aggregateNames[p.aggregate])
	default:
		needed = append(needed, "_field")
	}
	fmt.Fprintf(&q.query, "  |> keep(columns: [\"%s\"])\n", strings.Join(append(needed, p.of.open()...), `", "`))
	fmt.Fprintf(&q.query, "  |> yield(name: %s)\n", q.text(p.name))
}

// aggregateNames is the closed set of functions that the engine pushes down.
var aggregateNames = map[string]string{"count": "count", "sum": "sum", "min": "min", "max": "max", "first": "first", "last": "last"}

func (q *fluxText) tags(of selector) string {
	var b strings.Builder
	for _, tag := range of.tags() {
		if tag[1] != "" {
			fmt.Fprintf(&b, " and r.%s == %s", tag[0], q.text(tag[1]))
		}
	}
	b.WriteString(q.anyOf("site", of.sites))
	return b.String()
}

func (q *fluxText) fields(names []string) string { return q.anyOf("_field", names) }

// anyOf is " and (r.site == a or r.site == b)".
func (q *fluxText) anyOf(column string, values []string) string {
	if len(values) == 0 {
		return ""
	}
	terms := make([]string, len(values))
	for i, value := range values {
		terms[i] = fmt.Sprintf("r.%s == %s", column, q.text(value))
	}
	return " and (" + strings.Join(terms, " or ") + ")"
}
