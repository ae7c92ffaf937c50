package api

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// What Cache-Control says: how long an answer may be given again without asking. Where it is "no-cache" asking costs little:
// the entity tag tells that nothing has changed.
const (
	askAgain = "no-cache"                            // figures that may grow or be corrected any time
	ofTheKey = "private, no-cache"                   // what a key opened
	aMinute  = "public, max-age=60"                  // rows of the catalogue and pages: they change when the server starts anew
	dayLong  = "public, max-age=86400"               // all of it is over; who does not ask sees a correction a day later
	forever  = "public, max-age=31536000, immutable" // frozen bytes
	notKept  = "no-store"                            // probes, refusals, and what a request did
)

// freshness is the Cache-Control of the answer: the one place that decides it.
func (c *call) freshness() string {
	switch {
	case c.route.probe:
		return notKept
	case c.key.ID != "":
		return ofTheKey
	case c.frozen:
		return forever
	case c.over:
		return dayLong
	case c.route.rows:
		return aMinute
	}
	return askAgain
}

// settled notes that all of the answer is over: end, the end of the last period that it tells of, lies in the past, and the
// figures on record reach up to there.
func (c *call) settled(end, reach time.Time) {
	c.over = !end.After(c.api.Now()) && !reach.Before(end)
}

// settledSeries is settled for series of one city up to the end that was named; nothing where to is open.
func (c *call) settledSeries(end time.Time, series ...indicators.Series) error {
	if c.text("to") == "" || len(series) == 0 || end.After(c.api.Now()) {
		return nil
	}
	reaches, asked := map[indicators.Series]time.Time{}, map[string]bool{}
	for _, s := range series {
		if asked[s.Indicator] {
			continue
		}
		asked[s.Indicator] = true
		infos, err := c.api.Store.SeriesList(c.Request.Context(), indicators.SeriesFilter{City: s.City, Indicator: s.Indicator})
		if err != nil {
			return err
		}
		for _, info := range infos {
			reaches[info.Series] = c.api.reachOf(info)
		}
	}
	reach := end
	for _, s := range series {
		if reaches[s].Before(reach) {
			reach = reaches[s]
		}
	}
	c.settled(end, reach)
	return nil
}

// reachOf is the end of what a series holds.
func (a *API) reachOf(info indicators.SeriesInfo) time.Time {
	return time.Unix(info.Series.Resolution.End(info.Last, a.Catalogue.Zone(info.Series.City)), 0)
}

// settledProgress is settled for figures of progress at a moment that was asked for: no figure ends later than the
// latest one and not after that moment.
func (c *call) settledProgress(until time.Time, all ...Progress) {
	for _, p := range all {
		if c.text("at") == "" || p.Latest == nil || p.Latest.End != p.AtEnd {
			return
		}
	}
	c.settled(until, until)
}
