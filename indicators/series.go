package indicators

import "strings"

// Series names one line of observations: city × site × indicator × resolution × statistic, the first
// three and the last as catalogue slugs. Comparable, so it can be a map key.
type Series struct {
	City, Site, Indicator string
	Resolution            Resolution
	Statistic             string
}

// String is city/site/indicator/resolution/statistic, the id by which the API names a series.
func (s Series) String() string {
	return strings.Join([]string{s.City, s.Site, s.Indicator, s.Resolution.String(), s.Statistic}, "/")
}

// ParseSeries reads what String writes.
func ParseSeries(id string) (Series, error) {
	part := strings.Split(id, "/")
	if len(part) != 5 {
		return Series{}, Errorf(Invalid, "%q is not a series id: city/site/indicator/resolution/statistic", id).Coded("bad_series")
	}
	r, err := ParseResolution(part[3])
	if err != nil {
		return Series{}, err
	}
	return Series{part[0], part[1], part[2], r, part[4]}, nil
}

// SeriesFilter selects series; an empty field selects all. Sites, when not nil, is the closed list of allowed sites.
type SeriesFilter struct {
	City, Site, Indicator, Statistic string
	Resolution                       Resolution
	Sites                            []string
	ExtentOnly                       bool // of SeriesList: Count is not needed, and may be 0
}

// Match reports whether s is selected.
func (f SeriesFilter) Match(s Series) bool {
	is := func(want, have string) bool { return want == "" || want == have }
	if !is(f.City, s.City) || !is(f.Site, s.Site) || !is(f.Indicator, s.Indicator) || !is(f.Statistic, s.Statistic) {
		return false
	}
	if !f.Resolution.IsZero() && f.Resolution != s.Resolution {
		return false
	}
	if f.Sites == nil {
		return true
	}
	for _, site := range f.Sites {
		if site == s.Site {
			return true
		}
	}
	return false
}

// SeriesInfo is a series with its extent: First and Last are the starts (Unix seconds, UTC) of its
// first and last observation of any quality, Count how many there are.
type SeriesInfo struct {
	Series      Series
	First, Last int64
	Count       int64
}
