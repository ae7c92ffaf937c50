package api

import (
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// dayLong is the Cache-Control of what is over. Anything else has to be asked for again, which costs little: the tag
// tells that nothing has changed.
const dayLong = "public, max-age=86400"

// settled lets everybody keep the answer for a day where all of it is over: end, the end of the last period that it
// tells of, lies in the past, and the figures on record reach up to there. A correction is then seen a day later by who
// does not ask again.
func (c *call) settled(end, reach time.Time) {
	if !end.After(c.api.Now()) && !reach.Before(end) {
		c.Header("Cache-Control", dayLong)
	}
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
