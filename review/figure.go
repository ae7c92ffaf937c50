package review

import (
	"context"
	"time"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// figure writes a figure with its origin, read again from the kept upload; of a computed figure the origin of the
// last observation in it. Nil stays nil.
func (w *writer) figure(ctx context.Context, f *indicators.Figure) (*Figure, error) {
	if f == nil {
		return nil, nil
	}
	calendar := w.Catalogue.Calendar(f.Series.City)
	v := Figure{Period: calendar.FormatPeriod(f.Period.From.Unix(), f.Resolution()), Start: local(f.Period.From, calendar.Zone), End: local(f.Period.To, calendar.Zone),
		Value: f.Value, Qualifier: f.Censored.Mark(), Statistic: f.Statistic, Status: f.Status.String(), Quality: int(f.Quality),
		Computed: f.Computed, Coverage: f.Coverage, Series: f.Series.String()}
	if f.Coverage == nil {
		v.CoverageNote = "not stated by the source"
	}
	ref := ingest.RowRef{Upload: f.Upload, Line: f.Line, Indicator: f.Series.Indicator, Statistic: f.Series.Statistic}
	if f.Computed {
		held, err := w.Store.Select(ctx, f.Series, indicators.Period{From: f.Period.To.Add(-7 * 24 * time.Hour), To: f.Period.To})
		if err != nil {
			return nil, err
		}
		if len(held) > 0 {
			ref.Upload, ref.Line = held[len(held)-1].Upload, held[len(held)-1].Line
		}
	} else if f.Upload != 0 {
		line := int(f.Line)
		v.Upload, v.Line = orNil(f.Upload.String()), &line
	}
	origins, err := ingest.Provenance(ctx, w.Ledger, w.Catalogue, []ingest.RowRef{ref})
	if err != nil {
		return nil, err
	}
	origin := origins[ref]
	v.Source, v.Provenance = origin.Source, origin.Provenance(w.Catalogue, f.Series.City, f.Series.Site)
	if !f.Computed {
		v.Note, v.Text = origin.Note, origin.Text
	}
	return &v, nil
}
