package influx

import (
	"cmp"
	"context"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// SeriesList gives the series that match, sorted by their id. Extents are always asked for; observations are counted
// where that is needed and their number is not known.
func (s *Store) SeriesList(ctx context.Context, filter indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	of := selector{city: filter.City, indicator: filter.Indicator, resolution: filter.Resolution.String(), statistic: filter.Statistic}
	if filter.Site != "" {
		of.sites = []string{filter.Site}
	}
	for _, text := range append([]string{of.city, of.indicator, of.statistic}, of.sites...) {
		if !isPlain(text) {
			return []indicators.SeriesInfo{}, nil // no series has such a part
		}
	}
	before := s.Revision(indicators.SeriesFilter{})
	list, err := s.extents(ctx, of, filter)
	if err != nil {
		return nil, err
	}
	var uncounted []indicators.Series
	for i, info := range list {
		k, ok := s.recall(info.Series)
		if !ok || k.First != info.First || k.Last != info.Last {
			k = knownSeries{SeriesInfo: info}
			s.remember(k, before)
		}
		if list[i].Count = k.Count; !k.counted {
			uncounted = append(uncounted, info.Series)
		}
	}
	if filter.ExtentOnly || len(uncounted) == 0 {
		return list, nil
	}
	return list, s.count(ctx, list, uncounted, of)
}

// extents gives the series that match, sorted, with their extents.
func (s *Store) extents(ctx context.Context, of selector, filter indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	found := map[indicators.Series]*indicators.SeriesInfo{}
	var pipelines []pipeline
	for _, aggregate := range []string{"first", "last"} {
		pipelines = append(pipelines, pipeline{name: aggregate, of: of, fields: []string{"raw"}, from: earliest, to: latest, aggregate: aggregate})
	}
	err := s.query(ctx, pipelines, func(r row) error {
		info := found[r.series]
		if info == nil {
			info = &indicators.SeriesInfo{Series: r.series, First: r.start, Last: r.start} // the other end may have been written meanwhile
			found[r.series] = info
		}
		info.First, info.Last = min(info.First, r.start), max(info.Last, r.start)
		return nil
	})
	list := []indicators.SeriesInfo{}
	for series, info := range found {
		if filter.Match(series) {
			list = append(list, *info)
		}
	}
	slices.SortFunc(list, func(a, b indicators.SeriesInfo) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	return list, err
}

// count counts the observations of those series of the list whose number is not known; of is where all of them are found.
func (s *Store) count(ctx context.Context, list []indicators.SeriesInfo, uncounted []indicators.Series, of selector) error {
	places := map[indicators.Series]int{}
	for i, info := range list {
		places[info.Series] = i
	}
	isUnknown := map[indicators.Series]bool{}
	for _, series := range uncounted {
		isUnknown[series] = true
	}
	selectors := []selector{of}
	if len(uncounted) < len(list) {
		selectors = groups(uncounted)
	}
	var pipelines []pipeline
	for _, of := range selectors {
		pipelines = append(pipelines, pipeline{name: "count", of: of, fields: []string{"raw"}, from: earliest, to: latest, aggregate: "count"})
	}
	before := s.Revision(indicators.SeriesFilter{})
	return s.query(ctx, pipelines, func(r row) error {
		n, err := r.int()
		if at, ok := places[r.series]; ok && err == nil && isUnknown[r.series] {
			list[at].Count = n
			s.remember(knownSeries{SeriesInfo: list[at], counted: true}, before)
		}
		return err
	})
}
