package influx

import (
	"cmp"
	"context"
	"slices"

	"github.com/aspro-cities/aspro/indicators"
)

// SeriesList gives the series that match, sorted by their id.
func (s *Store) SeriesList(ctx context.Context, filter indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	of := selector{city: filter.City, indicator: filter.Indicator, resolution: filter.Resolution.String(), statistic: filter.Statistic}
	if filter.Site != "" {
		of.sites = []string{filter.Site}
	}
	list := []indicators.SeriesInfo{}
	for _, text := range append([]string{of.city, of.indicator, of.statistic}, of.sites...) {
		if !isPlain(text) {
			return list, nil // no series has such a part
		}
	}
	found := map[indicators.Series]*indicators.SeriesInfo{}
	var pipelines []pipeline
	for _, aggregate := range []string{"first", "last", "count"} {
		pipelines = append(pipelines, pipeline{name: aggregate, of: of, fields: []string{"raw"}, from: earliest, to: latest, aggregate: aggregate})
	}
	err := s.query(ctx, pipelines, func(r row) error {
		info := found[r.series]
		if info == nil {
			info = &indicators.SeriesInfo{Series: r.series}
			found[r.series] = info
		}
		var err error
		switch r.result {
		case "first":
			info.First = r.start
		case "last":
			info.Last = r.start
		case "count":
			info.Count, err = r.int()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for series, info := range found {
		if filter.Match(series) {
			list = append(list, *info)
		}
	}
	slices.SortFunc(list, func(a, b indicators.SeriesInfo) int { return cmp.Compare(a.Series.String(), b.Series.String()) })
	return list, nil
}
