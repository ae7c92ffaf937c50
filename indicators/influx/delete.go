package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Delete removes the observations whose start lies in the period and tells how many there were.
func (s *Store) Delete(ctx context.Context, series indicators.Series, period indicators.Period) (int64, error) {
	from, to, ok := within(period)
	if !ok || !isOurs(series) {
		return 0, nil
	}
	n := int64(0)
	err := s.query(ctx, []pipeline{{name: "count", of: selectorOf(series), fields: []string{"raw"}, from: from, to: to, aggregate: "count"}}, func(r row) error {
		count, err := r.int()
		n += count
		return err
	})
	if err != nil || n == 0 {
		return 0, err
	}
	if err := s.erase(ctx, series, from.Unix(), to.Unix()-1); err != nil {
		return n, err
	}
	return n, s.judgeBeside(ctx, series, from.Unix(), to.Unix()-1)
}

// judgeBeside flags again what stands beside starts in [first, last] that were deleted.
func (s *Store) judgeBeside(ctx context.Context, series indicators.Series, first, last int64) error {
	h := shelf{series: series, weeks: map[int64][]indicators.Observation{}, Judging: indicators.JudgingOf(s.options.Check, series)}
	if !h.Checks {
		return nil
	}
	for _, at := range []int64{first, last} {
		h.Note(at)
		since, until := h.Check.Around(series.Resolution, at, at)
		held, err := s.Select(ctx, series, indicators.Period{From: time.Unix(since, 0).UTC(), To: time.Unix(until+1, 0).UTC()})
		if err != nil {
			return err
		}
		for _, o := range held {
			h.put(o)
		}
	}
	anew := indicators.Batch{Series: series}
	h.judge(func(indicators.Observation) bool { return false }, func(o indicators.Observation) { anew.Observations = append(anew.Observations, o) })
	return s.Append(ctx, []indicators.Batch{anew})
}

// erase deletes the starts in [first, last], both included, as the server counts.
func (s *Store) erase(ctx context.Context, series indicators.Series, first, last int64) error {
	defer s.Changed(series) // also where nobody knows whether it was done
	body, err := json.Marshal(map[string]string{
		"start": time.Unix(first, 0).UTC().Format(time.RFC3339), "stop": time.Unix(last, 0).UTC().Format(time.RFC3339),
		"predicate": fmt.Sprintf(`_measurement="%s" AND city="%s" AND indicator="%s" AND resolution="%s" AND site="%s" AND statistic="%s"`,
			measurement, series.City, series.Indicator, series.Resolution, series.Site, series.Statistic), // checkSeries has refused quotes
	})
	if err != nil {
		return err
	}
	return s.post(ctx, "/api/v2/delete?org="+url.QueryEscape(s.options.Org)+"&bucket="+url.QueryEscape(s.options.Bucket), body, "application/json", nil)
}
