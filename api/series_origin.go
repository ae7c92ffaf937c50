package api

import (
	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/ingest"
)

// SeriesOrigin is where the last valid observation of a series came from.
type SeriesOrigin struct {
	Series     string                 `json:"series" binding:"required"`
	Upload     *string                `json:"upload" extensions:"x-nullable" example:"u1"` // null: it came by no file
	Source     *string                `json:"source" extensions:"x-nullable"`
	Provenance *indicators.Provenance `json:"provenance" extensions:"x-nullable"`
}

// seriesOrigins finds, for each series, the file of its last valid observation, with the row's own source for figures of a
// month or longer and that of the file's profile for finer values.
func (c *call) seriesOrigins(series []indicators.Series) ([]SeriesOrigin, error) {
	views := []SeriesOrigin{}
	if len(series) == 0 {
		return views, nil
	}
	ctx := c.Request.Context()
	latest, err := c.api.Store.Latest(ctx, series)
	if err != nil {
		return nil, err
	}
	for _, l := range latest {
		v := SeriesOrigin{Series: l.Series.String()}
		if o := l.Observation; l.OK && o.Upload != 0 {
			id := o.Upload.String()
			v.Upload = &id
			origin, err := c.originOf(l)
			if err != nil {
				return nil, err
			}
			of := origin.Provenance(c.api.Catalogue, l.Series.City, l.Series.Site)
			v.Source, v.Provenance = textOrNil(origin.Source), &of
			c.licensed(of.Licence)
		}
		views = append(views, v)
	}
	return views, nil
}

// originOf is the origin of one observation: of its row, or of the profile of its file.
func (c *call) originOf(l indicators.LatestObservation) (ingest.RowOrigin, error) {
	ctx, o := c.Request.Context(), l.Observation
	if l.Series.Resolution.Months > 0 {
		ref := ingest.RowRef{Upload: o.Upload, Line: o.Line, Indicator: l.Series.Indicator, Statistic: l.Series.Statistic}
		origins, err := ingest.Provenance(ctx, c.api.Ledger, c.api.Catalogue, []ingest.RowRef{ref})
		return origins[ref], err
	}
	upload, err := c.api.Ledger.Upload(ctx, o.Upload)
	if err != nil && indicators.KindOf(err) != indicators.NotFound {
		return ingest.RowOrigin{}, err
	}
	profile, _ := c.api.Catalogue.Profile(upload.Profile)
	return ingest.RowOrigin{Source: profile.Source, Licence: profile.Licence}, nil
}
