package indicators

import (
	"context"
	"time"
)

// Batch is a run of observations of one series, in any order; of two with the same start the later wins.
type Batch struct {
	Series       Series
	Observations []Observation
	Watched      bool // a Watch has judged them, which has followed all of the upload that is of the series. For Merge.Put alone
}

// Day is the summary of one local day: Sum, Min and Max over the Count summable observations (undefined
// when Count is 0, and where Days was not asked for them), beside them how many were left out, by reason.
// Date counts days from 1970-01-01 in the zone asked for.
type Day struct {
	Date                                 int32
	Count                                int32
	Sum, Min, Max                        float64
	Censored, Suspect, Failed, Projected int32
}

// Add counts one observation into the day.
func (d *Day) Add(o Observation) {
	switch {
	case o.Quality == Suspect:
		d.Suspect++
	case o.Quality != Good && o.Quality != NotEvaluated:
		d.Failed++
	case o.Status == Projected:
		d.Projected++
	case o.Censored != NotCensored:
		d.Censored++
	default:
		if d.Count == 0 || o.Value < d.Min {
			d.Min = o.Value
		}
		if d.Count == 0 || o.Value > d.Max {
			d.Max = o.Value
		}
		d.Count++
		d.Sum += o.Value
	}
}

// DateOf is the number of the local day (days from 1970-01-01) in which t falls in zone.
func DateOf(t time.Time, zone *time.Location) int32 {
	_, offset := t.In(zone).Zone()
	seconds := t.Unix() + int64(offset)
	return int32(FloorDiv(seconds, secondsPerDay))
}

// DateStart is the first instant of the local day number date in zone, in UTC; where a clock change skips
// midnight (Manila, 21 May 1990), the instant after the gap.
func DateStart(date int32, zone *time.Location) time.Time {
	return time.Unix(dayStart(int64(date), zone), 0).UTC()
}

// DayNumbers says which numbers of a Day its reader needs beside the counts, which are always given: a set of
// DaySum, DayMin and DayMax, or 0. What is not asked for need not be computed, and may be given all the same.
type DayNumbers uint8

// The numbers of a day; AllOfDay is all three.
const (
	DaySum DayNumbers = 1 << iota
	DayMin
	DayMax
	AllOfDay = DaySum | DayMin | DayMax
)

// DaySeries is the days of one series that hold anything, oldest first.
type DaySeries struct {
	Series Series
	Days   []Day
}

// Store keeps observations. Every implementation passes storetest. All methods are safe for concurrent use.
// Errors are of kind Unavailable (nothing is known to be lost; try again) or Internal.
type Store interface {
	// Append stores the batches as they are, flags and all, durable on return and all together; same series and start: the
	// last write wins.
	Append(ctx context.Context, batches []Batch) error
	// Select gives the observations of one series whose start lies in the period, oldest first; none is an empty slice.
	Select(ctx context.Context, series Series, period Period) ([]Observation, error)
	// Days gives, for each series in the order asked for, the summary of every local day of zone that starts
	// in the period and holds anything; only observations whose start lies in the period count. The counts of
	// a day are always right, the other numbers where they are needed.
	Days(ctx context.Context, series []Series, period Period, zone *time.Location, needed DayNumbers) ([]DaySeries, error)
	// Latest gives, for each series in the order asked for, its last valid observation; a series with none has ok false.
	Latest(ctx context.Context, series []Series) ([]LatestObservation, error)
	// SeriesList gives the series that match, sorted by their id.
	SeriesList(ctx context.Context, filter SeriesFilter) ([]SeriesInfo, error)
	// Revision is a state of the observations of the series that match, as this process has written them; see Revisions.
	// Nothing that another process, or a person with the store's own tools, writes beside it is told.
	Revision(filter SeriesFilter) Revision
	// Delete removes the observations whose start lies in the period and tells how many there were; what stands beside them is
	// flagged anew.
	Delete(ctx context.Context, series Series, period Period) (int64, error)
	// Close releases the store.
	Close() error
}

// LatestObservation is the last valid observation of a series, if it has one.
type LatestObservation struct {
	Series      Series
	Observation Observation
	OK          bool
}
