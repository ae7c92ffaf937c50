package influx

import (
	"errors"
	"io"

	"github.com/aspro-cities/aspro/indicators"
)

// influxQLAnswer is what is known of an answer while it is read.
type influxQLAnswer struct {
	json      *jsonReader
	pipelines []pipeline
	take      func(row) error
	whole     []bool // by statement: its last part has come

	statement int
	tags      map[string]string
	columns   []string
	row       row
}

// readInfluxQL reads the parts of a chunked answer as they come: each is an object of its own, and statement_id
// tells whose pipeline's it is. An error in it, or a statement without its end, is Unavailable.
func readInfluxQL(from io.Reader, pipelines []pipeline, take func(row) error) error {
	a := &influxQLAnswer{json: newJSONReader(from), pipelines: pipelines, take: take, whole: make([]bool, len(pipelines))}
	for {
		more, err := a.json.more()
		if err == nil && more {
			err = a.json.object(a.part)
		}
		if _, ours := errors.AsType[*indicators.Error](err); ours {
			return err
		}
		if err != nil {
			return indicators.Errorf(indicators.Unavailable, "the store's answer broke off: %w", err)
		}
		if !more {
			break
		}
	}
	for i, whole := range a.whole {
		if !whole {
			return indicators.Errorf(indicators.Unavailable, "the store's answer lacks the end of statement %d", i)
		}
	}
	return nil
}

func (a *influxQLAnswer) part(key string) error {
	switch key {
	case "results":
		return a.json.array(func() error {
			partial := false
			a.statement = -1
			err := a.json.object(func(key string) error { return a.result(key, &partial) })
			if err == nil && a.statement >= 0 {
				a.whole[a.statement] = !partial
			}
			return err
		})
	case "error":
		return a.failure()
	}
	return a.json.skip()
}

func (a *influxQLAnswer) result(key string, partial *bool) error {
	switch key {
	case "statement_id":
		n, err := a.json.integer()
		if err != nil {
			return err
		}
		if n < 0 || n >= int64(len(a.pipelines)) {
			return indicators.Errorf(indicators.Internal, "the store's answer has a statement %d", n)
		}
		a.statement = int(n)
		return nil
	case "series":
		return a.json.array(func() error {
			a.tags, a.columns = nil, nil
			return a.json.object(a.series)
		})
	case "partial":
		cell, err := a.json.scalar()
		*partial = string(cell) == "true"
		return err
	case "error":
		return a.failure()
	}
	return a.json.skip()
}

func (a *influxQLAnswer) failure() error {
	text, err := a.json.text()
	if err != nil {
		return err
	}
	return indicators.Errorf(indicators.Unavailable, "the store's answer ended in an error: %w", errors.New(text))
}

func (a *influxQLAnswer) series(key string) error {
	switch key {
	case "tags":
		a.tags = map[string]string{}
		return a.json.object(func(name string) error {
			value, err := a.json.text()
			a.tags[name] = value
			return err
		})
	case "columns":
		return a.json.array(func() error {
			name, err := a.json.text()
			a.columns = append(a.columns, name)
			return err
		})
	case "values":
		if err := a.begin(); err != nil {
			return err
		}
		return a.json.array(a.record)
	}
	return a.json.skip()
}

// begin settles what all rows of one series share.
func (a *influxQLAnswer) begin() error {
	if a.statement < 0 || len(a.columns) == 0 || a.columns[0] != "time" {
		return indicators.Errorf(indicators.Internal, "the store's answer has values before it says of what")
	}
	p := a.pipelines[a.statement]
	series, err := selector{}.series(func(tag string) string { return a.tags[tag] })
	if err != nil {
		return err
	}
	a.row = row{result: p.name, series: series}
	if p.aggregate != "" {
		a.row.field = p.fields[0]
	}
	return nil
}

// record gives one row to take for every field that is there.
func (a *influxQLAnswer) record() error {
	at := 0
	return a.json.array(func() error {
		if at == 0 {
			at++
			var err error
			a.row.start, err = a.json.integer()
			return err
		}
		cell, err := a.json.scalar()
		if err != nil {
			return err
		}
		if at == len(a.columns) {
			return indicators.Errorf(indicators.Internal, "the store's answer has more values than columns")
		}
		if name := a.columns[at]; a.pipelines[a.statement].aggregate == "" {
			a.row.field = name
		}
		at++
		if string(cell) == "null" {
			return nil
		}
		a.row.value = cell
		return a.take(a.row)
	})
}
