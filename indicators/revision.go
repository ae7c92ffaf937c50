package indicators

import "sync"

// Revision is a state of the observations of some series: as long as two are equal nothing has changed in between.
type Revision uint64

// Revisions counts what a process writes into a store, by series. It is kept in memory: revisions of two runs, or of two
// processes, say nothing about each other. The zero value is ready; safe for concurrent use.
type Revisions struct {
	mu     sync.RWMutex
	last   Revision
	groups map[[2]string]*revisedGroup // by city and indicator
}

// revisedGroup is the series of one indicator in one city that were written.
type revisedGroup struct {
	last   Revision
	series map[Series]Revision
}

// Revision is the state of the series that the filter selects, also of those that do not exist yet. It is another one
// after any of them has changed, and the same as long as none has, whatever became of others. Who keeps an answer takes it before reading.
func (r *Revisions) Revision(of SeriesFilter) Revision {
	r.mu.RLock()
	defer r.mu.RUnlock()
	inGroup := of.Site == "" && of.Statistic == "" && of.Resolution.IsZero() && of.Sites == nil
	switch {
	case of.City == "" && of.Indicator == "" && inGroup:
		return r.last
	case of.City == "" || of.Indicator == "":
		found := Revision(0)
		for _, group := range r.groups {
			found = max(found, group.revision(of))
		}
		return found
	}
	group := r.groups[[2]string{of.City, of.Indicator}]
	switch {
	case group == nil:
		return 0
	case inGroup:
		return group.last
	case of.Site != "" && of.Statistic != "" && !of.Resolution.IsZero() && of.Sites == nil:
		return group.series[Series{of.City, of.Site, of.Indicator, of.Resolution, of.Statistic}]
	}
	return group.revision(of)
}

func (g *revisedGroup) revision(of SeriesFilter) Revision {
	found := Revision(0)
	for series, at := range g.series {
		if at > found && of.Match(series) {
			found = at
		}
	}
	return found
}

// Changed gives each of the series a new revision. A store calls it when what it has written can be read, and before it
// tells the writer; after a failure that leaves open what was written, too.
func (r *Revisions) Changed(all ...Series) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.groups == nil {
		r.groups = map[[2]string]*revisedGroup{}
	}
	for _, series := range all {
		r.last++
		name := [2]string{series.City, series.Indicator}
		group := r.groups[name]
		if group == nil {
			group = &revisedGroup{series: map[Series]Revision{}}
			r.groups[name] = group
		}
		group.last, group.series[series] = r.last, r.last
	}
}

// FilterOf selects exactly this series.
func FilterOf(s Series) SeriesFilter {
	return SeriesFilter{City: s.City, Site: s.Site, Indicator: s.Indicator, Statistic: s.Statistic, Resolution: s.Resolution}
}
