package review

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// The codes of what stands against freezing.
const (
	UncommittedData = "uncommitted_data" // an upload of a city of the review is on its way
	CoverageShort   = "coverage_short"   // the milestone's year has observations, too few for a figure
	EvidenceMissing = "evidence_missing" // not one row has a figure
)

// objections lists what stands against freezing the document as it is; none is an empty list.
func (e *Examiner) objections(ctx context.Context, c Content) ([]Statement, error) {
	all := []Statement{}
	waiting, err := e.uncommitted(ctx, c)
	if err != nil {
		return nil, err
	}
	all = append(all, waiting...)
	for _, row := range c.Rows {
		short, err := e.short(ctx, row)
		if err != nil {
			return nil, err
		}
		all = append(all, short...)
	}
	if !slices.ContainsFunc(c.Rows, func(r Row) bool { return r.Latest != nil }) {
		all = append(all, statement(EvidenceMissing, "Not one of the %s rows has a figure on record that ends by the milestone.", strconv.Itoa(len(c.Rows))))
	}
	return all, nil
}

// uncommitted lists the uploads on their way that can hold figures of the review: those of its cities or of no city in
// particular, but for those whose receipts show that all their values are of another city or later than the milestone.
func (e *Examiner) uncommitted(ctx context.Context, c Content) ([]Statement, error) {
	cities, last := map[string]bool{}, time.Time{}
	for _, row := range c.Rows {
		cities[row.City] = true
		if at, err := time.Parse(time.RFC3339, row.At); err == nil && at.After(last) {
			last = at
		}
	}
	var all []Statement
	for _, state := range []indicators.UploadState{indicators.Received, indicators.Spooled, indicators.Committing} {
		found, err := e.Ledger.Uploads(ctx, indicators.UploadFilter{State: state, Limit: 1000})
		if err != nil {
			return nil, err
		}
		for _, u := range found {
			if u.City != "" && !cities[u.City] || !mayTouch(u.Receipt.Series, cities, last) {
				continue
			}
			all = append(all, statement(UncommittedData, "Upload %s (%s) is %s.", u.ID.String(), u.FileName, string(u.State)))
		}
	}
	return all, nil
}

// mayTouch reports whether values of an upload can lie in the cities before the end; true while that is not known.
func mayTouch(series []indicators.SeriesCount, cities map[string]bool, end time.Time) bool {
	if len(series) == 0 {
		return true
	}
	return slices.ContainsFunc(series, func(s indicators.SeriesCount) bool {
		of, err := indicators.ParseSeries(s.Series)
		return err != nil || cities[of.City] && s.First.Before(end)
	})
}

// short looks for series finer than a month whose year at the milestone has observations, but too few for a figure, and
// no published figure of that year stands in its place.
func (e *Examiner) short(ctx context.Context, row Row) ([]Statement, error) {
	at, err := time.Parse(time.RFC3339, row.At)
	if err != nil {
		return nil, indicators.Errorf(indicators.Internal, "the row's moment: %w", err)
	}
	zone := e.Catalogue.Zone(row.City)
	year := indicators.YearPeriod(at.Add(-time.Second).In(zone).Year(), zone)
	if row.Latest != nil && row.Latest.Start == local(year.From, zone) {
		return nil, nil
	}
	indicator, _ := e.Catalogue.Indicator(row.Indicator)
	list, err := e.Store.SeriesList(ctx, indicators.SeriesFilter{City: row.City, Site: row.Site, Indicator: row.Indicator, ExtentOnly: true})
	if err != nil {
		return nil, err
	}
	var all []Statement
	for _, info := range list {
		if info.Series.Resolution.Months > 0 || info.Series.Statistic != indicator.Statistic && info.Series.Statistic != "instant" ||
			!slices.Contains(indicators.AggregateStatistics(), indicator.Statistic) {
			continue
		}
		windows, err := indicators.Aggregates(ctx, e.Store, indicators.AggregateQuery{Series: info.Series, Period: year, Window: indicators.P1Y,
			Statistic: indicator.Statistic, Zone: zone, Required: indicator.Completeness.Percent})
		if err != nil {
			return nil, err
		}
		for _, w := range windows {
			if w.Value == nil && w.Coverage.Valid > 0 && w.Coverage.Percent != nil {
				all = append(all, statement(CoverageShort, "%s at %s: %s of the year before the milestone is covered, and a figure needs %s.",
					row.IndicatorName, row.SiteName, percent(*w.Coverage.Percent), percent(w.Coverage.Required)))
			}
		}
	}
	return all, nil
}
