package influx

import (
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// window is a range of starts, both ends included.
type window struct{ from, to int64 }

// A pause between two starts that is longer than this begins another window, up to mostWindows a series.
const (
	windowPause = 86400
	mostWindows = 64
	// windowsAtOnce is how many one query asks for.
	windowsAtOnce = 32
)

// windows are the ranges in which the starts of one series could meet what is stored, or change its flags.
func windows(starts []int64, resolution indicators.Resolution, judging indicators.Judging) []window {
	var all []window
	add := func(w window) {
		if n := len(all); n > 0 && (w.from <= all[n-1].to+windowPause || n == mostWindows) {
			all[n-1].to = max(all[n-1].to, w.to)
			return
		}
		all = append(all, w)
	}
	if judging.Checks {
		for _, start := range starts {
			judging.Changed.Add(start)
		}
		for _, s := range judging.Check.Stretches(resolution, &judging.Changed) {
			add(window{s.Since, s.Until})
		}
		return all
	}
	slices.Sort(starts)
	for _, start := range starts {
		add(window{start - resolution.Reach(), start + resolution.Reach()})
	}
	return all
}

// posted reads what the rows of a group could meet: nothing for series without a check whose rows all begin after everything
// stored, which is how a sensor posts; the few readings before of a series with a check.
func (in *Intake) posted(ctx context.Context, g *indicators.PostGroup) (map[indicators.Series]*shelf, error) {
	shelves, starts := map[indicators.Series]*shelf{}, map[indicators.Series][]int64{}
	for _, post := range g.Posts {
		for _, row := range post.Rows {
			if shelves[row.Series] == nil {
				shelves[row.Series] = &shelf{series: row.Series, zone: in.Zone(row.Series.City), weeks: map[int64][]indicators.Observation{},
					Judging: indicators.JudgingOf(in.Store.options.Check, row.Series)}
			}
			starts[row.Series] = append(starts[row.Series], row.Observation.Start)
		}
	}
	if err := in.findFrontiers(ctx, shelves); err != nil {
		return nil, err
	}
	var pipelines []pipeline
	for series, at := range starts {
		for _, w := range windows(at, series.Resolution, shelves[series].Judging) {
			if w.from > in.posts.frontier[series] {
				continue
			}
			from, to, ok := within(indicators.Period{From: time.Unix(w.from, 0), To: time.Unix(w.to+1, 0)})
			if ok {
				pipelines = append(pipelines, pipeline{name: "points", of: selectorOf(series), fields: storedFields, from: from, to: to})
			}
		}
	}
	for part := range slices.Chunk(pipelines, windowsAtOnce) {
		points, err := in.Store.gathered(ctx, part)
		if err != nil {
			return nil, err
		}
		for series, found := range points {
			for _, o := range found.held {
				shelves[series].put(o)
			}
		}
	}
	return shelves, nil
}

// findFrontiers looks up the last start of series that are seen for the first time; of one without any it lies
// before all times.
func (in *Intake) findFrontiers(ctx context.Context, of map[indicators.Series]*shelf) error {
	if in.posts.frontier == nil || len(in.posts.frontier) > 100_000 {
		in.posts.frontier = map[indicators.Series]int64{}
	}
	var unknown []indicators.Series
	for series := range of {
		if _, ok := in.posts.frontier[series]; !ok {
			unknown = append(unknown, series)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	found := map[indicators.Series]int64{}
	for _, series := range unknown {
		found[series] = earliest.Unix()
	}
	var pipelines []pipeline
	for _, group := range groups(unknown) {
		pipelines = append(pipelines, pipeline{name: "last", of: group, fields: []string{"raw"}, from: earliest, to: latest, aggregate: "last"})
	}
	for part := range slices.Chunk(pipelines, windowsAtOnce) {
		if err := in.Store.query(ctx, part, func(r row) error {
			if _, ours := found[r.series]; ours {
				found[r.series] = r.start
			}
			return nil
		}); err != nil {
			return err
		}
	}
	for series, last := range found {
		in.posts.frontier[series] = last
	}
	return nil
}
