package review

import (
	"context"
	"slices"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// mostOthers bounds the figures without a target that a review lists.
const mostOthers = 200

// others lists, for the cities of the programme, the last published figure of each series that begins in or after the
// programme's start, ends by the milestone and has no target; none where no source states when the programme began.
func (w *writer) others(ctx context.Context, targets []indicators.Target) error {
	if w.programme.Start == "" {
		return nil
	}
	for _, city := range w.programme.Cities {
		list, err := w.Store.SeriesList(ctx, indicators.SeriesFilter{City: city, ExtentOnly: true})
		if err != nil {
			return err
		}
		calendar := w.Catalogue.Calendar(city)
		until, err := calendar.EndOf(w.milestone.At)
		if err != nil {
			return err
		}
		begin, err := indicators.ParseBound(w.programme.Start, calendar.Zone)
		if err != nil {
			return err
		}
		span := indicators.Period{From: begin, To: until}
		for _, info := range list {
			isTarget := slices.ContainsFunc(targets, func(t indicators.Target) bool {
				return t.City == city && t.Site == info.Series.Site && t.Indicator == info.Series.Indicator
			})
			if isTarget || info.Series.Resolution.Months == 0 || len(w.content.Others) >= mostOthers {
				continue
			}
			if err := w.other(ctx, info, span); err != nil {
				return err
			}
		}
	}
	return nil
}

// other adds the last figure of one series within the span, if there is one.
func (w *writer) other(ctx context.Context, info indicators.SeriesInfo, span indicators.Period) error {
	if !span.From.Before(span.To) || info.First >= span.To.Unix() || info.Last < span.From.Unix() {
		return nil
	}
	held, err := w.Store.Select(ctx, info.Series, span)
	if err != nil {
		return err
	}
	s, zone := info.Series, w.Catalogue.Zone(info.Series.City)
	for _, o := range slices.Backward(held) {
		end := time.Unix(s.Resolution.End(o.Start, zone), 0).UTC()
		if !o.IsValid() || end.After(span.To) {
			continue
		}
		f := indicators.Figure{Series: s, Period: indicators.Period{From: o.Time(), To: end}, Value: o.Value, Censored: o.Censored, Quality: o.Quality,
			Status: o.Status, Upload: o.Upload, Line: o.Line, Statistic: s.Statistic}
		shown, err := w.figure(ctx, &f)
		if err != nil {
			return err
		}
		city, _ := w.Catalogue.City(s.City)
		site, _ := w.Catalogue.Site(s.City, s.Site)
		indicator, _ := w.Catalogue.Indicator(s.Indicator)
		w.content.Others = append(w.content.Others, OtherFigure{city.ID, city.Name, s.Site, site.Name, s.Indicator, indicator.Name, indicator.Unit, *shown})
		if o.Upload != 0 {
			w.uploads[o.Upload] = true
		}
		return nil
	}
	return nil
}
