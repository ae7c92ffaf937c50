package sqlite

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// entry is what is known of a series without reading its chunks. Entries in the directory never change; a
// write replaces them when it has committed.
type entry struct {
	id     int64
	series indicators.Series
	name   string         // series.String(), by which lists are sorted
	zone   *time.Location // of its day summaries
	first  int64          // starts of the first and last observation of any quality, when count > 0
	last   int64
	count  int64
	latest indicators.Observation // last valid observation, if ok
	ok     bool
}

// sumsDays reports whether day summaries are kept for the series: not for those coarser than a day, whose
// chunks are short enough.
func (e entry) sumsDays() bool {
	r := e.series.Resolution
	return r.Months == 0 && r.Days <= 1
}

// directory is the entries of all series, found by the series and listed by name.
type directory struct {
	mu      sync.RWMutex
	entries map[indicators.Series]*entry
	ordered []*entry // by name
}

func (d *directory) entry(series indicators.Series) (entry, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if e := d.entries[series]; e != nil {
		return *e, true
	}
	return entry{}, false
}

// publish makes a committed write known, before its writer is told.
func (db *DB) publish(pages map[indicators.Series]*page) {
	var changed []indicators.Series
	db.mu.Lock()
	for series, p := range pages {
		db.set(p.entry)
		if p.changed {
			changed = append(changed, series)
		}
	}
	db.mu.Unlock()
	db.Changed(changed...)
}

// set puts an entry on its place; the caller holds the lock.
func (d *directory) set(e entry) {
	if held := d.entries[e.series]; held != nil {
		*held = e
		return
	}
	d.entries[e.series] = &e
	at, _ := slices.BinarySearchFunc(d.ordered, e.name, func(held *entry, name string) int { return cmp.Compare(held.name, name) })
	d.ordered = slices.Insert(d.ordered, at, &e)
}

// load reads the entries when the file is opened.
func (db *DB) load(ctx context.Context) error {
	db.entries = map[indicators.Series]*entry{}
	rows, err := db.conn.QueryContext(ctx, "SELECT id, city, site, indicator, resolution, statistic, zone, first, last, count, latest FROM series ORDER BY city, site, indicator, resolution, statistic")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		var resolution, zone string
		var latest []byte
		s := &e.series
		if err := rows.Scan(&e.id, &s.City, &s.Site, &s.Indicator, &resolution, &s.Statistic, &zone, &e.first, &e.last, &e.count, &latest); err != nil {
			return err
		}
		if s.Resolution, err = indicators.ParseResolution(resolution); err != nil {
			return err
		}
		if e.zone, err = db.zoneNamed(zone, s.City); err != nil {
			return err
		}
		if latest != nil {
			if e.latest, err = unpackOne(latest); err != nil {
				return err
			}
			e.ok = true
		}
		e.name = e.series.String()
		db.set(e)
	}
	return rows.Err()
}

// zoneNamed gives the city's own zone where it has the name, so that zones are one pointer.
func (db *DB) zoneNamed(name, city string) (*time.Location, error) {
	if zone := db.options.Zone(city); zone.String() == name {
		return zone, nil
	}
	return time.LoadLocation(name)
}

// packOne packs a single observation: the number of its week, then a chunk of one.
func packOne(o indicators.Observation) []byte {
	week := weekOf(o.Start)
	return append(binary.AppendVarint(nil, week), appendChunk(nil, week, []indicators.Observation{o})...)
}

// unpackOne reads what packOne packs.
func unpackOne(row []byte) (indicators.Observation, error) {
	week, n := binary.Varint(row)
	if n <= 0 {
		return indicators.Observation{}, errDamaged
	}
	held, err := unpackChunk(nil, week, row[n:])
	if err != nil || len(held) != 1 {
		return indicators.Observation{}, errDamaged
	}
	return held[0], nil
}

// SeriesList gives the series that match and hold anything, sorted by their id.
func (db *DB) SeriesList(_ context.Context, filter indicators.SeriesFilter) ([]indicators.SeriesInfo, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	found := []indicators.SeriesInfo{}
	for _, e := range db.ordered {
		if e.count > 0 && filter.Match(e.series) {
			found = append(found, indicators.SeriesInfo{Series: e.series, First: e.first, Last: e.last, Count: e.count})
		}
	}
	return found, nil
}

// Latest gives, for each series in the order asked for, its last valid observation.
func (db *DB) Latest(_ context.Context, series []indicators.Series) ([]indicators.LatestObservation, error) {
	found := make([]indicators.LatestObservation, len(series))
	db.mu.RLock()
	defer db.mu.RUnlock()
	for i, s := range series {
		found[i].Series = s
		if e := db.entries[s]; e != nil {
			found[i].Observation, found[i].OK = e.latest, e.ok
		}
	}
	return found, nil
}
